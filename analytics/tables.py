"""Reading CSV files: columns as codes and as numbers, every error with file, row and column."""

from __future__ import annotations

import csv
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.arrays import BoolArray, FloatArray
from analytics.coding import label_of
from analytics.errors import AnalyticsError

MISSING = ("", "NA")


class TableError(AnalyticsError):
    """A file cannot be read as asked; the message names file, row and column."""


@dataclass(frozen=True)
class Column:
    """One column of a file.

    Attributes
    ----------
    source : file and column, for messages
    text : (N,) cells as written; an empty cell or NA is no answer
    first_row : row of the file that the first cell stands in
    """

    source: str
    text: tuple[str, ...]
    row: tuple[int, ...]

    @cached_property
    def numbers(self) -> FloatArray | None:
        """Return the (N,) numbers, NaN for missing; None when some cell is not a number."""
        try:
            return np.array(
                [float("nan") if cell in MISSING else float(cell) for cell in self.text]
            )
        except ValueError:
            return None

    @cached_property
    def labels(self) -> NDArray[Any]:
        """Return the (N,) codes as text, "" for missing; 1, 1.0 and 01 are one code."""
        if self.numbers is None:
            found, place = np.unique(np.array(self.text), return_inverse=True)
            labels = ["" if cell in MISSING else cell for cell in found.tolist()]
        else:
            values, place = np.unique(self.numbers, return_inverse=True)
            labels = ["" if np.isnan(value) else label_of(value) for value in values.tolist()]
        return np.array(labels)[place]

    @property
    def is_missing(self) -> BoolArray:
        """Return (N,) whether there is no answer."""
        return np.array([cell in MISSING for cell in self.text], dtype=bool)

    def require_numbers(self) -> FloatArray:
        """Return the numbers.

        Raises
        ------
        TableError
            Names the first cell that is not a number.
        """
        if self.numbers is not None:
            return self.numbers
        for row, cell in zip(self.row, self.text, strict=True):
            if cell not in MISSING and not _is_number(cell):
                raise TableError(f"{self.source}, row {row}: '{cell}' is not a number")
        raise TableError(f"{self.source}: not numbers")

    def require_weights(self) -> FloatArray:
        """Return the numbers as weights.

        Raises
        ------
        TableError
            Names the first cell that is missing or negative.
        """
        weight = self.require_numbers()
        bad = np.flatnonzero(~((weight >= 0) & np.isfinite(weight)))
        if bad.size:
            at = int(bad[0])
            what = "is missing" if self.text[at] in MISSING else f"{self.text[at]} is negative"
            raise TableError(f"{self.source}, row {self.row[at]}: the weight {what}")
        return weight

    def code(self, value: Any) -> str:
        """Return how a code given elsewhere is written in this column."""
        if isinstance(value, bool):
            word = str(value).upper()
            return word if word in self.text else str(int(value))
        if isinstance(value, str) and self.numbers is not None and _is_number(value):
            return label_of(float(value))
        return label_of(value)


@dataclass(frozen=True)
class Table:
    """A file of rows.

    Attributes
    ----------
    path : the file
    columns : name -> column, all of the same length
    n : rows
    """

    path: Path
    columns: dict[str, Column]
    n: int

    def column(self, name: str) -> Column:
        """Return a column.

        Raises
        ------
        TableError
            When the file has no such column.
        """
        if name not in self.columns:
            raise TableError(f"{self.path.name}: there is no column '{name}'")
        return self.columns[name]

    def without(self, name: str, codes: Collection[Any]) -> Table:
        """Return the rows whose column is none of the codes."""
        column = self.column(name)
        dropped = {column.code(code) for code in codes}
        return self.keep(np.array([label not in dropped for label in column.labels.tolist()]))

    def keep(self, kept: BoolArray) -> Table:
        """Return the rows marked (N,)."""
        places = np.flatnonzero(kept).tolist()
        columns = {
            name: Column(
                column.source,
                tuple(column.text[i] for i in places),
                tuple(column.row[i] for i in places),
            )
            for name, column in self.columns.items()
        }
        return Table(self.path, columns, len(places))


def read_table(path: Path) -> Table:
    """Read a CSV file with a header row.

    Raises
    ------
    TableError
        No such file, no rows, or a row with another number of cells than the header.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "a.csv"
    ...     _ = file.write_text(chr(10).join(["id,w", "1,2.5", "2,"]))
    ...     table = read_table(file)
    >>> table.n, table.column("w").text
    (2, ('2.5', ''))
    """
    if not path.is_file():
        raise TableError(f"{path}: there is no such file")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header = next(reader, None)
        if header is None:
            raise TableError(f"{path.name}: the file is empty")
        rows, numbers = [], []
        for row in reader:
            if not row:
                continue
            if len(row) != len(header):
                raise TableError(
                    f"{path.name}, row {reader.line_num}: {len(row)} cells, "
                    f"but the header has {len(header)}"
                )
            rows.append(row)
            numbers.append(reader.line_num)
    if not rows:
        raise TableError(f"{path.name}: there are no rows under the header")
    columns = {
        name: Column(f"{path.name}, column '{name}'", cells, tuple(numbers))
        for name, cells in zip(header, zip(*rows, strict=True), strict=True)
    }
    return Table(path, columns, len(rows))


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
