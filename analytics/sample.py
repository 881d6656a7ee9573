"""A weighted sample row by row, or as good as: cells split until their rows are all alike.

Ratios, differences, cross tables and quantiles need products of several answers of one row. A
table of rows has them; a table of counts has them for one item (or one joint item) at a time,
after each cell is split by the levels of that item.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from analytics.arrays import BoolArray, FloatArray, IntArray
from analytics.coding import is_among, label_of
from analytics.errors import EstimationError
from analytics.weighting import WeightedDesign


@dataclass(frozen=True)
class Sample:
    """Pieces of cells whose rows are alike.

    Attributes
    ----------
    weighted : where they come from
    cell : (S,) int64, the cell of each piece
    n : (S,) float64, rows of the piece
    level : item -> (S,) int64, level of the item's answer, -1 for none
    """

    weighted: WeightedDesign
    cell: IntArray
    n: FloatArray
    level: Mapping[str, IntArray] = field(default_factory=dict)

    @property
    def weight(self) -> FloatArray:
        """Return the (S,) final weight of a row."""
        return self.weighted.weight[self.cell]

    def answers_in(self, item: str, levels: Sequence[str] | None = None) -> FloatArray:
        """Return (S,) 1 where the answer is at one of the levels, 0 at others, NaN for none."""
        if item not in self.level:
            raise EstimationError(f"the sample was not split by item '{item}'")
        names = self.weighted.design.cells.levels[item]
        wanted = {label_of(level) for level in levels or ()}
        worth = np.array([float(label_of(name) in wanted) for name in names] + [np.nan])
        return worth[self.level[item]]

    def values_of(self, variable: str) -> FloatArray:
        """Return the (S,) numeric variable, NaN for no answer.

        Raises
        ------
        EstimationError
            When there is no such variable.
        """
        values = self.weighted.design.values
        if variable not in values:
            raise EstimationError(f"no numeric variable '{variable}'")
        return values[variable][self.cell]

    def inside(self, where: Mapping[str, Sequence[str]]) -> BoolArray:
        """Return (S,) whether each piece lies in a domain given as key -> codes."""
        inside = np.ones(self.weighted.weight.size, dtype=bool)
        for key, codes in where.items():
            inside &= is_among(self.weighted.design.coding(key), codes)
        return inside[self.cell]


def split_sample(weighted: WeightedDesign, items: Sequence[str] = ()) -> Sample:
    """Split the cells until the rows of each piece answer alike.

    Parameters
    ----------
    weighted : result of ``weigh``
    items : items whose answers are needed; several only for tables of rows

    Raises
    ------
    EstimationError
        When counts of several items cannot tell how they go together.

    Examples
    --------
    >>> from analytics.cells import CellTable
    >>> from analytics.design import design_from_cells
    >>> from analytics.weighting import weigh
    >>> table = CellTable(np.array([5]), np.ones(1), {}, {"aware": np.array([[3, 1]])},
    ...                   {"aware": ("yes", "no")})
    >>> sample = split_sample(weigh(design_from_cells(table)), ["aware"])
    >>> sample.n.tolist(), sample.answers_in("aware", ["yes"]).tolist()
    ([3.0, 1.0, 1.0], [1.0, 0.0, nan])
    """
    cells = weighted.design.cells
    for item in items:
        if item not in cells.counts:
            raise EstimationError(f"the table has no item '{item}'")
    everyone = np.arange(cells.n.size, dtype=np.int64)
    if (cells.n <= 1).all():
        level = {item: _level_of_rows(cells.counts[item]) for item in items}
        return Sample(weighted, everyone, cells.n.astype(float), level)
    if len(items) > 1:
        raise EstimationError(
            f"counts of {' and '.join(items)} do not tell how answers go together; "
            "count the two as one joint item, or use rows"
        )
    if not items:
        return Sample(weighted, everyone, cells.n.astype(float))
    counts = cells.counts[items[0]]
    wide = np.column_stack([counts, cells.n - counts.sum(axis=1)])
    cell, place = np.nonzero(wide)
    level_of = np.where(place == counts.shape[1], -1, place).astype(np.int64)
    rows = wide[cell, place].astype(float)
    return Sample(weighted, cell.astype(np.int64), rows, {items[0]: level_of})


def _level_of_rows(counts: IntArray) -> IntArray:
    if not counts.shape[1]:
        return np.full(counts.shape[0], -1, dtype=np.int64)
    return np.where(counts.sum(axis=1) > 0, counts.argmax(axis=1), -1).astype(np.int64)
