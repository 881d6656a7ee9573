"""Participation: how many residents are registered, how many of them serve, for how long.

Reads totals that are kept with the ledger, never the attendance records: a million of those cost
these pages nothing. Shares are of adult residents on both sides, because the sampling frame counts
adults; hours per volunteer count everyone.
"""

import calendar
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from portal.volunteering.model import AreaFigures, ServiceHours, VolunteerFigures
from portal.volunteers.people.choices import FIELDS
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.recognition.tables import ServiceTotal, VolunteerTotal
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.statistics.targets import read_targets
from surveys.sampling.tables import Area, FrameCount, SamplingFrame
from surveys.words import Text

DISTRICT_DIGITS = 6
NOBODY = (0, 0)


def measure_participation(
    session: Session, *, now: datetime, rules: VolunteerRules
) -> VolunteerFigures:
    """Measure the running year."""
    today = rules.find_day(now)
    districts = _measure_districts(session, today, rules)
    fields, months = _measure_hours(session, today)
    has_sample = session.scalar(select(Volunteer.id).where(Volunteer.is_sample_data).limit(1))
    return VolunteerFigures(
        year=today.year,
        city=_add_up(districts),
        districts=districts,
        fields=fields,
        months=months,
        targets=read_targets(session),
        has_sample_data=has_sample is not None,
    )


def find_youngest_month(on_day: date, *, years: int) -> date:
    """Whoever was born before this month is so many years old, as `count_years` counts them.

    >>> find_youngest_month(date(2026, 11, 22), years=18)
    datetime.date(2008, 11, 1)
    """
    return date(on_day.year - years, on_day.month, 1)


def _measure_districts(
    session: Session, today: date, rules: VolunteerRules
) -> tuple[AreaFigures, ...]:
    residents = _count_residents(session)
    volunteers = _count_volunteers(session, today, rules)
    served = _sum_served(session, today.year)
    areas = session.execute(
        select(Area.code, Area.name_zh, Area.name_en)
        .where(Area.level == "district")
        .order_by(Area.code)
    )
    return tuple(
        AreaFigures(
            code,
            {"zh": name_zh, "en": name_en},
            n_residents=residents.get(code[:DISTRICT_DIGITS], 0),
            n_registered=volunteers.get(code[:DISTRICT_DIGITS], NOBODY)[1],
            n_volunteers=volunteers.get(code[:DISTRICT_DIGITS], NOBODY)[0],
            n_active=served.get(code[:DISTRICT_DIGITS], NOBODY)[0],
            minutes=served.get(code[:DISTRICT_DIGITS], NOBODY)[1],
        )
        for code, name_zh, name_en in areas
    )


def _count_residents(session: Session) -> dict[str, int]:
    """Adults by district in the newest frame."""
    newest = select(func.max(SamplingFrame.id)).scalar_subquery()
    rows = session.execute(
        select(FrameCount.street_code, func.sum(FrameCount.n_adults))
        .where(FrameCount.frame_id == newest)
        .group_by(FrameCount.street_code)
    )
    return _group((street_code, int(n)) for street_code, n in rows)


def _count_volunteers(
    session: Session, today: date, rules: VolunteerRules
) -> dict[str, tuple[int, int]]:
    """All active volunteers and the adults among them, by district."""
    is_adult = Volunteer.birth_month < find_youngest_month(today, years=rules.adult_age)
    # By street, as their index lies: a database then counts while it reads, and sorts nothing.
    rows = session.execute(
        select(Volunteer.street_code, func.count(), func.sum(case((is_adult, 1), else_=0)))
        .where(Volunteer.state == "active")
        .group_by(Volunteer.street_code)
    ).all()
    everyone = _group((street_code, n) for street_code, n, _ in rows)
    adults = _group((street_code, int(n_adults)) for street_code, _, n_adults in rows)
    return {code: (n, adults[code]) for code, n in everyone.items()}


def _sum_served(session: Session, year: int) -> dict[str, tuple[int, int]]:
    """Active volunteers with hours in the year, and their minutes, by district."""
    district = func.substr(Volunteer.street_code, 1, DISTRICT_DIGITS)
    minutes = VolunteerTotal.credited_minutes + VolunteerTotal.honour_minutes
    rows = session.execute(
        select(district, func.count(), func.sum(minutes))
        .join(VolunteerTotal, VolunteerTotal.volunteer_id == Volunteer.id)
        .where(VolunteerTotal.year == year, Volunteer.state == "active", minutes > 0)
        .group_by(district)
    )
    return {code: (n, int(served)) for code, n, served in rows}


def _group(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Counts of streets added up by district."""
    totals: dict[str, int] = {}
    for street_code, n in rows:
        district = street_code[:DISTRICT_DIGITS]
        totals[district] = totals.get(district, 0) + n
    return totals


def _add_up(districts: tuple[AreaFigures, ...]) -> AreaFigures:
    return AreaFigures(
        "",
        {"zh": "全市", "en": "Whole city"},
        n_residents=sum(district.n_residents for district in districts),
        n_registered=sum(district.n_registered for district in districts),
        n_volunteers=sum(district.n_volunteers for district in districts),
        n_active=sum(district.n_active for district in districts),
        minutes=sum(district.minutes for district in districts),
    )


def _measure_hours(
    session: Session, today: date
) -> tuple[tuple[ServiceHours, ...], tuple[ServiceHours, ...]]:
    """Hours of the year by field (the most first) and by month (up to the running one)."""
    year = today.year
    rows = session.execute(
        select(
            ServiceTotal.month,
            ServiceTotal.field,
            func.sum(ServiceTotal.credited_minutes),
            func.sum(ServiceTotal.honour_minutes),
        )
        .where(ServiceTotal.month >= date(year, 1, 1), ServiceTotal.month < date(year + 1, 1, 1))
        .group_by(ServiceTotal.month, ServiceTotal.field)
    )
    by_field: Counter[tuple[str, str]] = Counter()
    by_month: Counter[tuple[int, str]] = Counter()
    for month, field, credited, honour in rows:
        for hours_class, minutes in (("credited", int(credited)), ("honour", int(honour))):
            by_field[field, hours_class] += minutes
            by_month[month.month, hours_class] += minutes
    last = max([today.month, *(month for month, _ in by_month)])
    fields = [
        ServiceHours(FIELDS[field], by_field[field, "credited"], by_field[field, "honour"])
        for field in sorted({field for field, _ in by_field})
    ]
    fields.sort(key=lambda hours: -hours.credited_minutes - hours.honour_minutes)
    months = (
        ServiceHours(_name_month(month), by_month[month, "credited"], by_month[month, "honour"])
        for month in range(1, last + 1)
    )
    return tuple(fields), tuple(months)


def _name_month(month: int) -> Text:
    return {"zh": f"{month}月", "en": calendar.month_abbr[month]}
