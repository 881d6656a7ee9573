"""The stages of sampling: units drawn inside strata, inside the units of the stage before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.arrays import BoolArray, FloatArray, IntArray
from analytics.cells import CellTable
from analytics.coding import Coding, combine
from analytics.errors import DesignError


@dataclass(frozen=True)
class Stage:
    """One stage of sampling; a member is a unit, or a cell when every row is a unit.

    Attributes
    ----------
    member : (K,) int64, member that each cell belongs to
    group_of_member : (M,) int64, stratum of the stage (inside its parent unit)
    n_rows : (M,) float64, units that a member stands for: 1, or rows of the cell
    n_units : (G,) float64, units sampled in each group
    fraction : (M,) float64, share of the group's population that was drawn
    scale : (M,) float64, (1 - f) n / (n - 1) times the fractions of the stages above
    is_lonely : (G,) bool, one unit was drawn from more than one
    group_names : (G,) the strata in words
    parent_of_group : (G,) int64, unit of the stage above that a group lies in, 0 at the first
    units_are_rows : whether each row is its own unit
    """

    member: IntArray
    group_of_member: IntArray
    n_rows: FloatArray
    n_units: FloatArray
    fraction: FloatArray
    scale: FloatArray
    is_lonely: BoolArray
    group_names: tuple[str, ...]
    parent_of_group: IntArray
    units_are_rows: bool


@dataclass(frozen=True)
class SamplingPlan:
    """The columns that describe the sampling."""

    strata: Sequence[str]
    psu: Sequence[str]
    fpc: Sequence[str]
    later_strata: Sequence[str]
    nest: bool


@dataclass(frozen=True)
class _Level:
    """One stage being built: strata, units, and by cell the parent unit and its fraction."""

    number: int
    group: Coding
    unit: Coding | None
    parent: IntArray
    above: FloatArray


def build_stages(
    cells: CellTable, plan: SamplingPlan, coding: Callable[[str], Coding]
) -> tuple[Stage, ...]:
    """Build the stages that add to the variance.

    Parameters
    ----------
    cells : the table
    plan : the columns
    coding : gives the classes of a key, refusing unknown ones

    Raises
    ------
    DesignError
        A PSU in two strata, two populations of one stratum, a population below the sample.
    """
    n_cells = cells.n.size
    above = np.ones(n_cells)
    parent = np.zeros(n_cells, dtype=np.int64)
    group = combine([coding(name) for name in plan.strata], n_cells)
    stages: list[Stage] = []
    for number in range(max(1, len(plan.fpc))):
        if 0 < number <= len(plan.later_strata):
            group = combine([group, coding(plan.later_strata[number - 1])], n_cells)
        unit = None
        if number < len(plan.psu):
            unit = coding(plan.psu[number])
            if number == 0 and not plan.nest:
                _refuse_split_units(unit, group, plan.psu[0])
            unit = combine([group, unit], n_cells)
        population = None
        if number < len(plan.fpc):
            coding(plan.fpc[number])
            population = cells.keys[plan.fpc[number]]
        level = _Level(number + 1, group, unit, parent, above)
        stages.append(_build_stage(cells.n, level, population))
        if unit is None:
            break
        above = above * stages[-1].fraction[stages[-1].member]
        parent, group = unit.codes, unit
    return tuple(stages)


def _refuse_split_units(unit: Coding, group: Coding, column: str) -> None:
    first = np.zeros(len(unit.labels), dtype=np.int64)
    first[unit.codes] = group.codes
    wrong = np.flatnonzero(first[unit.codes] != group.codes)
    if wrong.size:
        cell = int(wrong[0])
        raise DesignError(
            f"row {cell + 1}, column '{column}': PSU {unit.name(int(unit.codes[cell]))} lies in "
            f"two strata, {group.name(int(group.codes[cell]))} and "
            f"{group.name(int(first[unit.codes[cell]]))}; use nest if codes repeat across strata"
        )


def _build_stage(n: IntArray, level: _Level, population: NDArray[Any] | None) -> Stage:
    group, unit = level.group, level.unit
    n_groups = len(group.labels)
    if unit is None:
        member, n_rows = np.arange(n.size, dtype=np.int64), n.astype(float)
    else:
        member, n_rows = unit.codes, np.ones(len(unit.labels))
    group_of_member = np.zeros(n_rows.size, dtype=np.int64)
    group_of_member[member] = group.codes
    parent_of_group = np.zeros(n_groups, dtype=np.int64)
    parent_of_group[group.codes] = level.parent
    above = np.zeros(n_rows.size)
    above[member] = level.above
    n_units = np.bincount(group_of_member, weights=n_rows, minlength=n_groups).astype(float)
    size = n_units[group_of_member]
    fraction = _fractions(population, level, member, size)
    is_sampled = fraction < 1 - 1e-7
    n_sampled = np.bincount(group_of_member, weights=is_sampled, minlength=n_groups)
    spread = np.where(size > 1, size / np.maximum(size - 1, 1), 1.0)
    return Stage(
        member,
        group_of_member,
        n_rows,
        n_units,
        fraction,
        scale=np.where(is_sampled, above * (1 - fraction) * spread, 0.0),
        is_lonely=(n_units == 1) & (n_sampled > 0),
        group_names=tuple(group.name(code) for code in range(n_groups)),
        parent_of_group=parent_of_group,
        units_are_rows=unit is None,
    )


def _fractions(
    population: NDArray[Any] | None, level: _Level, member: IntArray, size: FloatArray
) -> FloatArray:
    """Return the sampling fraction of each member from counts or fractions by cell."""
    fraction = np.zeros(size.size)
    if population is None:
        return fraction
    group, number = level.group, level.number
    given = np.asarray(population, dtype=float)
    bad = np.flatnonzero(~(given > 0))
    if bad.size:
        raise DesignError(
            f"row {bad[0] + 1}: population of stage {number}, {given[bad[0]]}, is not positive"
        )
    given_of_member = np.zeros(size.size)
    given_of_member[member] = given
    is_fraction = bool((given <= 1).all())
    if not is_fraction:
        _refuse_two_populations(given, group, number)
    fraction = given_of_member if is_fraction else size / given_of_member
    too_small = np.flatnonzero(fraction > 1 + 1e-9)
    if too_small.size:
        at = int(too_small[0])
        name = group.name(int(group.codes[int(np.flatnonzero(member == at)[0])]))
        raise DesignError(
            f"stratum {name}, stage {number}: population {given_of_member[at]:g} is below the "
            f"{size[at]:g} units sampled"
        )
    return np.minimum(fraction, 1.0)


def _refuse_two_populations(given: FloatArray, group: Coding, number: int) -> None:
    first = np.zeros(len(group.labels))
    first[group.codes] = given
    wrong = np.flatnonzero(first[group.codes] != given)
    if wrong.size:
        cell = int(wrong[0])
        code = int(group.codes[cell])
        raise DesignError(
            f"row {cell + 1}: stratum {group.name(code)} has two population sizes at stage "
            f"{number}, {given[cell]:g} and {first[code]:g}"
        )
