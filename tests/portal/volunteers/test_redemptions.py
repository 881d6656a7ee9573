"""Redeemed rewards at the service point: listed, handed over once, never more than there were."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.accounts.tables import Account
from portal.db import Database
from portal.volunteers import refusals
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.recognition.redemptions import hand_over, list_redemptions
from portal.volunteers.recognition.rewards import add_reward, buy_reward, record_training
from portal.volunteers.recognition.tables import Reward
from tests.pages import PageOpener
from tests.portal.volunteers.builders import (
    CLOSING,
    COORDINATOR,
    NOW,
    RULES,
    a_volunteer,
    as_actor,
    by,
)


def a_reward(session: Session, n_in_stock: int = 2) -> Reward:
    """A cup for ten points."""
    cup = {"zh": "水杯", "en": "Cup"}
    return add_reward(session, cup, price=10, n_in_stock=n_in_stock)


def a_rich_volunteer(session: Session, number: int = 1) -> Volunteer:
    """A volunteer with a hundred points."""
    volunteer = a_volunteer(session, number)
    record_training(
        session,
        volunteer.id,
        title="急救",
        day=date(2026, 3, 5),
        minutes=600,
        actor=COORDINATOR,
        now=NOW,
        rules=RULES,
    )
    session.flush()
    return volunteer


def test_what_was_redeemed_waits_until_it_is_handed_over(session: Session) -> None:
    volunteer, reward = a_rich_volunteer(session), a_reward(session)
    buy_reward(session, reward.id, volunteer.id, now=NOW)
    session.flush()
    (waiting,) = list_redemptions(session, is_handed_over=False)
    assert (waiting.reward["en"], waiting.volunteer_number) == ("Cup", volunteer.number)
    hand_over(session, waiting.id, moment=by(COORDINATOR, CLOSING))
    assert list_redemptions(session, is_handed_over=False) == ()
    (done,) = list_redemptions(session, is_handed_over=True, volunteer_id=volunteer.id)
    assert done.handed_over_at == CLOSING
    with pytest.raises(refusals.AlreadyDecided):
        hand_over(session, waiting.id, moment=by(COORDINATOR, CLOSING))


def test_only_coordinators_hand_over_and_only_what_was_redeemed(session: Session) -> None:
    volunteer = a_rich_volunteer(session)
    with pytest.raises(refusals.NotAllowed):
        hand_over(session, 1, moment=by(as_actor(volunteer), CLOSING))
    # The first entry of the ledger is the training's.
    for redemption_id in (1, 999):
        with pytest.raises(refusals.NotFound):
            hand_over(session, redemption_id, moment=by(COORDINATOR, CLOSING))


def test_no_more_wait_than_were_in_stock(session: Session) -> None:
    volunteer, reward = a_rich_volunteer(session), a_reward(session, n_in_stock=1)
    buy_reward(session, reward.id, volunteer.id, now=NOW)
    with pytest.raises(refusals.OutOfStock):
        buy_reward(session, reward.id, volunteer.id, now=NOW)
    session.flush()
    assert len(list_redemptions(session, is_handed_over=False)) == 1


def test_the_service_point_hands_over_by_a_button(
    page: PageOpener, database: Database, official: Account
) -> None:
    with database.transaction() as session:
        volunteer, reward = a_rich_volunteer(session), a_reward(session)
        buy_reward(session, reward.id, volunteer.id, now=NOW)
        session.flush()
        (waiting,) = list_redemptions(session, is_handed_over=False)
        number = volunteer.number
    address = f"/volunteers/city/redemptions/{waiting.id}"
    shown = page.open("/volunteers/city/redemptions")
    assert "水杯" in shown.text
    assert number in shown.text
    after = page.submit(shown, {}, action=address)
    assert "已记为发放" in after.text
    assert "没有等待领取的奖品" in after.text
