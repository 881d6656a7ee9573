"""Officials bring questionnaires in spreadsheets: uploaded, told of every fault, made a draft."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyxform.xls2xform import convert
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from portal.accounts.tables import AuditEntry
from portal.db import Database
from portal.post_limits import MAX_UPLOAD
from surveys.questionnaires.drafts.service import Draft, list_drafts
from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.service import find_newest_version
from surveys.questionnaires.xlsform.limits import MAX_FILE, MIB
from surveys.questionnaires.xlsform.reader import read_form
from surveys.questionnaires.xlsform.writer import write_form
from tests.pages import Page, PageOpener, find_faults, read_page
from tests.pages import read_form as read_fields
from tests.portal.questionnaires.drafting import start_ready
from tests.surveys.questionnaires.samples import DEFAULT, a_questionnaire
from tests.surveys.xlsform.books import CHOICES, SETTINGS, SURVEY, a_book, a_csv

LIST = "/officials/questionnaires/"
IMPORT = f"{LIST}import"
Q1 = ["select_one yn", "Q1", "问", "Ask"]
SOUND = write_form(a_questionnaire(code="parks"))

Upload = Callable[..., Page]

pytestmark = pytest.mark.usefixtures("official")


def a_form(*rows: Sequence[object], headers: Sequence[str] = ()) -> bytes:
    survey = [[*SURVEY[0], *headers], *rows]
    return a_book(survey=survey, choices=CHOICES, settings=SETTINGS)


FAULTY = a_form(Q1, ["note", "n", "看", "Look", "${Q7} = '1'"], headers=["relevant"])
HOPELESS = a_form(Q1, ["geopoint", "where", "地点", "Place"])


def encode(fields: Mapping[str, object]) -> dict[str, Any]:
    """A form with a file as a browser sends it."""
    boundary, body = encode_multipart(fields)
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


@pytest.fixture
def upload(page: PageOpener, client: FlaskClient) -> Upload:
    """Choose a file on a page and send it; the page that comes back."""

    def send(
        content: bytes, name: str = "form.xlsx", *, on: Page | None = None, status: int = 200
    ) -> Page:
        opened = on or page.open(IMPORT)
        form = next(f for f in opened.forms if f.get("enctype") == "multipart/form-data")
        fields = {**read_fields(form), "file": FileStorage(io.BytesIO(content), name)}
        response = client.post(form.get("action"), **encode(fields))
        assert response.status_code == status, response.text
        shown = read_page(response, IMPORT)
        assert not list(find_faults(shown))
        return shown

    return send


def read_drafts(database: Database) -> tuple[Draft, ...]:
    with database.reading() as session:
        return list_drafts(session)


def list_found(page: Page, heading: str) -> list[str]:
    sections = page.root.find_all("section", aria_labelledby=f"{heading}-heading")
    return [line.text for section in sections for line in section.find_all("li")]


def test_the_list_leads_to_the_import_which_says_what_it_takes(page: PageOpener) -> None:
    assert IMPORT in page.open(LIST).links
    text = page.open(IMPORT).text
    assert f"最多 {MAX_FILE // MIB} MiB" in text


def test_a_sound_file_becomes_a_draft_that_says_the_same(
    upload: Upload, database: Database
) -> None:
    result = upload(SOUND)
    assert "已成为草稿，可以核对后发布" in result.text
    assert "0 处错误，0 处发布前须改，0 条提醒" in result.text
    (draft,) = read_drafts(database)
    assert draft.questionnaire == a_questionnaire(code="parks")
    assert f"{LIST}drafts/{draft.id}" in result.links


def test_a_csv_file_is_read_too_and_lends_its_name(upload: Upload, database: Database) -> None:
    result = upload(a_csv(survey=[*SURVEY, ["text", "Q1", "问", "Ask"]]), "公园.csv")
    assert "“公园.csv”的检查结果" in result.text
    (draft,) = read_drafts(database)
    assert draft.questionnaire.find_question("Q1").type == "short_text"
    assert dict(draft.questionnaire.title) == {"zh": "公园"}
    assert draft.questionnaire.code == "questionnaire"


def test_faults_that_can_be_mended_come_with_the_draft(upload: Upload, database: Database) -> None:
    result = upload(FAULTY)
    assert list_found(result, "errors") == [
        "survey 表 · 第 3 行 · E 列 (relevant) 提到了“Q7”，但没有这一题。"
    ]
    assert "1 处错误" in result.text
    (draft,) = read_drafts(database)
    assert draft.questionnaire.find_question("n").relevant == "${Q7} = '1'"
    assert "到草稿里改" in result.text


def test_errors_stand_first_and_every_finding_names_its_cell(
    upload: Upload, client: FlaskClient
) -> None:
    rows = [Q1, ["note", "n", "看", "Look", "${Q7} = '1'", "x"]]
    client.set_cookie("lang", "en")
    result = upload(a_form(*rows, headers=["relevant", "my notes"]))
    assert result.heading == "Import an XLSForm"
    headings = [h.text for h in result.root.find_all("h2")][1:4]
    assert [words.split(" (")[0] for words in headings] == [
        "Errors",
        "To mend before publishing",
        "Remarks",
    ]
    assert list_found(result, "errors")[0].startswith("sheet survey · row 3 · column E (relevant)")
    assert "my notes" in list_found(result, "warnings")[0]


def test_what_cannot_become_a_draft_is_named_and_nothing_is_saved(
    upload: Upload, database: Database
) -> None:
    result = upload(HOPELESS, status=422)
    assert "没有导入，也没有保存任何内容" in result.text
    assert result.title.startswith("错误：")
    assert "不支持题型“geopoint”" in list_found(result, "errors")[0]
    assert read_drafts(database) == ()
    with database.reading() as session:
        assert session.scalars(select(AuditEntry.id)).all() == []


def test_the_mended_file_is_sent_from_the_page_that_named_the_faults(
    upload: Upload, database: Database
) -> None:
    refused = upload(HOPELESS, status=422)
    upload(SOUND, on=refused)
    assert len(read_drafts(database)) == 1


def test_the_mended_file_takes_the_place_of_the_draft_that_nobody_touched(
    upload: Upload, page: PageOpener, database: Database
) -> None:
    told = upload(FAULTY)
    mended = upload(a_form(Q1), name="mended.xlsx", on=told)
    (draft,) = read_drafts(database)
    assert [question.code for question in draft.questionnaire.questions] == ["Q1"]
    assert "0 处错误" in mended.text
    history = page.open(f"{LIST}drafts/{draft.id}/history").text
    assert "导入 mended.xlsx" in history
    assert "导入 form.xlsx" in history


def test_the_mended_file_leaves_a_draft_alone_that_somebody_changed(
    upload: Upload, page: PageOpener, database: Database
) -> None:
    told = upload(FAULTY)
    (draft,) = read_drafts(database)
    outline = page.open(f"{LIST}drafts/{draft.id}")
    page.submit(outline, action=outline.address, button=("do", "add-section"))
    upload(a_form(Q1), on=told)
    assert len(read_drafts(database)) == 2
    changed = next(each for each in read_drafts(database) if each.id == draft.id)
    assert changed.questionnaire.find_question("n")


def test_a_file_sent_twice_makes_one_draft(upload: Upload, database: Database) -> None:
    upload(SOUND)
    upload(SOUND)
    assert len(read_drafts(database)) == 1


def test_a_code_in_use_is_told_and_can_be_changed_at_once(
    upload: Upload, page: PageOpener, database: Database
) -> None:
    result = upload(write_form(a_questionnaire(code=DEFAULT.code)))
    assert f"代码 {DEFAULT.code} 发布过问卷：这份草稿发布后，是它的版本 2" in result.text
    (draft,) = read_drafts(database)
    assert draft.based_on_id is not None
    outline = page.submit(result, action=f"{LIST}drafts/{draft.id}/own-code")
    assert f"代码是 {DEFAULT.code}_2" in outline.text
    (draft,) = read_drafts(database)
    assert draft.questionnaire.code == f"{DEFAULT.code}_2"


def test_another_draft_under_the_same_code_is_told_of(upload: Upload) -> None:
    upload(SOUND)
    result = upload(write_form(a_questionnaire(code="parks", title={"zh": "别", "en": "Other"})))
    assert "另有 1 份草稿也用这个代码" in result.text


def _docx() -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return output.getvalue()


def _bomb() -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SOUND)) as old, zipfile.ZipFile(output, "w", 8) as new:
        for name in old.namelist():
            is_sheet = name.endswith("sheet1.xml")
            new.writestr(name, b" " * (65 * MIB) if is_sheet else old.read(name))
    return output.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "empty.xlsx", "这是一个空文件"),
        (b"%PDF-1.7 \x00", "form.pdf", "文件名以“.pdf”结尾"),
        (_docx(), "form.xlsx", "这不是.xlsx、.xls或.csv表格文件"),
        (b"not a spreadsheet", "form.xlsx", "文件损坏"),
        (SOUND[:500], "form.xlsx", "文件损坏"),
        (_bomb(), "form.xlsx", "解压后超过"),
        (b"x" * (MAX_FILE + 1), "form.csv", "最多可以有5 MiB"),
    ],
)
def test_a_file_that_is_no_form_is_met_with_a_plain_sentence(
    upload: Upload, database: Database, content: bytes, name: str, words: str
) -> None:
    assert words in list_found(upload(content, name, status=422), "errors")[0]
    assert read_drafts(database) == ()


def test_no_file_is_said_beside_the_field(page: PageOpener) -> None:
    shown = page.submit(page.open(IMPORT), status=422)
    assert "请先选择一个文件" in shown.text
    assert "#file" in shown.links


def test_a_larger_body_than_is_read_is_told_on_the_same_page(
    upload: Upload, database: Database
) -> None:
    shown = upload(b"x" * (MAX_UPLOAD + 1), "form.csv", status=413)
    assert shown.heading == "导入 XLSForm 表格"
    assert "文件太大，最多可以有 5 MiB" in shown.text
    assert read_drafts(database) == ()


def test_strangers_upload_nothing(app: Flask, database: Database) -> None:
    stranger = app.test_client()
    file = FileStorage(io.BytesIO(b"x" * (MAX_UPLOAD + 1)), "form.csv")
    response = stranger.post(IMPORT, **encode({"file": file}))
    assert response.status_code == 403
    assert "导入 XLSForm" not in response.text
    assert stranger.get(IMPORT).status_code == 303


def test_every_version_and_every_draft_is_downloaded_and_comes_back_the_same(
    upload: Upload, page: PageOpener, client: FlaskClient, database: Database
) -> None:
    outline = start_ready(page, "youth")
    with database.reading() as session:
        version = find_newest_version(session, DEFAULT.code)
    version_address = f"{LIST}versions/{version.id}"
    for address, holder in ((outline, outline), (version_address, version_address)):
        download = f"{address}/form.xlsx"
        assert download in page.open(holder).links
        response = client.get(download)
        assert re.search(
            r'filename="?[a-z_]+-(draft-\d+|v\d+)\.xlsx', response.headers["Content-Disposition"]
        )
        expected = (
            version.questionnaire if address == version_address else read_only_draft(database)
        )
        assert read_form(response.data, "any.xlsx").draft == expected
        assert convert(xlsform=io.BytesIO(response.data), validate=False).xform
        upload(response.data)
    assert [draft.questionnaire.code for draft in read_drafts(database)].count(DEFAULT.code) == 1


def read_only_draft(database: Database) -> Questionnaire:
    (draft,) = read_drafts(database)
    return draft.questionnaire


def test_an_unfinished_draft_is_downloaded_too(
    page: PageOpener, client: FlaskClient, database: Database
) -> None:
    fields = {"title-zh": "空白问卷"}
    outline = page.submit(page.open(LIST), fields, action=f"{LIST}new").address
    form = read_form(client.get(f"{outline}/form.xlsx").data, "any.xlsx")
    assert dict(read_only_draft(database).title) == {"zh": "空白问卷"}
    assert form.findings


@pytest.mark.parametrize("address", ["versions/999/form.xlsx", "drafts/999/form.xlsx"])
def test_what_is_not_there_cannot_be_downloaded(client: FlaskClient, address: str) -> None:
    assert client.get(LIST + address).status_code == 404


def test_who_imported_what_is_in_the_audit_trail(upload: Upload, database: Database) -> None:
    upload(SOUND, "parks.xlsx")
    with database.reading() as session:
        entry = session.scalars(select(AuditEntry)).one()
    assert entry.action == "form imported"
    assert entry.subject.startswith("parks #")
