"""From a record to hours: an organiser confirms it; odd ones are held for a second person."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Activity, Shift
from portal.volunteers.attendance.flags import raise_flags
from portal.volunteers.attendance.settling import settle_hours
from portal.volunteers.attendance.tables import Attendance, AttendanceFlag
from portal.volunteers.groups.rights import require_own_case
from portal.volunteers.notices.kinds import NoticeKind
from portal.volunteers.notices.outbox import write_notice
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.refusals import AlreadyDecided, NotAllowed, NotFound, SecondPersonNeeded
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.steps import Moment
from portal.volunteers.signups.telling import describe_shift


def confirm_attendance(
    session: Session, attendance: Attendance, *, moment: Moment, rules: VolunteerRules
) -> bool:
    """Confirm one complete record whose volunteer is locked; whether its hours count now."""
    attendance.approved_by, attendance.approved_at = moment.actor.key, moment.now
    is_held = bool(raise_flags(session, attendance, now=moment.now, rules=rules))
    attendance.state = "held" if is_held else "settled"
    session.flush()
    if not is_held:
        _credit(session, attendance, moment=moment, rules=rules)
    return not is_held


def clear_flags(
    session: Session, attendance_id: int, note: str, *, moment: Moment, rules: VolunteerRules
) -> None:
    """Let a held record count after looking at it; not for those who made or confirmed it."""
    attendance = find_held(session, attendance_id, moment=moment)
    for flag in session.scalars(
        select(AttendanceFlag).where(
            AttendanceFlag.attendance_id == attendance_id, AttendanceFlag.cleared_at.is_(None)
        )
    ):
        flag.cleared_by, flag.cleared_at, flag.note = moment.actor.key, moment.now, note
    attendance.state = "settled"
    session.flush()
    _credit(session, attendance, moment=moment, rules=rules)


def refuse_held(
    session: Session, attendance_id: int, *, moment: Moment, rules: VolunteerRules
) -> None:
    """Turn a held record down; it never counts, and its volunteer is told."""
    attendance = find_held(session, attendance_id, moment=moment)
    attendance.state = "refused"
    volunteer = session.get_one(Volunteer, attendance.volunteer_id)
    if volunteer.state == "active":
        shift = session.get_one(Shift, attendance.shift_id)
        data = describe_shift(session, shift, rules=rules)
        write_notice(session, volunteer.id, NoticeKind.RECORD_REFUSED, data, now=moment.now)


def find_held(session: Session, attendance_id: int, *, moment: Moment) -> Attendance:
    """A held record that this actor may decide, its volunteer locked."""
    attendance = session.get(Attendance, attendance_id)
    if attendance is None:
        raise NotFound
    _lock_person(session, attendance.volunteer_id)
    session.refresh(attendance)
    shift = session.get_one(Shift, attendance.shift_id)
    activity = session.get_one(Activity, shift.activity_id)
    require_own_case(session, activity.team_id, moment.actor)
    if attendance.state != "held":
        raise AlreadyDecided
    involved = {
        attendance.entered_by,
        attendance.approved_by,
        f"volunteer:{attendance.volunteer_id}",
    }
    if moment.actor.key in involved:
        raise SecondPersonNeeded
    if not moment.actor.is_coordinator and _is_spot_checked(session, attendance_id):
        raise NotAllowed
    return attendance


def _is_spot_checked(session: Session, attendance_id: int) -> bool:
    """Whether a spot check questions the record: its team does not settle that by itself."""
    flag = select(AttendanceFlag.id).where(
        AttendanceFlag.attendance_id == attendance_id,
        AttendanceFlag.kind == "spot check",
        AttendanceFlag.cleared_at.is_(None),
    )
    return session.scalar(flag) is not None


def _credit(
    session: Session, attendance: Attendance, *, moment: Moment, rules: VolunteerRules
) -> None:
    volunteer = _lock_person(session, attendance.volunteer_id)
    worth = settle_hours(session, volunteer, attendance.arrived_at, moment=moment, rules=rules)
    if volunteer.state != "active":
        return
    shift = session.get_one(Shift, attendance.shift_id)
    data = describe_shift(session, shift, rules=rules)
    data["hours"] = f"{worth[attendance.id] / 60:.1f}"
    write_notice(session, volunteer.id, NoticeKind.HOURS_CREDITED, data, now=moment.now)


def _lock_person(session: Session, volunteer_id: int) -> Volunteer:
    """Lock a volunteer, also one who has closed the account since."""
    return session.get_one(Volunteer, volunteer_id, with_for_update=True, populate_existing=True)
