"""Category codes: columns of strings or integers become small integers with labels.

First step of the river: tables, designs, margins and domains all speak these codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.arrays import BoolArray, FloatArray, IntArray

SMALL_RANGE = 1_000_000


@dataclass(frozen=True)
class Coding:
    """One column of categories as integers.

    Attributes
    ----------
    codes : (K,) int64, the class of each cell, 0 .. len(labels) - 1
    labels : the classes, each a tuple of one string per column it was made from
    """

    codes: IntArray
    labels: tuple[tuple[str, ...], ...]

    def name(self, code: int) -> str:
        """Return the class in words, for messages."""
        return " x ".join(self.labels[code]) or "everyone"


def label_of(value: Any) -> str:
    """Return the text by which a code is known; 3, 3.0 and "3" are one code.

    >>> label_of(3.0), label_of("west"), label_of(0.25)
    ('3', 'west', '0.25')
    """
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return str(value)


def encode(column: NDArray[Any]) -> Coding:
    """Number the values of one column in sorted order.

    >>> encode(np.array(["b", "a", "b"])).codes
    array([1, 0, 1])
    """
    column = np.asarray(column)
    if column.size and column.dtype.kind in "iub":
        low, high = int(column.min()), int(column.max())
        if high - low < SMALL_RANGE:
            found, codes = _compress(column.astype(np.int64) - low, high - low + 1)
            return Coding(codes, tuple((str(value + low),) for value in found.tolist()))
    values, codes = np.unique(column, return_inverse=True)
    labels = tuple((label_of(value),) for value in values.tolist())
    return Coding(codes.astype(np.int64, copy=False).ravel(), labels)


def combine(codings: Sequence[Coding], n_cells: int) -> Coding:
    """Cross several columns; only combinations that occur get a number.

    >>> a, b = encode(np.array([1, 1, 2])), encode(np.array(["x", "y", "x"]))
    >>> combine([a, b], 3).labels
    (('1', 'x'), ('1', 'y'), ('2', 'x'))
    """
    if not codings:
        return Coding(np.zeros(n_cells, dtype=np.int64), ((),))
    crossed, pending = codings[0], list(codings[1:])
    while pending:
        crossed, pending = _cross_some(crossed, pending, max(4 * n_cells, SMALL_RANGE))
    return crossed


def _cross_some(crossed: Coding, pending: list[Coding], limit: int) -> tuple[Coding, list[Coding]]:
    """Cross as many columns as a table of ``limit`` combinations holds, at least one."""
    key, size = crossed.codes, len(crossed.labels)
    taken: list[Coding] = []
    while pending and (not taken or size * len(pending[0].labels) <= limit):
        taken.append(pending.pop(0))
        key = key * len(taken[-1].labels) + taken[-1].codes
        size *= len(taken[-1].labels)
    found, codes = _compress(key, size)
    parts = []
    for coding in reversed(taken):
        found, place = np.divmod(found, len(coding.labels))
        parts.append([coding.labels[i] for i in place.tolist()])
    parts.append([crossed.labels[i] for i in found.tolist()])
    labels = tuple(sum(pieces, ()) for pieces in zip(*reversed(parts), strict=True))
    return Coding(codes, labels), pending


def _compress(key: IntArray, size: int) -> tuple[IntArray, IntArray]:
    """Return the keys that occur and each key's rank; a table of marks beats sorting."""
    if size > 4 * key.size + 1_000_000:
        found, codes = np.unique(key, return_inverse=True)
        return found, codes.astype(np.int64, copy=False).ravel()
    seen = np.zeros(size, dtype=bool)
    seen[key] = True
    rank = np.cumsum(seen, dtype=np.int64) - 1
    return np.flatnonzero(seen).astype(np.int64), rank[key]


def sum_by(values: FloatArray, codes: IntArray, size: int) -> FloatArray:
    """Return the (size, M) sums of (K, M) values by class.

    >>> sum_by(np.array([[1.0], [2.0], [4.0]]), np.array([0, 1, 0]), 2).tolist()
    [[5.0], [2.0]]
    """
    total = np.zeros((size, values.shape[1]))
    for place in range(values.shape[1]):
        total[:, place] = np.bincount(codes, weights=values[:, place], minlength=size)
    return total


def is_among(coding: Coding, wanted: Sequence[str]) -> BoolArray:
    """Return (K,) whether each cell's class is one of ``wanted`` (single-column codings).

    >>> is_among(encode(np.array([1, 2, 1])), ["1"]).tolist()
    [True, False, True]
    """
    chosen = {label_of(value) for value in wanted}
    hit = np.array([label[0] in chosen for label in coding.labels], dtype=bool)
    return hit[coding.codes] if hit.size else np.zeros(coding.codes.size, dtype=bool)
