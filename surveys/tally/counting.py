"""Counting, pure: packed responses in bulk to counts per weight cell.

A weight cell is community x street x sex x age group; weights are constant inside it. Counts of
two heaps of responses add up to the counts of both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analytics.arrays import BoolArray, IntArray
from surveys.questionnaires.areas import AreaTree
from surveys.questionnaires.columns import DecodedChoice, DecodedChoices
from surveys.responses.packing import Packer
from surveys.tally.classes import (
    Columns,
    classify_age,
    classify_community,
    classify_sex,
    classify_street,
    list_streets,
)
from surveys.tally.layout import TallyLayout
from surveys.tally.positions import find_positions


@dataclass(frozen=True)
class CellKey:
    """One weight cell. Empty text: not known."""

    community_code: str
    street_code: str
    sex: str
    age_group: str


@dataclass(frozen=True)
class CellCounts:
    """Counts of K cells in C columns; keys in ascending order, each once."""

    keys: tuple[CellKey, ...]
    n: IntArray
    """(K,) responses of each cell."""
    counts: IntArray
    """(K, C) one column per column of the layout."""

    @property
    def n_responses(self) -> int:
        """Responses in all cells."""
        return int(self.n.sum())


@dataclass(frozen=True)
class Batch:
    """Packed answers with the sampled community of each response ("" for an open link)."""

    answers: Sequence[bytes]
    community_code: Sequence[str]


@dataclass(frozen=True)
class Counter:
    """Everything that counting one wave's responses needs; immutable."""

    packer: Packer
    layout: TallyLayout
    areas: AreaTree

    @cached_property
    def street_of_area(self) -> Mapping[str, str]:
        """The street of every street and community."""
        return list_streets(self.areas)

    def count(self, batch: Batch) -> CellCounts:
        """Count the responses of a batch by weight cell."""
        n = len(batch.answers)
        if n == 0:
            return no_counts(self.layout)
        columns = self.packer.columns(batch.answers)
        keys, cell = self._find_cells(columns, batch)
        counts = np.zeros((len(keys), self.layout.n_columns), dtype=np.int64)
        self._count_questions(columns, cell, counts)
        self._count_rules(columns, cell, counts)
        return CellCounts(keys, np.bincount(cell, minlength=len(keys)), counts)

    def _find_cells(self, columns: Columns, batch: Batch) -> tuple[tuple[CellKey, ...], IntArray]:
        """The occupied cells and the cell of each response."""
        n = len(batch.answers)
        community = classify_community(batch.community_code)
        street = classify_street(columns, community, self.street_of_area)
        classes = (community, street, classify_sex(columns, n), classify_age(columns, n))
        shape = tuple(len(classified.labels) for classified in classes)
        crossed = np.ravel_multi_index(tuple(classified.code for classified in classes), shape)
        occupied, cell = np.unique(crossed, return_inverse=True)
        parts = np.unravel_index(occupied, shape)
        texts = [
            [classified.labels[position] for position in part.tolist()]
            for classified, part in zip(classes, parts, strict=True)
        ]
        return tuple(CellKey(*key) for key in zip(*texts, strict=True)), cell

    def _count_questions(self, columns: Columns, cell: IntArray, counts: IntArray) -> None:
        n_cells = counts.shape[0]
        for question in self.layout.questions:
            column = columns[question.name]
            is_counted = column.is_asked if question.kind == "text" else column.is_answered
            counts[:, question.answered] = _count(cell, is_counted, n_cells)
            response, position = find_positions(question, column, self.street_of_area)
            n_options = question.answered - question.start
            crossed = np.bincount(
                cell[response] * n_options + position, minlength=n_cells * n_options
            )
            counts[:, question.start : question.answered] = crossed.reshape(n_cells, n_options)

    def _count_rules(self, columns: Columns, cell: IntArray, counts: IntArray) -> None:
        n_cells = counts.shape[0]
        for placed in self.layout.rules:
            column = columns[placed.rule.question]
            if not isinstance(column, DecodedChoice | DecodedChoices):
                continue
            is_in_base = column.is_any_of(placed.rule.base)
            is_counted = is_in_base & column.is_any_of(placed.rule.counted)
            counts[:, placed.start] = _count(cell, is_counted, n_cells)
            counts[:, placed.start + 1] = _count(cell, is_in_base, n_cells)


def no_counts(layout: TallyLayout) -> CellCounts:
    """The counts of no response at all."""
    return CellCounts((), np.zeros(0, np.int64), np.zeros((0, layout.n_columns), np.int64))


def add_counts(one: CellCounts, other: CellCounts) -> CellCounts:
    """The counts of two heaps of responses together."""
    if not one.keys or not other.keys:
        return other if not one.keys else one
    keys = tuple(sorted({*one.keys, *other.keys}, key=sort_key))
    place = {key: position for position, key in enumerate(keys)}
    n = np.zeros(len(keys), dtype=np.int64)
    counts = np.zeros((len(keys), one.counts.shape[1]), dtype=np.int64)
    for part in (one, other):
        # Every key occurs once in a part, so that adding by index adds every row.
        position = [place[key] for key in part.keys]
        n[position] += part.n
        counts[position] += part.counts
    return CellCounts(keys, n, counts)


def are_equal(one: CellCounts, other: CellCounts) -> bool:
    """Whether two tables hold the same counts."""
    return (
        one.keys == other.keys
        and np.array_equal(one.n, other.n)
        and np.array_equal(one.counts, other.counts)
    )


def sort_key(key: CellKey) -> tuple[str, str, str, str]:
    """Order cells as their tables do."""
    return (key.community_code, key.street_code, key.sex, key.age_group)


def _count(cell: IntArray, is_counted: BoolArray, n_cells: int) -> IntArray:
    return np.bincount(cell[is_counted], minlength=n_cells)
