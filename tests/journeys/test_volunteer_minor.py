"""A minor and the guardian in a real browser, in English and large print, by a caught e-mail."""

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import URL

from portal.clock import read_clock
from portal.config import DRIVERS
from tests.browsing import Visits
from tests.journeys.volunteering import PASSWORD, check_access, expect_done, fill_in, press
from tests.live_server import LiveServer, run_server
from tests.portal.volunteers.catchers import Caught, catch_mail

PATIENCE_SECONDS = 30


@pytest.fixture(scope="module")
def mails() -> Iterator[Caught]:
    """What the portal sends by e-mail."""
    with catch_mail() as caught:
        yield caught


@pytest.fixture(scope="module")
def live_server(
    sample_city_file: Path, tmp_path_factory: pytest.TempPathFactory, mails: Caught
) -> Iterator[LiveServer]:
    """The portal, with a mail server beside it."""
    folder = tmp_path_factory.mktemp("live")
    shutil.copy(sample_city_file, folder / "portal.sqlite")
    url = URL.create(DRIVERS["sqlite"], database=str(folder / "portal.sqlite"))
    settings = {
        "MAIL_SERVER": f"127.0.0.1:{mails.port}",
        "MAIL_SENDER": "portal@example.org",
        "MAIL_TLS": "no",
    }
    with run_server(url, folder, settings=settings) as server:
        yield server


@pytest.fixture
def visits(browser: Browser, live_server: LiveServer) -> Iterator[Visits]:
    """Windows on this portal."""
    visits = Visits(browser, live_server.address)
    yield visits
    visits.end()


def wait_for_link(mails: Caught, to: str) -> str:
    """The link in the e-mail to an address, once it has come."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for mail in mails.mails:
            body = mail.get_payload(decode=True)
            assert isinstance(body, bytes)
            found = re.search(r"http://\S+", body.decode())
            if mail["To"] == to and found:
                return found[0]
        time.sleep(0.2)
    raise AssertionError(f"no e-mail with a link has come to {to}")


def open_family_reading(page: Page) -> None:
    """An activity that minors may come to."""
    page.goto("/volunteers/?audience=pupils-families")
    press(page, page.get_by_role("link", name="Families read together").first)


def test_minor_takes_part_once_the_guardian_agrees(visits: Visits, mails: Caught) -> None:
    child = visits.begin(language="en", display="large")
    child.goto("/volunteers/register")
    born = f"{read_clock().year - 16}-01"
    fields = {
        "Name": "志愿者乙",
        "Month of birth": born,
        "Mobile number or e-mail": "child@example.org",
        "Choose a password": PASSWORD,
        "Guardian's name (minors)": "监护人",
        "Guardian's mobile number or e-mail (minors)": "guardian@example.org",
    }
    fill_in(child, fields)
    child.get_by_label("Street where you live").select_option(index=1)
    child.locator("#agrees").check()
    press(child, child.get_by_role("button", name="Enter", exact=True))
    check_access(child)
    open_family_reading(child)
    press(child, child.get_by_role("button", name=re.compile("^(Sign up|Join)")).last)
    check_access(child)

    guardian = visits.begin(language="en", display="large")
    guardian.goto(wait_for_link(mails, "guardian@example.org"))
    check_access(guardian)
    other_tab = guardian.context.new_page()
    other_tab.goto(guardian.url)
    press(guardian, guardian.get_by_role("button", name="I agree", exact=True))
    expect_done(guardian, "You agreed on")
    press(other_tab, other_tab.get_by_role("button", name="I agree", exact=True))
    expect_done(other_tab, "You agreed on")

    open_family_reading(child)
    press(child, child.get_by_role("button", name=re.compile("^(Sign up|Join)")).last)
    expect(child.get_by_role("heading", level=1)).to_have_text("My volunteering")
    press(guardian, guardian.get_by_role("button", name="Take consent back"))
    expect_done(guardian, "You have not agreed")
