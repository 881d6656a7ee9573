"""Absences: counted for all to see, contestable, decided by somebody else, and what follows."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteers import refusals
from portal.volunteers.activities.news import announce_activity
from portal.volunteers.attendance.corrections import (
    Claim,
    ask_for_correction,
    decide_backfill,
    propose_backfill,
)
from portal.volunteers.attendance.sheets import admit_walk_in, close_shift
from portal.volunteers.groups.tables import Team
from portal.volunteers.notices.kinds import NoticeKind, render_notice
from portal.volunteers.notices.tables import Notice
from portal.volunteers.people.consents import ConsentKind, give_consent
from portal.volunteers.people.registration import set_traits
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.excuses import (
    ask_for_excuse,
    decide_excuse,
    excuse_absence,
    find_pause,
    list_open_excuses,
    list_own_excuses,
)
from portal.volunteers.signups.lists import measure_reliability
from portal.volunteers.signups.service import accept_offer, hold_team_places, sign_up, withdraw
from portal.volunteers.signups.states import State
from portal.volunteers.signups.tables import SignUp
from tests.portal.volunteers.builders import (
    ANOTHER_COORDINATOR,
    COORDINATOR,
    IN_THREE_DAYS,
    NOW,
    OTHER_STREET,
    RULES,
    STREET,
    a_leader_of,
    a_member,
    a_shift,
    a_team,
    a_volunteer,
    an_activity,
    by,
    signed_up,
)

THREE_HOURS = timedelta(hours=3)


def miss(session: Session, volunteer: Volunteer, team: Team, n: int) -> list[SignUp]:
    """Sign up for `n` shifts on days in a row, and come to none."""
    activity = an_activity(session, team)
    shifts = [
        a_shift(session, activity, starts_at=IN_THREE_DAYS + timedelta(days=day))
        for day in range(n)
    ]
    made = [signed_up(session, shift, volunteer) for shift in shifts]
    for shift in shifts:
        closing = by(COORDINATOR, shift.ends_at + timedelta(minutes=5))
        close_shift(session, shift.id, moment=closing, rules=RULES)
    assert all(sign_up.state == State.MISSED for sign_up in made)
    return made


def after(n_days: int) -> timedelta:
    return timedelta(days=3 + n_days, hours=4)


def test_three_absences_pause_signing_up_for_a_while(session: Session) -> None:
    team, volunteer = a_team(session), a_volunteer(session)
    miss(session, volunteer, team, 2)
    now = NOW + after(2)
    assert find_pause(session, volunteer.id, now=now, rules=RULES) is None
    miss(session, volunteer, a_team(session, "t2"), 3)
    now = NOW + after(3)
    until = find_pause(session, volunteer.id, now=now, rules=RULES)
    assert until == IN_THREE_DAYS + timedelta(days=2) + THREE_HOURS + timedelta(days=30)
    shift = a_shift(session, starts_at=now + timedelta(days=60))
    with pytest.raises(refusals.TooManyAbsences):
        sign_up(session, shift.id, volunteer.id, now=now, rules=RULES)
    made = sign_up(session, shift.id, volunteer.id, now=until, rules=RULES)
    assert made.state == State.SIGNED_UP
    other = a_volunteer(session, 2)
    assert sign_up(session, shift.id, other.id, now=now, rules=RULES).state == State.SIGNED_UP


def test_a_city_may_do_without_pauses(session: Session) -> None:
    volunteer = a_volunteer(session)
    miss(session, volunteer, a_team(session), 4)
    now = NOW + after(4)
    assert find_pause(session, volunteer.id, now=now, rules=VolunteerRules(max_missed=0)) is None


def test_what_is_contested_or_excused_or_old_does_not_count(session: Session) -> None:
    team, volunteer = a_team(session), a_volunteer(session)
    first, second, third = miss(session, volunteer, team, 3)
    now = NOW + after(3)

    def is_paused() -> bool:
        return find_pause(session, volunteer.id, now=now, rules=RULES) is not None

    assert is_paused()
    ask_for_excuse(session, first.id, volunteer.id, "生病", now=now)
    assert not is_paused()
    decide_excuse(session, first.id, accepts=False, moment=by(COORDINATOR, now), rules=RULES)
    assert is_paused()
    arrived_at = IN_THREE_DAYS + timedelta(days=1)
    claim = Claim(arrived_at, arrived_at + THREE_HOURS, "我在现场")
    ask_for_correction(session, second.shift_id, volunteer.id, claim, now=now)
    assert not is_paused()
    excuse_absence(session, third.id, "孩子住院", moment=by(COORDINATOR, now), rules=RULES)
    reliability = measure_reliability(session, [volunteer.id], now=now)[volunteer.id]
    assert reliability.n_missed == 2
    much_later = now + timedelta(days=370)
    reliability = measure_reliability(session, [volunteer.id], now=much_later)[volunteer.id]
    assert reliability.n_missed == 0


def test_a_reason_is_given_once_and_decided_by_somebody_else(session: Session) -> None:
    team = a_team(session)
    leader = a_leader_of(session, team)
    own = session.get_one(Volunteer, leader.id)
    (made,) = miss(session, own, team, 1)
    now = NOW + after(1)
    stranger = a_volunteer(session, 2)
    with pytest.raises(refusals.NotFound):
        ask_for_excuse(session, made.id, stranger.id, "生病", now=now)
    ask_for_excuse(session, made.id, own.id, "生病", now=now)
    with pytest.raises(refusals.AlreadyDecided):
        ask_for_excuse(session, made.id, own.id, "又病了", now=now)
    for decide in (
        lambda: decide_excuse(session, made.id, accepts=True, moment=by(leader, now), rules=RULES),
        lambda: excuse_absence(session, made.id, "病", moment=by(leader, now), rules=RULES),
    ):
        with pytest.raises(refusals.SecondPersonNeeded):
            decide()
    (case,) = list_open_excuses(session, (team.id,), actor_key=leader.key)
    assert case.is_mine
    another = a_leader_of(session, a_team(session, "t2"))
    with pytest.raises(refusals.NotFound):
        decide_excuse(session, made.id, accepts=True, moment=by(another, now), rules=RULES)
    decide_excuse(session, made.id, accepts=True, moment=by(COORDINATOR, now), rules=RULES)
    assert made.is_excused
    assert made.excuse == "生病"
    assert list_own_excuses(session, own.id) == {made.id: "accepted"}
    assert list_open_excuses(session, None, actor_key=leader.key) == ()
    with pytest.raises(refusals.AlreadyDecided):
        decide_excuse(session, made.id, accepts=False, moment=by(COORDINATOR, now), rules=RULES)


def test_an_organiser_who_excuses_first_settles_the_request_too(session: Session) -> None:
    team, volunteer = a_team(session), a_volunteer(session)
    (made,) = miss(session, volunteer, team, 1)
    now = NOW + after(1)
    ask_for_excuse(session, made.id, volunteer.id, "生病", now=now)
    moment = by(a_leader_of(session, team), now)
    excuse_absence(session, made.id, "已电话说明", moment=moment, rules=RULES)
    assert list_own_excuses(session, volunteer.id) == {made.id: "accepted"}


def test_only_absences_and_late_withdrawals_need_a_reason(session: Session) -> None:
    volunteer = a_volunteer(session)
    made = signed_up(session, a_shift(session), volunteer)
    with pytest.raises(refusals.WrongState):
        ask_for_excuse(session, made.id, volunteer.id, "生病", now=NOW)
    withdraw(session, made.id, volunteer.id, now=IN_THREE_DAYS - timedelta(hours=2), rules=RULES)
    assert made.state == State.WITHDRAWN_LATE
    ask_for_excuse(session, made.id, volunteer.id, "生病", now=IN_THREE_DAYS)
    assert list_own_excuses(session, volunteer.id) == {made.id: "open"}


def test_news_goes_to_who_asked_for_it_and_fits(session: Session) -> None:
    people = [a_volunteer(session, number) for number in range(1, 6)]
    fits, no_consent, other_field, other_area, too_young = people
    too_young.birth_month = date(2012, 1, 1)
    for volunteer in people:
        if volunteer is not no_consent:
            give_consent(session, volunteer, ConsentKind.NEWS, now=NOW)
        field = "legal-aid" if volunteer is other_field else "environment"
        area = [OTHER_STREET] if volunteer is other_area else [STREET]
        set_traits(session, volunteer, {"field": [field], "area": area})
    activity = an_activity(session, min_age=16)
    assert announce_activity(session, activity, moment=by(COORDINATOR, NOW), rules=RULES) == 1
    (notice,) = session.scalars(select(Notice).where(Notice.kind == "news"))
    assert notice.volunteer_id == fits.id
    subject, body = render_notice(NoticeKind.NEWS, notice.data, "en")
    assert subject == "A new activity: Clean the street"
    assert "Street garden" in body


def test_a_pause_holds_for_offers_and_not_for_who_is_there(session: Session) -> None:
    team, volunteer = a_team(session), a_volunteer(session)
    a_member(session, team, volunteer)
    miss(session, volunteer, team, 3)
    now = NOW + after(3)
    shift = a_shift(session, starts_at=now + timedelta(days=2))
    leader = a_leader_of(session, team)
    (held,) = hold_team_places(
        session, shift.id, team, [volunteer.id], actor=leader, now=now, rules=RULES
    )
    with pytest.raises(refusals.TooManyAbsences):
        accept_offer(session, held.id, volunteer.id, now=now, rules=RULES)
    at_place = by(COORDINATOR, shift.starts_at)
    made = admit_walk_in(session, shift.id, volunteer.id, moment=at_place, rules=RULES)
    assert made.state == State.SIGNED_UP


def test_a_proposed_record_of_an_absence_keeps_it_from_counting(session: Session) -> None:
    team, volunteer = a_team(session), a_volunteer(session)
    missed = miss(session, volunteer, team, 3)[0]
    now = NOW + after(3)
    claim = Claim(IN_THREE_DAYS, IN_THREE_DAYS + THREE_HOURS, "忘了登记")
    record = propose_backfill(
        session, missed.shift_id, volunteer.id, claim, moment=by(COORDINATOR, now)
    )
    assert find_pause(session, volunteer.id, now=now, rules=RULES) is None
    moment = by(ANOTHER_COORDINATOR, now)
    decide_backfill(session, record.id, approves=True, moment=moment, rules=RULES)
    assert missed.state == State.ATTENDED
