"""A form's sheets as rows of texts, before anyone knows what they mean."""

from dataclasses import dataclass
from functools import cached_property

from surveys.questionnaires.xlsform.cell_reader import name_column


@dataclass(frozen=True)
class RawRow:
    """One row: its number in the file, counted from 1, and the text of every cell."""

    number: int
    cells: tuple[str, ...]

    @cached_property
    def is_blank(self) -> bool:
        """True where no cell holds anything."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class RawSheet:
    """One sheet; `first_column` is where its cells start in the file, counted from 0."""

    name: str
    rows: tuple[RawRow, ...]
    first_column: int = 0

    def name_column(self, position: int) -> str:
        """Return the letters of the cell at `position` of a row."""
        return name_column(self.first_column + position)
