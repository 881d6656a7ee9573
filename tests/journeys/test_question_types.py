"""Every question type in a real browser: by phone with and without scripts, keyboard, large."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.clock import read_clock
from surveys.questionnaires.service import publish_version
from surveys.sampling.tables import SamplingFrame
from surveys.waves.sample_types import SampleType
from surveys.waves.service import WavePlan, open_wave, plan_wave
from tests.browsing import Visits
from tests.live_server import LiveServer
from tests.surveys.questionnaires.samples import load_every_type

WAVE = "types-1"
AXE = Axe()
MAX_PAGES = 40
SMALL = """() => [...document.querySelectorAll(
    ".button, .choice, .point, .switches a, .back, main select, main input[type=text]")]
    .filter((element) => element.offsetParent && element.getBoundingClientRect().height < 43.5)
    .map((element) => element.outerHTML)"""
WIDE = "() => document.documentElement.scrollWidth > window.innerWidth"
SHOTS = os.environ.get("SHOTS")
"""A folder for pictures of every page, to be looked at."""


@pytest.fixture(autouse=True, scope="module")
def _wave(live_server: LiveServer) -> None:
    """The questionnaire with every type, open to all in the sample city."""
    now = read_clock()
    with live_server.database.transaction() as session:
        version = publish_version(session, load_every_type(), now=now)
        plan = WavePlan(
            code=WAVE,
            title={"zh": "题型", "en": "Types"},
            version_id=version.id,
            frame_id=session.scalars(select(SamplingFrame.id)).first() or 0,
            sample_type=SampleType.OPEN,
            opens_at=now - timedelta(days=1),
            closes_at=now + timedelta(days=1),
            capacity=None,
        )
        open_wave(session, plan_wave(session, plan))


def check_page(page: Page, name: str, *, javascript: bool = True) -> None:
    """No barrier that a machine can find, no small target, nothing wider than the screen."""
    if javascript:  # The finder of barriers is a script itself.
        violations = AXE.run(page).response["violations"]
        assert not violations, (page.url, [(each["id"], each["nodes"][0]) for each in violations])
    assert page.evaluate(SMALL) == [], page.url
    assert not page.evaluate(WIDE), page.url
    if SHOTS:
        code = page.url.rpartition("/")[2].replace("?", "_").replace("=", "_")
        page.screenshot(path=Path(SHOTS) / f"{name}-{code}.png", full_page=True)


def fill_page(page: Page) -> None:
    """Answer whatever a page asks."""
    code = re.sub(r"[?#].*", "", page.url).rpartition("/")[2]
    fields = {"B3": "3", "B4": "2", "B6": "7:30", "B7": "2026-03-05", "E1": "好"}
    if code in fields:
        page.locator(f"main [name='{code}']").fill(fields[code])
    elif code in ("A5", "A6"):
        page.locator("main select").select_option(index=1)
    elif code == "C1":
        for place, select_box in enumerate(page.locator("main select").all()[:2], start=1):
            select_box.select_option(str(place))
    elif code == "A4":
        page.locator("main [name=A4][value='1']").check()
        page.locator("main [name=A4][value='3']").check()
    elif code == "A3":
        page.locator("main [name=A3][value='9']").check()
        page.locator("main [name=A3_9_text]").fill("轮滑")
    elif code == "car":
        fill_car(page)
    else:
        for name in dict.fromkeys(
            box.get_attribute("name")
            for box in page.locator("main input[type=radio], main input[type=checkbox]").all()
        ):
            page.locator(f"main input[name='{name}']").first.check()


def fill_car(page: Page) -> None:
    """Answer what is asked so far on the page whose questions open each other."""
    page.locator("main [name=D1][value='1']").check()
    for name, typed in (("D2", "2"), ("D3", "拉货")):
        field = page.locator(f"main [name={name}]")
        if field.is_visible():
            field.fill(typed)


def begin(page: Page) -> None:
    page.goto(f"/s/{WAVE}")
    page.locator("main button.button").click()


def fill_in(page: Page, name: str, *, javascript: bool) -> int:
    """Answer page after page until the review; how often a page was sent."""
    for n_sent in range(MAX_PAGES):
        check_page(page, name, javascript=javascript)
        if page.url.endswith("/your-answers"):
            return n_sent
        fill_page(page)
        page.locator("main button.button").click()
    raise AssertionError(f"the review was never reached: {page.url}")


@pytest.mark.parametrize(
    ("language", "display", "javascript"),
    [
        ("zh", "normal", True),
        ("en", "large", True),
        ("en", "normal", False),
        ("zh", "large", False),
    ],
)
def test_every_type_is_answered_on_a_phone(
    visits: Visits, language: str, display: str, javascript: bool
) -> None:
    page = visits.begin(language=language, display=display, javascript=javascript)
    begin(page)
    name = f"{language}-{display}-{'script' if javascript else 'plain'}"
    n_sent = fill_in(page, name, javascript=javascript)
    # With a script the page opens its own questions at once; without, it comes again for each.
    assert n_sent == (20 if javascript else 22) + 1
    for words in ("7:30", "拉货"):
        expect(page.get_by_text(words)).to_be_visible()
    page.locator("main button.button").click()
    expect(page.locator(".receipt")).to_be_visible()


def test_questions_of_a_page_come_and_go_at_once(visits: Visits) -> None:
    page = visits.begin()
    begin(page)
    while not page.url.endswith("/car"):
        fill_page(page)
        page.locator("main button.button").click()
    expect(page.get_by_label("有几辆？")).to_be_hidden()
    page.get_by_label("有", exact=True).check()
    page.get_by_label("有几辆？").fill("２")
    expect(page.get_by_label("为什么不止一辆？")).to_be_visible()
    check_page(page, "car-open")
    page.get_by_label("没有", exact=True).check()
    expect(page.get_by_label("有几辆？")).to_be_hidden()
    expect(page.get_by_label("为什么不止一辆？")).to_be_hidden()
    page.locator("main button.button").click()
    expect(page).to_have_url(re.compile("/E1$"))


def test_types_are_answered_with_the_keyboard_alone(visits: Visits) -> None:
    page = visits.begin(width=1280, height=900)
    begin(page)
    while not page.url.endswith("/A5"):
        fill_page(page)
        page.locator("main button.button").click()
    page.locator("main select").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/A6$"))
    while not page.url.endswith("/B1"):
        fill_page(page)
        page.locator("main button.button").click()
    page.locator("main input[type=radio]").first.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page.locator("main [name=B1][value='4']")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/B2$"))
    while not page.url.endswith("/C1"):
        fill_page(page)
        page.locator("main button.button").click()
    page.locator("main select").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/C2$"))


def test_what_is_wrong_is_said_at_the_field_and_on_top(visits: Visits) -> None:
    page = visits.begin(language="en")
    begin(page)
    while not page.url.endswith("/B4"):
        fill_page(page)
        page.locator("main button.button").click()
    page.locator("main [name=B4]").fill("9")
    page.locator("main button.button").click()
    expect(page.get_by_role("alert")).to_contain_text("more than the 3 of your household")
    check_page(page, "error")
    fill_page(page)
    page.locator("main button.button").click()
    while not page.url.endswith("/C1"):
        fill_page(page)
        page.locator("main button.button").click()
    page.locator("main button.button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    check_page(page, "error-ranking")
