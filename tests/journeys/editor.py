"""What officials do in the editor, in a real browser: sign in, begin, add, fill in, save."""

import re

from playwright.sync_api import Page, expect

from tests.live_server import LiveServer

PASSWORD = "four plain words here"
LIST = "/officials/questionnaires/"
SAVED = "已保存"


def sign_in(window: Page, server: LiveServer, name: str) -> None:
    window.goto(server.make_sign_in_link(name))
    window.locator("input[type=password]").nth(0).fill(PASSWORD)
    window.locator("input[type=password]").nth(1).fill(PASSWORD)
    window.locator("#main button[type=submit]").click()
    expect(window).to_have_url(re.compile("/officials/"))


def start_empty(window: Page, title: str) -> str:
    """Begin an empty draft; the address of its outline."""
    window.goto(LIST)
    window.locator("#title-zh").fill(title)
    window.locator("#title-en").fill(f"{title} (English)")
    window.locator(f"form[action='{LIST}new'] button").click()
    expect(window).to_have_url(re.compile(r"/drafts/\d+$"))
    return window.url


def start_ready(window: Page, name: str = "youth") -> str:
    """Begin a draft with a ready questionnaire; the address of its outline."""
    window.goto(LIST)
    window.locator(f"form[action='{LIST}from-library/{name}'] button").click()
    expect(window).to_have_url(re.compile(r"/drafts/\d+$"))
    return window.url


def add_question(window: Page, outline: str, type_name: str, labels: tuple[str, str]) -> None:
    """Add a question of a type and write it in both languages."""
    window.goto(outline)
    window.get_by_label(re.compile("^加一题")).first.select_option(type_name)
    window.get_by_role("button", name=re.compile("^添加 A")).click()
    window.locator("#label-zh").fill(labels[0])
    window.locator("#label-en").fill(labels[1])


def fill_pair(window: Page, name: str, zh: str, en: str) -> None:
    window.locator(f"#{name}-zh").fill(zh)
    window.locator(f"#{name}-en").fill(en)


def save(window: Page) -> None:
    window.locator(".save-row button").click()


def write_general(window: Page, outline: str) -> None:
    """The texts around the questions and the statutory marks, so that nothing is missing."""
    window.goto(f"{outline}/general")
    for name in ("intro", "privacy", "closing"):
        fill_pair(window, name, "请您回答几个问题。", "Please answer a few questions.")
    fill_pair(window, "marks-authority", "宁泽市统计局", "Ningze Municipal Bureau of Statistics")
    window.locator("#marks-form_number").fill("宁调03表")
    window.locator("#marks-approval_number").fill("宁统制〔2026〕10号")
    window.locator("#marks-valid_until").fill("2099-12-31")
    save(window)
    expect(window.locator("#done-save")).to_be_visible()


def wait_until_saved(window: Page, address: str, words: str) -> None:
    """Look again until the English words of a question are there: the last save is on its way."""
    for _ in range(40):
        window.goto(address)
        if window.locator("#label-en").input_value() == words:
            return
        window.wait_for_timeout(100)
    raise AssertionError(f"{words!r} was never saved")
