"""An official's day in a real browser: the verdict, a street, a target, a file, a publication."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import Visits
from tests.journeys.barriers import list_barriers
from tests.live_server import LiveServer

PASSWORD = "four plain words here"
WAVE, OPEN = "/officials/waves/wave-2", "/officials/waves/open-1"
PAGES = [
    "/officials/",
    "/officials/waves",
    "/officials/targets",
    "/officials/targets/quality_of_life/support",
    f"{WAVE}/indicators",
    f"{WAVE}/indicators/satisfaction",
    f"{WAVE}/places",
    f"{WAVE}/places/street/990102001000",
    f"{WAVE}/questions",
    f"{WAVE}/questions/Q1",
    f"{WAVE}/questions/Q8",
    f"{WAVE}/progress",
    f"{WAVE}/codes",
    f"{WAVE}/method",
    f"{WAVE}/publish",
    f"{WAVE}/downloads",
    OPEN,
    f"{OPEN}/questions/Q1",
]
WORDS = {
    "zh": {
        "password": "新密码",
        "repeat": "再输入一次新密码",
        "enter": "保存并登录",
        "answer": "4 项指标",
        "wide": "宽（再加一般）",
        "places": "地区与人群",
        "street": "泮池街道",
        "targets": "目标",
        "edit": "修改 支持率",
        "percent": "目标（百分数）",
        "basis": "依据（中文）",
        "save": "保存新目标",
        "done": "目标已更新",
        "downloads": "下载",
        "xlsx": "Excel 表格（XLSX）",
        "publish": "公布",
        "agree": "我已核对",
        "published": "已公布",
        "seen": "市民看到的页面",
    },
    "en": {
        "password": "New password",
        "repeat": "New password again",
        "enter": "Save and sign in",
        "answer": "4 rates",
        "wide": "Wide (neutral added)",
        "places": "Places and groups",
        "street": "Panchi Subdistrict",
        "targets": "Targets",
        "edit": "Change Support rate",
        "percent": "Target (percent)",
        "basis": "Basis (Chinese)",
        "save": "Save the new target",
        "done": "The target is updated",
        "downloads": "Downloads",
        "xlsx": "Excel workbook (XLSX)",
        "publish": "Publish",
        "agree": "I have checked",
        "published": "Published",
        "seen": "The page that citizens see",
    },
}


def sign_in(window: Page, server: LiveServer, words: dict[str, str], *, name: str) -> None:
    window.goto(server.make_sign_in_link(name))
    window.get_by_label(words["password"], exact=True).fill(PASSWORD)
    window.get_by_label(words["repeat"]).fill(PASSWORD)
    window.get_by_role("button", name=words["enter"]).click()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_official_reads_the_verdict_drills_down_sets_a_target_and_publishes(
    visits: Visits, live_server: LiveServer, language: str, tmp_path: Path
) -> None:
    words = WORDS[language]
    window = visits.begin(width=1280, height=900, language=language)

    sign_in(window, live_server, words, name=f"li-{language}")
    expect(window.locator(".answer")).to_contain_text(words["answer"])
    expect(window.locator("#main .chart .main-svg").first).to_be_visible()
    expect(window.locator(".rates .verdict")).to_have_count(4)

    window.get_by_role("link", name=words["wide"]).click()
    expect(window.locator(".rates .verdict")).to_have_count(3)

    window.get_by_role("link", name=words["places"], exact=True).click()
    window.get_by_role("link", name=words["street"]).click()
    expect(window.get_by_role("heading", level=1)).to_have_text(words["street"])

    window.get_by_role("link", name=words["targets"], exact=True).click()
    window.get_by_role("link", name=words["edit"]).click()
    window.get_by_label(words["percent"]).fill("99")
    window.get_by_role("button", name=words["save"]).click()
    expect(window.locator(".notice")).to_contain_text(words["done"])

    window.goto(f"{WAVE}/indicators/support")
    expect(window.locator(".answer")).to_contain_text("99%")

    window.get_by_role("link", name=words["downloads"], exact=True).click()
    with window.expect_download() as download:
        window.get_by_role("link", name=words["xlsx"]).click()
    path = tmp_path / "results.xlsx"
    download.value.save_as(path)
    assert path.read_bytes().startswith(b"PK")

    window.get_by_role("link", name=words["publish"], exact=True).click()
    window.get_by_label(re.compile(words["agree"])).check()
    window.get_by_role("button", name=words["publish"], exact=True).click()
    expect(window.locator(".notice-done")).to_contain_text(words["published"])
    window.get_by_role("link", name=words["seen"]).click()
    expect(window).to_have_url(re.compile("/results/wave-2$"))


@pytest.fixture
def official_window(visits: Visits, live_server: LiveServer) -> Page:
    """A signed-in window as wide as a phone."""
    window = visits.begin()
    sign_in(window, live_server, WORDS["zh"], name="sun")
    return window


def test_no_page_breaks_a_rule_of_accessibility_or_is_wider_than_a_phone(
    official_window: Page,
) -> None:
    faults = {}
    for address in PAGES:
        official_window.goto(address)
        found = list_barriers(official_window)
        is_wide = official_window.locator("html").evaluate("e => e.scrollWidth > e.clientWidth")
        if found or is_wide:
            faults[address] = [*found, *(["wider than the window"] if is_wide else [])]

    assert not faults


def test_overview_is_complete_without_a_script(visits: Visits, live_server: LiveServer) -> None:
    window = visits.begin(javascript=False)

    sign_in(window, live_server, WORDS["zh"], name="zhou")

    expect(window.locator(".answer")).to_contain_text("4 项指标")
    # One for each indicator and one for the volunteers.
    expect(window.locator(".chart .summary")).to_have_count(5)
    expect(window.locator(".picture").first).to_be_hidden()
    expect(window.locator(".chart table").first).to_be_visible()


def test_charts_follow_the_dark_theme_at_once(official_window: Page) -> None:
    background = official_window.locator(".chart .main-svg").first
    light = background.evaluate("e => getComputedStyle(e).backgroundColor")

    official_window.emulate_media(color_scheme="dark")

    expect(background).not_to_have_css("background-color", light)


def test_idle_official_returns_to_the_page_after_signing_in(
    visits: Visits, live_server: LiveServer
) -> None:
    window = visits.begin(width=768)

    window.goto(f"{WAVE}/method")

    expect(window).to_have_url(re.compile(r"/account/sign-in\?next=/officials/waves/wave-2/method"))
