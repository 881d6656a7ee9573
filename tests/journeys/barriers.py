"""What no page may do in a real browser: barriers for the disabled, small targets, wide pages."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

FINDER = Axe().axe_script
FIND = "axe.run({resultTypes: ['violations']}).then((results) => results.violations)"
WINDOWS = [
    {"width": 360, "language": "zh", "display": "normal"},
    {"width": 1280, "language": "en", "display": "large"},
    {"width": 1280, "language": "zh", "display": "large"},
    {"width": 360, "language": "en", "display": "large"},
]
"""The finder of barriers is slow and searches the first two, which have both widths, languages and
displays between them; sizes are looked at in all."""
SMALL = """() => [...document.querySelectorAll(
    ".button, .choice, .point, .switches a, .back, main select, main input[type=text]")]
    .filter((element) => element.offsetParent && element.getBoundingClientRect().height < 43.5)
    .map((element) => element.outerHTML)"""
WIDE = "() => document.documentElement.scrollWidth > window.innerWidth"
SHOTS = os.environ.get("SHOTS")
"""A folder for pictures of every page, to be looked at."""


def name_window(window: dict[str, Any]) -> str:
    """A window in a file's name or a test's."""
    return "-".join(map(str, window.values()))


in_every_window = pytest.mark.parametrize("window", WINDOWS, ids=name_window)


def is_searched(window: dict[str, Any]) -> bool:
    """Whether the finder of barriers runs in this one."""
    return window in WINDOWS[:2]


def list_barriers(page: Page) -> list[str]:
    """Every rule of accessibility that the page breaks, with the first place where it does."""
    page.evaluate(FINDER)
    found = page.evaluate(FIND)
    return [f"{page.url}: {each['id']}: {each['nodes'][0]['html']}" for each in found]


def check_page(page: Page, name: str, *, javascript: bool = True, searches: bool = True) -> None:
    """No barrier that a machine can find, no small target, nothing wider than the screen."""
    if javascript and searches:  # The finder of barriers is a script itself.
        assert list_barriers(page) == []
    assert page.evaluate(SMALL) == [], page.url
    assert not page.evaluate(WIDE), page.url
    if SHOTS:
        code = re.sub(r"[?=&]", "_", page.url.rpartition("/")[2])
        page.screenshot(path=Path(SHOTS) / f"{name}-{code}.png", full_page=True)
