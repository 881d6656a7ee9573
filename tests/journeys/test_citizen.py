"""Citizens answer in a real browser: by phone, by keyboard, without scripts, in large print."""

import re

from playwright.sync_api import Page, expect

from surveys.responses.tables import InboxResponse, Response
from tests.browsing import Visits
from tests.journeys.barriers import list_barriers
from tests.live_server import LiveServer

OPEN_WAVE, RANDOM_WAVE = "open-1", "wave-2"
MAX_PAGES = 60
TAPPED = ".button, .choice, .switches a, .links a, .back"
MIN_TAP = 44

FIND_SMALL_TARGETS = f"""() => [...document.querySelectorAll("{TAPPED}")]
    .filter((element) => element.getBoundingClientRect().height < {MIN_TAP} - 0.5)
    .map((element) => element.outerHTML)"""
IS_TOO_WIDE = "() => document.documentElement.scrollWidth > window.innerWidth"


def count_responses(server: LiveServer) -> int:
    with server.database.reading() as session:
        return session.query(InboxResponse).count() + session.query(Response).count()


def check_size(page: Page) -> None:
    """No target too small, nothing wider than the screen."""
    page.wait_for_load_state()
    assert page.evaluate(FIND_SMALL_TARGETS) == []
    assert not page.evaluate(IS_TOO_WIDE), page.url


def check_page(page: Page) -> None:
    """No barrier that a machine can find, and everything of a good size."""
    assert list_barriers(page) == []
    check_size(page)


def choose(page: Page) -> None:
    """Tick an answer to every question of the page: the last of two, the second of more."""
    names = dict.fromkeys(
        box.get_attribute("name")
        for box in page.locator("main input[type=radio], main input[type=checkbox]").all()
    )
    for name in names:
        boxes = page.locator(f"main input[name='{name}']")
        boxes.nth(2 if page.url.endswith("/S1") else 1).check()


def fill_in(page: Page, *, on_each_page: object = None) -> None:
    """Answer page after page until the review."""
    for _ in range(MAX_PAGES):
        if callable(on_each_page):
            on_each_page(page)
        if page.url.endswith("/your-answers"):
            return
        choose(page)
        with page.expect_navigation():
            page.locator("main button.button").click()
    raise AssertionError("the review was never reached")


def test_invited_citizen_answers_on_a_phone(visits: Visits, live_server: LiveServer) -> None:
    before = count_responses(live_server)
    (code,) = live_server.list_codes(RANDOM_WAVE, 1)
    page = visits.begin()
    page.goto("/")
    check_page(page)
    page.get_by_label("邀请码").fill(code.lower())
    page.get_by_role("button", name="下一步").click()
    check_page(page)
    page.get_by_role("button", name="开始填写").click()
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page).to_have_title(re.compile("^错误："))
    check_page(page)
    fill_in(page, on_each_page=check_size)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("提交成功，谢谢您")
    check_page(page)
    receipt = page.locator(".receipt").inner_text()

    page.go_back()
    page.reload()
    expect(page.locator(".receipt")).to_have_text(receipt)
    page.goto("/receipt")
    page.get_by_label("回执码").fill(receipt)
    page.get_by_role("button", name="核对").click()
    expect(page.get_by_text("收到了", exact=True)).to_be_visible()
    check_page(page)
    page.goto(f"/i/{code}")
    expect(page.get_by_role("heading", level=1)).to_have_text("邀请码已经用过")
    check_page(page)
    assert count_responses(live_server) == before + 1


def test_citizen_answers_in_english_without_scripts(
    visits: Visits, live_server: LiveServer
) -> None:
    before = count_responses(live_server)
    page = visits.begin(javascript=False)
    page.goto(f"/s/{OPEN_WAVE}")
    page.get_by_role("link", name="English").click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("How long have you lived")
    fill_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Please check your answers")
    page.get_by_role("link", name=re.compile("Change.*How old are you")).click()
    page.get_by_label("70 or over").check()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("70 or over")).to_be_visible()
    page.get_by_role("button", name="Send").dblclick()
    expect(page.locator(".receipt")).to_be_visible()
    assert count_responses(live_server) == before + 1


def test_citizen_answers_with_the_keyboard_alone(visits: Visits) -> None:
    page = visits.begin(width=1280, height=900)
    page.goto(f"/s/{OPEN_WAVE}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="开始填写")).to_be_focused()
    page.keyboard.press("Enter")
    # What was skipped once stays skipped: the address keeps its "#main".
    expect(page).to_have_url(re.compile("/S1#main$"))
    page.wait_for_load_state()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_label("不满半年")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("5年以上")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/S2#main$"))


def test_large_print_is_one_tap_away_and_remembered(visits: Visits) -> None:
    page = visits.begin()
    page.goto(f"/s/{OPEN_WAVE}")
    size = "() => parseFloat(getComputedStyle(document.body).fontSize)"
    assert page.evaluate(size) == 18
    page.get_by_role("link", name="大字版").click()
    expect(page).to_have_url(re.compile(f"/s/{OPEN_WAVE}$"))
    assert page.evaluate(size) == 24
    check_page(page)
    page.get_by_role("button", name="开始填写").click()
    fill_in(page, on_each_page=check_size)
    check_page(page)
    page.get_by_role("link", name="标准字号").click()
    assert page.evaluate(size) == 18


def test_option_that_stands_alone_unticks_the_others_at_once(visits: Visits) -> None:
    page = visits.begin()
    page.goto(f"/s/{OPEN_WAVE}")
    page.get_by_role("button", name="开始填写").click()
    for _ in range(MAX_PAGES):
        if page.url.endswith("/Q3"):
            break
        choose(page)
        page.locator("main button.button").click()
    page.get_by_label("志愿服务").check()
    page.get_by_label("都没有").check()
    expect(page.get_by_label("志愿服务")).not_to_be_checked()
    page.get_by_label("志愿服务").check()
    expect(page.get_by_label("都没有")).not_to_be_checked()


def test_answers_half_done_are_gone_with_the_browser(visits: Visits) -> None:
    first = visits.begin()
    first.goto(f"/s/{OPEN_WAVE}")
    first.get_by_role("button", name="开始填写").click()
    second = visits.begin()
    second.goto(first.url)
    expect(second.get_by_role("heading", level=1)).to_have_text("请从头开始填写")
    check_page(second)


def test_everyone_can_read_the_published_results(visits: Visits) -> None:
    for language, display in (("zh", "normal"), ("en", "large")):
        page = visits.begin(language=language, display=display)
        page.goto("/results")
        check_page(page)
        page.locator(".ways a").first.click()
        expect(page.locator(".verdict").first).to_be_visible()
        check_page(page)


def test_pages_of_help_have_no_barrier(visits: Visits) -> None:
    for width, language, display in ((360, "zh", "large"), (1280, "en", "normal")):
        page = visits.begin(width=width, language=language, display=display)
        for address in ("/", "/privacy", "/accessibility", "/receipt", "/s/wave-1", "/s/none"):
            page.goto(address)
            check_page(page)
