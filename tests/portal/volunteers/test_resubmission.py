"""A button pressed twice, a page kept by the browser: nothing happens twice, nobody is scolded."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.db import Database
from portal.volunteers.attendance.codes import CodeMaker
from portal.volunteers.attendance.tables import Attendance
from portal.volunteers.pages.own import read_span
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.rules import DEFAULT_TIMEZONE
from portal.volunteers.signups.tables import SignUp
from tests.pages import PageOpener
from tests.portal.volunteers.builders import IN_THREE_DAYS, NOW, RULES, a_volunteer
from tests.portal.volunteers.visiting import REGISTRATION, a_public_shift, sign_in_as


@pytest.fixture
def shift_id(client: FlaskClient, database: Database, clock: object) -> int:
    """A shift to sign up for, and somebody signed in."""
    _activity_id, shift_id = a_public_shift(database)
    with database.transaction() as session:
        volunteer_id = a_volunteer(session, 7).id
    sign_in_as(client, database, volunteer_id, NOW)
    return shift_id


def count(database: Database, table: type[SignUp | Attendance | Volunteer]) -> int:
    """Rows of a table."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_signing_up_twice_makes_one_sign_up(
    page: PageOpener, database: Database, shift_id: int
) -> None:
    address = next(link for link in page.open("/volunteers/").links if "/activities/" in link)
    activity, action = page.open(address), f"/volunteers/me/shifts/{shift_id}/sign-up"
    page.submit(activity, action=action)
    again = page.submit(activity, action=action, status=409)
    assert again.heading == "您已报过名"
    assert "/volunteers/me/" in again.links
    assert count(database, SignUp) == 1


def test_withdrawing_twice_is_withdrawing(
    page: PageOpener, database: Database, shift_id: int
) -> None:
    post = f"/volunteers/me/shifts/{shift_id}/sign-up"
    page.post(post, {}, token_from="/volunteers/me/choices")
    home = page.open("/volunteers/me/")
    with database.reading() as session:
        sign_up_id = session.scalars(select(SignUp.id)).one()
    action = f"/volunteers/me/sign-ups/{sign_up_id}/withdraw"
    assert "已退出。" in page.submit(home, action=action).text
    assert "您已经退出了" in page.submit(home, action=action).text


def test_checking_in_and_out_twice_makes_one_record(
    page: PageOpener,
    database: Database,
    codes: CodeMaker,
    clock: time_machine.Traveller,
    shift_id: int,
) -> None:
    page.post(f"/volunteers/me/shifts/{shift_id}/sign-up", {}, token_from="/volunteers/me/choices")
    check = f"/volunteers/shifts/{shift_id}/check-in"
    for hours, words in ((0, "已签到"), (2, "已签退")):
        at = IN_THREE_DAYS + timedelta(hours=hours)
        clock.move_to(at)
        with database.reading() as session:
            volunteer_id = session.scalars(select(SignUp.volunteer_id)).one()
        sign_in_as(page.client, database, volunteer_id, at)
        shown = page.open(f"{check}?code={codes.make(shift_id, at, rules=RULES)}")
        for _ in range(2):
            assert words in page.submit(shown, action="").text
    assert count(database, Attendance) == 1


@pytest.mark.usefixtures("city", "clock")
def test_registering_twice_lets_in_and_makes_one_volunteer(
    page: PageOpener, client: FlaskClient, database: Database
) -> None:
    form = page.open("/volunteers/register")
    before = client.get_cookie("session")
    assert before is not None
    page.submit(form, REGISTRATION)
    # The second press leaves before the answer to the first has come.
    client.set_cookie("session", before.value)
    assert page.submit(form, REGISTRATION).heading == "我的志愿服务"
    client.set_cookie("session", before.value)
    other = REGISTRATION | {"password": "另外一个很长的密码 2026"}
    assert "请直接登录" in page.submit(form, other, status=422).text
    assert count(database, Volunteer) == 1


def test_times_of_a_shift_past_midnight_are_read() -> None:
    starts_at = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
    hours = (starts_at, starts_at + timedelta(hours=4))
    for arrived, left, n_minutes in (("22:00", "02:00", 240), ("00:30", "01:00", 30)):
        arrived_at, left_at = read_span(hours, arrived, left, zone=DEFAULT_TIMEZONE)
        assert starts_at <= arrived_at < left_at
        assert left_at - arrived_at == timedelta(minutes=n_minutes)


def test_who_comes_before_midnight_to_a_shift_after_it_came_on_the_day_before() -> None:
    starts_at = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    hours = (starts_at, starts_at + timedelta(hours=4))
    arrived_at, left_at = read_span(hours, "23:45", "04:10", zone=DEFAULT_TIMEZONE)
    assert starts_at - arrived_at == timedelta(minutes=15)
    assert left_at - hours[1] == timedelta(minutes=10)


def test_late_arrivals_at_long_shifts_are_read_on_the_day_after() -> None:
    starts_at = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
    hours = (starts_at, starts_at + timedelta(hours=16))
    arrived_at, _ = read_span(hours, "05:00", "08:00", zone=DEFAULT_TIMEZONE)
    assert arrived_at - starts_at == timedelta(hours=13)
