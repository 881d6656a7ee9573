"""Officials write questionnaires in a real browser: from an empty draft to a published version."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browsing import Visits
from tests.journeys.editor import (
    LIST,
    SAVED,
    add_question,
    fill_pair,
    save,
    sign_in,
    start_empty,
    start_ready,
    wait_until_saved,
)
from tests.live_server import LiveServer


def write_small_questionnaire(window: Page, outline: str) -> None:
    """A section of three questions, the last asked of some only; texts and marks."""
    add_question(window, outline, "single_choice", ("您常去公园吗？", "Do you often go to a park?"))
    fill_pair(window, "options-0-label", "常去", "Often")
    fill_pair(window, "options-1-label", "不常去", "Rarely")
    window.get_by_text("一次加几个").click()
    window.locator("#lines-options").fill("从不去 | Never")
    window.get_by_role("button", name="加上这些").click()
    expect(window.locator("#options-2-label-en")).to_have_value("Never")

    add_question(window, outline, "rating", ("您给公园打几分？", "How would you rate the parks?"))
    save(window)
    add_question(window, outline, "long_text", ("为什么不去？", "Why do you not go?"))
    window.locator("#condition-subject").select_option("Q1|3")
    window.get_by_role("button", name="加上这个条件").click()
    expect(window.locator("#relevant")).to_have_value("${Q1} = '3'")
    expect(window.locator("#main")).to_contain_text("Q1 选了“从不去”")

    window.goto(f"{outline}/sections/A")
    fill_pair(window, "title", "公园", "Parks")
    save(window)
    window.goto(f"{outline}/general")
    for name in ("intro", "privacy", "closing"):
        fill_pair(window, name, "请您回答几个问题。", "Please answer a few questions.")
    fill_pair(window, "marks-authority", "宁泽市统计局", "Ningze Municipal Bureau of Statistics")
    window.locator("#marks-form_number").fill("宁调03表")
    window.locator("#marks-approval_number").fill("宁统制〔2026〕10号")
    window.locator("#marks-valid_until").fill("2099-12-31")
    save(window)


@pytest.mark.parametrize("javascript", [True, False])
def test_official_writes_a_questionnaire_from_an_empty_draft_and_publishes_it(
    visits: Visits, live_server: LiveServer, javascript: bool
) -> None:
    window = visits.begin(width=1280, height=900, javascript=javascript)
    sign_in(window, live_server, f"writer-{javascript}".lower())
    outline = start_empty(window, "公园问卷")

    window.goto(f"{outline}/publish")
    expect(window.locator(".faults li").first).to_be_visible()
    expect(window.get_by_role("button", name="发布这个版本")).to_have_count(0)
    write_small_questionnaire(window, outline)

    window.goto(f"{outline}/publish")
    expect(window.locator(".answer")).to_have_text("没有发现错误，可以发布。")
    window.get_by_label("我已在手机样式里从头看过，文字和条件都对").check()
    window.get_by_role("button", name="发布这个版本").click()
    expect(window.get_by_role("heading", level=1)).to_contain_text("版本 1")
    expect(window.locator(".notice-done")).to_contain_text("已发布")


def test_what_is_typed_is_saved_by_itself_and_survives_closing_the_tab(
    visits: Visits, live_server: LiveServer
) -> None:
    window = visits.begin(width=1280, height=900)
    sign_in(window, live_server, "closer")
    outline = start_ready(window)
    address = f"{outline}/questions/Q1"
    window.goto(address)

    window.locator("#label-zh").fill("一秒之后自动保存")
    expect(window.locator("#save-state")).to_have_text(SAVED)
    phone = window.frame_locator("#phone")
    expect(phone.get_by_role("heading", level=1)).to_have_text("一秒之后自动保存")
    window.locator("#label-en").fill("Typed just before closing")
    window.close(run_before_unload=True)

    again = visits.contexts[-1].new_page()
    wait_until_saved(again, address, "Typed just before closing")
    expect(again.locator("#label-zh")).to_have_value("一秒之后自动保存")
    again.get_by_role("button", name=re.compile("^撤销")).click()
    again.goto(address)
    expect(again.locator("#label-zh")).not_to_have_value("一秒之后自动保存")


def test_new_code_and_new_type_take_effect_while_editing(
    visits: Visits, live_server: LiveServer
) -> None:
    window = visits.begin(width=1280, height=900)
    sign_in(window, live_server, "renamer")
    outline = start_ready(window)
    window.goto(f"{outline}/questions/Q1")

    window.locator("#code").fill("KNOWS")
    window.locator("#code").press("Tab")
    expect(window).to_have_url(re.compile("/questions/KNOWS$"))
    window.locator("#type").select_option("drop_down")
    expect(window.locator("#save-state")).not_to_have_text(SAVED)
    expect(window.locator("#type")).to_have_value("drop_down")
    expect(window.frame_locator("#phone").locator("select")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_second_official_on_one_question_is_told_and_overwrites_nothing(
    visits: Visits, live_server: LiveServer, javascript: bool
) -> None:
    first = visits.begin(width=1280, height=900, javascript=javascript)
    second = visits.begin(width=768, height=900, javascript=javascript)
    sign_in(first, live_server, f"anna-{javascript}".lower())
    sign_in(second, live_server, f"bo-{javascript}".lower())
    outline = start_ready(first)
    for window in (first, second):
        window.goto(f"{outline}/questions/Q6")

    first.locator("#label-zh").fill("第一位写的")
    save(first)
    expect(first.locator("#label-zh")).to_have_value("第一位写的")
    second.locator("#label-zh").fill("第二位写的")
    if javascript:
        expect(second.locator("#save-state.is-wrong")).to_contain_text("同时改了这里")
    save(second)

    told = second.locator("#conflict")
    expect(told).to_contain_text("第一位写的")
    expect(told).to_contain_text("第二位写的")
    first.reload()
    expect(first.locator("#label-zh")).to_have_value("第一位写的")
    save(second)
    expect(second.locator("#label-zh")).to_have_value("第二位写的")
    expect(second.locator("#conflict")).to_have_count(0)


def test_preview_is_tried_in_the_phone(visits: Visits, live_server: LiveServer) -> None:
    window = visits.begin(width=768, height=900)
    sign_in(window, live_server, "trier")
    outline = start_ready(window)
    window.goto(f"{outline}/preview")
    phone = window.frame_locator("#phone")

    phone.get_by_role("button", name="开始填写").click()
    phone.get_by_label("不满14岁").check()
    phone.get_by_role("button", name="下一步").click()
    phone.get_by_role("button", name="结束填写").click()

    expect(phone.get_by_role("heading", level=1)).to_have_text("预览到头了")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_of_the_editor_breaks_a_rule_of_accessibility_or_is_wider_than_a_phone(
    visits: Visits, live_server: LiveServer, language: str
) -> None:
    window = visits.begin()
    sign_in(window, live_server, f"reader-{language}")
    outline = start_ready(window, "用默认问卷")
    window.context.add_cookies([{"name": "lang", "value": language, "url": live_server.address}])
    rest = ("", "/general", "/library", "/preview", "/publish", "/history", "/sections/about_you")
    questions = ("/questions/Q1", "/questions/Q3", "/questions/Q8", "/questions/Q15")
    faults = {}

    for address in [LIST, *(outline + part for part in (*rest, *questions))]:
        window.goto(address)
        found = [v["id"] for v in Axe().run(window).response["violations"]]
        is_wide = window.locator("html").evaluate("e => e.scrollWidth > e.clientWidth")
        if found or is_wide:
            faults[address] = [*found, *(["wider than the window"] if is_wide else [])]

    assert not faults
