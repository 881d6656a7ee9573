"""Writing the ledgers: an entry and its totals in one transaction, never an entry changed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.volunteers.recognition.tables import (
    HoursEntry,
    PointsBalance,
    PointsEntry,
    ServiceTotal,
    VolunteerTotal,
)
from portal.volunteers.rules import VolunteerRules


@dataclass(frozen=True, kw_only=True)
class Service:
    """What an entry of hours is about."""

    volunteer_id: int
    attendance_id: int
    hours_class: str
    day: date
    field: str
    district_code: str


def sum_credited(session: Session, attendance_id: int) -> int:
    """Minutes that the ledger now gives to one attendance."""
    total = session.scalar(
        select(func.sum(HoursEntry.minutes)).where(HoursEntry.attendance_id == attendance_id)
    )
    return total or 0


def write_hours(
    session: Session, service: Service, minutes: int, *, actor: str, now: datetime
) -> None:
    """Append minutes (negative ones correct earlier ones) and keep the totals."""
    session.add(
        HoursEntry(
            volunteer_id=service.volunteer_id,
            attendance_id=service.attendance_id,
            minutes=minutes,
            hours_class=service.hours_class,
            day=service.day,
            field=service.field,
            district_code=service.district_code,
            at=now,
            actor=actor,
        )
    )
    column = f"{service.hours_class}_minutes"
    by_person = {"volunteer_id": service.volunteer_id, "year": service.day.year}
    by_service = {
        "month": service.day.replace(day=1),
        "district_code": service.district_code,
        "field": service.field,
    }
    _add_to(session, VolunteerTotal, by_person, column, amount=minutes)
    _add_to(session, ServiceTotal, by_service, column, amount=minutes)


def write_points(
    session: Session, volunteer_id: int, points: int, act: str, *, actor: str, now: datetime
) -> None:
    """Give points for an act. Those of corrected hours are taken back as far as they are there."""
    balance = session.get(PointsBalance, volunteer_id, with_for_update=True)
    given = max(points, -(balance.points if balance else 0))
    if not given:
        return
    _add_to(session, PointsBalance, {"volunteer_id": volunteer_id}, "points", amount=given)
    session.add(PointsEntry(volunteer_id=volunteer_id, points=given, act=act, at=now, actor=actor))


def count_points(before_minutes: int, after_minutes: int, *, rules: VolunteerRules) -> int:
    """Points for a change of someone's credited total: full ones only, none lost by rounding.

    >>> count_points(50, 65, rules=VolunteerRules(points_per_hour=10))
    2
    """
    per_hour = rules.points_per_hour
    return after_minutes * per_hour // 60 - before_minutes * per_hour // 60


def sum_minutes(session: Session, volunteer_id: int) -> tuple[int, int]:
    """All credited and honour minutes of a volunteer."""
    row = session.execute(
        select(
            func.coalesce(func.sum(VolunteerTotal.credited_minutes), 0),
            func.coalesce(func.sum(VolunteerTotal.honour_minutes), 0),
        ).where(VolunteerTotal.volunteer_id == volunteer_id)
    ).one()
    return int(row[0]), int(row[1])


def _add_to(session: Session, table: Any, key: dict[str, Any], column: str, *, amount: int) -> None:
    """Add to the row of a total, making it first where there is none."""
    if _increase(session, table, key, column, amount=amount):
        return
    try:
        with session.begin_nested():
            session.add(table(**key, **{column: amount}))
    except IntegrityError:
        # Somebody else made the row a moment ago.
        _increase(session, table, key, column, amount=amount)


def _increase(
    session: Session, table: Any, key: dict[str, Any], column: str, *, amount: int
) -> bool:
    changed = session.execute(
        update(table)
        .filter_by(**key)
        .values({column: getattr(table, column) + amount})
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[object]", changed).rowcount == 1
