"""Volunteering in a real browser: charts are drawn, nothing bars anyone, phones and large print."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browsing import Visits
from tests.journeys.barriers import in_every_window, is_searched, list_barriers, name_window
from tests.live_server import LiveServer

PASSWORD = "four plain words here"
PAGES = (
    "/officials/",
    "/officials/volunteers",
    "/officials/volunteers/targets/VO3",
    "/officials/targets",
    "/volunteers/city/",
)


def sign_in(window: Page, server: LiveServer, name: str) -> None:
    window.goto(server.make_sign_in_link(name))
    for field in window.locator("input[type=password]").all():
        field.fill(PASSWORD)
    with window.expect_navigation():
        window.locator("main button[type=submit]").click()


@in_every_window
def test_figures_bar_nobody_in_any_display(
    visits: Visits, live_server: LiveServer, window: dict[str, Any]
) -> None:
    page = visits.begin(**window)
    sign_in(page, live_server, f"wang-{name_window(window)}")
    for address in PAGES:
        page.goto(address)
        for chart in page.locator(".chart").all():
            expect(chart.locator(".main-svg").first).to_be_attached()
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0, f"{address} is {overflow} px too wide"
        assert not is_searched(window) or list_barriers(page) == []


def test_without_a_script_every_figure_stands_in_a_table(
    visits: Visits, live_server: LiveServer
) -> None:
    window = visits.begin(javascript=False)
    sign_in(window, live_server, "zhao")
    window.goto("/officials/")
    window.locator("a[href='/officials/volunteers']").last.click()
    expect(window.get_by_role("heading", level=1)).to_have_text("志愿服务统计")
    tables = window.locator(".chart table")
    expect(tables.first.locator("tbody tr").first).to_contain_text("全市")
    with window.expect_download() as download:
        window.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename.startswith("volunteering-")
