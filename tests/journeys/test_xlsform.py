"""Officials bring questionnaires in spreadsheets: faults read, mended in the editor or the file."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.xlsform.reader import read_form
from surveys.questionnaires.xlsform.writer import write_form
from tests.browsing import Visits
from tests.journeys.barriers import list_barriers
from tests.journeys.editor import LIST, save, sign_in
from tests.live_server import LiveServer
from tests.surveys.questionnaires.samples import a_question, a_questionnaire, a_section, words
from tests.surveys.xlsform.books import CHOICES, SURVEY, a_book

WORDS = {
    "zh": {
        "import": "导入 XLSForm 表格",
        "upload": "上传并检查",
        "mend": "到草稿里改",
        "open": "打开草稿",
        "errors": "错误（1 处）",
        "unknown": "提到了“Q9”，但没有这一题。",
        "missing": "缺少“English (en)”的文字。",
        "nothing kept": "没有导入，也没有保存任何内容。",
        "sound": "没有发现错误，可以发布。",
        "confirm": "我已在手机样式里从头看过，文字和条件都对",
        "publish": "发布这个版本",
        "version": "版本 1",
        "download": "下载 XLSForm",
        "next": "是它的版本 2",
    },
    "en": {
        "import": "Import an XLSForm",
        "upload": "Upload and check",
        "mend": "Mend it in the draft",
        "open": "Open the draft",
        "errors": "Errors (1)",
        "unknown": "It refers to “Q9”, which does not exist.",
        "missing": "The words in “English (en)” are missing.",
        "nothing kept": "It was not imported, and nothing was saved.",
        "sound": "No errors found: it may be published.",
        "confirm": "I have gone through it in the phone, and its words and conditions are right",
        "publish": "Publish this version",
        "version": "version 1",
        "download": "Download as XLSForm",
        "next": "its version 2",
    },
}
LATER = a_question("Q2", "short_text", relevant="${Q1} = '3'")


def a_sound_questionnaire(code: str) -> Questionnaire:
    return a_questionnaire(a_section(a_question(), LATER), code=code)


def a_faulty_file(code: str) -> bytes:
    """A form whose second question refers to no question and lacks its English words."""
    changes = {"relevant": "${Q9} = '3'", "label": {"zh": words("Q2")["zh"]}}
    faulty = LATER.model_copy(update=changes)
    return write_form(a_questionnaire(a_section(a_question(), faulty), code=code))


def keep(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def upload(window: Page, file: Path, say: dict[str, str]) -> None:
    """Choose a file on the page that is open and send it."""
    window.locator("#file").set_input_files(file)
    with window.expect_navigation():
        window.get_by_role("button", name=say["upload"]).click()


def publish(window: Page, say: dict[str, str]) -> None:
    """Publish the draft whose outline is open."""
    window.goto(f"{window.url.partition('?')[0]}/publish")
    expect(window.locator(".answer")).to_have_text(say["sound"])
    window.get_by_label(say["confirm"]).check()
    window.get_by_role("button", name=say["publish"]).click()
    expect(window.get_by_role("heading", level=1)).to_contain_text(say["version"])


def list_faults(window: Page) -> list[str]:
    """What axe finds on the page, and whether it is wider than a phone."""
    window.set_viewport_size({"width": 360, "height": 780})
    found = list_barriers(window)
    if window.locator("html").evaluate("e => e.scrollWidth > e.clientWidth"):
        found.append("wider than the window")
    window.set_viewport_size({"width": 1280, "height": 900})
    return found


@pytest.mark.parametrize(("language", "javascript"), [("zh", True), ("en", True), ("zh", False)])
def test_faulty_form_is_uploaded_mended_in_the_editor_and_published(
    visits: Visits, live_server: LiveServer, tmp_path: Path, language: str, javascript: bool
) -> None:
    say = WORDS[language]
    window = visits.begin(width=1280, height=900, language=language, javascript=javascript)
    sign_in(window, live_server, f"importer-{language}-{javascript}".lower())
    window.goto(LIST)
    window.get_by_role("link", name=say["import"]).click()
    code = f"faulty_{language}_{javascript}"
    upload(window, keep(tmp_path, "faulty.xlsx", a_faulty_file(code)), say)

    expect(window.locator("#errors-heading")).to_have_text(say["errors"])
    expect(window.locator("[aria-labelledby=errors-heading] li")).to_contain_text(say["unknown"])
    to_mend = window.locator("[aria-labelledby=unpublishable-heading] li")
    expect(to_mend).to_contain_text(say["missing"])
    barriers = list_faults(window) if javascript else []
    window.get_by_role("link", name=say["mend"]).click()
    expect(window).to_have_url(re.compile(r"/drafts/\d+$"))
    outline = window.url
    expect(window.locator("#question-Q2 .faults")).to_contain_text(say["unknown"])

    window.goto(f"{outline}/questions/Q2")
    window.locator("#label-en").fill("Why never?")
    window.locator("#relevant").evaluate("e => e.closest('details').open = true")
    window.locator("#relevant").fill("${Q1} = '3'")
    save(window)
    expect(window.locator("#findings")).to_be_hidden()
    window.goto(outline)
    publish(window, say)
    assert not barriers


@pytest.mark.parametrize("language", ["zh", "en"])
def test_mended_file_is_sent_from_the_page_that_refused_it(
    visits: Visits, live_server: LiveServer, tmp_path: Path, language: str
) -> None:
    say = WORDS[language]
    window = visits.begin(width=1280, height=900, language=language)
    sign_in(window, live_server, f"sender-{language}")
    window.goto(f"{LIST}import")
    assert not list_faults(window)
    rows = [*SURVEY, ["select_one yn", "Q1", "问", "Ask"], ["geopoint", "where", "地点", "Place"]]
    upload(window, keep(tmp_path, "parks.xlsx", a_book(survey=rows, choices=CHOICES)), say)
    expect(window.locator(".answer")).to_have_text(say["nothing kept"])
    expect(window.locator("[aria-labelledby=errors-heading] li")).to_contain_text("geopoint")
    assert not list_faults(window)

    code = f"mended_{language}"
    mended = write_form(a_sound_questionnaire(code))
    upload(window, keep(tmp_path, "mended.xlsx", mended), say)
    assert not list_faults(window)
    window.get_by_role("link", name=say["open"]).click()
    expect(window).to_have_url(re.compile(r"/drafts/\d+$"))
    publish(window, say)


def test_version_is_downloaded_and_comes_back_as_the_draft_of_the_next(
    visits: Visits, live_server: LiveServer, tmp_path: Path
) -> None:
    say = WORDS["zh"]
    window = visits.begin(width=1280, height=900)
    sign_in(window, live_server, "traveller")
    window.goto(f"{LIST}import")
    asked = a_sound_questionnaire("travels")
    upload(window, keep(tmp_path, "first.xlsx", write_form(asked)), say)
    window.get_by_role("link", name=say["open"]).click()
    publish(window, say)

    with window.expect_download() as download:
        window.get_by_role("link", name=say["download"]).click()
    assert download.value.suggested_filename == "travels-v1.xlsx"
    taken = tmp_path / "taken.xlsx"
    download.value.save_as(taken)
    assert read_form(taken.read_bytes(), taken.name).questionnaire == asked
    window.goto(f"{LIST}import")
    upload(window, taken, say)
    expect(window.locator("#main")).to_contain_text(say["next"])
    window.get_by_role("link", name=say["open"]).click()
    window.goto(f"{window.url}/publish")
    expect(window.locator("[aria-labelledby=changes-heading]")).to_contain_text("没有任何不同")
    with window.expect_download() as download:
        window.get_by_role("link", name=say["download"]).click()
    assert download.value.suggested_filename.startswith("travels-draft-")


def test_file_larger_than_the_limit_is_refused_on_the_same_page(
    visits: Visits, live_server: LiveServer, tmp_path: Path
) -> None:
    window = visits.begin()
    sign_in(window, live_server, "heavy")
    window.goto(f"{LIST}import")
    upload(window, keep(tmp_path, "large.xlsx", b"x" * 20_000_000), WORDS["zh"])
    expect(window.locator("#file-error")).to_contain_text("文件太大，最多可以有 5 MiB")
