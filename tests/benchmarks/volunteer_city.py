"""A city full of volunteers for the benchmarks: people, activities, records, by the thousand.

Rows are written past the services, in batches, because a million sign-ups by hand would take an
hour; each is one that the services could have written, and the totals are sums of the ledger.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import case, delete, extract, func, insert, select
from sqlalchemy.orm import Session

from portal.clock import read_clock
from portal.volunteers.activities.choices import AUDIENCES
from portal.volunteers.activities.tables import Activity, Place, Shift
from portal.volunteers.attendance.tables import Attendance
from portal.volunteers.groups.tables import Team
from portal.volunteers.people.choices import FIELDS
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.recognition.tables import HoursEntry, ServiceTotal, VolunteerTotal
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
    streets = list(session.scalars(select(Area.code).where(Area.level == "street")))
    now, ids = read_clock(), _next_ids(session, Volunteer, n)
    _write(
        session,
        Volunteer,
        (
            {
                "id": number,
                "number": f"B{number:09}",
                "name": f"志愿者{number}",
                "birth_month": date(1950 + number % 56, 1 + number % 12, 1),
                "email": f"b{number}@example.org",
                "session_stamp": STAMP,
                "street_code": streets[number % len(streets)],
                "registered_at": now,
            }
            for number in ids
        ),
    )
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
                "contact": "0990-0000000",
                "created_at": now,
                "created_by": "benchmark",
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
    """`n` settled records of past shifts with their ledger, and the totals of that ledger."""
    started = {shift_id: at for shift_id, at in session.execute(select(Shift.id, Shift.starts_at))}
    n_each = -(-n // len(shift_ids))
    districts = {
        volunteer_id: street_code[:6].ljust(12, "0")
        for volunteer_id, street_code in session.execute(
            select(Volunteer.id, Volunteer.street_code)
        )
    }
    ids = _next_ids(session, Attendance, n)

    def pairs() -> Iterator[tuple[int, int, int]]:
        for nth, number in enumerate(ids):
            who = volunteer_ids[nth * EACH_ATTENDS % len(volunteer_ids)]
            yield number, shift_ids[nth // n_each], who

    _write(session, Attendance, (_record(started[s], s, who, no) for no, s, who in pairs()))
    _write(
        session,
        HoursEntry,
        (_entry(started[s], s, districts[who], (no, who)) for no, s, who in pairs()),
    )
    _add_totals(session)


def days_around(n: int, *, first: date, n_days: int) -> Iterator[datetime]:
    """Moments by daylight over so many days."""
    for nth in range(n):
        day = first + timedelta(days=nth * n_days // n)
        yield datetime.combine(day, time(1 + nth % 9), tzinfo=UTC)


def _record(starts_at: datetime, shift_id: int, volunteer_id: int, number: int) -> dict[str, Any]:
    return {
        "id": number,
        "shift_id": shift_id,
        "volunteer_id": volunteer_id,
        "source": "code",
        "state": "settled",
        "arrived_at": starts_at,
        "left_at": starts_at + SERVICE,
        "entered_by": f"volunteer {volunteer_id}",
        "entered_at": starts_at + SERVICE,
    }


def _entry(
    starts_at: datetime, shift_id: int, district_code: str, who: tuple[int, int]
) -> dict[str, Any]:
    attendance_id, volunteer_id = who
    return {
        "volunteer_id": volunteer_id,
        "attendance_id": attendance_id,
        "minutes": 180,
        "hours_class": "credited" if shift_id % 10 else "honour",
        "day": starts_at.date(),
        "field": FIELD_CODES[shift_id % len(FIELD_CODES)],
        "district_code": district_code,
        "at": starts_at + SERVICE,
        "actor": "benchmark",
    }


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
