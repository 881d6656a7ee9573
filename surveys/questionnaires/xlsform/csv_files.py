"""Reading .csv: one file for all sheets, the first column of a row naming the sheet.

The convention is pyxform's: a row with a name in its first column opens that sheet; the first row
with content from then on holds the headings, shifted by that one column.

    survey
    ,type,name,label::中文 (zh)
    ,text,Q1,您有什么建议？
    choices
    ,list_name,name,label::中文 (zh)
"""

import codecs
import csv
import io
import re
from dataclasses import dataclass, field

from surveys.questionnaires.xlsform.findings import NOWHERE, Findings, Place
from surveys.questionnaires.xlsform.form_faults import FormFault
from surveys.questionnaires.xlsform.limits import MAX_COLUMNS, MAX_ROWS
from surveys.questionnaires.xlsform.raw import RawRow, RawSheet

CSV_PLACE = "csv"
"""What the file is called where no sheet has begun."""

SEPARATORS = ",;\t"
"""Between cells; the first that is as frequent as any other counts."""


@dataclass
class _OpenSheet:
    name: str
    rows: list[RawRow] = field(default_factory=list)


def read_csv(content: bytes, findings: Findings) -> tuple[RawSheet, ...]:
    """Return the sheets of a CSV file; none, with the reason found, where it cannot be read."""
    text = _decode(content, findings)
    if text is None:
        return ()
    try:
        rows = _split_cells(text)
    except csv.Error:
        findings.refuse(FormFault.UNREADABLE, NOWHERE)
        return ()
    n_columns = max(map(len, rows), default=0)
    for fault, n, maximum in (
        (FormFault.TOO_MANY_ROWS, len(rows), MAX_ROWS),
        (FormFault.TOO_MANY_COLUMNS, n_columns, MAX_COLUMNS),
    ):
        if n > maximum:
            findings.refuse(fault, Place(sheet=CSV_PLACE), n=n, maximum=maximum)
            return ()
    return _split_sheets(rows, findings)


def _split_cells(text: str) -> list[list[str]]:
    """Return the cells of every row, whatever separates them.

    Spreadsheet programs use semicolons where the comma is the decimal sign, and tabs in what they
    call Unicode text; some say so in a first line of its own (`sep=;`).
    """
    named = re.match(r"sep=(.)\r?\n", text)
    if named:
        # The line stays, empty, so that rows keep their numbers.
        text = text[len(named[0]) - 1 :]
    separator = (
        named[1] if named else max(SEPARATORS, key=text.casefold().split("label", 1)[0].count)
    )
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def _decode(content: bytes, findings: Findings) -> str | None:
    """Return the text; spreadsheet programs in China save CSV in GB 18030."""
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        if encoding == "gb18030":
            findings.warn(FormFault.OTHER_ENCODING, NOWHERE)
        return text
    findings.refuse(FormFault.NOT_A_FORM, NOWHERE)
    return None


def _split_sheets(rows: list[list[str]], findings: Findings) -> tuple[RawSheet, ...]:
    sheets: dict[str, _OpenSheet] = {}
    current: _OpenSheet | None = None
    for number, (first, *cells) in ((i, row) for i, row in enumerate(rows, start=1) if row):
        if first.strip():
            name = first.strip()
            current = sheets.setdefault(name.casefold(), _OpenSheet(name))
        row = RawRow(number, tuple(cells))
        if row.is_blank:
            continue
        if current is None:
            findings.refuse(FormFault.ROWS_OUTSIDE_SHEETS, Place(CSV_PLACE, number))
            return ()
        current.rows.append(row)
    return tuple(RawSheet(sheet.name, tuple(sheet.rows), 1) for sheet in sheets.values())
