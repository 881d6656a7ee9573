"""The services of a period as a certificate lists them, summed up from the ledger."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Activity, Shift
from portal.volunteers.attendance.tables import Attendance
from portal.volunteers.certificates.content import CertifiedService
from portal.volunteers.groups.tables import Team
from portal.volunteers.recognition.tables import HoursEntry


@dataclass(frozen=True)
class Period:
    """The days that a certificate covers, both included."""

    first_day: date
    last_day: date


def list_services(
    session: Session, volunteer_id: int, period: Period
) -> tuple[CertifiedService, ...]:
    """What the ledger has of a volunteer in a period, activity by activity, in order of days."""
    minutes = func.sum(HoursEntry.minutes)
    rows = session.execute(
        select(
            Activity.title_zh,
            func.min(HoursEntry.day),
            func.max(HoursEntry.day),
            minutes,
            HoursEntry.hours_class,
            Team.name_zh,
            Activity.title_en,
            Team.name_en,
        )
        .join(Attendance, Attendance.id == HoursEntry.attendance_id)
        .join(Shift, Shift.id == Attendance.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .join(Team, Team.id == Activity.team_id)
        .where(
            HoursEntry.volunteer_id == volunteer_id,
            HoursEntry.day >= period.first_day,
            HoursEntry.day <= period.last_day,
        )
        .group_by(Activity.id, HoursEntry.hours_class, Team.id)
        .having(minutes > 0)
        .order_by(func.min(HoursEntry.day), Activity.id)
    )
    return tuple(
        CertifiedService(title, first.isoformat(), last.isoformat(), int(total), *names)
        for title, first, last, total, *names in rows
    )


def sum_class(services: tuple[CertifiedService, ...], hours_class: str) -> int:
    """The minutes of one class of hours."""
    return sum(service.minutes for service in services if service.hours_class == hours_class)
