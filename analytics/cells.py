"""The narrow waist: one row per occupied cell of the cross-classification, with counts.

Everything published is a function of such a table, so an estimate and its standard error cost
the same for ten thousand responses and for ten million. Tables of two days or of two hosts add.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.arrays import FloatArray, IntArray
from analytics.coding import Coding, combine, encode
from analytics.errors import DesignError


@dataclass(frozen=True)
class CellTable:
    """Counts of rows by cell; all rows of a cell share weight and keys.

    Attributes
    ----------
    n : (K,) int64, rows in each cell
    weight : (K,) float64, design weight of each row of the cell, not negative
    keys : name -> (K,) codes (text or integers): stratum, PSU, weighting classes, domains, fpc
    counts : item -> (K, L) int64, rows at each level; the rest of ``n`` did not answer
    levels : item -> the L level codes

    Raises
    ------
    DesignError
        When shapes differ, a weight is negative or missing, or more answers than rows are counted.

    Examples
    --------
    >>> table = CellTable(
    ...     n=np.array([3, 2]), weight=np.array([10.0, 20.0]),
    ...     keys={"stratum": np.array(["north", "south"])},
    ...     counts={"aware": np.array([[2, 1], [1, 0]])}, levels={"aware": ("yes", "no")})
    >>> table.merge(table).n
    array([6, 4])
    """

    n: IntArray
    weight: FloatArray
    keys: Mapping[str, NDArray[Any]]
    counts: Mapping[str, IntArray]
    levels: Mapping[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        n_cells = self.n.shape[0]
        _require(self.weight.shape == (n_cells,), "weight needs one number per cell")
        for name, key in self.keys.items():
            _require(key.shape == (n_cells,), f"key '{name}' needs one code per cell")
        bad = np.flatnonzero(~((self.weight >= 0) & np.isfinite(self.weight)))
        if bad.size:
            raise DesignError(
                f"cell {bad[0] + 1}: weight {self.weight[bad[0]]} is negative or missing"
            )
        bad = np.flatnonzero(self.n < 0)
        if bad.size:
            raise DesignError(
                f"cell {bad[0] + 1}: n is {self.n[bad[0]]}; a count is never negative"
            )
        for item, counts in self.counts.items():
            _require(item in self.levels, f"item '{item}' has counts but no levels")
            shape = (n_cells, len(self.levels[item]))
            _require(counts.shape == shape, f"counts of '{item}' must have shape {shape}")
            bad = np.flatnonzero((counts.sum(axis=1) > self.n) | (counts < 0).any(axis=1))
            if bad.size:
                raise DesignError(f"cell {bad[0] + 1}: '{item}' counts more answers than rows")

    def merge(self, other: CellTable) -> CellTable:
        """Add two tables of the same keys and items; equal cells become one.

        Parameters
        ----------
        other : table with the same key names and items (levels may differ: they are united)

        Raises
        ------
        DesignError
            When the tables have different keys or items.
        """
        _require(set(self.keys) == set(other.keys), "the two tables have different keys")
        _require(set(self.counts) == set(other.counts), "the two tables have different items")
        weight = np.concatenate([self.weight, other.weight])
        keys = {name: np.concatenate([self.keys[name], other.keys[name]]) for name in self.keys}
        crossed = combine([encode(weight), *(encode(key) for key in keys.values())], weight.size)
        first = _first_of_each(crossed)
        levels = {item: _unite(self.levels[item], other.levels[item]) for item in self.counts}
        counts = {
            item: _sum_cells(
                np.concatenate(
                    [_spread(self, item, levels[item]), _spread(other, item, levels[item])]
                ),
                crossed,
            )
            for item in self.counts
        }
        n = _sum_cells(np.concatenate([self.n, other.n])[:, None], crossed)[:, 0]
        return CellTable(
            n, weight[first], {name: key[first] for name, key in keys.items()}, counts, levels
        )


def _require(is_right: bool, message: str) -> None:
    if not is_right:
        raise DesignError(message)


def _first_of_each(coding: Coding) -> IntArray:
    first = np.full(len(coding.labels), coding.codes.size, dtype=np.int64)
    np.minimum.at(first, coding.codes, np.arange(coding.codes.size))
    return first


def _unite(mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    return mine + tuple(level for level in theirs if level not in mine)


def _spread(table: CellTable, item: str, levels: tuple[str, ...]) -> IntArray:
    """Return the counts of an item with the columns of ``levels``."""
    wide = np.zeros((table.n.size, len(levels)), dtype=np.int64)
    wide[:, [levels.index(level) for level in table.levels[item]]] = table.counts[item]
    return wide


def _sum_cells(values: IntArray, coding: Coding) -> IntArray:
    total = np.zeros((len(coding.labels), values.shape[1]), dtype=np.int64)
    np.add.at(total, coding.codes, values)
    return total
