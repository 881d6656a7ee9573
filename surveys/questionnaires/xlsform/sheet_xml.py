"""What a spreadsheet reader passes over in silence, found in the XML of an .xlsx file.

A formula whose result was never stored, and an error value, both look empty to the reader; a cell
far outside makes it lay out the whole sheet up to there. Each is found here, with its place,
before the reader sees the file.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from surveys.questionnaires.xlsform.cell_reader import is_wanted, name_column
from surveys.questionnaires.xlsform.findings import Place
from surveys.questionnaires.xlsform.form_faults import FormFault
from surveys.questionnaires.xlsform.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS

Suspect = tuple[FormFault, Place, Mapping[str, object]]

_RELATION = re.compile(r"\{[^}]*officeDocument[^}]*relationships\}id")
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*)>")
_CELL_END = re.compile(rb"</(?:\w+:)?c\s*>")
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]{0,7})([0-9]{1,9})\s*["']""")
_ERROR_VALUE = re.compile(rb"""\st\s*=\s*["']e["'].*?<(?:\w+:)?v\b[^>]*>([^<]*)<""", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_VALUE = re.compile(rb"""<(?:\w+:)?v\b[^>]*>[^<]|<(?:\w+:)?is\b|\st\s*=\s*["']str["']""")
"""A stored result; one that is text may be the empty text."""


@dataclass(frozen=True)
class _Part:
    """A sheet and where in the archive its cells are."""

    sheet: str
    path: str


def list_suspects(archive: zipfile.ZipFile) -> Iterator[Suspect]:
    """Yield what is wrong with the sheets of a form; ValueError where the file is no workbook."""
    for part in _list_parts(archive):
        text = archive.read(part.path)
        _refuse_strange_xml(text)
        yield from _scan(text, part.sheet)


def _list_parts(archive: zipfile.ZipFile) -> Iterator[_Part]:
    relations = _parse(archive, "xl/_rels/workbook.xml.rels")
    paths = {relation.get("Id", ""): relation.get("Target", "") for relation in relations}
    workbook = _parse(archive, "xl/workbook.xml")
    sheets = [element for element in workbook.iter() if element.tag.endswith("}sheet")]
    names = [sheet.get("name", "") for sheet in sheets]
    for sheet, name in zip(sheets, names, strict=True):
        if is_wanted(name, names):
            ids = [value for key, value in sheet.attrib.items() if _RELATION.fullmatch(key)]
            target = paths.get(ids[0] if ids else "", "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if path in archive.namelist():
                yield _Part(name, path)


def _parse(archive: zipfile.ZipFile, path: str) -> ElementTree.Element:
    try:
        text = archive.read(path)
        _refuse_strange_xml(text)
        return ElementTree.fromstring(text)  # noqa: S314
    except (KeyError, ElementTree.ParseError) as error:
        raise ValueError(path) from error


def _refuse_strange_xml(text: bytes) -> None:
    """Entities of one's own and other encodings than UTF-8 are in no real spreadsheet."""
    if b"<!DOCTYPE" in text or b"\x00" in text[:200]:
        raise ValueError("strange XML")


def _scan(text: bytes, sheet: str) -> Iterator[Suspect]:
    row = column = n_rows = n_columns = 0
    for match in _ROW_OR_CELL.finditer(text):
        kind, attributes = match.groups()
        reference = _REFERENCE.search(attributes)
        letters, digits = reference.groups() if reference else (b"", b"")
        if kind == b"row":
            row, column = int(digits) if digits else row + 1, 0
            continue
        row = int(digits) if digits else row
        column = _number_column(letters) if letters else column + 1
        if attributes.endswith(b"/"):
            continue
        n_rows, n_columns = max(n_rows, row), max(n_columns, column)
        end = _CELL_END.search(text, match.end())
        cell = text[match.start() : end.start() if end else match.end()]
        yield from _judge_cell(cell, Place(sheet, row, name_column(column - 1)))
    yield from _judge_extent(n_rows, n_columns, Place(sheet=sheet))


def _judge_cell(cell: bytes, place: Place) -> Iterator[Suspect]:
    error = _ERROR_VALUE.search(cell)
    if error:
        yield FormFault.ERROR_VALUE, place, {"value": error[1].decode(errors="replace")}
    elif _FORMULA.search(cell) and not _VALUE.search(cell):
        yield FormFault.FORMULA_WITHOUT_VALUE, place, {}


def _judge_extent(n_rows: int, n_columns: int, place: Place) -> Iterator[Suspect]:
    if n_rows > MAX_ROWS:
        yield FormFault.TOO_MANY_ROWS, place, {"n": n_rows, "maximum": MAX_ROWS}
        return
    widest = min(MAX_COLUMNS, MAX_CELLS // max(n_rows, 1))
    if n_columns > widest:
        yield FormFault.TOO_MANY_COLUMNS, place, {"n": n_columns, "maximum": widest}


def _number_column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
