"""Finding activities: the public list with its filters, a month's calendar, counts by place."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Integer, Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Activity, Place, Shift
from portal.volunteers.activities.travel import DISTRICT_DIGITS, STREET_DIGITS
from portal.volunteers.groups.tables import Team
from surveys.words import Text

PAGE_LENGTH = 20
INSTANT = timedelta(microseconds=1)
"""The least by which two moments differ in the database."""
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
    timezone: ZoneInfo,
    n_skipped: int = 0,
    n_most: int = PAGE_LENGTH,
) -> tuple[ListedShift, ...]:
    """Open shifts to come of published activities, soonest first."""
    names, values = _read_wishes(wanted, now=now, timezone=timezone)
    values |= {"n_skipped": n_skipped, "n_most": n_most}
    return tuple(_read_listed(row) for row in session.execute(_select_listed(names), values))


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
    session: Session, wanted: ShiftFilter, *, now: datetime, timezone: ZoneInfo
) -> dict[date, int]:
    """Open shifts to come on each day of the city's calendar."""
    names, values = _read_wishes(wanted, now=now, timezone=timezone)
    counts: dict[date, int] = {}
    for starts_at, n in session.execute(_select_counts_by_moment(names), values):
        day = starts_at.astimezone(timezone).date()
        counts[day] = counts.get(day, 0) + n
    return counts


def count_by_place(
    session: Session, wanted: ShiftFilter, *, now: datetime, timezone: ZoneInfo
) -> tuple[BusyPlace, ...]:
    """Places with their open shifts to come, those with most first."""
    names, values = _read_wishes(wanted, now=now, timezone=timezone)
    return tuple(
        BusyPlace(place_id, {"zh": zh, "en": en}, area_code, longitude, latitude, n, int(n_free))
        for place_id, zh, en, area_code, longitude, latitude, n, n_free in session.execute(
            _select_counts_by_place(names), values
        )
    )


# Statements are put together once for each set of filters; a request brings only the values.
Names = tuple[str, ...]


@lru_cache(maxsize=256)
def _select_listed(names: Names) -> Select[*tuple[Any, ...]]:
    # Which they are comes from an index; only those of this page are looked up.
    chosen = (
        select(Shift.id)
        .where(*_make_conditions(names))
        .order_by(Shift.starts_at, Shift.id)
        .offset(bindparam("n_skipped", type_=Integer))
        .limit(bindparam("n_most", type_=Integer))
        .subquery()
    )
    return _LISTED.join(chosen, chosen.c.id == Shift.id).order_by(Shift.starts_at, Shift.id)


@lru_cache(maxsize=256)
def _select_counts_by_moment(names: Names) -> Select[*tuple[Any, ...]]:
    # Shifts begin at round times: moments are far fewer than shifts.
    return (
        select(Shift.starts_at, func.count())
        .where(*_make_conditions(names))
        .group_by(Shift.starts_at)
    )


@lru_cache(maxsize=256)
def _select_counts_by_place(names: Names) -> Select[*tuple[Any, ...]]:
    # Counted before the places are looked up: shifts are many, places few.
    counted = (
        select(
            Shift.place_id,
            func.count().label("n_shifts"),
            func.sum(Shift.max_places - Shift.n_taken).label("n_free"),
        )
        .where(*_make_conditions(names))
        .group_by(Shift.place_id)
        .subquery()
    )
    return (
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


def _make_conditions(names: Names) -> list[ColumnElement[bool]]:
    """What a shift must be to be listed: public, to come, and as wanted.

    They name shifts only, so that counts need no join: drafts and cancelled activities are few.
    """
    unpublished = select(Activity.id).where(Activity.state != "published")
    conditions = [
        Shift.state == "open",
        Shift.starts_at > bindparam("after"),
        Shift.activity_id.not_in(unpublished),
    ]
    if "before" in names:
        conditions.append(Shift.starts_at < bindparam("before"))
    if "first_code" in names:
        inside = Place.area_code.between(bindparam("first_code"), bindparam("last_code"))
        conditions.append(Shift.place_id.in_(select(Place.id).where(inside)))
    of_activity = [
        column == bindparam(column.key)
        for column in (Activity.field, Activity.audience, Activity.team_id)
        if column.key in names
    ]
    if of_activity:
        conditions.append(Shift.activity_id.in_(select(Activity.id).where(*of_activity)))
    if "free" in names:
        conditions.append(Shift.n_taken < Shift.max_places)
    return conditions


def _read_wishes(
    wanted: ShiftFilter, *, now: datetime, timezone: ZoneInfo
) -> tuple[Names, dict[str, Any]]:
    """Which filters are set, as names for `_make_conditions`, and the values of them all."""
    values: dict[str, Any] = {"after": now}
    if wanted.first_day is not None:
        # One bound instead of two, so that every database begins in the index where it should.
        values["after"] = max(now, _find_midnight(wanted.first_day, timezone) - INSTANT)
    if wanted.last_day is not None:
        values["before"] = _find_midnight(wanted.last_day + timedelta(days=1), timezone)
    if wanted.area_code is not None:
        prefix = _find_area_prefix(wanted.area_code)
        values |= {"first_code": prefix, "last_code": prefix.ljust(12, "9")}
    for name in ("field", "audience", "team_id"):
        if getattr(wanted, name) is not None:
            values[name] = getattr(wanted, name)
    if wanted.has_free_places:
        return (*values, "free"), values
    return tuple(values), values


def _find_area_prefix(area_code: str) -> str:
    """The digits that the codes of everything inside a district, street or community share."""
    for n_digits in (DISTRICT_DIGITS, STREET_DIGITS):
        if not area_code[n_digits:].strip("0"):
            return area_code[:n_digits]
    return area_code


def _find_midnight(day: date, timezone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=timezone).astimezone(UTC)


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
