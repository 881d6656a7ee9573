"""What no page may do in a real browser: barriers for the disabled, small targets, wide pages."""

import os
import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
SMALL = """() => [...document.querySelectorAll(
    ".button, .choice, .point, .switches a, .back, main select, main input[type=text]")]
    .filter((element) => element.offsetParent && element.getBoundingClientRect().height < 43.5)
    .map((element) => element.outerHTML)"""
WIDE = "() => document.documentElement.scrollWidth > window.innerWidth"
SHOTS = os.environ.get("SHOTS")
"""A folder for pictures of every page, to be looked at."""


def check_page(page: Page, name: str, *, javascript: bool = True) -> None:
    """No barrier that a machine can find, no small target, nothing wider than the screen."""
    if javascript:  # The finder of barriers is a script itself.
        violations = AXE.run(page).response["violations"]
        assert not violations, (page.url, [(each["id"], each["nodes"][0]) for each in violations])
    assert page.evaluate(SMALL) == [], page.url
    assert not page.evaluate(WIDE), page.url
    if SHOTS:
        code = re.sub(r"[?=&]", "_", page.url.rpartition("/")[2])
        page.screenshot(path=Path(SHOTS) / f"{name}-{code}.png", full_page=True)
