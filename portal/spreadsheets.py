"""Tables to take away, as CSV and XLSX that spreadsheets open with Chinese intact."""

import csv
import io
from collections.abc import Iterator
from typing import Protocol

import xlsxwriter
from flask import Response

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A cell that begins with one of these would run as a formula in a spreadsheet.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float | None


class Sheet(Protocol):
    """A table in one language: the name of its file without the ending, its columns, its rows."""

    @property
    def name(self) -> str:
        """Of the file, without its ending."""

    @property
    def header(self) -> tuple[str, ...]:
        """The columns."""

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """The rows, each as long as the header."""


def send_csv(sheet: Sheet) -> Response:
    """Send a sheet as CSV."""
    return attach(write_csv(sheet), CSV_TYPE, filename=f"{sheet.name}.csv")


def send_xlsx(sheet: Sheet) -> Response:
    """Send a sheet as a workbook."""
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


def attach(content: bytes | Iterator[bytes], content_type: str, *, filename: str) -> Response:
    """Send a file to be saved instead of shown."""
    response = Response(content, content_type=content_type)
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response
