"""The organiser's sheet of a shift: the list by hand, walk-ins, closing it."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Activity, Shift
from portal.volunteers.attendance.confirming import confirm_attendance
from portal.volunteers.attendance.finding import find_attendance
from portal.volunteers.attendance.tables import Attendance
from portal.volunteers.groups.rights import require_organiser
from portal.volunteers.notices.kinds import NoticeKind
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.refusals import (
    ActivityNotOpen,
    AlreadyDecided,
    AlreadySignedUp,
    DeparturesMissing,
    NotCheckInTime,
    NotFound,
    ShiftNotOver,
    TimesImpossible,
)
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.eligibility import require_eligible, require_no_clash
from portal.volunteers.signups.states import LIVE, Event, State
from portal.volunteers.signups.steps import (
    Moment,
    begin_sign_up,
    lock_shift,
    lock_volunteers,
    take_step,
)
from portal.volunteers.signups.tables import SignUp
from portal.volunteers.signups.telling import tell

CLAIMS = {State.WAITING: Event.TAKE, State.OFFERED: Event.ACCEPT}
"""How somebody on the list who has no place of their own gets one."""
LIST_DAYS = timedelta(days=3)
"""So long after a shift its list may be kept; later records are back-filled."""


def list_attendance(
    session: Session,
    sign_up_id: int,
    times: tuple[datetime, datetime | None],
    *,
    moment: Moment,
    rules: VolunteerRules,
) -> Attendance:
    """Write arrival and departure into the organiser's list, for those without a phone.

    Raises NotAllowed, TimesImpossible, NotCheckInTime (the list is closed), WrongState.
    """
    sign_up, shift = _find_for_organiser(session, sign_up_id, moment)
    arrived_at, left_at = _check_times(shift, times, moment=moment, rules=rules)
    attendance = find_attendance(session, shift.id, sign_up.volunteer_id)
    if attendance is None:
        take_step(session, shift, sign_up, Event.ATTEND, moment=moment)
        attendance = Attendance(
            shift_id=shift.id, volunteer_id=sign_up.volunteer_id, source="list", state="present"
        )
        session.add(attendance)
    elif attendance.state not in ("present", "left"):
        raise AlreadyDecided
    if (attendance.arrived_at, attendance.left_at) != (arrived_at, left_at):
        # Whoever changes a time answers for it, also where it began with a code.
        attendance.source = "list"
        attendance.arrived_at, attendance.left_at = arrived_at, left_at
        attendance.entered_by, attendance.entered_at = moment.actor.key, moment.now
    attendance.state = "left" if left_at else "present"
    session.flush()
    return attendance


def strike_from_list(session: Session, sign_up_id: int, *, moment: Moment) -> None:
    """Take a wrong tick back: the volunteer was not there."""
    sign_up, shift = _find_for_organiser(session, sign_up_id, moment)
    attendance = find_attendance(session, shift.id, sign_up.volunteer_id)
    if attendance is None or attendance.state not in ("present", "left"):
        raise AlreadyDecided
    attendance.state = "refused"
    take_step(session, shift, sign_up, Event.MISS, moment=moment)


def admit_walk_in(
    session: Session,
    shift_id: int,
    volunteer_id: int,
    *,
    moment: Moment,
    rules: VolunteerRules,
    is_accompanied: bool = False,
) -> SignUp:
    """Give somebody who came without a place a free one; whoever waits or is offered one has it.

    Raises NotAllowed, ActivityNotOpen, NotCheckInTime, ShiftFull, AlreadySignedUp, ShiftClash and
    the refusals of eligibility. A pause does not count: who is there is no absence.
    """
    (volunteer,) = lock_volunteers(session, [volunteer_id])
    shift = lock_shift(session, shift_id)
    activity = session.get_one(Activity, shift.activity_id)
    require_organiser(session, activity.team_id, moment.actor)
    if activity.state != "published":
        raise ActivityNotOpen
    early = timedelta(minutes=rules.check_in_early_minutes)
    if shift.state != "open" or not shift.starts_at - early <= moment.now < shift.ends_at:
        raise NotCheckInTime
    require_eligible(
        session, volunteer, (shift, activity), is_accompanied=is_accompanied, rules=rules
    )
    require_no_clash(session, volunteer_id, shift, rules=rules)
    listed = session.scalar(
        select(SignUp).where(
            SignUp.shift_id == shift_id,
            SignUp.volunteer_id == volunteer_id,
            SignUp.state.in_(LIVE),
        )
    )
    if listed is None:
        return begin_sign_up(
            session, shift, volunteer_id, Event.TAKE, moment=moment, is_accompanied=is_accompanied
        )
    if listed.state not in CLAIMS:
        raise AlreadySignedUp
    take_step(session, shift, listed, CLAIMS[State(listed.state)], moment=moment)
    listed.is_accompanied = is_accompanied or listed.is_accompanied
    return listed


def close_shift(
    session: Session, shift_id: int, *, moment: Moment, rules: VolunteerRules
) -> tuple[int, int]:
    """Close a shift's sheet: hours count, who did not come is told. Counted and held records.

    Raises ShiftNotOver, DeparturesMissing, AlreadyDecided.
    """
    _lock_listed(session, shift_id)
    shift = lock_shift(session, shift_id)
    activity = session.get_one(Activity, shift.activity_id)
    require_organiser(session, activity.team_id, moment.actor)
    if shift.state != "open":
        raise AlreadyDecided
    if moment.now < shift.ends_at:
        raise ShiftNotOver
    records = _list_records(session, shift_id)
    n_missing = sum(record.left_at is None for record in records)
    if n_missing:
        raise DeparturesMissing(n_missing)
    shift.state = "closed"
    _settle_absences(session, shift, moment=moment, rules=rules)
    n_counted = sum(
        confirm_attendance(session, record, moment=moment, rules=rules) for record in records
    )
    return n_counted, len(records) - n_counted


def _settle_absences(
    session: Session, shift: Shift, *, moment: Moment, rules: VolunteerRules
) -> None:
    """Whoever had a place and did not come is told so; held places and waits have lapsed."""
    rest = session.scalars(
        select(SignUp)
        .where(
            SignUp.shift_id == shift.id,
            SignUp.state.in_((State.SIGNED_UP, State.OFFERED, State.WAITING)),
        )
        .order_by(SignUp.id)
    ).all()
    for sign_up in rest:
        if sign_up.state == State.SIGNED_UP:
            take_step(session, shift, sign_up, Event.MISS, moment=moment)
            tell(session, sign_up, NoticeKind.MISSED, moment, rules=rules)
        else:
            take_step(session, shift, sign_up, Event.LAPSE, moment=moment)


def _lock_listed(session: Session, shift_id: int) -> None:
    """Lock everyone with a record, in the order of their ids, before the shift itself."""
    session.execute(
        select(Volunteer.id)
        .join(Attendance, Attendance.volunteer_id == Volunteer.id)
        .where(Attendance.shift_id == shift_id)
        .order_by(Volunteer.id)
        .with_for_update(of=Volunteer)
    ).all()


def _list_records(session: Session, shift_id: int) -> list[Attendance]:
    return list(
        session.scalars(
            select(Attendance)
            .join(Volunteer, Volunteer.id == Attendance.volunteer_id)
            .where(Attendance.shift_id == shift_id, Attendance.state.in_(("present", "left")))
            # By district: sheets closed at the same moment add to the totals in one order.
            .order_by(Volunteer.street_code, Attendance.volunteer_id)
            .execution_options(populate_existing=True)
        )
    )


def _find_for_organiser(session: Session, sign_up_id: int, moment: Moment) -> tuple[SignUp, Shift]:
    """A sign-up of a shift that this actor organises, its shift locked."""
    sign_up = session.get(SignUp, sign_up_id)
    if sign_up is None:
        raise NotFound
    shift = lock_shift(session, sign_up.shift_id)
    activity = session.get_one(Activity, shift.activity_id)
    require_organiser(session, activity.team_id, moment.actor)
    session.refresh(sign_up)
    return sign_up, shift


def _check_times(
    shift: Shift,
    times: tuple[datetime, datetime | None],
    *,
    moment: Moment,
    rules: VolunteerRules,
) -> tuple[datetime, datetime | None]:
    arrived_at, left_at = times
    if shift.state != "open" or moment.now > shift.ends_at + LIST_DAYS:
        raise NotCheckInTime
    earliest = shift.starts_at - timedelta(minutes=rules.check_in_early_minutes)
    latest = shift.ends_at + timedelta(minutes=rules.check_out_late_minutes)
    if not earliest <= arrived_at <= moment.now or arrived_at >= shift.ends_at:
        raise TimesImpossible
    if left_at is not None and not arrived_at < left_at <= min(latest, moment.now):
        raise TimesImpossible
    return times
