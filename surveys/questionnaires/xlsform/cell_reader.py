"""Reads a spreadsheet into rows of texts, as a process of its own: file in, JSON out.

Spreadsheets come from anywhere, and a damaged one can make any reader claim all memory or abort.
Here that ends this process, within limits, and nothing else:

    python -m surveys.questionnaires.xlsform.cell_reader < form.xlsx > sheets.json
"""

import datetime
import io
import json
import resource
import sys
from collections.abc import Sequence

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from surveys.questionnaires.xlsform.limits import (
    MAX_COLUMNS,
    MAX_MEMORY,
    MAX_ROWS,
    MAX_SECONDS,
    READ_SHEETS,
)

Value = (
    int
    | float
    | str
    | bool
    | datetime.time
    | datetime.date
    | datetime.datetime
    | datetime.timedelta
)


def write_text(value: Value) -> str:
    """Return a cell as the text that its author sees: 1 and not 1.0, dates in ISO's form."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def read_sheet(sheet: CalamineSheet) -> dict[str, object]:
    """Return a sheet's rows from its first row and column on, with its extent."""
    n_rows, n_columns = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)
    plain: dict[str, object] = {"name": sheet.name, "n_rows": n_rows, "n_columns": n_columns}
    if n_rows <= MAX_ROWS and n_columns <= MAX_COLUMNS:
        rows = sheet.to_python(skip_empty_area=False)
        plain["rows"] = [[write_text(value) for value in row] for row in rows]
        plain["merged"] = [_name_range(*ends) for ends in sheet.merged_cell_ranges or ()]
    return plain


def name_column(position: int) -> str:
    """Return the spreadsheet's letters of a column counted from 0.

    >>> name_column(0), name_column(25), name_column(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _name_range(start: tuple[int, int], end: tuple[int, int]) -> str:
    cells = [f"{name_column(column)}{row + 1}" for row, column in (start, end)]
    return ":".join(cells)


def is_wanted(name: str, names: Sequence[str]) -> bool:
    """Say whether a sheet is part of a form; a sheet by itself is the survey."""
    return name.strip().casefold() in READ_SHEETS or len(names) == 1


def main() -> None:
    """Read the spreadsheet on standard input; the limits are this process's own."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        names = workbook.sheet_names
        sheets = [
            read_sheet(workbook.get_sheet_by_name(name))
            if is_wanted(name, names)
            else {"name": name, "n_rows": 0, "n_columns": 0}
            for name in names
        ]
    except PasswordError:
        json.dump({"fault": "locked"}, sys.stdout)
    except (CalamineError, OSError, ValueError, MemoryError, OverflowError):
        json.dump({"fault": "unreadable"}, sys.stdout)
    else:
        json.dump({"sheets": sheets}, sys.stdout)


if __name__ == "__main__":
    main()
