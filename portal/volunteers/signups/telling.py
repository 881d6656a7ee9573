"""What volunteers are told about their sign-ups."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Activity, Place, Shift
from portal.volunteers.notices.kinds import NoticeKind, spread, write_moment
from portal.volunteers.notices.outbox import write_notice
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.states import HOLDING
from portal.volunteers.signups.steps import Moment
from portal.volunteers.signups.tables import SignUp
from surveys.words import Text


def describe_shift(session: Session, shift: Shift, *, rules: VolunteerRules) -> dict[str, str]:
    """Title, time and place of a shift as notice data."""
    activity = session.get_one(Activity, shift.activity_id)
    place = session.get_one(Place, shift.place_id)
    return {
        **spread("title", {"zh": activity.title_zh, "en": activity.title_en}),
        **spread("starts", write_moment(shift.starts_at, rules=rules)),
        **spread("place", {"zh": place.name_zh, "en": place.name_en}),
    }


def tell(
    session: Session,
    sign_up: SignUp,
    kind: NoticeKind,
    moment: Moment,
    *,
    rules: VolunteerRules,
    more: dict[str, str] | None = None,
) -> None:
    """Write a notice about a sign-up to its volunteer."""
    shift = session.get_one(Shift, sign_up.shift_id)
    data = describe_shift(session, shift, rules=rules) | (more or {})
    write_notice(session, sign_up.volunteer_id, kind, data, now=moment.now)


def tell_signed_up(
    session: Session, sign_up: SignUp, moment: Moment, *, rules: VolunteerRules
) -> None:
    """Tell that a place is taken, and until when it can be given back in time."""
    shift = session.get_one(Shift, sign_up.shift_id)
    deadline = shift.starts_at - timedelta(hours=rules.withdraw_hours)
    more = spread("deadline", write_moment(deadline, rules=rules))
    tell(session, sign_up, NoticeKind.SIGNED_UP, moment, rules=rules, more=more)


def tell_withdrawn(
    session: Session, sign_up: SignUp, moment: Moment, *, is_late: bool, rules: VolunteerRules
) -> None:
    """Tell that a withdrawal was recorded, and how."""
    lateness: Text = (
        {
            "zh": "离开始已不足规定时间，记为临时退出；有特殊原因可向组织者说明。",
            "en": "It is recorded as late; if you had a good reason, tell the organiser.",
        }
        if is_late
        else {"zh": "谢谢您及时告知。", "en": "Thank you for saying so in time."}
    )
    more = spread("lateness", lateness)
    tell(session, sign_up, NoticeKind.WITHDRAWN, moment, rules=rules, more=more)


def tell_everyone(
    session: Session,
    shift: Shift,
    kind: NoticeKind,
    moment: Moment,
    *,
    rules: VolunteerRules,
    more: dict[str, str],
) -> int:
    """Write a notice to everyone with a place in a shift; how many."""
    holders = session.scalars(
        select(SignUp)
        .where(SignUp.shift_id == shift.id, SignUp.state.in_(HOLDING))
        .order_by(SignUp.id)
    ).all()
    for sign_up in holders:
        tell(session, sign_up, kind, moment, rules=rules, more=more)
    return len(holders)
