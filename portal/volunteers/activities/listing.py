"""Finding activities: the public list with its filters, a month's calendar, counts by place."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Activity, Place, Shift
from portal.volunteers.activities.travel import DISTRICT_DIGITS, STREET_DIGITS
from portal.volunteers.groups.tables import Team
from portal.volunteers.rules import VolunteerRules
from surveys.words import Text

PAGE_LENGTH = 20
# Only the columns that lists show, put together once: no page is opened more often than a list.
_LISTED: Select[*tuple[Any, ...]] = (
    select(
        Activity.title_zh,
        Activity.title_en,
        Shift.task_zh,
        Shift.task_en,
        Place.name_zh,
        Place.name_en,
        Team.name_zh,
        Team.name_en,
        Activity.field,
        Activity.audience,
        Shift.starts_at,
        Shift.ends_at,
        Place.address,
        Place.area_code,
        Shift.id,
        Shift.activity_id,
        Shift.min_places,
        Shift.max_places,
        Shift.n_taken,
        Shift.n_waiting,
        Activity.is_sample_data,
    )
    .select_from(Shift)
    .join(Activity, Activity.id == Shift.activity_id)
    .join(Place, Place.id == Shift.place_id)
    .join(Team, Team.id == Activity.team_id)
)


@dataclass(frozen=True, kw_only=True)
class ShiftFilter:
    """What somebody looks for; None looks for everything."""

    first_day: date | None = None
    last_day: date | None = None
    area_code: str | None = None
    field: str | None = None
    audience: str | None = None
    team_id: int | None = None
    has_free_places: bool = False


@dataclass(frozen=True)
class ListedShift:
    """One line of a list of shifts."""

    shift_id: int
    activity_id: int
    title: Text
    task: Text
    field: str
    audience: str
    starts_at: datetime
    ends_at: datetime
    place: Text
    address: str
    area_code: str
    team: Text
    min_places: int
    max_places: int
    n_taken: int
    n_waiting: int
    is_sample_data: bool

    @property
    def n_free(self) -> int:
        """Places that nobody holds."""
        return self.max_places - self.n_taken

    @property
    def n_below(self) -> int:
        """People still needed to reach the minimum."""
        return max(self.min_places - self.n_taken, 0)


@dataclass(frozen=True)
class BusyPlace:
    """A place where something is going on."""

    place_id: int
    name: Text
    area_code: str
    longitude: float | None
    latitude: float | None
    n_shifts: int
    n_free: int


def list_shifts(
    session: Session,
    wanted: ShiftFilter,
    *,
    now: datetime,
    rules: VolunteerRules,
    n_skipped: int = 0,
    n_most: int = PAGE_LENGTH,
) -> tuple[ListedShift, ...]:
    """Open shifts to come of published activities, soonest first."""
    # Which they are comes from an index; only those of this page are looked up.
    chosen = (
        select(Shift.id)
        .where(*_find_conditions(wanted, now=now, rules=rules))
        .order_by(Shift.starts_at, Shift.id)
        .offset(n_skipped)
        .limit(n_most)
        .subquery()
    )
    rows = session.execute(
        _LISTED.join(chosen, chosen.c.id == Shift.id).order_by(Shift.starts_at, Shift.id)
    )
    return tuple(_read_listed(row) for row in rows)


def list_activity_shifts(session: Session, activity_id: int) -> tuple[ListedShift, ...]:
    """All shifts of an activity that were not cancelled, in order."""
    rows = session.execute(
        _LISTED.where(Activity.id == activity_id, Shift.state != "cancelled").order_by(
            Shift.starts_at, Shift.id
        )
    )
    return tuple(_read_listed(row) for row in rows)


def read_listed_shift(session: Session, shift_id: int) -> ListedShift:
    """One shift as lists show it."""
    row = session.execute(_LISTED.where(Shift.id == shift_id)).one()
    return _read_listed(row)


def count_by_day(
    session: Session, wanted: ShiftFilter, *, now: datetime, rules: VolunteerRules
) -> dict[date, int]:
    """Open shifts to come on each day of the city's calendar."""
    # Shifts begin at round times: moments are far fewer than shifts.
    moments = session.execute(
        select(Shift.starts_at, func.count())
        .where(*_find_conditions(wanted, now=now, rules=rules))
        .group_by(Shift.starts_at)
    )
    counts: dict[date, int] = {}
    for starts_at, n in moments:
        day = rules.find_day(starts_at)
        counts[day] = counts.get(day, 0) + n
    return counts


def count_by_place(
    session: Session, wanted: ShiftFilter, *, now: datetime, rules: VolunteerRules
) -> tuple[BusyPlace, ...]:
    """Places with their open shifts to come, those with most first."""
    # Counted before the places are looked up: shifts are many, places few.
    counted = (
        select(
            Shift.place_id,
            func.count().label("n_shifts"),
            func.sum(Shift.max_places - Shift.n_taken).label("n_free"),
        )
        .where(*_find_conditions(wanted, now=now, rules=rules))
        .group_by(Shift.place_id)
        .subquery()
    )
    rows = session.execute(
        select(
            Place.id,
            Place.name_zh,
            Place.name_en,
            Place.area_code,
            Place.longitude,
            Place.latitude,
            counted.c.n_shifts,
            counted.c.n_free,
        )
        .join(counted, counted.c.place_id == Place.id)
        .order_by(counted.c.n_shifts.desc(), Place.id)
    )
    return tuple(
        BusyPlace(place_id, {"zh": zh, "en": en}, area_code, longitude, latitude, n, int(n_free))
        for place_id, zh, en, area_code, longitude, latitude, n, n_free in rows
    )


def _find_conditions(
    wanted: ShiftFilter, *, now: datetime, rules: VolunteerRules
) -> list[ColumnElement[bool]]:
    """What a shift must be to be listed: public, to come, and as wanted.

    They name shifts only, so that counts need no join: drafts and cancelled activities are few.
    """
    unpublished = select(Activity.id).where(Activity.state != "published")
    conditions = [
        Shift.state == "open",
        Shift.starts_at > now,
        Shift.activity_id.not_in(unpublished),
    ]
    if wanted.first_day is not None:
        conditions.append(Shift.starts_at >= _find_midnight(wanted.first_day, rules))
    if wanted.last_day is not None:
        next_day = wanted.last_day + timedelta(days=1)
        conditions.append(Shift.starts_at < _find_midnight(next_day, rules))
    if wanted.area_code is not None:
        inside = _find_area_prefix(wanted.area_code)
        places = select(Place.id).where(Place.area_code.between(inside, inside.ljust(12, "9")))
        conditions.append(Shift.place_id.in_(places))
    of_activity = [
        column == value
        for column, value in (
            (Activity.field, wanted.field),
            (Activity.audience, wanted.audience),
            (Activity.team_id, wanted.team_id),
        )
        if value is not None
    ]
    if of_activity:
        conditions.append(Shift.activity_id.in_(select(Activity.id).where(*of_activity)))
    if wanted.has_free_places:
        conditions.append(Shift.n_taken < Shift.max_places)
    return conditions


def _find_area_prefix(area_code: str) -> str:
    """The digits that the codes of everything inside a district, street or community share."""
    for n_digits in (DISTRICT_DIGITS, STREET_DIGITS):
        if not area_code[n_digits:].strip("0"):
            return area_code[:n_digits]
    return area_code


def _find_midnight(day: date, rules: VolunteerRules) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=rules.timezone)


def _read_listed(row: Row[*tuple[Any, ...]]) -> ListedShift:
    *names, starts_at, ends_at, address, area_code = row[:14]
    title_zh, title_en, task_zh, task_en, place_zh, place_en, team_zh, team_en, field, audience = (
        names
    )
    shift_id, activity_id, min_places, max_places, n_taken, n_waiting, is_sample_data = row[14:]
    return ListedShift(
        shift_id=shift_id,
        activity_id=activity_id,
        title={"zh": title_zh, "en": title_en},
        task={"zh": task_zh, "en": task_en},
        field=field,
        audience=audience,
        starts_at=starts_at,
        ends_at=ends_at,
        place={"zh": place_zh, "en": place_en},
        address=address,
        area_code=area_code,
        team={"zh": team_zh, "en": team_en},
        min_places=min_places,
        max_places=max_places,
        n_taken=n_taken,
        n_waiting=n_waiting,
        is_sample_data=is_sample_data,
    )
