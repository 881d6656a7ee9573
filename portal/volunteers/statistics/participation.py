"""Participation: how many residents are registered, how many of them serve, for how long.

Reads totals that are kept with the ledger, never the attendance records: a million of those cost
these pages nothing. Shares are of adult residents on both sides, because the sampling frame counts
adults; hours per volunteer count everyone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.volunteers.people.ages import count_years
from portal.volunteers.people.choices import FIELDS
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.recognition.tables import ServiceTotal, VolunteerTotal
from portal.volunteers.rules import VolunteerRules
from surveys.sampling.tables import Area, FrameCount, SamplingFrame
from surveys.words import Text

DISTRICT_DIGITS = 6


@dataclass(frozen=True)
class DistrictParticipation:
    """One district (or the whole city) in one year."""

    code: str
    name: Text
    n_residents: int
    """Adults of the sampling frame."""
    n_registered: int
    """Adult volunteers."""
    n_volunteers: int
    """All volunteers, minors included."""
    n_active: int
    """Volunteers with credited or honour hours in the year."""
    minutes: int

    @property
    def registered_percent(self) -> float:
        """Registered adults of adult residents."""
        return 100 * self.n_registered / self.n_residents if self.n_residents else 0.0

    @property
    def active_percent(self) -> float:
        """Volunteers with hours this year of all volunteers."""
        return 100 * self.n_active / self.n_volunteers if self.n_volunteers else 0.0

    @property
    def hours_per_volunteer(self) -> float:
        """Hours of the year over all volunteers."""
        return self.minutes / 60 / self.n_volunteers if self.n_volunteers else 0.0


@dataclass(frozen=True)
class FieldHours:
    """Hours in one field of service."""

    code: str
    name: Text
    credited_minutes: int
    honour_minutes: int


@dataclass(frozen=True)
class Target:
    """A city-wide figure against the value to reach. Counted, not sampled: no interval."""

    code: str
    value: float
    target: float

    @property
    def is_met(self) -> bool:
        """Whether the value reaches the target."""
        return self.value >= self.target


@dataclass(frozen=True)
class Participation:
    """Everything that the coordinators' page shows of a year."""

    year: int
    city: DistrictParticipation
    districts: tuple[DistrictParticipation, ...]
    fields: tuple[FieldHours, ...]
    targets: tuple[Target, ...]
    months: tuple[tuple[date, int], ...]
    """First of the month, minutes."""
    has_sample_data: bool
    """Whether sample volunteers are among those counted."""


def measure_participation(
    session: Session, *, now: datetime, rules: VolunteerRules
) -> Participation:
    """Measure the running year."""
    today = rules.find_day(now)
    districts = _measure_districts(session, today, rules)
    city = _add_up(districts)
    targets = (
        Target("VO1", city.registered_percent, rules.target_registered_percent),
        Target("VO2", city.active_percent, rules.target_active_percent),
        Target("VO3", city.hours_per_volunteer, rules.target_hours),
    )
    fields, months = _measure_fields(session, today.year)
    has_sample = session.scalar(select(Volunteer.id).where(Volunteer.is_sample_data).limit(1))
    return Participation(
        today.year, city, districts, fields, targets, months, has_sample_data=has_sample is not None
    )


def _measure_districts(
    session: Session, today: date, rules: VolunteerRules
) -> tuple[DistrictParticipation, ...]:
    residents = _count_residents(session)
    volunteers, adults = _count_volunteers(session, today, rules)
    served = _sum_served(session, today.year)
    areas = session.execute(
        select(Area.code, Area.name_zh, Area.name_en)
        .where(Area.level == "district")
        .order_by(Area.code)
    )
    return tuple(
        DistrictParticipation(
            code,
            {"zh": name_zh, "en": name_en},
            n_residents=residents.get(code[:DISTRICT_DIGITS], 0),
            n_registered=adults.get(code[:DISTRICT_DIGITS], 0),
            n_volunteers=volunteers.get(code[:DISTRICT_DIGITS], 0),
            n_active=served.get(code[:DISTRICT_DIGITS], (0, 0))[0],
            minutes=served.get(code[:DISTRICT_DIGITS], (0, 0))[1],
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
) -> tuple[dict[str, int], dict[str, int]]:
    """All active volunteers and the adults among them, by district."""
    rows = session.execute(
        select(Volunteer.street_code, Volunteer.birth_month, func.count())
        .where(Volunteer.state == "active")
        .group_by(Volunteer.street_code, Volunteer.birth_month)
    ).all()
    adult_rows = (
        (street_code, n)
        for street_code, born, n in rows
        if born is not None and count_years(born, today) >= rules.adult_age
    )
    return _group((street_code, n) for street_code, _, n in rows), _group(adult_rows)


def _sum_served(session: Session, year: int) -> dict[str, tuple[int, int]]:
    """Active volunteers with hours in the year, and their minutes, by district."""
    minutes = VolunteerTotal.credited_minutes + VolunteerTotal.honour_minutes
    rows = session.execute(
        select(Volunteer.street_code, func.count(), func.sum(minutes))
        .join(VolunteerTotal, VolunteerTotal.volunteer_id == Volunteer.id)
        .where(VolunteerTotal.year == year, Volunteer.state == "active", minutes > 0)
        .group_by(Volunteer.street_code)
    ).all()
    n_active = _group((street_code, n) for street_code, n, _ in rows)
    total = _group((street_code, int(served)) for street_code, _, served in rows)
    return {district: (n_active[district], total[district]) for district in n_active}


def _group(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Counts of streets added up by district."""
    totals: dict[str, int] = {}
    for street_code, n in rows:
        district = street_code[:DISTRICT_DIGITS]
        totals[district] = totals.get(district, 0) + n
    return totals


def _add_up(districts: tuple[DistrictParticipation, ...]) -> DistrictParticipation:
    return DistrictParticipation(
        "",
        {"zh": "全市", "en": "Whole city"},
        n_residents=sum(district.n_residents for district in districts),
        n_registered=sum(district.n_registered for district in districts),
        n_volunteers=sum(district.n_volunteers for district in districts),
        n_active=sum(district.n_active for district in districts),
        minutes=sum(district.minutes for district in districts),
    )


def _measure_fields(
    session: Session, year: int
) -> tuple[tuple[FieldHours, ...], tuple[tuple[date, int], ...]]:
    rows = session.execute(
        select(
            ServiceTotal.month,
            ServiceTotal.field,
            ServiceTotal.credited_minutes,
            ServiceTotal.honour_minutes,
        ).where(ServiceTotal.month >= date(year, 1, 1), ServiceTotal.month < date(year + 1, 1, 1))
    )
    by_field: dict[str, list[int]] = {}
    by_month: dict[date, int] = {}
    for month, field, credited, honour in rows:
        total = by_field.setdefault(field, [0, 0])
        total[0] += credited
        total[1] += honour
        by_month[month] = by_month.get(month, 0) + credited + honour
    fields = sorted(
        (FieldHours(field, FIELDS[field], *minutes) for field, minutes in by_field.items()),
        key=lambda hours: (-hours.credited_minutes - hours.honour_minutes, hours.code),
    )
    return tuple(fields), tuple(sorted(by_month.items()))
