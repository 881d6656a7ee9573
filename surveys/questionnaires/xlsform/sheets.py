"""A sheet with its headings understood: rows whose cells are asked for by name and language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from surveys.questionnaires.xlsform.findings import Findings, Place
from surveys.questionnaires.xlsform.form_faults import FormFault
from surveys.questionnaires.xlsform.headers import Header, read_header
from surveys.questionnaires.xlsform.raw import RawRow, RawSheet


@dataclass(frozen=True)
class Column:
    """One column under its heading."""

    header: Header
    written: str
    position: int
    letters: str


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet of a form; `kind` is survey, choices or settings, `name` as it is written."""

    kind: str
    name: str
    columns: tuple[Column, ...]
    heading_row: int
    raw_rows: tuple[RawRow, ...]

    @cached_property
    def rows(self) -> tuple["Row", ...]:
        """Every row below the headings that has content."""
        return tuple(Row(self, raw) for raw in self.raw_rows if not raw.is_blank)

    @cached_property
    def names(self) -> frozenset[str]:
        """All headings, without their languages."""
        return frozenset(column.header.name for column in self.columns)

    @cached_property
    def column_by_header(self) -> Mapping[Header, Column]:
        """The columns under their headings."""
        return {column.header: column for column in self.columns}

    def list_columns(self, name: str) -> tuple[Column, ...]:
        """Return the columns of a heading, one for each language it is written in."""
        return tuple(column for column in self.columns if column.header.name == name)

    def locate(self, column: Column | None = None, row: int | None = None) -> Place:
        """Return a place in this sheet; without a row, the heading's."""
        if column is None:
            return Place(self.name, row)
        return Place(self.name, row or self.heading_row, column.letters, column.written)


@dataclass(frozen=True, eq=False)
class Row:
    """One row of a sheet."""

    sheet: Sheet
    raw: RawRow

    @property
    def number(self) -> int:
        """The row's number in the file, counted from 1."""
        return self.raw.number

    def read(self, name: str, language: str | None = None) -> str:
        """Return the text under a heading, without spaces around it; empty where there is none."""
        column = self.sheet.column_by_header.get(Header(name, language))
        return self.read_column(column).strip() if column else ""

    def read_column(self, column: Column) -> str:
        """Return the text of a cell as it is; empty where it is blank."""
        cells = self.raw.cells
        text = cells[column.position] if column.position < len(cells) else ""
        return text if text.strip() else ""

    def list_filled(self) -> Iterator[tuple[Column, str]]:
        """Yield the columns that have content here, with it."""
        for column in self.sheet.columns:
            text = self.read_column(column)
            if text:
                yield column, text

    def locate(self, name: str | None = None, language: str | None = None) -> Place:
        """Return the place of a cell of this row; without a name, or such a column, the row's."""
        column = self.sheet.column_by_header.get(Header(name, language)) if name else None
        if column is None and name:
            columns = self.sheet.list_columns(name)
            column = columns[0] if columns else None
        return self.sheet.locate(column, self.number)


def read_sheet(raw: RawSheet, kind: str, findings: Findings) -> Sheet:
    """Return a sheet with its headings; the first row with content holds them."""
    rows = tuple(row for row in raw.rows if not row.is_blank)
    if not rows:
        return Sheet(kind, raw.name, (), 1, ())
    heading, *below = rows
    sheet = Sheet(
        kind=kind,
        name=raw.name,
        columns=tuple(_list_columns(raw, heading, kind, findings)),
        heading_row=heading.number,
        raw_rows=tuple(below),
    )
    _find_headless(raw, heading, below, findings)
    return sheet


def _list_columns(
    raw: RawSheet, heading: RawRow, kind: str, findings: Findings
) -> Iterator[Column]:
    seen: dict[Header, str] = {}
    for position, written in enumerate(heading.cells):
        if not written.strip():
            continue
        header, letters = read_header(written, kind), raw.name_column(position)
        if header in seen:
            place = Place(raw.name, heading.number, letters, written.strip())
            findings.refuse(FormFault.DUPLICATE_COLUMN, place, other=seen[header])
            continue
        seen[header] = letters
        yield Column(header, written.strip(), position, letters)


def _find_headless(raw: RawSheet, heading: RawRow, below: list[RawRow], findings: Findings) -> None:
    """Warn once of each column that has content and no heading."""
    headless = {
        position
        for position in range(max((len(row.cells) for row in below), default=0))
        if position >= len(heading.cells) or not heading.cells[position].strip()
    }
    for row in below if headless else ():
        for position in sorted(headless):
            if position < len(row.cells) and row.cells[position].strip():
                place = Place(raw.name, row.number, raw.name_column(position))
                findings.warn(FormFault.NO_HEADING, place)
                headless.discard(position)
