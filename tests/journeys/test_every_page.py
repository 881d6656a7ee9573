"""Every page of the citizens, the previews and the questionnaires' editor, looked at closely."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal import create_app
from portal.config import Settings
from surveys.questionnaires.tables import VersionRecord
from tests.browsing import Visits
from tests.journeys.barriers import check_page, in_every_window, is_searched, name_window
from tests.journeys.editor import sign_in, start_ready
from tests.live_server import LiveServer

OPEN, RANDOM = "open-1", "wave-2"
DOORS = ("citizens.", "previews.", "officials.questionnaires.", "officials.questions.")
FILES = {
    "/officials/questionnaires/drafts/<int:draft_id>/form.xlsx",
    "/officials/questionnaires/versions/<int:version_id>/form.xlsx",
}
DRAFT = "/officials/questionnaires/drafts/<int:draft_id>"
CITIZENS = {
    "/": "/",
    "/accessibility": "/accessibility",
    "/privacy": "/privacy",
    "/receipt": "/receipt",
    "/results": "/results",
    "/results/<wave_code>": "/results/wave-1",
    "/i/<code>": "/i/{code}",
    "/s/<wave_code>": f"/s/{OPEN}",
}
"""What anyone can open at once."""
FILLING_IN = {
    "/s/<wave_code>/<page_code>",
    "/s/<wave_code>/your-answers",
    "/s/<wave_code>/your-receipt",
    "/s/<wave_code>/thank-you",
}
"""What only those who answer come to."""
OFFICIALS = {
    "/officials/questionnaires/": "/officials/questionnaires/",
    "/officials/questionnaires/import": "/officials/questionnaires/import",
    "/officials/questionnaires/versions/<int:version_id>": (
        "/officials/questionnaires/versions/{version}"
    ),
    DRAFT: "/officials/questionnaires/drafts/{draft}",
    **{
        f"{DRAFT}/{place}": f"/officials/questionnaires/drafts/{{draft}}/{place}"
        for place in ("general", "history", "library", "preview", "publish")
    },
    f"{DRAFT}/questions/<code>": "/officials/questionnaires/drafts/{draft}/questions/Q8",
    f"{DRAFT}/sections/<code>": "/officials/questionnaires/drafts/{draft}/sections/about_you",
    "/officials/waves/<code>/questions": f"/officials/waves/{RANDOM}/questions",
    "/officials/waves/<code>/questions/<question_code>": f"/officials/waves/{RANDOM}/questions/Q8",
    "/previews/drafts/<int:draft_id>": "/previews/drafts/{draft}",
    "/previews/drafts/<int:draft_id>/from/<code>": "/previews/drafts/{draft}/from/Q6",
    "/previews/drafts/<int:draft_id>/pages/<page_code>": "/previews/drafts/{draft}/pages/S1",
    "/previews/drafts/<int:draft_id>/questions/<code>": "/previews/drafts/{draft}/questions/Q8",
    "/previews/versions/<int:version_id>": "/previews/versions/{version}",
    "/previews/versions/<int:version_id>/pages/<page_code>": (
        "/previews/versions/{version}/pages/S1"
    ),
}


def test_no_page_is_left_out_of_the_tables_above(live_server: LiveServer) -> None:
    url = live_server.database.engine.url
    app = create_app(Settings(database_url=url, secret_key="a key that only the tests know, 32+"))
    rules = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(DOORS) and "GET" in (rule.methods or ())
    }
    assert rules == {*CITIZENS, *FILLING_IN, *OFFICIALS, *FILES}


@in_every_window
def test_no_page_of_the_citizens_is_a_barrier(
    visits: Visits, live_server: LiveServer, window: dict[str, Any]
) -> None:
    page = visits.begin(**window)
    (code,) = live_server.list_codes(RANDOM, 1)
    for address in CITIZENS.values():
        look_at(page, address.format(code=code), window)


@in_every_window
def test_no_page_on_the_way_to_a_receipt_is_a_barrier(
    visits: Visits, window: dict[str, Any]
) -> None:
    page = begin_answers(visits, window)
    while not page.url.endswith("/your-answers"):
        check_page(page, name_window(window), searches=is_searched(window))
        tick(page, place=lambda code: 2 if code == "S1" else 1)
        press(page)
    check_page(page, name_window(window), searches=is_searched(window))
    press(page)
    expect(page).to_have_url(re.compile("/your-receipt$"))
    check_page(page, name_window(window), searches=is_searched(window))


@in_every_window
def test_no_page_on_the_way_to_an_early_end_is_a_barrier(
    visits: Visits, window: dict[str, Any]
) -> None:
    page = begin_answers(visits, window)
    tick(page, place=lambda _code: 0)
    press(page)
    check_page(page, name_window(window), searches=is_searched(window))
    press(page)
    expect(page).to_have_url(re.compile("/thank-you$"))
    check_page(page, name_window(window), searches=is_searched(window))


@in_every_window
def test_no_page_of_the_questionnaires_is_a_barrier(
    visits: Visits, live_server: LiveServer, window: dict[str, Any]
) -> None:
    page = visits.begin(**window)
    sign_in(page, live_server, f"sweep-{name_window(window)}")
    draft = start_ready(page, "default").rpartition("/")[2]
    with live_server.database.reading() as session:
        version = session.scalars(select(VersionRecord.id)).first()
    for address in OFFICIALS.values():
        look_at(page, address.format(draft=draft, version=version), window)


def look_at(page: Page, address: str, window: dict[str, Any]) -> None:
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    check_page(page, address.strip("/").replace("/", "-"), searches=is_searched(window))


def begin_answers(visits: Visits, window: dict[str, Any]) -> Page:
    """The first question of the open wave."""
    page = visits.begin(**window)
    page.goto(f"/s/{OPEN}")
    press(page)
    return page


def tick(page: Page, *, place: Callable[[str], int]) -> None:
    """Choose one answer to every question of the page."""
    code = page.url.rpartition("/")[2]
    boxes = page.locator("main input[type=radio], main input[type=checkbox]").all()
    for name in dict.fromkeys(box.get_attribute("name") for box in boxes):
        page.locator(f"main input[name='{name}']").nth(place(code)).check()


def press(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main button.button").click()
