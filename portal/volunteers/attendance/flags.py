"""Flags for what cannot be, or should be looked at: a flagged record waits for a second person."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Shift
from portal.volunteers.attendance.tables import Attendance, AttendanceFlag
from portal.volunteers.rules import VolunteerRules

BULK_WINDOW = timedelta(minutes=10)
ONE_DAY = timedelta(days=1)


def raise_flags(
    session: Session, attendance: Attendance, *, now: datetime, rules: VolunteerRules
) -> tuple[str, ...]:
    """Look at one record and flag what is odd about it; the kinds not cleared yet."""
    shift = session.get_one(Shift, attendance.shift_id)
    found = [
        kind
        for kind, is_odd in (
            ("two places", _is_at_two_places(session, attendance, shift)),
            ("long day", _is_long_day(session, attendance, rules)),
            ("late entry", attendance.entered_at - shift.ends_at > _late(rules)),
            ("bulk entry", _is_bulk(session, attendance, rules)),
            ("own record", _is_own(attendance)),
        )
        if is_odd
    ]
    known = dict(
        session.execute(
            select(AttendanceFlag.kind, AttendanceFlag.cleared_at).where(
                AttendanceFlag.attendance_id == attendance.id
            )
        ).all()
    )
    session.add_all(
        AttendanceFlag(attendance_id=attendance.id, kind=kind, raised_at=now)
        for kind in found
        if kind not in known
    )
    session.flush()
    standing = {kind for kind, cleared_at in known.items() if cleared_at is None}
    return tuple(sorted(standing | {kind for kind in found if kind not in known}))


def _is_at_two_places(session: Session, attendance: Attendance, shift: Shift) -> bool:
    other_shift = (
        select(Attendance.id)
        .join(Shift, Shift.id == Attendance.shift_id)
        .where(
            Attendance.volunteer_id == attendance.volunteer_id,
            Attendance.id != attendance.id,
            Attendance.state != "refused",
            Shift.place_id != shift.place_id,
            Attendance.arrived_at < attendance.left_at,
            Attendance.left_at > attendance.arrived_at,
        )
    )
    return session.scalar(other_shift.limit(1)) is not None


def _is_long_day(session: Session, attendance: Attendance, rules: VolunteerRules) -> bool:
    day = rules.find_day(attendance.arrived_at)
    rows = session.execute(
        select(Attendance.arrived_at, Attendance.left_at).where(
            Attendance.volunteer_id == attendance.volunteer_id,
            Attendance.state != "refused",
            Attendance.left_at.is_not(None),
            Attendance.arrived_at > attendance.arrived_at - ONE_DAY,
            Attendance.arrived_at < attendance.arrived_at + ONE_DAY,
        )
    )
    served = sum(
        (
            left_at - arrived_at
            for arrived_at, left_at in rows
            if left_at and rules.find_day(arrived_at) == day
        ),
        timedelta(0),
    )
    return served > timedelta(hours=rules.max_day_hours)


def _is_bulk(session: Session, attendance: Attendance, rules: VolunteerRules) -> bool:
    if attendance.source == "code":
        return False
    n_entries = session.scalar(
        select(func.count()).where(
            Attendance.entered_by == attendance.entered_by,
            Attendance.source != "code",
            Attendance.entered_at > attendance.entered_at - BULK_WINDOW,
            Attendance.entered_at <= attendance.entered_at,
        )
    )
    return (n_entries or 0) > rules.bulk_entries


def _is_own(attendance: Attendance) -> bool:
    """Whether somebody confirmed their own hours."""
    return attendance.approved_by == f"volunteer:{attendance.volunteer_id}"


def _late(rules: VolunteerRules) -> timedelta:
    return timedelta(days=rules.late_entry_days)
