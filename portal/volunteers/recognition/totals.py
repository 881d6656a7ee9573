"""Recounting the ledger: the totals that statistics read must equal it at all times."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import case, delete, extract, func, select
from sqlalchemy.orm import Session

from portal.volunteers.recognition.tables import HoursEntry, ServiceTotal, VolunteerTotal
from portal.volunteers.retention.tables import read_first_kept_day

Key = tuple[Any, ...]


def find_differences(session: Session) -> tuple[Key, ...]:
    """Keys of totals that do not equal a recount of the ledger; none, unless someone meddled.

    Totals of years whose records were purged have nothing left to be compared with.
    """
    first_day = read_first_kept_day(session)
    credited = func.sum(case((HoursEntry.hours_class == "credited", HoursEntry.minutes), else_=0))
    honour = func.sum(case((HoursEntry.hours_class == "honour", HoursEntry.minutes), else_=0))
    year = extract("year", HoursEntry.day)
    people = session.execute(
        select(HoursEntry.volunteer_id, year, credited, honour).group_by(
            HoursEntry.volunteer_id, year
        )
    )
    kept_people = session.execute(
        select(
            VolunteerTotal.volunteer_id,
            VolunteerTotal.year,
            VolunteerTotal.credited_minutes,
            VolunteerTotal.honour_minutes,
        ).where(VolunteerTotal.year >= first_day.year)
    )
    months: dict[Key, list[int]] = {}
    by_day = session.execute(
        select(
            HoursEntry.day, HoursEntry.district_code, HoursEntry.field, credited, honour
        ).group_by(HoursEntry.day, HoursEntry.district_code, HoursEntry.field)
    )
    for day, district_code, field, *minutes in by_day:
        total = months.setdefault((day.replace(day=1), district_code, field), [0, 0])
        total[0] += minutes[0]
        total[1] += minutes[1]
    kept_months = session.execute(
        select(
            ServiceTotal.month,
            ServiceTotal.district_code,
            ServiceTotal.field,
            ServiceTotal.credited_minutes,
            ServiceTotal.honour_minutes,
        ).where(ServiceTotal.month >= first_day)
    )
    recounted = {key: tuple(minutes) for key, minutes in months.items() if any(minutes)}
    differences = _read_totals(people).items() ^ _read_totals(kept_people).items()
    differences |= recounted.items() ^ _read_totals(kept_months).items()
    return tuple(sorted({key for key, _ in differences}, key=str))


def rebuild_totals(session: Session) -> None:
    """Make both totals anew from the ledger; only after entries were removed as a whole."""
    first_day = read_first_kept_day(session)
    session.execute(delete(VolunteerTotal).where(VolunteerTotal.year >= first_day.year))
    session.execute(delete(ServiceTotal).where(ServiceTotal.month >= first_day))
    people: dict[Key, dict[str, int]] = {}
    months: dict[Key, dict[str, int]] = {}
    rows = session.execute(
        select(
            HoursEntry.volunteer_id,
            HoursEntry.day,
            HoursEntry.district_code,
            HoursEntry.field,
            HoursEntry.hours_class,
            func.sum(HoursEntry.minutes),
        ).group_by(
            HoursEntry.volunteer_id,
            HoursEntry.day,
            HoursEntry.district_code,
            HoursEntry.field,
            HoursEntry.hours_class,
        )
    )
    for volunteer_id, day, district_code, field, hours_class, minutes in rows:
        column = f"{hours_class}_minutes"
        for totals, key in (
            (people, (volunteer_id, day.year)),
            (months, (day.replace(day=1), district_code, field)),
        ):
            total = totals.setdefault(key, {"credited_minutes": 0, "honour_minutes": 0})
            total[column] += int(minutes)
    session.add_all(
        VolunteerTotal(volunteer_id=who, year=year, **total)
        for (who, year), total in people.items()
    )
    session.add_all(
        ServiceTotal(month=month, district_code=district_code, field=field, **total)
        for (month, district_code, field), total in months.items()
    )
    session.flush()


def _read_totals(rows: Iterable[Sequence[Any]]) -> dict[Key, tuple[int, ...]]:
    """Totals that are not zero, by their key (all columns but the last two)."""
    return {tuple(row[:-2]): (int(row[-2]), int(row[-1])) for row in rows if row[-2] or row[-1]}
