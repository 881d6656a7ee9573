"""Redeemed rewards at the service point: who took what, and whether it was handed over.

The stock and the points are settled when a reward is redeemed (`rewards.buy_reward`): what is
handed over here was taken out of the stock before, so nothing can be promised twice.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.volunteers.people.tables import Volunteer
from portal.volunteers.recognition.tables import PointsEntry, Reward, RewardHandover
from portal.volunteers.refusals import AlreadyDecided, NotAllowed, NotFound
from portal.volunteers.signups.steps import Moment
from surveys.words import Text

N_LISTED = 100


@dataclass(frozen=True)
class Redemption:
    """One reward that somebody redeemed."""

    id: int
    reward: Text
    volunteer_number: str
    name: str | None
    redeemed_at: datetime
    handed_over_at: datetime | None


def list_redemptions(
    session: Session, *, is_handed_over: bool, volunteer_id: int | None = None
) -> tuple[Redemption, ...]:
    """Those that wait, longest first; or the last that were handed over. Of one person or all."""
    query = (
        select(PointsEntry, Reward, Volunteer, RewardHandover.at)
        .join(Reward, Reward.id == PointsEntry.reward_id)
        .join(Volunteer, Volunteer.id == PointsEntry.volunteer_id)
        .outerjoin(RewardHandover, RewardHandover.points_entry_id == PointsEntry.id)
        # Said again for the databases: of a million entries only these few are in their index.
        .where(PointsEntry.reward_id.is_not(None))
        .limit(N_LISTED)
    )
    if volunteer_id is not None:
        query = query.where(PointsEntry.volunteer_id == volunteer_id)
    if is_handed_over:
        query = query.where(RewardHandover.at.is_not(None)).order_by(
            RewardHandover.at.desc(), PointsEntry.id.desc()
        )
    else:
        query = query.where(RewardHandover.at.is_(None)).order_by(PointsEntry.at, PointsEntry.id)
    return tuple(
        Redemption(
            entry.id,
            {"zh": reward.name_zh, "en": reward.name_en},
            volunteer.number,
            volunteer.name,
            entry.at,
            handed_over_at,
        )
        for entry, reward, volunteer, handed_over_at in session.execute(query)
    )


def hand_over(session: Session, redemption_id: int, *, moment: Moment) -> None:
    """Record that a redeemed reward was given out, once; for coordinators.

    Raises NotAllowed, NotFound, AlreadyDecided.
    """
    if not moment.actor.is_coordinator:
        raise NotAllowed
    entry = session.get(PointsEntry, redemption_id)
    if entry is None or entry.reward_id is None:
        raise NotFound
    try:
        with session.begin_nested():
            session.add(
                RewardHandover(points_entry_id=entry.id, at=moment.now, actor=moment.actor.key)
            )
    except IntegrityError as error:
        raise AlreadyDecided from error
