"""Damaged and hostile files: findings in place of a crash, and nothing read beyond the limits."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.questionnaires.xlsform.limits import MAX_COLUMNS, MAX_FILE, MAX_ROWS, MIB
from surveys.questionnaires.xlsform.reader import ReadForm, read_form
from surveys.questionnaires.xlsform.writer import write_form
from tests.surveys.questionnaires.samples import DEFAULT
from tests.surveys.xlsform.books import CHOICES, SETTINGS, SURVEY, a_book, a_csv, read_book

GOOD = a_book(
    survey=[*SURVEY, ["select_one yn", "Q1", "问", "Ask"]], choices=CHOICES, settings=SETTINGS
)
OLD_FORM = (Path(__file__).parent / "forms" / "park_survey.xls").read_bytes()


def change_parts(book: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Rewrite every part of a workbook."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(output, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return output.getvalue()


def change_survey(old: bytes, new: bytes) -> bytes:
    """Replace bytes in the XML of the survey sheet."""
    return change_parts(
        GOOD, lambda name, text: text.replace(old, new) if name.endswith("sheet1.xml") else text
    )


def list_faults(form: ReadForm) -> list[str]:
    assert form.questionnaire is None
    return [finding.fault for finding in form.findings if finding.severity == "error"]


@pytest.mark.parametrize(
    ("content", "name", "fault"),
    [
        (b"", "form.xlsx", "empty_file"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "form.xlsx", "unreadable"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "form.csv", "not_a_form"),
        (b"\xff\xfe\xff", "form.csv", "not_a_form"),
        (b"title = 1", "form.toml", "other_suffix"),
        (b"PK\x03\x04 and no more", "form.xlsx", "unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more", "form.xls", "unreadable"),
        (GOOD[: len(GOOD) // 2], "form.xlsx", "unreadable"),
        (OLD_FORM[:4000], "form.xls", "unreadable"),
        (b"x" * (MAX_FILE + 1), "form.csv", "file_too_large"),
        (b"", "form.csv", "empty_file"),
        (b"\n\n", "form.csv", "no_survey_sheet"),
        (b",type,name\n", "form.csv", "rows_outside_sheets"),
        (b'survey\n,type,"' + b"x" * 200_000, "form.csv", "unreadable"),
        (b"<html><body>not found</body></html>", "form.csv", "no_survey_sheet"),
    ],
)
def test_what_is_no_form_is_refused_with_a_reason(content: bytes, name: str, fault: str) -> None:
    assert fault in list_faults(read_form(content, name))


def test_a_file_that_is_no_form_at_all_is_refused_with_one_sentence() -> None:
    lines = b"".join(b"line %d,and more\n" % number for number in range(100))
    assert list_faults(read_form(lines, "form.csv")) == ["no_survey_sheet"]


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert list_faults(read_form(output.getvalue(), "form.xlsx")) == ["not_a_form"]


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = change_parts(
        GOOD, lambda name, text: b" " * (65 * MIB) if name.endswith("sheet1.xml") else text
    )
    assert len(bomb) < MIB
    assert list_faults(read_form(bomb, "form.xlsx")) == ["unpacks_too_large"]


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    book = change_parts(
        GOOD, lambda name, text: text + b" " * MIB if name.endswith("sheet1.xml") else text
    )
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = book.replace(size.to_bytes(4, "little"), (900).to_bytes(4, "little"))
    assert list_faults(read_form(lying, "form.xlsx")) == ["unreadable"]


def test_a_cell_far_outside_is_refused_and_not_laid_out() -> None:
    far = change_survey(b'r="D2"', b'r="XFD1048576"')
    assert list_faults(read_form(far, "form.xlsx")) == ["too_many_rows"]
    wide = change_survey(b'r="D2"', b'r="XFD2"')
    assert list_faults(read_form(wide, "form.xlsx")) == ["too_many_columns"]


def test_a_sheet_of_a_hundred_thousand_rows_is_refused() -> None:
    rows = [*SURVEY, *(["note", f"n{i}", "看", "Look"] for i in range(100_000))]
    for content, name in ((a_book(survey=rows), "form.xlsx"), (a_csv(survey=rows), "form.csv")):
        form = read_form(content, name)
        assert list_faults(form) == ["too_many_rows"]
        assert str(MAX_ROWS) in form.findings[0].words["zh"]


def test_a_sheet_of_too_many_columns_is_refused() -> None:
    rows = [["type", "name", *(f"column {i}" for i in range(MAX_COLUMNS))]]
    for content, name in ((a_book(survey=rows), "form.xlsx"), (a_csv(survey=rows), "form.csv")):
        assert list_faults(read_form(content, name)) == ["too_many_columns"]


@pytest.mark.parametrize(
    "entity",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    ],
)
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_entities_of_ones_own_are_refused(entity: bytes, part: str) -> None:
    book = change_parts(
        GOOD, lambda name, text: text.replace(b"?>", b"?>" + entity, 1) if name == part else text
    )
    assert list_faults(read_form(book, "form.xlsx")) == ["unreadable"]


def test_a_formula_without_a_stored_result_is_found_at_its_cell() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "survey"
    sheet.append(["type", "name", "label"])
    sheet.append(["text", "Q1", '=CONCATENATE("a", "b")'])
    output = io.BytesIO()
    workbook.save(output)
    (finding,) = read_form(output.getvalue(), "form.xlsx").findings
    assert (finding.fault, finding.row, finding.column) == ("formula_without_value", 2, "C")


def test_a_formula_with_its_result_is_read_as_the_result() -> None:
    output = io.BytesIO(change_survey(b'<c r="B2" t="s"><v>', b'<c r="B2" t="s"><f>A1</f><v>'))
    form = read_form(output.getvalue(), "form.xlsx")
    assert form.questionnaire is not None
    assert form.questionnaire.questions[0].code == "Q1"


def test_an_error_value_is_found_at_its_cell() -> None:
    book = change_survey(
        b"</row></sheetData>", b'<c r="E2" t="e"><v>#REF!</v></c></row></sheetData>'
    )
    (finding,) = read_form(book, "form.xlsx").findings
    assert (finding.fault, finding.row, finding.column) == ("error_value", 2, "E")
    assert "#REF!" in finding.words["zh"]


def test_merged_cells_are_told_of() -> None:
    book = change_survey(
        b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A2:B3"/></mergeCells>'
    )
    form = read_form(book, "form.xlsx")
    merged = [finding for finding in form.findings if finding.fault == "merged_cells"]
    assert "A2:B3" in merged[0].words["en"]


def test_words_that_look_like_formulas_stay_words() -> None:
    form = read_book(survey=[*SURVEY, ["text", "Q1", "=1+1", "=HYPERLINK(1)"]], choices=None)
    assert form.questionnaire is not None
    assert form.questionnaire.questions[0].label == {"zh": "=1+1", "en": "=HYPERLINK(1)"}


def test_many_faults_are_counted_and_not_all_listed() -> None:
    form = read_book(survey=[*SURVEY, *(["geopoint", f"g{i}"] for i in range(1000))])
    assert form.findings[-1].fault == "more_findings"
    assert len(form.findings) < 400


def test_deep_groups_and_deep_brackets_end_in_findings() -> None:
    groups = [["begin_group", f"g{i}", "组", "Group"] for i in range(3000)]
    ends = [["end_group"] for _ in range(3000)]
    form = read_book(survey=[*SURVEY, *groups, ["text", "Q1", "问", "Ask"], *ends])
    assert "too_deep" in list_faults(form)
    row = ["text", "Q1", "问", "Ask", "(" * 9000 + "1" + ")" * 9000]
    form = read_book(survey=[[*SURVEY[0], "relevant"], row])
    assert "expression_too_deep" in list_faults(form)
    choices = [["list_name", "name", "minyi_columns"], ["yn", "1", "[" * 9000]]
    form = read_book(survey=[*SURVEY, ["select_one yn", "Q1", "问", "Ask"]], choices=choices)
    assert list_faults(form) == ["bad_value"]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_workbook_with_damaged_bytes_gives_findings_or_a_form(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from([GOOD, OLD_FORM])))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(8, len(content) - 1))] = data.draw(st.integers(0, 255))
    form = read_form(bytes(content), "form.xlsx")
    assert form.questionnaire is not None or form.findings


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_sheet_with_damaged_xml_gives_findings_or_a_form(data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(["sheet1.xml", "sharedStrings.xml", "workbook.xml"]))

    def damage(name: str, text: bytes) -> bytes:
        if not name.endswith(part):
            return text
        start = data.draw(st.integers(0, len(text) - 1))
        return text[:start] + data.draw(st.binary(max_size=20)) + text[start + 5 :]

    form = read_form(change_parts(GOOD, damage), "form.xlsx")
    assert form.questionnaire is not None or form.findings


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_findings(content: bytes) -> None:
    assert read_form(b"survey\n," + content, "form.csv").findings
    assert read_form(content, "form.csv").findings


KNOWN_CELLS = """begin_group|end_group|select_one yn|text|range|yes|table-list|a|${a} = 1|label
list-nolabel|randomize=true|start=9 end=1|{|[[[|calculate|rank yn|{}|note|zh|minimal"""
KNOWN_HEADERS = """type name label label::en relevant appearance parameters required minyi_columns
minyi_code minyi_type minyi_list constraint :: bind::x list_name form_id form_title choice_filter
default_language minyi_valid_until disabled minyi_max_choices a"""
WILD_CELLS = st.text(max_size=12) | st.sampled_from(KNOWN_CELLS.replace("\n", "|").split("|"))
HEADERS = st.sampled_from(KNOWN_HEADERS.split())
WILD_SHEETS = st.lists(HEADERS, min_size=1, max_size=8).flatmap(
    lambda headers: st.lists(st.lists(WILD_CELLS, max_size=len(headers) + 1), max_size=8).map(
        lambda rows: [headers, *rows]
    )
)


@settings(max_examples=300, deadline=None)
@given(WILD_SHEETS, WILD_SHEETS, WILD_SHEETS)
def test_any_cells_give_findings_or_a_form(
    survey: list[list[str]], choices: list[list[str]], form_settings: list[list[str]]
) -> None:
    content = a_csv(survey=survey, choices=choices, settings=form_settings)
    form = read_form(content, "form.csv")
    assert form.findings
    if form.questionnaire is not None:
        again = read_form(write_form(form.questionnaire), "form.xlsx")
        assert again.questionnaire == form.questionnaire


def test_the_default_questionnaire_reads_without_findings_after_all_that() -> None:
    assert read_form(write_form(DEFAULT), "form.xlsx").findings == ()
