"""The map, places and the location in a real browser: tapped, asked once, without script."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.clock import SECRETS, read_clock
from portal.db import Database
from portal.volunteers.activities.tables import Activity, Place, Shift
from portal.volunteers.attendance.tables import Attendance
from portal.volunteers.people.sign_in import issue_link
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.signups.states import State
from portal.volunteers.signups.tables import SignUp
from tests.browsing import Visits
from tests.journeys.volunteering import check_access
from tests.live_server import LiveServer


def sign_in(page: Page, live_server: LiveServer, name: str) -> None:
    with live_server.database.transaction() as session:
        volunteer = session.scalars(select(Volunteer).where(Volunteer.name == name)).one()
        token = issue_link(session, volunteer, now=read_clock(), rng=SECRETS)
    page.goto(f"/volunteers/link/{token}")
    with page.expect_navigation():
        page.locator("main button").click()


def find_signed_up(database: Database) -> tuple[int, list[str], Place]:
    """A shift that looks at the location, moved to now, with people signed up, and its place."""
    with database.transaction() as session:
        now = read_clock()
        shift = session.scalars(
            select(Shift)
            .join(Activity, Activity.id == Shift.activity_id)
            .where(Activity.checks_location, Shift.state == "open", Shift.n_taken > 2)
            .order_by(Shift.starts_at.desc())
        ).first()
        assert shift is not None
        shift.starts_at, shift.ends_at = now, now + timedelta(hours=2)
        names = session.scalars(
            select(Volunteer.name)
            .join(SignUp, SignUp.volunteer_id == Volunteer.id)
            .where(
                SignUp.shift_id == shift.id,
                SignUp.state == State.SIGNED_UP,
                Volunteer.name != "志愿者001",
            )
            .order_by(Volunteer.id)
        ).all()
        place = session.get_one(Place, shift.place_id)
        session.expunge(place)
        return shift.id, [name for name in names if name], place


def show_code(visits: Visits, live_server: LiveServer, shift_id: int) -> str:
    organiser = visits.begin()
    sign_in(organiser, live_server, "志愿者001")
    organiser.goto(f"/volunteers/organise/shifts/{shift_id}/code")
    return organiser.locator(".big-code").inner_text()


def read_bit(database: Database, shift_id: int, name: str) -> bool | None:
    with database.reading() as session:
        record = session.scalars(
            select(Attendance)
            .join(Volunteer, Volunteer.id == Attendance.volunteer_id)
            .where(Attendance.shift_id == shift_id, Volunteer.name == name)
        ).one()
        return record.was_inside


def test_location_is_asked_once_given_by_one_and_kept_by_another(
    visits: Visits, live_server: LiveServer
) -> None:
    shift_id, (giver, keeper, *_), place = find_signed_up(live_server.database)
    address = f"/volunteers/shifts/{shift_id}/check-in"
    page = visits.begin()
    assert place.latitude is not None
    assert place.longitude is not None
    page.context.grant_permissions(["geolocation"], origin=live_server.address)
    page.context.set_geolocation(
        {"latitude": place.latitude, "longitude": place.longitude, "accuracy": 15}
    )
    sign_in(page, live_server, giver)
    page.goto(f"{address}?code={show_code(visits, live_server, shift_id)}")
    box = page.get_by_label("我同意，这次签到时核对")
    expect(box).not_to_be_checked()
    check_access(page)
    box.check()
    page.get_by_role("button", name="签到").click()
    expect(page.get_by_role("main")).to_contain_text("位置：在活动地点。")
    assert read_bit(live_server.database, shift_id, giver) is True

    other = visits.begin(javascript=False, language="zh")
    sign_in(other, live_server, keeper)
    other.goto(f"{address}?code={show_code(visits, live_server, shift_id)}")
    expect(other.get_by_role("main")).to_contain_text("不核对也照常签到")
    expect(other.get_by_label("我同意，这次签到时核对")).to_be_hidden()
    other.get_by_role("button", name="签到").click()
    expect(other.get_by_role("main")).to_contain_text("已签到")
    assert read_bit(live_server.database, shift_id, keeper) is None


def test_tap_on_the_map_fills_in_street_and_coordinates(
    visits: Visits, live_server: LiveServer
) -> None:
    page = visits.begin()
    sign_in(page, live_server, "志愿者001")
    page.goto("/volunteers/organise/places/new")
    check_access(page)
    page.get_by_label("地点名称").fill("东门")
    street = page.get_by_role("link", name=re.compile("取街道中间.*泮池街道"))
    street.click()
    longitude = float(page.get_by_label("经度").input_value())
    assert 150.0 < longitude < 150.35
    street.focus()
    page.keyboard.press("Enter")
    assert float(page.get_by_label("经度").input_value()) != 0
    with page.expect_navigation():
        page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("main")).to_contain_text("东门")
    expect(page.get_by_role("main")).to_contain_text("有坐标")
    check_access(page)


@pytest.mark.parametrize(
    ("width", "language", "display"),
    [(360, "zh", "normal"), (1280, "en", "normal"), (360, "en", "large")],
)
def test_map_leads_to_the_list_by_keyboard(
    visits: Visits, width: int, language: str, display: str
) -> None:
    page = visits.begin(width=width, language=language, display=display, javascript=True)
    page.goto("/volunteers/map?free=yes")
    check_access(page)
    street = page.locator(".city-map a").first
    street.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "free=yes" in page.url
    assert "area=990102001000" in page.url
    page.goto("/volunteers/month")
    check_access(page)
