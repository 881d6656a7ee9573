"""Every question type in a real browser: by phone with and without scripts, keyboard, large."""

import re
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from portal.clock import read_clock
from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.steps import PIPE
from tests.browsing import Visits
from tests.journeys.barriers import check_page
from tests.journeys.open_waves import open_to_all
from tests.live_server import LiveServer
from tests.surveys.questionnaires.samples import load_every_type

WAVE, LEFTWARD = "types-1", "types-ug"
MAX_PAGES = 40
MAX_TABS = 60
KEYS_OF_DAY = "03052026"
"""Keys of 5 March 2026 in the order in which this browser asks for a day."""
FOCUSED = """() => {
  const { tagName, type, name, value, checked } = document.activeElement;
  return { tag: tagName, type: type ?? "", name: name ?? "", value: value ?? "", checked };
}"""


def write_leftward(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire in Uyghur as well: numbered texts, with the answers that they repeat."""
    number = count(1)

    def add(part: object) -> object:
        if isinstance(part, dict) and {"zh", "en"} <= part.keys():
            repeated = "".join(f" ${{{name}}}" for name in PIPE.findall(part["zh"]))
            return part | {"ug": f"ئۇيغۇرچە تېكىست {next(number)}{repeated}"}
        if isinstance(part, dict):
            return {name: add(inner) for name, inner in part.items()}
        return [add(inner) for inner in part] if isinstance(part, list) else part

    plain = questionnaire.model_dump(mode="json")
    columns = {"code": "leftward", "languages": ["zh", "en", "ug"]}
    return Questionnaire.model_validate({**add(plain), **columns})


@pytest.fixture(autouse=True, scope="module")
def _waves(live_server: LiveServer) -> None:
    """The questionnaire with every type, open to all in the sample city, also from the right."""
    every_type = load_every_type()
    with live_server.database.transaction() as session:
        for code, questionnaire in ((WAVE, every_type), (LEFTWARD, write_leftward(every_type))):
            open_to_all(session, questionnaire, code, now=read_clock())


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


def go_on(page: Page) -> None:
    """Press the button of the page and wait for the next one."""
    with page.expect_navigation():
        page.locator("main button.button").click()


def begin(page: Page, wave: str = WAVE) -> None:
    page.goto(f"/s/{wave}")
    go_on(page)


def fill_in(page: Page, name: str, *, javascript: bool) -> int:
    """Answer page after page until the review; how often a page was sent."""
    for n_sent in range(MAX_PAGES):
        check_page(page, name, javascript=javascript)
        if page.url.endswith("/your-answers"):
            return n_sent
        fill_page(page)
        go_on(page)
    raise AssertionError(f"the review was never reached: {page.url}")


def go_to(page: Page, code: str) -> None:
    """Answer what comes before a page."""
    while not page.url.endswith(f"/{code}"):
        fill_page(page)
        go_on(page)


def send(page: Page, name: str, *, javascript: bool = True) -> None:
    """Send from the review, to the receipt."""
    go_on(page)
    expect(page.locator(".receipt")).to_be_visible()
    check_page(page, name, javascript=javascript)


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
    send(page, name, javascript=javascript)


@pytest.mark.parametrize(("display", "javascript"), [("normal", True), ("large", False)])
def test_every_type_is_answered_from_right_to_left(
    visits: Visits, display: str, javascript: bool
) -> None:
    page = visits.begin(language="ug", display=display, javascript=javascript)
    begin(page, LEFTWARD)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    go_to(page, "A3")
    option = page.locator(".choice").first
    circle, words = option.locator("input").bounding_box(), option.locator("span").bounding_box()
    assert circle is not None
    assert words is not None
    assert circle["x"] > words["x"]
    name = f"ug-{display}"
    fill_in(page, name, javascript=javascript)
    send(page, name, javascript=javascript)


@pytest.mark.parametrize(("language", "display"), [("zh", "normal"), ("en", "large")])
def test_every_page_says_what_is_wrong_without_new_barriers(
    visits: Visits, language: str, display: str
) -> None:
    page = visits.begin(language=language, display=display)
    begin(page)
    name = f"wrong-{language}-{display}"
    n_wrong = 0
    while not page.url.endswith("/your-answers"):
        before = page.url
        go_on(page)
        if page.locator("#error-summary").count():
            n_wrong += 1
            check_page(page, name)
            fill_page(page)
            go_on(page)
        assert page.url != before or page.locator("#error-summary").count() == 0
    # The area asks in three steps, the grid of two rows on two pages.
    assert n_wrong == 15


def test_those_who_are_not_asked_find_a_friendly_end(visits: Visits) -> None:
    page = visits.begin(display="large")
    begin(page)
    go_to(page, "A3")
    page.locator("main [name=A3][value='0']").check()
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("感谢您的关注")
    check_page(page, "screened-out")
    go_on(page)
    check_page(page, "screened-out-thanks")


def press_through(page: Page) -> None:
    """Answer a page and send it with nothing but keys."""
    ranks = iter((1, 2))
    done: set[str] = set()
    typed = {"B3": "3", "B4": "2", "B6": "7:30", "B7": KEYS_OF_DAY, "D2": "2", "D3": "a"}
    for _ in range(MAX_TABS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at["type"] == "submit":
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
        is_first_radio = at["type"] == "radio" and at["name"] not in done
        is_wanted_box = at["type"] == "checkbox" and at["value"] in ("yes", "1", "3")
        if is_first_radio or is_wanted_box:
            page.keyboard.press("Space")
        elif at["tag"] == "SELECT" and at["name"].startswith("C1"):
            for _ in range(next(ranks, 0)):
                page.keyboard.press("ArrowDown")
        elif at["tag"] == "SELECT":
            page.keyboard.press("ArrowDown")
        elif at["name"] in typed and at["name"] not in done:
            page.keyboard.type(typed[at["name"]])
        done.add(at["name"])
    raise AssertionError(f"the button was never reached: {page.url}")


@pytest.mark.parametrize(
    ("language", "display", "javascript"),
    [("zh", "normal", True), ("en", "large", True), ("zh", "large", False)],
)
def test_whole_questionnaire_is_answered_with_keys_alone(
    visits: Visits, language: str, display: str, javascript: bool
) -> None:
    page = visits.begin(language=language, display=display, javascript=javascript)
    page.goto(f"/s/{WAVE}")
    for _ in range(MAX_PAGES):
        press_through(page)
        if page.url.endswith("/your-receipt"):
            return
    raise AssertionError(f"the receipt was never reached: {page.url}")


def test_questions_of_a_page_come_and_go_at_once(visits: Visits) -> None:
    page = visits.begin()
    begin(page)
    while not page.url.endswith("/car"):
        fill_page(page)
        go_on(page)
    expect(page.get_by_label("有几辆？")).to_be_hidden()
    page.get_by_label("有", exact=True).check()
    page.get_by_label("有几辆？").fill("２")
    expect(page.get_by_label("为什么不止一辆？")).to_be_visible()
    check_page(page, "car-open")
    page.get_by_label("没有", exact=True).check()
    expect(page.get_by_label("有几辆？")).to_be_hidden()
    expect(page.get_by_label("为什么不止一辆？")).to_be_hidden()
    go_on(page)
    expect(page).to_have_url(re.compile("/E1$"))


def test_types_are_answered_with_the_keyboard_alone(visits: Visits) -> None:
    page = visits.begin(width=1280, height=900)
    begin(page)
    while not page.url.endswith("/A5"):
        fill_page(page)
        go_on(page)
    page.locator("main select").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/A6$"))
    while not page.url.endswith("/B1"):
        fill_page(page)
        go_on(page)
    page.locator("main input[type=radio]").first.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page.locator("main [name=B1][value='4']")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/B2$"))
    while not page.url.endswith("/C1"):
        fill_page(page)
        go_on(page)
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
        go_on(page)
    page.locator("main [name=B4]").fill("9")
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("more than the 3 of your household")
    check_page(page, "error")
    fill_page(page)
    go_on(page)
    while not page.url.endswith("/C1"):
        fill_page(page)
        go_on(page)
    go_on(page)
    expect(page.get_by_role("alert")).to_be_visible()
    check_page(page, "error-ranking")
