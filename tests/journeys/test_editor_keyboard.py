"""The editor by keyboard alone: the focus is where one goes on, and what was done is said."""

import re

from playwright.sync_api import Page, expect

from tests.browsing import Visits
from tests.journeys.editor import sign_in, start_empty, write_general
from tests.live_server import LiveServer

MAX_TABS = 120
REACHED = "(wanted) => document.activeElement?.matches(wanted)"


def tab_to(window: Page, wanted: str) -> None:
    """Press Tab until the focus is on what a selector names."""
    for _ in range(MAX_TABS):
        if window.evaluate(REACHED, wanted):
            return
        window.keyboard.press("Tab")
    raise AssertionError(f"{wanted} cannot be reached by keyboard on {window.url}")


def type_into(window: Page, wanted: str, words: str) -> None:
    tab_to(window, wanted)
    window.keyboard.press("Control+A")
    window.keyboard.type(words)


def press(window: Page, wanted: str, key: str = "Enter") -> None:
    """Press a button or follow a link, and wait for the page that it leads to."""
    tab_to(window, wanted)
    with window.expect_navigation():
        window.keyboard.press(key)


def choose(window: Page, wanted: str, value: str) -> None:
    """Go down a list until what is chosen has a value."""
    tab_to(window, wanted)
    for _ in range(MAX_TABS):
        if window.locator(wanted).input_value() == value:
            return
        window.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} cannot be chosen from {wanted}")


def expect_told(window: Page, focused: str, words: str) -> None:
    """The focus is there, and what was done is read out with it."""
    button = window.locator(focused)
    expect(button).to_be_focused()
    expect(button).to_have_accessible_description(re.compile(words))


def test_official_writes_moves_and_publishes_by_keyboard_alone(
    visits: Visits, live_server: LiveServer
) -> None:
    window = visits.begin(width=1280, height=900)
    sign_in(window, live_server, "keys")
    outline = start_empty(window, "键盘问卷")
    window.goto(f"{outline}/sections/A")
    type_into(window, "#title-zh", "公园")
    type_into(window, "#title-en", "Parks")
    press(window, "#save")
    expect_told(window, "#save", "保存好了")

    window.goto(outline)
    press(window, "button[value='add-question:A']")
    expect(window.locator("#label-zh")).to_be_focused()
    write_choice(window)
    move_options(window)

    window.goto(outline)
    choose(window, "#type-A", "long_text")
    press(window, "button[value='add-question:A']")
    type_into(window, "#label-zh", "为什么不去？")
    type_into(window, "#label-en", "Why do you not go?")
    write_condition(window)

    window.goto(outline)
    move_questions(window)
    write_general(window, outline)
    publish(window, outline)


def write_choice(window: Page) -> None:
    type_into(window, "#label-zh", "您常去公园吗？")
    type_into(window, "#label-en", "Do you often go to a park?")
    for number, (zh, en) in enumerate([("常去", "Often"), ("不常去", "Rarely")]):
        type_into(window, f"#options-{number}-label-zh", zh)
        type_into(window, f"#options-{number}-label-en", en)
    press(window, "#add-options")
    expect(window.locator("#options-2-code")).to_be_focused()
    type_into(window, "#options-2-label-zh", "从不去")
    type_into(window, "#options-2-label-en", "Never")


def move_options(window: Page) -> None:
    press(window, "#up-options-2")
    expect_told(window, "#up-options-1", "现在是第 2 个，共 3 个")
    press(window, "#up-options-1")
    expect_told(window, "#up-options-0", "现在是第 1 个，共 3 个")
    press(window, "#down-options-0")
    expect_told(window, "#down-options-1", "现在是第 2 个")
    press(window, "#copy-options-1")
    expect(window.locator("#options-2-code")).to_be_focused()
    press(window, "#remove-options-2")
    expect_told(window, "#remove-options-2", "已删除")
    assert [window.locator(f"#options-{n}-code").input_value() for n in range(3)] == ["1", "3", "2"]


def write_condition(window: Page) -> None:
    press(window, "button[value='add-condition']")
    expect(window.locator("#error-summary")).to_contain_text("请先选一题、一项")
    choose(window, "#condition-subject", "Q1|3")
    press(window, "button[value='add-condition']")
    expect(window.locator("#condition")).to_be_focused()
    expect(window.locator("#condition")).to_have_text("现在的条件：Q1 选了“从不去”")
    press(window, "button[value='clear-condition']")
    expect(window.locator("#condition")).to_have_text("没有条件：每个人都会问到。")
    choose(window, "#condition-subject", "Q1|3")
    press(window, "button[value='add-condition']")
    expect(window.locator("#relevant")).to_have_value("${Q1} = '3'")


def move_questions(window: Page) -> None:
    press(window, "#up-question-Q2")
    expect_told(window, "#up-question-Q2", "Q2 现在是“公园”的第 1 题，共 2 题")
    press(window, "#down-question-Q2")
    expect_told(window, "#down-question-Q2", "Q2 现在是“公园”的第 2 题，共 2 题")
    press(window, "#remove-question-Q2")
    expect(window.locator("#done")).to_be_focused()
    expect(window.locator("#done")).to_contain_text("已删除")
    window.keyboard.press("Shift+Tab")
    with window.expect_navigation():
        window.keyboard.press("Enter")
    expect(window.locator("#done")).to_contain_text("已撤销：删除 Q2")
    expect(window.locator("#question-Q2")).to_be_visible()


def publish(window: Page, outline: str) -> None:
    window.goto(f"{outline}/publish")
    tab_to(window, "input[name=confirmed]")
    window.keyboard.press("Space")
    press(window, "form .button")
    expect(window.locator(".notice-done")).to_contain_text("已发布")
