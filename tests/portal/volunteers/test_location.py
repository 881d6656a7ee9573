"""Location at check-in: asked apart, one bit kept, refusing costs nothing, coordinates nowhere."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.db import Database
from portal.request_log import init_request_log
from portal.volunteers.activities.tables import Place
from portal.volunteers.attendance.codes import CodeMaker
from portal.volunteers.attendance.location import is_at_place
from portal.volunteers.attendance.tables import Attendance
from portal.volunteers.people.consents import ConsentKind, give_consent, has_consent
from portal.volunteers.people.tables import Volunteer
from surveys.orm import Base
from tests.pages import PageOpener
from tests.portal.volunteers.builders import (
    RULES,
    START,
    a_place,
    a_shift,
    a_volunteer,
    an_activity,
    signed_up,
)

PLACE = (150.16837, 30.19826)
NEAR = {"longitude": "150.16911", "latitude": "30.19777", "doubt": "23"}
FAR = {"longitude": "150.23999", "latitude": "30.24888", "doubt": "23"}
NOT_ALLOWED = "geolocation=()"
ALLOWED = "geolocation=(self)"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(START, tick=False):
        yield


Arrange = Callable[..., tuple[int, str]]


@pytest.fixture
def arrange(database: Database, client: FlaskClient, app: Flask) -> Arrange:
    """Sign a volunteer up and in; gives their id and the address of check-in with its code."""
    codes = CodeMaker(app.extensions["settings"].secret_key)

    def sign_up_and_in(*, checks: bool = True, known: bool = True) -> tuple[int, str]:
        with database.transaction() as session:
            activity = an_activity(session, checks_location=checks)
            place = a_place(session, coordinates=PLACE if known else None)
            shift = a_shift(session, activity, place=place)
            volunteer = a_volunteer(session)
            signed_up(session, shift, volunteer)
            shift_id, volunteer_id = shift.id, volunteer.id
            stamp = volunteer.session_stamp
        with client.session_transaction() as browser:
            browser |= {
                "volunteer": volunteer_id,
                "volunteer_stamp": stamp,
                "volunteer_seen": int(START.timestamp()),
            }
        code = codes.make(shift_id, START, rules=RULES)
        return volunteer_id, f"/volunteers/shifts/{shift_id}/check-in?code={code}"

    return sign_up_and_in


def read_bit(database: Database, volunteer_id: int) -> bool | None:
    with database.reading() as session:
        record = session.scalars(
            select(Attendance).where(Attendance.volunteer_id == volunteer_id)
        ).one()
        return record.was_inside


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"location": "yes"} | NEAR, (True, "位置：在活动地点。")),
        ({"location": "yes"} | FAR, (False, "位置：不在活动地点。")),
        ({"location": "yes"}, (None, "已签到")),
        ({}, (None, "已签到")),
        (NEAR, (None, "已签到")),
        ({"location": "yes"} | NEAR | {"latitude": "nan"}, (None, "已签到")),
        ({"location": "yes"} | NEAR | {"longitude": "here"}, (None, "已签到")),
    ],
)
def test_one_bit_is_kept_and_only_by_consent(
    arrange: Arrange,
    page: PageOpener,
    database: Database,
    sent: dict[str, str],
    told: tuple[bool | None, str],
) -> None:
    kept, words = told
    volunteer_id, address = arrange()
    asked = page.open(address)
    assert "只记下“在”或“不在”" in asked.text
    assert "可以不给" in asked.text
    done = page.submit(asked, sent, action="")
    assert words in done.text
    assert read_bit(database, volunteer_id) is kept
    with database.reading() as session:
        has = has_consent(session, volunteer_id, ConsentKind.LOCATION)
    assert has == ("location" in sent)


def test_browser_may_be_asked_on_that_page_alone(
    arrange: Arrange, client: FlaskClient, page: PageOpener
) -> None:
    _volunteer_id, address = arrange()
    for other in ("/", "/volunteers/", "/volunteers/me/", "/volunteers/map"):
        assert NOT_ALLOWED in client.get(other).headers["Permissions-Policy"]
    asked = page.open(address)
    (said,) = asked.response.headers.getlist("Permissions-Policy")
    assert ALLOWED in said
    page.submit(asked, action="")
    assert NOT_ALLOWED in client.get(address).headers["Permissions-Policy"]


@pytest.mark.parametrize(("checks", "known"), [(False, True), (True, False)])
def test_location_is_not_asked_where_it_is_of_no_use(
    arrange: Arrange, database: Database, page: PageOpener, checks: bool, known: bool
) -> None:
    volunteer_id, address = arrange(checks=checks, known=known)
    shown = page.open(address)
    assert NOT_ALLOWED in shown.response.headers["Permissions-Policy"]
    assert "location" not in shown.html
    page.submit(shown, {"location": "yes"} | NEAR, action="")
    assert read_bit(database, volunteer_id) is None


def test_refusing_costs_nothing(arrange: Arrange, database: Database, page: PageOpener) -> None:
    volunteer_id, address = arrange()
    page.submit(page.open(address), action="")
    with database.reading() as session:
        record = session.scalars(
            select(Attendance).where(Attendance.volunteer_id == volunteer_id)
        ).one()
    assert (record.state, record.source, record.arrived_at) == ("present", "code", START)


@pytest.mark.adds_pages
def test_coordinates_are_neither_stored_nor_logged_nor_shown_again(
    app: Flask,
    arrange: Arrange,
    database: Database,
    page: PageOpener,
    caplog: pytest.LogCaptureFixture,
) -> None:
    init_request_log(app)
    _volunteer_id, address = arrange()
    caplog.set_level(logging.DEBUG)
    wrong = page.submit(
        page.open(address), {"code": "ZZZZZZ", "location": "yes"} | NEAR, action="", status=422
    )
    right = page.submit(page.open(address), {"location": "yes"} | NEAR, action="")
    everything = "\n".join((wrong.html, right.html, caplog.text, dump(database)))
    assert "minyi.requests" in {record.name for record in caplog.records}
    for number in (NEAR["longitude"], NEAR["latitude"], "16911", "19777"):
        assert number not in everything


def dump(database: Database) -> str:
    """Every value of every table."""
    with database.reading() as session:
        return "\n".join(
            str(tuple(row))
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
        )


def test_agreed_before_is_said_and_can_be_left_out(
    arrange: Arrange, database: Database, page: PageOpener
) -> None:
    volunteer_id, address = arrange()
    with database.transaction() as session:
        volunteer = session.get_one(Volunteer, volunteer_id)
        give_consent(session, volunteer, ConsentKind.LOCATION, now=START)
    asked = page.open(address)
    assert "您以前同意过" in asked.text
    assert "checked" in asked.root.find_all("input", name="location")[0].attributes


@given(
    st.tuples(st.floats(), st.floats()),
    st.floats(),
)
def test_no_position_breaks_the_check(position: tuple[float, float], doubt: float) -> None:
    assert is_at_place(a_known_place(), position, doubt) in (True, False, None)


@pytest.mark.parametrize(
    ("metres", "doubt", "is_inside"),
    [(0, 0, True), (199, 0, True), (230, 0, False), (230, 40, True), (400, 9_000, False)],
)
def test_doubt_of_the_phone_counts_in_favour_but_not_without_end(
    metres: float, doubt: float, is_inside: bool
) -> None:
    position = (PLACE[0], PLACE[1] + metres / 111_195)
    assert is_at_place(a_known_place(), position, doubt) is is_inside


def a_known_place() -> Place:
    values: dict[str, Any] = {"longitude": PLACE[0], "latitude": PLACE[1], "radius_metres": 200}
    return Place(**values)
