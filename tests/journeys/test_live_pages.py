"""A page that follows its own answers while they are given, in a real browser."""

import pytest
from playwright.sync_api import Locator, Page, expect

from portal.clock import read_clock
from tests.browsing import Visits
from tests.journeys.barriers import check_page
from tests.journeys.open_waves import open_to_all
from tests.live_server import LiveServer
from tests.surveys.questionnaires.samples import load_one_page

WAVE = "page-1"


@pytest.fixture(autouse=True, scope="module")
def _wave(live_server: LiveServer) -> None:
    """The questionnaire of one page, open to all in the sample city."""
    with live_server.database.transaction() as session:
        open_to_all(session, load_one_page(), WAVE, now=read_clock())


def begin(page: Page) -> None:
    page.goto(f"/s/{WAVE}")
    page.locator("main button.button").click()
    expect(page.locator("[name=P1]")).to_be_visible()


def list_options(page: Page, name: str) -> list[str]:
    """What a list offers."""
    values = page.locator(f"[name={name}] option").evaluate_all("all => all.map((o) => o.value)")
    return [value for value in values if value]


def field(page: Page, name: str) -> Locator:
    return page.locator(f"main [name={name}]")


def box(page: Page, code: str) -> Locator:
    """An option of the question with several choices."""
    return page.locator(f"main [name=P3][value={code}]")


def test_options_come_and_go_with_the_answer_they_depend_on(visits: Visits) -> None:
    page = visits.begin()
    begin(page)
    expect(field(page, "P2")).to_be_hidden()
    expect(box(page, "tap")).to_be_visible()
    expect(box(page, "lake")).to_be_hidden()
    field(page, "P1").select_option("east")
    assert list_options(page, "P2") == ["e1", "e2"]
    expect(box(page, "lake")).to_be_visible()
    field(page, "P2").select_option("e2")
    field(page, "P1").select_option("west")
    assert list_options(page, "P2") == ["w1"]
    expect(field(page, "P2")).to_have_value("")
    expect(box(page, "lake")).to_be_hidden()
    expect(box(page, "well")).to_be_visible()


def test_ranking_offers_what_has_been_ticked_and_as_many_places(visits: Visits) -> None:
    page = visits.begin()
    begin(page)
    field(page, "P1").select_option("east")
    expect(field(page, "P4_tap_place")).to_be_hidden()
    box(page, "tap").check()
    box(page, "lake").check()
    assert list_options(page, "P4_tap_place") == ["1", "2"]
    expect(field(page, "P4_well_place")).to_be_hidden()
    box(page, "lake").uncheck()
    assert list_options(page, "P4_tap_place") == ["1"]


def test_words_repeat_the_answers_and_the_sum_of_them_at_once(visits: Visits) -> None:
    page = visits.begin()
    begin(page)
    field(page, "P1").select_option("west")
    expect(page.get_by_text("离城西的哪个水站近？")).to_be_visible()
    field(page, "P5").fill("２")
    expect(field(page, "P8")).to_be_hidden()
    field(page, "P6").fill("1")
    expect(page.get_by_text("家里 3 口人")).to_be_visible()
    field(page, "P6").fill("٢")
    expect(page.get_by_text("家里 4 口人")).to_be_visible()
    field(page, "P9").fill("2026-03-05")
    expect(page.get_by_text("2026年3月5日换的是什么牌子？")).to_be_visible()


def test_words_repeat_the_answers_in_english(visits: Visits) -> None:
    page = visits.begin(language="en", display="large")
    begin(page)
    field(page, "P1").select_option("west")
    expect(page.get_by_text("Which water station in the West is near?")).to_be_visible()
    field(page, "P9").fill("2026-03-05")
    expect(page.get_by_text("Which make was it on 5 March 2026?")).to_be_visible()
    check_page(page, "live-en-large")


def test_constraint_speaks_when_its_field_is_left_and_never_stands_in_the_way(
    visits: Visits,
) -> None:
    page = visits.begin()
    begin(page)
    field(page, "P5").fill("2")
    field(page, "P6").fill("1")
    asked = field(page, "P8")
    asked.fill("9")
    advice = page.locator("#P8-advice")
    expect(advice).to_be_empty()
    page.keyboard.press("Tab")
    expect(advice).to_have_text("家里一共 3 口人，请填不大于 3 的数。")
    expect(asked).to_have_attribute("aria-invalid", "true")
    expect(asked).to_have_attribute("aria-describedby", "P8-advice")
    check_page(page, "live-advice")
    field(page, "P6").fill("7")
    expect(advice).to_be_empty()
    asked.fill("12")
    page.keyboard.press("Tab")
    expect(advice).not_to_be_empty()
    asked.fill("3")
    expect(advice).to_be_empty()
    field(page, "P9").fill("2026-11-01")
    # One press on the button sends the page, whatever would be said.
    with page.expect_navigation():
        page.locator("main button.button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    check_page(page, "live-refused")


def test_whole_page_is_answered_in_one_go(visits: Visits) -> None:
    page = visits.begin()
    begin(page)
    field(page, "P1").select_option("east")
    field(page, "P2").select_option("e1")
    box(page, "lake").check()
    box(page, "other").check()
    field(page, "P3_other_text").fill("雨水")
    field(page, "P4_lake_place").select_option("1")
    field(page, "P4_other_place").select_option("2")
    field(page, "P5").fill("2")
    field(page, "P6").fill("0")
    field(page, "P8").fill("2")
    check_page(page, "live-full")
    with page.expect_navigation():
        page.locator("main button.button").click()
    expect(page).to_have_url(f"{visits.address}/s/{WAVE}/your-answers")
    for words in ("东门水站", "其他（雨水）", "1. 湖水泵", "2. 其他"):
        expect(page.get_by_text(words)).to_be_visible()


def test_page_comes_back_from_the_review_as_it_was_left(visits: Visits) -> None:
    page = visits.begin()
    begin(page)
    field(page, "P1").select_option("west")
    field(page, "P2").select_option("w1")
    field(page, "P5").fill("1")
    field(page, "P6").fill("0")
    with page.expect_navigation():
        page.locator("main button.button").click()
    with page.expect_navigation():
        page.locator(".change a").first.click()
    expect(field(page, "P2")).to_have_value("w1")
    assert list_options(page, "P2") == ["w1"]
    field(page, "P1").select_option("east")
    expect(field(page, "P2")).to_have_value("")
    expect(page.get_by_text("离城东的哪个水站近？")).to_be_visible()
