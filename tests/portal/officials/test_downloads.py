"""Downloads say everything that a figure must carry, and run nothing in a spreadsheet."""

import csv
import io

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from portal.officials.sheets import Sheet, make_sheet
from portal.spreadsheets import Cell, guard_cell, write_csv, write_xlsx
from tests.portal.officials.results import (
    INDICATORS,
    NOON,
    PLACES,
    a_participant_result,
    a_wave_result,
)

ADDRESS = "/officials/waves/wave-2/results"


def a_sheet(language: str = "zh") -> Sheet:
    return make_sheet(a_wave_result(), language=language, today=NOON.date())


def read_csv(sheet: Sheet) -> list[dict[str, str]]:
    text = b"".join(write_csv(sheet)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_has_a_row_for_each_indicator_in_each_place() -> None:
    rows = read_csv(a_sheet())

    assert len(rows) == len(INDICATORS) * len(PLACES)
    first = rows[0]
    assert (first["指标"], first["数值"], first["95% 下限"]) == ("知晓率", "93.0", "91.0")
    assert (first["回答人数"], first["样本类型"], first["数据版本"]) == ("1000", "抽样调查", "3")
    assert (first["目标"], first["目标方向"], first["结论"]) == ("90.0", "≥", "达标")
    assert first["公式编号"] == "Q1[1|1,2]"
    assert first["是否示例数据"] == "是"


def test_csv_begins_with_the_mark_that_names_utf_8() -> None:
    assert next(iter(write_csv(a_sheet()))) == b"\xef\xbb\xbf"


def test_hidden_figure_has_a_reason_and_no_value() -> None:
    results = a_wave_result(hidden=(("awareness", PLACES[1].code),))
    rows = read_csv(make_sheet(results, language="en", today=NOON.date()))

    hidden = next(row for row in rows if row["Code"] == PLACES[1].code)
    assert (hidden["Value"], hidden["95% low"], hidden["Verdict"]) == ("", "", "")
    assert hidden["Remark"] == "too few answers"


def test_sheet_of_participants_has_no_interval_and_no_verdict() -> None:
    rows = read_csv(make_sheet(a_participant_result(), language="en", today=NOON.date()))

    assert not {"95% low", "Verdict", "Target", "Standard error"} & rows[0].keys()
    assert rows[0]["Opt-in note"].startswith("Based on people who chose")


@pytest.mark.parametrize(
    ("cell", "guarded"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("知晓率", "知晓率"),
        (-2.5, -2.5),
        (None, None),
        ("", ""),
    ],
)
def test_text_that_would_run_as_a_formula_is_guarded(cell: Cell, guarded: Cell) -> None:
    assert guard_cell(cell) == guarded


def test_workbook_keeps_numbers_as_numbers_and_text_as_text() -> None:
    page = load_workbook(io.BytesIO(write_xlsx(a_sheet("en")))).active

    cells = list(page.values)
    header = cells[0]
    first = dict(zip(header, cells[1], strict=True))
    assert first["Value"] == pytest.approx(93.0)
    assert first["Answers"] == 1000
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)


@pytest.mark.usefixtures("official")
@pytest.mark.parametrize(
    ("ending", "mimetype"),
    [
        ("csv", "text/csv"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_file_is_sent_under_a_name_that_says_wave_revision_and_day(
    client: FlaskClient, ending: str, mimetype: str
) -> None:
    response = client.get(f"{ADDRESS}.{ending}")

    assert response.status_code == 200
    assert response.mimetype == mimetype
    assert "filename=wave-2-r" in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "no-store"
    assert response.data
