"""Every page of the editor: no barrier that a machine can find, at home on every screen."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import Visits
from tests.journeys.barriers import list_barriers
from tests.journeys.editor import LIST, save, sign_in, start_empty, start_ready
from tests.live_server import LiveServer

WIDTHS = (360, 768, 1280)
WIDE = "() => document.documentElement.scrollWidth > window.innerWidth"
SMALL = """() => [...document.querySelectorAll(
    "main .button, main .small-button, main select, main input[type=text], main summary")]
    .filter((element) => element.checkVisibility() && !element.classList.contains("unseen")
        && element.getBoundingClientRect().height < 43.5)
    .map((element) => element.outerHTML)"""
TABS = ("", "/general", "/library", "/preview", "/preview?from=Q8", "/publish", "/history")
QUESTIONS = ("S3", "Q1", "Q3", "Q8", "Q15", "end_minor")
SHOTS = os.environ.get("SHOTS")
"""A folder for pictures of every page, to be looked at."""


def check_page(window: Page, name: str) -> None:
    """At every width: nothing wider than the window, nothing too small; axe finds nothing."""
    assert list_barriers(window) == []
    for width in WIDTHS:
        window.set_viewport_size({"width": width, "height": 900})
        assert not window.evaluate(WIDE), (window.url, width)
        assert window.evaluate(SMALL) == [], (window.url, width)
        if SHOTS:
            path = Path(SHOTS) / f"{name}-{width}.png"
            window.screenshot(path=path, full_page=True)


def visit_pages(window: Page) -> Iterator[str]:
    """Open one page of the editor after the other; yields a name for each."""
    window.goto(LIST)
    yield "list"
    outline = start_ready(window, "default")
    for rest in (*TABS, "/sections/about_you", *(f"/questions/{code}" for code in QUESTIONS)):
        window.goto(outline + rest)
        yield re.sub(r"\W+", "-", rest).strip("-") or "outline"
    add_language(window, outline)
    yield "languages"
    window.goto(f"{outline}/questions/Q1?second=ug")
    yield "leftward"
    window.locator("#options-0-code").fill("a b")
    save(window)
    expect(window.locator("#error-summary")).to_be_focused()
    yield "refused"
    yield from meet_another(window, f"{outline}/questions/Q6")
    yield from publish_twice(window, outline)
    yield from begin_empty(window)


def add_language(window: Page, outline: str) -> None:
    window.goto(f"{outline}/general")
    window.locator("#new-language").select_option("ug")
    window.locator("button[value='add-language']").click()
    expect(window.locator("button[value='remove-language-ug']")).to_be_visible()


def meet_another(window: Page, address: str) -> Iterator[str]:
    """Both texts where somebody else was first; what remains of a question that is gone."""
    window.goto(address)
    other = window.context.new_page()
    other.goto(address)
    other.locator("#label-zh").fill("先保存的")
    save(other)
    expect(other.locator("#done-save")).to_be_visible()
    window.locator("#label-zh").fill("后保存的")
    save(window)
    expect(window.locator("#conflict")).to_be_visible()
    yield "conflict"
    save(window)
    other.goto(address.rpartition("/questions/")[0])
    other.locator("#remove-question-Q6").click()
    expect(other.locator("#done")).to_be_visible()
    other.close()
    window.locator("#label-zh").fill("还要用的")
    save(window)
    expect(window.locator("dl.facts")).to_contain_text("还要用的")
    yield "gone"


def publish_twice(window: Page, outline: str) -> Iterator[str]:
    """A gate with faults and differences, and the page of a version with those before it."""
    window.goto(f"{outline}/publish")
    yield "gate"
    window.goto(LIST)
    window.locator("td a[href*='/versions/']").first.click()
    yield "version"


def begin_empty(window: Page) -> Iterator[str]:
    outline = start_empty(window, "空")
    yield "empty"
    window.locator("#type-A").select_option("calculated")
    window.locator("button[value='add-question:A']").click()
    window.locator("#calculation").fill("${NONE} + (")
    save(window)
    expect(window.locator("#calculation-error")).to_be_visible()
    yield "faulty"
    window.goto(f"{outline}/publish")
    yield "empty-gate"


@pytest.mark.parametrize(("language", "display"), [("zh", "normal"), ("en", "large")])
def test_every_page_of_the_editor_is_free_of_barriers_on_every_screen(
    visits: Visits, live_server: LiveServer, language: str, display: str
) -> None:
    window = visits.begin(width=1280, height=900, language=language, display=display)
    sign_in(window, live_server, f"looker-{language}-{display}")

    for name in visit_pages(window):
        check_page(window, f"{name}-{language}-{display}")
        window.set_viewport_size({"width": 1280, "height": 900})
