"""Settling: what the records of a volunteer are worth together, against what the ledger has.

Only differences are written, so that settling again changes nothing, and a correction leaves the
entry that it corrects in the ledger.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Activity, Shift
from portal.volunteers.attendance.hours import Interval, find_served, share_minutes
from portal.volunteers.attendance.tables import Attendance
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.recognition.ledger import (
    Service,
    count_points,
    sum_credited,
    sum_minutes,
    write_hours,
    write_points,
)
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.steps import Moment

# A shift lasts a day at most: records that share time lie well within this of each other.
NEIGHBOURHOOD = timedelta(days=3)
DISTRICT_DIGITS = 6


@dataclass(frozen=True)
class _Record:
    attendance: Attendance
    shift: Shift
    field: str


def settle_hours(
    session: Session,
    volunteer: Volunteer,
    around: datetime,
    *,
    moment: Moment,
    rules: VolunteerRules,
) -> dict[int, int]:
    """Write what is missing in the ledger for the records around a time; the volunteer is locked.

    Returns the minutes that each attendance (by its id) now has.
    """
    before, _ = sum_minutes(session, volunteer.id)
    records = _load_records(session, volunteer.id, around)
    minutes = share_minutes(_find_served(record, rules) for record in records)
    worth = {}
    for record, due in zip(records, minutes, strict=True):
        worth[record.attendance.id] = due
        missing = due - sum_credited(session, record.attendance.id)
        if missing:
            service = _describe(record, volunteer, rules)
            write_hours(session, service, missing, actor=moment.actor.key, now=moment.now)
    after, _ = sum_minutes(session, volunteer.id)
    points = count_points(before, after, rules=rules)
    act = "service" if points > 0 else "correction"
    write_points(session, volunteer.id, points, act, actor=moment.actor.key, now=moment.now)
    return worth


def _load_records(session: Session, volunteer_id: int, around: datetime) -> list[_Record]:
    """Records near a time: those made on the spot first, then the back-filled, each by age."""
    rows = session.execute(
        select(Attendance, Shift, Activity.field)
        .join(Shift, Shift.id == Attendance.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .where(
            Attendance.volunteer_id == volunteer_id,
            Attendance.arrived_at > around - NEIGHBOURHOOD,
            Attendance.arrived_at < around + NEIGHBOURHOOD,
            Attendance.left_at.is_not(None),
        )
        .order_by(Attendance.source == "backfill", Attendance.id)
    )
    return [_Record(attendance, shift, field) for attendance, shift, field in rows]


def _find_served(record: _Record, rules: VolunteerRules) -> Interval:
    shift = Interval(record.shift.starts_at, record.shift.ends_at)
    left_at = record.attendance.left_at
    if record.attendance.state != "settled" or left_at is None:
        return Interval(shift.starts_at, shift.starts_at)
    return find_served(shift, Interval(record.attendance.arrived_at, left_at), rules=rules)


def _describe(record: _Record, volunteer: Volunteer, rules: VolunteerRules) -> Service:
    return Service(
        volunteer_id=volunteer.id,
        attendance_id=record.attendance.id,
        hours_class=record.attendance.hours_class,
        day=rules.find_day(record.shift.starts_at),
        field=record.field,
        district_code=volunteer.street_code[:DISTRICT_DIGITS].ljust(12, "0"),
    )
