"""A city full of volunteers for the benchmarks: people, activities, records, by the thousand.

Rows are written past the services, the many ones by the database itself, because a million
sign-ups by hand would take an hour; each is one that the services could have written, and the
totals are sums of the ledger.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from typing import cast as cast_type

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    String,
    Table,
    case,
    cast,
    delete,
    extract,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.schema import AddConstraint, DropConstraint

from portal.clock import read_clock
from portal.volunteers.activities.choices import AUDIENCES
from portal.volunteers.activities.tables import Activity, Place, Shift
from portal.volunteers.attendance.tables import Attendance
from portal.volunteers.groups.tables import Team
from portal.volunteers.people.choices import FIELDS
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.recognition.tables import HoursEntry, ServiceTotal, VolunteerTotal
from surveys.orm import Base, UtcDateTime
from surveys.sampling.tables import Area
from tests.benchmarks.server import SECRET_KEY

BATCH = 20_000
N_TEAMS, N_PLACES = 50, 300
FIELD_CODES, AUDIENCE_CODES = tuple(FIELDS), tuple(AUDIENCES)
STAMP = "benchmark"
SERVICE = timedelta(hours=3)
EACH_ATTENDS = 7919
"""A prime: whoever attends a shift is spread over all volunteers."""


def sign_session(content: Mapping[str, object]) -> dict[str, str]:
    """The cookie of a session, signed as the benchmarks' portal signs it."""
    signer = Flask("signer")
    signer.secret_key = SECRET_KEY
    serializer = SecureCookieSessionInterface().get_signing_serializer(signer)
    assert serializer is not None
    return {"session": str(serializer.dumps(dict(content)))}


def sign_in_volunteer(volunteer_id: int) -> dict[str, str]:
    """The cookie of a volunteer of this city."""
    seen = int(read_clock().timestamp())
    return sign_session(
        {"volunteer": volunteer_id, "volunteer_stamp": STAMP, "volunteer_seen": seen}
    )


def add_volunteers(session: Session, n: int) -> range:
    """Adults in every street; gives their ids."""
    streets = (
        select(Area.code, func.row_number().over(order_by=Area.code).label("nth"))
        .where(Area.level == "street")
        .subquery()
    )
    n_streets = session.scalars(select(func.count()).select_from(streets)).one()
    ids = _next_ids(session, Volunteer, n)
    number = ids.start + _count_up(n)
    text = cast(number, String)
    month = cast(1950 + number % 56, String) + "-" + func.substr(cast(101 + number % 12, String), 2)
    columns = {
        Volunteer.id: number,
        Volunteer.number: literal("B") + func.substr(cast(10**9 + number, String), 2),
        Volunteer.name: literal("志愿者") + text,
        Volunteer.birth_month: func.date(month + "-01"),
        Volunteer.email: literal("b") + text + "@example.org",
        Volunteer.session_stamp: literal(STAMP),
        Volunteer.street_code: streets.c.code,
        Volunteer.registered_at: literal(read_clock(), UtcDateTime),
    }
    people = select(*columns.values()).join(streets, streets.c.nth == 1 + number % n_streets)
    session.execute(insert(Volunteer).from_select(list(columns), people))
    return ids


def add_activities(session: Session, n: int) -> range:
    """Published activities of many teams and fields; gives their ids."""
    now, teams = read_clock(), _add_teams(session)
    ids = _next_ids(session, Activity, n)
    _write(
        session,
        Activity,
        (
            {
                "id": number,
                "team_id": teams[number % N_TEAMS],
                "state": "published",
                "title_zh": f"志愿服务活动 {number}",
                "title_en": f"Activity {number}",
                "content_zh": "到场后听组织者安排。",
                "field": FIELD_CODES[number % len(FIELD_CODES)],
                "audience": AUDIENCE_CODES[number % len(AUDIENCE_CODES)],
                "contact_zh": "0990-0000000",
                "created_at": now,
                "created_by": "official:1",
            }
            for number in ids
        ),
    )
    return ids


def add_shifts(
    session: Session, activity_ids: range, starts: Iterable[datetime], *, max_places: int = 20
) -> range:
    """One shift for each moment, of one activity after the other; gives their ids."""
    moments, places = list(starts), _add_places(session)
    ids = _next_ids(session, Shift, len(moments))
    _write(
        session,
        Shift,
        (
            {
                "id": number,
                "activity_id": activity_ids[nth % len(activity_ids)],
                "place_id": places[nth % N_PLACES],
                "starts_at": moment,
                "ends_at": moment + SERVICE,
                "max_places": max_places,
                # Every fourth is full, as a filter for free places has something to do.
                "n_taken": max_places if nth % 4 == 3 else 0,
            }
            for nth, (number, moment) in enumerate(zip(ids, moments, strict=True))
        ),
    )
    return ids


def add_records(session: Session, volunteer_ids: range, shift_ids: range, n: int) -> None:
    """`n` settled records of past shifts with their ledger, and the totals of that ledger.

    The database makes them itself, into tables whose indexes and keys are put back, and checked by
    it, afterwards. Sign-ups are left out: what is measured here reads none.
    """
    _give_room(session)
    session.execute(
        update(Shift).where(Shift.id.between(shift_ids[0], shift_ids[-1])).values(state="closed")
    )
    with _set_aside(session, Attendance, HoursEntry):
        first_id = _write_attendance(session, volunteer_ids, shift_ids, n)
        _write_ledger(session, first_id)
    _add_totals(session)


def days_around(n: int, *, first: date, n_days: int) -> Iterator[datetime]:
    """Moments by daylight over so many days."""
    for nth in range(n):
        day = first + timedelta(days=nth * n_days // n)
        yield datetime.combine(day, time(1 + nth % 9), tzinfo=UTC)


def _give_room(session: Session) -> None:
    """Memory for sorting a million rows, on this connection alone."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA cache_size = -262144")
    else:
        connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '256MB'")
        connection.exec_driver_sql("SET LOCAL work_mem = '128MB'")


def _write_attendance(session: Session, volunteer_ids: range, shift_ids: range, n: int) -> int:
    """Records of so many each shift; every tenth shift is filled in afterwards by two people."""
    first_id = _next_ids(session, Attendance, n).start
    n_each = -(-n // len(shift_ids))
    nth = _count_up(n)
    who = volunteer_ids.start + cast(nth, BigInteger) * EACH_ATTENDS % len(volunteer_ids)
    is_filled_in = Shift.id % 10 == 0
    columns = {
        Attendance.id: first_id + nth,
        Attendance.shift_id: Shift.id,
        Attendance.volunteer_id: who,
        Attendance.source: case((is_filled_in, "backfill"), else_="code"),
        Attendance.state: literal("settled"),
        Attendance.arrived_at: Shift.starts_at,
        Attendance.left_at: Shift.ends_at,
        Attendance.entered_by: case(
            (is_filled_in, "official:1"), else_=literal("volunteer:") + cast(who, String)
        ),
        Attendance.entered_at: case((is_filled_in, Shift.ends_at), else_=Shift.starts_at),
        Attendance.approved_by: case((is_filled_in, "official:2")),
        Attendance.approved_at: case((is_filled_in, Shift.ends_at)),
        Attendance.reason: case((is_filled_in, "当天没有信号"), else_=""),
    }
    records = select(*columns.values()).join(Shift, Shift.id == shift_ids.start + nth // n_each)
    session.execute(insert(Attendance).from_select(list(columns), records))
    return first_id


def _write_ledger(session: Session, first_id: int) -> None:
    """The hours of these records, each served from beginning to end."""
    is_filled_in = Attendance.source == "backfill"
    columns = {
        HoursEntry.volunteer_id: Attendance.volunteer_id,
        HoursEntry.attendance_id: Attendance.id,
        HoursEntry.minutes: literal(SERVICE // timedelta(minutes=1)),
        HoursEntry.hours_class: case((is_filled_in, "honour"), else_="credited"),
        HoursEntry.day: _find_day(session, Shift.starts_at),
        HoursEntry.field: Activity.field,
        HoursEntry.district_code: func.substr(Volunteer.street_code, 1, 6) + "000000",
        HoursEntry.at: Shift.ends_at,
        HoursEntry.actor: literal("official:1"),
    }
    entries = (
        select(*columns.values())
        .select_from(Attendance)
        .join(Shift, Shift.id == Attendance.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .join(Volunteer, Volunteer.id == Attendance.volunteer_id)
        .where(Attendance.id >= first_id)
        .order_by(Attendance.id)
    )
    session.execute(insert(HoursEntry).from_select(list(columns), entries))


def _count_up(n: int) -> ColumnElement[int]:
    """The numbers from 0 to n - 1, as a column."""
    numbers = select(literal(0).label("nth")).cte(recursive=True)
    following = select(numbers.c.nth + 1).where(numbers.c.nth < n - 1)
    return numbers.union_all(following).c.nth


def _find_day(session: Session, moment: InstrumentedAttribute[datetime]) -> ColumnElement[date]:
    """The day of a moment by daylight, which is the same in UTC and on the city's calendar."""
    if session.get_bind().dialect.name == "postgresql":
        return func.date(func.timezone("UTC", moment))
    return func.date(moment)


@contextmanager
def _set_aside(session: Session, *tables: type[Base]) -> Iterator[None]:
    """Drop indexes and foreign keys, and make them anew in the same transaction.

    SQLite cannot alter keys of a table, and looks each row's up cheaply.
    """
    connection = session.connection()
    described = [cast_type(Table, table.__table__) for table in tables]
    indexes = [index for table in described for index in table.indexes]
    keys = [key for table in described for key in table.foreign_key_constraints]
    if connection.dialect.name == "sqlite":
        keys = []
    for key in keys:
        connection.execute(DropConstraint(key, isolate_from_table=False))
    for index in indexes:
        index.drop(connection)
    yield
    for index in indexes:
        index.create(connection)
    for key in keys:
        connection.execute(AddConstraint(key, isolate_from_table=False))


def _add_totals(session: Session) -> None:
    session.execute(delete(VolunteerTotal))
    session.execute(delete(ServiceTotal))
    credited = func.sum(case((HoursEntry.hours_class == "credited", HoursEntry.minutes), else_=0))
    honour = func.sum(case((HoursEntry.hours_class == "honour", HoursEntry.minutes), else_=0))
    year = extract("year", HoursEntry.day)
    columns = ["volunteer_id", "year", "credited_minutes", "honour_minutes"]
    people = select(HoursEntry.volunteer_id, year, credited, honour)
    session.execute(
        insert(VolunteerTotal).from_select(columns, people.group_by(HoursEntry.volunteer_id, year))
    )
    months: dict[tuple[date, str, str], list[int]] = {}
    keys = (HoursEntry.day, HoursEntry.district_code, HoursEntry.field)
    for day, district_code, field, *minutes in session.execute(
        select(*keys, credited, honour).group_by(*keys)
    ):
        total = months.setdefault((day.replace(day=1), district_code, field), [0, 0])
        total[0] += int(minutes[0])
        total[1] += int(minutes[1])
    names = ("month", "district_code", "field", "credited_minutes", "honour_minutes")
    _write(
        session,
        ServiceTotal,
        (dict(zip(names, (*key, *total), strict=True)) for key, total in months.items()),
    )


def _add_teams(session: Session) -> range:
    area_code = session.scalars(select(Area.code).where(Area.level == "street").limit(1)).one()
    now, ids = read_clock(), _next_ids(session, Team, N_TEAMS)
    shared = {"purpose_zh": "服务邻里", "purpose_en": "Help", "contact": "0990-0000000"}
    shared |= {"area_code": area_code}
    _write(
        session,
        Team,
        (
            shared
            | {"id": number, "code": f"b{number}", "founded_at": now}
            | {"name_zh": f"服务队 {number}", "name_en": f"Team {number}"}
            for number in ids
        ),
    )
    return ids


def _add_places(session: Session) -> range:
    streets = list(session.scalars(select(Area.code).where(Area.level == "street")))
    ids = _next_ids(session, Place, N_PLACES)
    _write(
        session,
        Place,
        (
            {
                "id": number,
                "name_zh": f"服务点 {number}",
                "name_en": f"Place {number}",
                "address": f"{number} 号",
                "area_code": streets[number % len(streets)],
            }
            for number in ids
        ),
    )
    return ids


def _next_ids(session: Session, table: Any, n: int) -> range:
    first = 1 + (session.scalar(select(func.max(table.id))) or 0)
    return range(first, first + n)


def _write(session: Session, table: Any, rows: Iterable[dict[str, Any]]) -> None:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        session.execute(insert(table), batch)
