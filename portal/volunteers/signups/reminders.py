"""Reminders: whoever has a place is reminded once, a day before."""

from datetime import datetime, timedelta

from sqlalchemy import String, cast, exists, literal, select
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Shift
from portal.volunteers.notices.kinds import NoticeKind
from portal.volunteers.notices.outbox import write_once
from portal.volunteers.notices.tables import Notice
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.states import State
from portal.volunteers.signups.tables import SignUp
from portal.volunteers.signups.telling import describe_shift

PREFIX = "reminder-"


def find_unreminded(
    session: Session, *, now: datetime, rules: VolunteerRules, n_most: int = 200
) -> tuple[int, ...]:
    """Ids of sign-ups whose shift begins soon and who have not been told so."""
    was_told = exists().where(Notice.key == literal(PREFIX) + cast(SignUp.id, String))
    return tuple(
        session.scalars(
            select(SignUp.id)
            .join(Shift, Shift.id == SignUp.shift_id)
            .where(
                Shift.state == "open",
                Shift.starts_at > now,
                Shift.starts_at <= now + timedelta(hours=rules.reminder_hours),
                SignUp.state == State.SIGNED_UP,
                ~was_told,
            )
            .order_by(SignUp.id)
            .limit(n_most)
        )
    )


def remind(session: Session, sign_up_id: int, *, now: datetime, rules: VolunteerRules) -> bool:
    """Remind one volunteer unless it was done; whether a notice was written."""
    sign_up = session.get_one(SignUp, sign_up_id)
    shift = session.get_one(Shift, sign_up.shift_id)
    if sign_up.state != State.SIGNED_UP or shift.state != "open":
        return False
    return write_once(
        session,
        f"{PREFIX}{sign_up_id}",
        sign_up.volunteer_id,
        NoticeKind.REMINDER,
        data=describe_shift(session, shift, rules=rules),
        now=now,
    )
