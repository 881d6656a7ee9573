"""Nothing that an official has typed is lost or overwritten: two at once, closed tabs, no network,
signed out."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browsing import Visits
from tests.journeys.editor import PASSWORD, SAVED, save, sign_in, start_ready, wait_until_saved
from tests.live_server import LiveServer

PARTS = {"/questions/Q6": "label", "/sections/views": "title", "/general": "title"}
"""Where a part is edited, and a text of it."""


def begin(visits: Visits, live_server: LiveServer, name: str) -> tuple[Page, str]:
    """A window of a fresh official on a draft of their own; the address of a question."""
    window = visits.begin(width=1280, height=900)
    sign_in(window, live_server, name)
    address = f"{start_ready(window)}/questions/Q1"
    window.goto(address)
    return window, address


def cut_off(window: Page) -> None:
    """Take the network from a tab, for its last request too, which outlives the tab."""
    window.context.set_offline(True)
    window.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no network')); }")


def close(window: Page) -> None:
    """Close a tab as its cross would, with another one still open."""
    window.context.new_page()
    with window.expect_event("close"):
        window.close(run_before_unload=True)


def read_table(window: Page) -> str:
    return window.locator("#conflict table").inner_text()


@pytest.mark.parametrize("javascript", [True, False])
def test_second_official_on_one_part_is_told_and_overwrites_nothing(
    visits: Visits, live_server: LiveServer, javascript: bool
) -> None:
    first = visits.begin(width=1280, height=900, javascript=javascript)
    second = visits.begin(width=768, height=900, javascript=javascript)
    sign_in(first, live_server, f"anna-{javascript}".lower())
    sign_in(second, live_server, f"bo-{javascript}".lower())
    outline = start_ready(first)
    first.goto(outline)
    section = first.locator(".outline-section .code").first.inner_text()

    for rest, name in PARTS.items():
        address = outline + rest.replace("views", section)
        field = f"#{name}-zh"
        for window in (first, second):
            window.goto(address)
        first.locator(field).fill("第一位写的")
        save(first)
        expect(first.locator("#done-save")).to_be_visible()
        second.locator(field).fill("第二位写的")
        if javascript:
            expect(second.locator("#save-state.is-wrong")).to_contain_text("同时改了这里")
        save(second)

        expect(second.locator("#conflict")).to_contain_text("第一位写的")
        expect(second.locator("#conflict")).to_contain_text("第二位写的")
        first.reload()
        expect(first.locator(field)).to_have_value("第一位写的")
        save(second)
        expect(second.locator("#conflict")).to_have_count(0)
        expect(second.locator(field)).to_have_value("第二位写的")


def test_what_is_typed_is_saved_by_itself_and_survives_closing_the_tab(
    visits: Visits, live_server: LiveServer
) -> None:
    window, address = begin(visits, live_server, "closer")

    window.locator("#label-zh").fill("一秒之后自动保存")
    expect(window.locator("#save-state")).to_have_text(SAVED)
    phone = window.frame_locator("#phone")
    expect(phone.get_by_role("heading", level=1)).to_have_text("一秒之后自动保存")
    window.locator("#label-en").fill("Typed just before closing")
    close(window)

    again = visits.contexts[-1].new_page()
    wait_until_saved(again, address, "Typed just before closing")
    expect(again.locator("#label-zh")).to_have_value("一秒之后自动保存")
    again.get_by_role("button", name=re.compile("^撤销")).click()
    again.goto(address)
    expect(again.locator("#label-zh")).not_to_have_value("一秒之后自动保存")


def test_what_could_not_be_saved_is_offered_when_the_tab_is_opened_again(
    visits: Visits, live_server: LiveServer
) -> None:
    window, address = begin(visits, live_server, "traveller")
    context = visits.contexts[-1]
    cut_off(window)
    window.locator("#label-zh").fill("断网时写的")
    close(window)
    context.set_offline(False)

    again = context.new_page()
    again.goto(address)
    expect(again.locator("#label-zh")).not_to_have_value("断网时写的")
    expect(again.locator("#copy")).to_be_visible()
    again.get_by_role("button", name="放回来并保存").click()

    expect(again.locator("#label-zh")).to_have_value("断网时写的")
    expect(again.locator("#done-save")).to_be_visible()
    again.reload()
    expect(again.locator("#label-zh")).to_have_value("断网时写的")
    expect(again.locator("#copy")).to_be_hidden()


def test_kept_text_overwrites_nobody(visits: Visits, live_server: LiveServer) -> None:
    window, address = begin(visits, live_server, "late")
    context = visits.contexts[-1]
    cut_off(window)
    window.locator("#label-zh").fill("断网时写的")
    close(window)
    context.set_offline(False)
    other = visits.begin(width=1280)
    sign_in(other, live_server, "early")
    other.goto(address)
    other.locator("#label-zh").fill("别人写的")
    save(other)
    expect(other.locator("#done-save")).to_be_visible()

    again = context.new_page()
    again.goto(address)
    again.get_by_role("button", name="放回来并保存").click()

    expect(again.locator("#conflict")).to_be_visible()
    assert "别人写的" in read_table(again)
    assert "断网时写的" in read_table(again)


def test_editor_says_that_it_cannot_save_and_saves_later(
    visits: Visits, live_server: LiveServer
) -> None:
    window, _address = begin(visits, live_server, "patient")
    visits.contexts[-1].set_offline(True)
    window.locator("#label-zh").fill("等连上再存")
    expect(window.locator("#save-state.is-wrong")).to_contain_text("连不上服务器")

    visits.contexts[-1].set_offline(False)

    expect(window.locator("#save-state")).to_have_text(SAVED, timeout=15_000)
    window.reload()
    expect(window.locator("#label-zh")).to_have_value("等连上再存")


def test_text_of_an_official_who_was_signed_out_comes_back_after_signing_in(
    visits: Visits, live_server: LiveServer
) -> None:
    window, _address = begin(visits, live_server, "sleeper")
    other = visits.contexts[-1].new_page()
    other.goto("/officials/")
    other.get_by_role("button", name="退出登录").click()
    expect(other).to_have_url(re.compile("/account/sign-in"))

    window.locator("#label-zh").fill("退出之后写的")
    expect(window.locator("#save-state.is-wrong")).to_contain_text("您已退出登录")
    window.get_by_role("link", name="重新登录").click()
    window.locator("#name").fill("sleeper")
    window.locator("#password").fill(PASSWORD)
    window.locator("#main button[type=submit]").click()
    window.get_by_role("button", name="放回来并保存").click()

    expect(window.locator("#done-save")).to_be_visible()
    window.reload()
    expect(window.locator("#label-zh")).to_have_value("退出之后写的")


def test_pressing_save_during_an_autosave_is_no_conflict_with_oneself(
    visits: Visits, live_server: LiveServer
) -> None:
    window, address = begin(visits, live_server, "hasty")
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.headers.get("accept") == "application/json" and not held:
            held.append(route)
        else:
            route.continue_()

    window.route(address, hold)
    window.locator("#label-zh").fill("先自动保存")
    while not held:
        window.wait_for_timeout(100)
    window.locator("#label-zh").fill("再按保存")
    save(window)
    held[0].continue_()

    expect(window.locator("#done-save")).to_be_visible()
    expect(window.locator("#conflict")).to_have_count(0)
    expect(window.locator("#label-zh")).to_have_value("再按保存")


def test_link_waits_until_what_was_typed_is_saved(visits: Visits, live_server: LiveServer) -> None:
    window, _address = begin(visits, live_server, "leaver")

    window.locator("#label-zh").fill("马上离开")
    window.get_by_role("link", name="回到全部题目").click()

    expect(window.locator("#question-Q1")).to_contain_text("马上离开")
