"""Officials write questionnaires in a real browser: from an empty draft to a published version."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import Visits
from tests.journeys.editor import (
    SAVED,
    add_question,
    fill_pair,
    save,
    sign_in,
    start_empty,
    start_ready,
    write_general,
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
    write_general(window, outline)


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
