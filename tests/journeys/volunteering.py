"""What the volunteers' journeys share: entering, registering, moving a shift, looking closely."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.clock import SECRETS, read_clock
from portal.db import Database
from portal.volunteers.activities.tables import Shift
from portal.volunteers.attendance.tables import Attendance
from portal.volunteers.people.consents import ConsentKind
from portal.volunteers.people.registration import Registration, register_volunteer
from portal.volunteers.people.sign_in import issue_link
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.rules import VolunteerRules
from tests.journeys.barriers import list_barriers
from tests.live_server import LiveServer

PASSWORD = "长椅 河岸 风筝 二零二六"
STREET = "990102001000"
LEADER = "志愿者001"
"""Leads the team `qinghe` of the sample."""

FIND_CUT = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(element => {
  const box = element.getBoundingClientRect();
  if (!box.width || element.closest('.table-box, .unseen, .skip, svg, option')) return false;
  const style = getComputedStyle(element);
  const hides = style.overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1;
  const isField = ['INPUT', 'SELECT', 'TEXTAREA'].includes(element.tagName);
  return (hides && !isField) || box.right > innerWidth + 1 || box.left < -1;
}).map(element => element.outerHTML.slice(0, 90))"""


def check_access(page: Page, *, searches: bool = True) -> None:
    """No barrier that a machine can find, no sideways scrolling, no word cut off."""
    if searches:
        assert list_barriers(page) == []
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide), page.url
    assert page.evaluate(FIND_CUT) == [], page.url


def make_link(server: LiveServer, name: str) -> str:
    """A one-time sign-in link of a volunteer."""
    with server.database.transaction() as session:
        volunteer = session.scalars(select(Volunteer).where(Volunteer.name == name)).one()
        token = issue_link(session, volunteer, now=read_clock(), rng=SECRETS)
    return f"{server.address}/volunteers/link/{token}"


def add_volunteer(session: Session, name: str) -> None:
    """Register an adult."""
    registration = Registration(
        name=name,
        birth_month=date(1990, 5, 1),
        street_code=STREET,
        email=f"{name[-3:]}@sample.invalid",
        is_sample_data=True,
        consents=frozenset({ConsentKind.REGISTRATION}),
    )
    now = read_clock()
    register_volunteer(session, registration, now=now, rng=SECRETS, rules=VolunteerRules())


def enter(page: Page, server: LiveServer, name: str) -> None:
    """Sign in as a volunteer by a link."""
    page.goto(make_link(server, name))
    press(page, page.locator("main button"))


def enter_as_official(page: Page, server: LiveServer, name: str) -> None:
    """Sign in as an official by a link and a new password."""
    page.goto(server.make_sign_in_link(name))
    for field in page.locator("main input[type=password]").all():
        field.fill(PASSWORD)
    press(page, page.locator("main button[type=submit]"))


def press(page: Page, button: object) -> None:
    """Press a button that leads to another page, and wait for it."""
    with page.expect_navigation():
        button.click()  # type: ignore[attr-defined]


def expect_done(page: Page, words: str) -> None:
    """The page says what has been done."""
    expect(page.get_by_role("main")).to_contain_text(words)


def fill_in(page: Page, fields: Mapping[str, str]) -> None:
    """Fill fields in by their labels."""
    for label, text in fields.items():
        page.get_by_label(label, exact=True).fill(text)


def register(page: Page, *, name: str, born: str, contact: str) -> None:
    """Fill in the registration, but for the consent."""
    page.goto("/volunteers/register")
    fill_in(page, {"姓名": name, "出生年月": born, "手机号或邮箱": contact, "设置密码": PASSWORD})
    page.get_by_label("居住街道").select_option(index=1)


def move_shift(database: Database, shift_id: int, starts_at: datetime, hours: float = 3) -> None:
    """Let a shift begin at another moment; arrivals move with it."""
    with database.transaction() as session:
        ends_at = starts_at + timedelta(hours=hours)
        session.execute(
            update(Shift).where(Shift.id == shift_id).values(starts_at=starts_at, ends_at=ends_at)
        )
        session.execute(
            update(Attendance).where(Attendance.shift_id == shift_id).values(arrived_at=starts_at)
        )


def read_shift_id(page: Page) -> int:
    """The shift that an address names."""
    found = re.search(r"shifts/(\d+)", page.url)
    assert found, page.url
    return int(found[1])
