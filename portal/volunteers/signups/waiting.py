"""The waiting list: free places are offered in order, held for a while, and pass on."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Shift
from portal.volunteers.actors import PORTAL
from portal.volunteers.notices.kinds import NoticeKind, spread, write_moment
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.states import Event, State
from portal.volunteers.signups.steps import Moment, lock_shift, take_step
from portal.volunteers.signups.tables import SignUp
from portal.volunteers.signups.telling import tell


def find_last_offer(shift: Shift, *, rules: VolunteerRules) -> datetime:
    """From then on free places go to whoever comes first."""
    return shift.starts_at - timedelta(minutes=rules.last_offer_minutes)


def find_offer_end(shift: Shift, now: datetime, *, rules: VolunteerRules) -> datetime:
    """How long a place offered now is held."""
    return min(now + timedelta(hours=rules.offer_hours), find_last_offer(shift, rules=rules))


def offer_free_places(
    session: Session, shift: Shift, *, now: datetime, rules: VolunteerRules
) -> None:
    """Offer every free place of a locked shift to those who wait, first come first."""
    moment = Moment(now, PORTAL)
    while (
        shift.state == "open"
        and shift.n_taken < shift.max_places
        and shift.n_waiting
        and now < find_last_offer(shift, rules=rules)
    ):
        first = session.scalars(
            select(SignUp)
            .where(SignUp.shift_id == shift.id, SignUp.state == State.WAITING)
            .order_by(SignUp.id)
            .limit(1)
        ).one()
        expires_at = find_offer_end(shift, now, rules=rules)
        take_step(session, shift, first, Event.OFFER, moment=moment, offer_expires_at=expires_at)
        more = spread("expires", write_moment(expires_at, rules=rules))
        tell(session, first, NoticeKind.OFFER, moment, rules=rules, more=more)


def find_lapsed(session: Session, *, now: datetime, n_most: int = 200) -> tuple[int, ...]:
    """Ids of sign-ups whose offer has run out, or who waited in vain until the shift began."""
    return tuple(
        session.scalars(
            select(SignUp.id)
            .join(Shift, Shift.id == SignUp.shift_id)
            .where(
                or_(
                    (SignUp.state == State.OFFERED) & (SignUp.offer_expires_at <= now),
                    (SignUp.state == State.WAITING) & (Shift.starts_at <= now),
                )
            )
            .order_by(SignUp.shift_id, SignUp.id)
            .limit(n_most)
        )
    )


def lapse(session: Session, sign_up_id: int, *, now: datetime, rules: VolunteerRules) -> bool:
    """Let one offer (or vain wait) lapse and pass its place on; False if it was settled before."""
    sign_up = session.get_one(SignUp, sign_up_id)
    shift = lock_shift(session, sign_up.shift_id)
    session.refresh(sign_up)
    is_due = (sign_up.offer_expires_at is not None and sign_up.offer_expires_at <= now) or (
        sign_up.state == State.WAITING and shift.starts_at <= now
    )
    if not is_due:
        return False
    was_offered = sign_up.state == State.OFFERED
    moment = Moment(now, PORTAL)
    take_step(session, shift, sign_up, Event.LAPSE, moment=moment)
    if was_offered:
        tell(session, sign_up, NoticeKind.OFFER_LAPSED, moment, rules=rules)
    offer_free_places(session, shift, now=now, rules=rules)
    return True
