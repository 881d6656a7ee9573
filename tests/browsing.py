"""A real browser, offline to everything but this machine, that notices what no page may do."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)

OWN = "127.0.0.1"
OFFLINE = f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {OWN}"
MISSING = (
    "Chromium is needed by the journeys: "
    "run `apt-get install chromium-headless-shell fonts-noto-cjk`."
)


@contextmanager
def run_browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window.

    The headless shell is the same engine without the browser's own pages, which cost a second of
    CPU for every new visitor.
    """
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if program is None:
        raise RuntimeError(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[OFFLINE])
        yield browser
        browser.close()


@dataclass
class Visits:
    """Opens windows on one portal; `faults` collects what their pages did wrong."""

    browser: Browser
    address: str
    contexts: list[BrowserContext] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def begin(
        self,
        *,
        width: int = 360,
        height: int = 780,
        javascript: bool = True,
        language: str = "zh",
        display: str = "normal",
    ) -> Page:
        """A visitor's window with cookies of its own; addresses may be relative."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            locale="zh-CN" if language == "zh" else "en-GB",
            service_workers="block",
        )
        for name, value in (("lang", language), ("print", display)):
            context.add_cookies([{"name": name, "value": value, "url": self.address}])
        context.set_default_timeout(15_000)
        context.on("request", self._notice_request)
        context.on("console", self._notice_console)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        self.contexts.append(context)
        return context.new_page()

    def end(self) -> None:
        """Close every window; raises if a page did what no page may do."""
        for context in self.contexts:
            context.close()
        assert not self.faults, self.faults

    def _notice_request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:", "about:")):
            self.faults.append(f"foreign request: {request.url}")

    def _notice_console(self, message: ConsoleMessage) -> None:
        # A page that is refused on purpose (404, 409, 422) is not a fault of the page.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")
