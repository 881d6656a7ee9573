"""Finding activities: the public list with its filters, a month's calendar, counts by place."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Activity, Place, Shift
from portal.volunteers.activities.travel import DISTRICT_DIGITS, STREET_DIGITS
from portal.volunteers.groups.tables import Team
from portal.volunteers.rules import VolunteerRules
from surveys.words import Text

PAGE_LENGTH = 20


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
    rows = session.execute(
        _select_listed()
        .where(*_find_conditions(wanted, now=now, rules=rules))
        .order_by(Shift.starts_at, Shift.id)
        .offset(n_skipped)
        .limit(n_most)
    )
    return tuple(_read_listed(*row) for row in rows)


def list_activity_shifts(session: Session, activity_id: int) -> tuple[ListedShift, ...]:
    """All shifts of an activity that were not cancelled, in order."""
    rows = session.execute(
        _select_listed()
        .where(Activity.id == activity_id, Shift.state != "cancelled")
        .order_by(Shift.starts_at, Shift.id)
    )
    return tuple(_read_listed(*row) for row in rows)


def read_listed_shift(session: Session, shift_id: int) -> ListedShift:
    """One shift as lists show it."""
    row = session.execute(_select_listed().where(Shift.id == shift_id)).one()
    return _read_listed(*row)


def count_by_day(
    session: Session, wanted: ShiftFilter, *, now: datetime, rules: VolunteerRules
) -> dict[date, int]:
    """Open shifts to come on each day of the city's calendar."""
    moments = session.scalars(
        select(Shift.starts_at)
        .join(Activity, Activity.id == Shift.activity_id)
        .join(Place, Place.id == Shift.place_id)
        .where(*_find_conditions(wanted, now=now, rules=rules))
    )
    counts: dict[date, int] = {}
    for starts_at in moments:
        day = rules.find_day(starts_at)
        counts[day] = counts.get(day, 0) + 1
    return counts


def count_by_place(
    session: Session, wanted: ShiftFilter, *, now: datetime, rules: VolunteerRules
) -> tuple[BusyPlace, ...]:
    """Places with their open shifts to come, those with most first."""
    n_shifts = func.count().label("n_shifts")
    rows = session.execute(
        select(
            Place.id,
            Place.name_zh,
            Place.name_en,
            Place.area_code,
            Place.longitude,
            Place.latitude,
            n_shifts,
            func.sum(Shift.max_places - Shift.n_taken),
        )
        .select_from(Shift)
        .join(Activity, Activity.id == Shift.activity_id)
        .join(Place, Place.id == Shift.place_id)
        .where(*_find_conditions(wanted, now=now, rules=rules))
        .group_by(Place.id)
        .order_by(n_shifts.desc(), Place.id)
    )
    return tuple(
        BusyPlace(place_id, {"zh": zh, "en": en}, area_code, longitude, latitude, n, int(n_free))
        for place_id, zh, en, area_code, longitude, latitude, n, n_free in rows
    )


def _select_listed() -> Select[Shift, Activity, Place, Team]:
    return (
        select(Shift, Activity, Place, Team)
        .join(Activity, Activity.id == Shift.activity_id)
        .join(Place, Place.id == Shift.place_id)
        .join(Team, Team.id == Activity.team_id)
    )


def _find_conditions(
    wanted: ShiftFilter, *, now: datetime, rules: VolunteerRules
) -> list[ColumnElement[bool]]:
    """What a shift must be to be listed: public, to come, and as wanted."""
    conditions = [Shift.state == "open", Activity.state == "published", Shift.starts_at > now]
    if wanted.first_day is not None:
        conditions.append(Shift.starts_at >= _find_midnight(wanted.first_day, rules))
    if wanted.last_day is not None:
        next_day = wanted.last_day + timedelta(days=1)
        conditions.append(Shift.starts_at < _find_midnight(next_day, rules))
    if wanted.area_code is not None:
        inside = _find_area_prefix(wanted.area_code)
        conditions.append(Place.area_code.between(inside, inside.ljust(12, "9")))
    for column, value in (
        (Activity.field, wanted.field),
        (Activity.audience, wanted.audience),
        (Activity.team_id, wanted.team_id),
    ):
        if value is not None:
            conditions.append(column == value)
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


def _read_listed(shift: Shift, activity: Activity, place: Place, team: Team) -> ListedShift:
    return ListedShift(
        shift_id=shift.id,
        activity_id=activity.id,
        title={"zh": activity.title_zh, "en": activity.title_en},
        task={"zh": shift.task_zh, "en": shift.task_en},
        field=activity.field,
        audience=activity.audience,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        place={"zh": place.name_zh, "en": place.name_en},
        address=place.address,
        area_code=place.area_code,
        team={"zh": team.name_zh, "en": team.name_en},
        min_places=shift.min_places,
        max_places=shift.max_places,
        n_taken=shift.n_taken,
        n_waiting=shift.n_waiting,
        is_sample_data=activity.is_sample_data,
    )
