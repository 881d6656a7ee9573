"""How the sample was drawn: strata, primary sampling units (PSUs), finite populations.

Validated once, here; everything downstream trusts it. Stages follow each other: units of a stage
are drawn inside a stratum of that stage, within one unit of the stage before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from analytics.cells import CellTable
from analytics.coding import Coding, combine, encode
from analytics.errors import DesignError

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
LonelyPsu = Literal["fail", "adjust", "average", "certainty", "remove"]
POLICIES: tuple[LonelyPsu, ...] = ("fail", "adjust", "average", "certainty", "remove")


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
    is_lonely: NDArray[np.bool_]
    group_names: tuple[str, ...]
    parent_of_group: IntArray
    units_are_rows: bool


@dataclass(frozen=True)
class SurveyDesign:
    """A table of cells together with the way its rows were sampled.

    Attributes
    ----------
    cells : the table, K cells
    stages : the stages that add to the variance, first stage first
    lonely_psu : what to do with a stratum of one PSU
    adjust_domain_lonely : apply that policy also to strata with one PSU inside a domain
    values : numeric variable -> (K,) float64, NaN where there is no answer (rows only, n = 1)
    """

    cells: CellTable
    stages: tuple[Stage, ...]
    lonely_psu: LonelyPsu = "fail"
    adjust_domain_lonely: bool = False
    values: Mapping[str, FloatArray] = field(default_factory=dict)

    @cached_property
    def order(self) -> IntArray:
        """Return the (K,) order of cells in which units and strata are contiguous."""
        keys: list[IntArray] = []
        for stage in self.stages:
            keys.append(stage.group_of_member[stage.member])
            if not stage.units_are_rows:
                keys.append(stage.member)
        return np.lexsort(keys[::-1]).astype(np.int64)

    @cached_property
    def _codings(self) -> dict[str, Coding]:
        return {}

    def coding(self, name: str) -> Coding:
        """Return the classes of one key; computed once.

        Raises
        ------
        DesignError
            When the table has no such key.
        """
        if name not in self._codings:
            if name not in self.cells.keys:
                raise DesignError(f"the table has no column '{name}'")
            self._codings[name] = encode(self.cells.keys[name])
        return self._codings[name]

    @cached_property
    def _places(self) -> dict[str, dict[str, IntArray]]:
        return {}

    def places_by_code(self, name: str) -> dict[str, IntArray]:
        """Return, per code of a key, where its cells stand in ``order``; computed once.

        Raises
        ------
        DesignError
            When the table has no such key.
        """
        if name not in self._places:
            coding = self.coding(name)
            codes = coding.codes[self.order]
            sorted_places = np.argsort(codes, kind="stable").astype(np.int64)
            edges = np.cumsum(np.bincount(codes, minlength=len(coding.labels)))[:-1]
            runs = np.split(sorted_places, edges)
            labels = (label[0] for label in coding.labels)
            self._places[name] = dict(zip(labels, runs, strict=True))
        return self._places[name]

    @cached_property
    def has_unequal_fractions(self) -> bool:
        """Return whether units of one stratum were drawn with different fractions (PPS)."""
        if not self.stages:
            return False
        stage = self.stages[0]
        first = np.zeros(stage.n_units.size)
        first[stage.group_of_member] = stage.fraction
        return bool((first[stage.group_of_member] != stage.fraction).any())

    @cached_property
    def has_empty_cells(self) -> bool:
        """Return whether some cell holds no row."""
        return bool((self.cells.n == 0).any())

    def crossing(self, names: Sequence[str]) -> Coding:
        """Return the classes of several keys crossed; only those that occur."""
        return combine([self.coding(name) for name in names], self.cells.n.size)


def design_from_cells(
    cells: CellTable,
    *,
    strata: Sequence[str] = (),
    psu: Sequence[str] = (),
    fpc: Sequence[str] = (),
    lonely_psu: LonelyPsu = "fail",
    adjust_domain_lonely: bool = False,
    nest: bool = False,
    later_strata: Sequence[str] = (),
    values: Mapping[str, FloatArray] | None = None,
) -> SurveyDesign:
    """Describe how the rows of a cell table were drawn.

    Parameters
    ----------
    cells : the table
    strata : keys whose combinations are the strata of the first stage; empty for one stratum
    psu : keys of the units, one per stage; empty when every row is its own unit
    fpc : keys with the population of each stage, as counts or as sampling fractions (fractions
        may differ inside a stratum: PPS by Brewer's approximation); one more
        than ``psu`` means that rows are the units of a last stage (communities in a street, then
        adults in the community). Empty for sampling with replacement. Stages without fpc add
        nothing to the variance (ultimate cluster).
    lonely_psu : policy for a stratum with one PSU; see ``docs/methods/variance.md``
    adjust_domain_lonely : the policy also for strata with one PSU inside a domain
    nest : PSU codes start again in every stratum
    later_strata : keys of the strata of the second and later stages, inside their parent units
    values : numeric variables by row, for tables whose cells are rows

    Raises
    ------
    DesignError
        A PSU in two strata, a stratum with two population sizes, a population below the sample,
        an unknown column or policy.

    Examples
    --------
    >>> table = CellTable(
    ...     n=np.array([4, 6]), weight=np.array([25.0, 50.0]),
    ...     keys={"street": np.array(["a", "b"]), "adults": np.array([100, 300])},
    ...     counts={}, levels={})
    >>> design_from_cells(table, strata=["street"], fpc=["adults"]).stages[0].fraction
    array([0.04, 0.02])
    """
    if lonely_psu not in POLICIES:
        raise DesignError(f"lonely_psu is '{lonely_psu}'; it must be one of {', '.join(POLICIES)}")
    if len(fpc) > len(psu) + 1:
        raise DesignError(f"{len(fpc)} fpc columns for {len(psu)} stages of PSUs")
    base = SurveyDesign(cells, (), lonely_psu, adjust_domain_lonely, values or {})
    return SurveyDesign(
        cells,
        _build_stages(base, _Plan(strata, psu, fpc, later_strata, nest)),
        lonely_psu,
        adjust_domain_lonely,
        values or {},
    )


def design_from_rows(
    *,
    weight: FloatArray,
    keys: Mapping[str, NDArray[Any]],
    answers: Mapping[str, NDArray[Any]] | None = None,
    values: Mapping[str, FloatArray] | None = None,
    strata: Sequence[str] = (),
    psu: Sequence[str] = (),
    fpc: Sequence[str] = (),
    lonely_psu: LonelyPsu = "fail",
    adjust_domain_lonely: bool = False,
    nest: bool = False,
    later_strata: Sequence[str] = (),
) -> SurveyDesign:
    """Describe a sample row by row: the same class with cells of one row each.

    Parameters
    ----------
    weight : (N,) float64, design weight of each row
    keys : name -> (N,) codes
    answers : item -> (N,) codes; an empty string, None or NaN is no answer
    values : numeric variable -> (N,) float64, NaN is no answer
    strata, psu, fpc, lonely_psu, adjust_domain_lonely, nest, later_strata : as
        ``design_from_cells``

    Examples
    --------
    >>> design = design_from_rows(
    ...     weight=np.ones(3), keys={"sex": np.array(["f", "m", "f"])},
    ...     answers={"aware": np.array(["yes", "", "no"])})
    >>> design.cells.levels["aware"], design.cells.counts["aware"].tolist()
    (('no', 'yes'), [[0, 1], [0, 0], [1, 0]])
    """
    counts: dict[str, IntArray] = {}
    levels: dict[str, tuple[str, ...]] = {}
    for item, column in (answers or {}).items():
        counts[item], levels[item] = _count_answers(np.asarray(column))
    cells = CellTable(
        np.ones(weight.size, dtype=np.int64), np.asarray(weight, dtype=float), keys, counts, levels
    )
    return design_from_cells(
        cells,
        strata=strata,
        psu=psu,
        fpc=fpc,
        lonely_psu=lonely_psu,
        adjust_domain_lonely=adjust_domain_lonely,
        nest=nest,
        later_strata=later_strata,
        values=values,
    )


@dataclass(frozen=True)
class _Plan:
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


def _count_answers(column: NDArray[Any]) -> tuple[IntArray, tuple[str, ...]]:
    """Return the one-hot counts of one item and its levels."""
    if column.dtype.kind == "O":
        column = np.array(["" if value is None else str(value) for value in column.tolist()])
    coding = encode(column)
    is_level = np.array([label[0] not in ("", "nan") for label in coding.labels], dtype=bool)
    place = np.cumsum(is_level) - 1
    answered = is_level[coding.codes]
    counts = np.zeros((column.size, int(is_level.sum())), dtype=np.int64)
    counts[np.flatnonzero(answered), place[coding.codes[answered]]] = 1
    kept = zip(coding.labels, is_level.tolist(), strict=True)
    return counts, tuple(label[0] for label, is_kept in kept if is_kept)


def _build_stages(base: SurveyDesign, plan: _Plan) -> tuple[Stage, ...]:
    n_cells = base.cells.n.size
    above = np.ones(n_cells)
    parent = np.zeros(n_cells, dtype=np.int64)
    group = base.crossing(plan.strata)
    stages: list[Stage] = []
    for number in range(max(1, len(plan.fpc))):
        if 0 < number <= len(plan.later_strata):
            group = combine([group, base.coding(plan.later_strata[number - 1])], n_cells)
        unit = None
        if number < len(plan.psu):
            unit = base.coding(plan.psu[number])
            if number == 0 and not plan.nest:
                _refuse_split_units(unit, group, plan.psu[0])
            unit = combine([group, unit], n_cells)
        population = _population(base, plan.fpc, number)
        level = _Level(number + 1, group, unit, parent, above)
        stages.append(_build_stage(base.cells.n, level, population))
        if unit is None:
            break
        above = above * stages[-1].fraction[stages[-1].member]
        parent, group = unit.codes, unit
    return tuple(stages)


def _population(base: SurveyDesign, fpc: Sequence[str], number: int) -> NDArray[Any] | None:
    if number >= len(fpc):
        return None
    base.coding(fpc[number])
    return base.cells.keys[fpc[number]]


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
