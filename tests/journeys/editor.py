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
    window.get_by_label("标题（中文）").fill(title)
    window.get_by_label("标题（英文）").fill(f"{title} (English)")
    window.get_by_role("button", name="新建空白草稿").click()
    expect(window).to_have_url(re.compile(r"/drafts/\d+$"))
    return window.url


def start_ready(window: Page, name: str = "用青少年版") -> str:
    """Begin a draft with a ready questionnaire; the address of its outline."""
    window.goto(LIST)
    window.get_by_role("button", name=name).click()
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


def wait_until_saved(window: Page, address: str, words: str) -> None:
    """Look again until the English words of a question are there: the last save is on its way."""
    for _ in range(40):
        window.goto(address)
        if window.locator("#label-en").input_value() == words:
            return
        window.wait_for_timeout(100)
    raise AssertionError(f"{words!r} was never saved")
