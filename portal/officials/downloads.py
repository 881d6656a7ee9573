"""Results to take away, as CSV and XLSX."""

import csv
import io
from collections.abc import Iterator

import xlsxwriter
from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.clock import read_clock
from portal.db import db
from portal.i18n import current_language, to_city_time
from portal.officials.attachments import CSV_TYPE, XLSX_TYPE, attach
from portal.officials.navigation import show_wave_page
from portal.officials.reading import load_wave, read_results
from portal.officials.sheets import Cell, Sheet, make_sheet

# A cell that begins with one of these would run as a formula in a spreadsheet.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

blueprint = Blueprint("downloads", __name__)


@blueprint.get("/waves/<code>/downloads")
def list_downloads(code: str) -> ResponseReturnValue:
    """Show what can be downloaded and what each file holds."""
    results = read_results(db.session, load_wave(db.session, code))
    return show_wave_page(
        "officials/downloads.html",
        results.wave,
        n_responses=results.n_responses,
        tab="downloads",
        sheet=_make_sheet(code),
        n_rows=len(results.indicators) * len(results.all_places),
    )


@blueprint.get("/waves/<code>/results.csv")
def download_csv(code: str) -> ResponseReturnValue:
    """Send the results as CSV that spreadsheets open with Chinese intact."""
    sheet = _make_sheet(code)
    return attach(write_csv(sheet), CSV_TYPE, filename=f"{sheet.name}.csv")


@blueprint.get("/waves/<code>/results.xlsx")
def download_xlsx(code: str) -> ResponseReturnValue:
    """Send the results as a workbook."""
    sheet = _make_sheet(code)
    return attach(write_xlsx(sheet), XLSX_TYPE, filename=f"{sheet.name}.xlsx")


def write_csv(sheet: Sheet) -> Iterator[bytes]:
    """Write a sheet line by line; the first begins with the mark that names UTF-8."""
    line = io.StringIO()
    writer = csv.writer(line)
    yield b"\xef\xbb\xbf"
    for row in (sheet.header, *sheet.rows()):
        writer.writerow([guard_cell(cell) for cell in row])
        yield line.getvalue().encode("utf-8")
        line.seek(0)
        line.truncate()


def guard_cell(cell: Cell) -> Cell:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def write_xlsx(sheet: Sheet) -> bytes:
    """Write a sheet as a workbook, row by row; text stays text whatever it begins with."""
    file = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        page = book.add_worksheet("results")
        page.freeze_panes(1, 0)
        for number, row in enumerate((sheet.header, *sheet.rows())):
            page.write_row(number, 0, row)
    return file.getvalue()


def _make_sheet(code: str) -> Sheet:
    results = read_results(db.session, load_wave(db.session, code))
    today = to_city_time(read_clock()).date()
    return make_sheet(results, language=current_language(), today=today)
