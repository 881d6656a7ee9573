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
    values: Mapping[str, FloatArray] | None = None,
) -> SurveyDesign:
    """Describe how the rows of a cell table were drawn.

    Parameters
    ----------
    cells : the table
    strata : keys whose combinations are the strata of the first stage; empty for one stratum
    psu : keys of the units, one per stage; empty when every row is its own unit
    fpc : keys with the population of each stage, as counts or as sampling fractions; one more
        than ``psu`` means that rows are the units of a last stage (communities in a street, then
        adults in the community). Empty for sampling with replacement. Stages without fpc add
        nothing to the variance (ultimate cluster).
    lonely_psu : policy for a stratum with one PSU; see ``docs/methods/variance.md``
    adjust_domain_lonely : the policy also for strata with one PSU inside a domain
    nest : PSU codes start again in every stratum
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
        _build_stages(base, strata, psu, fpc, nest=nest),
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
) -> SurveyDesign:
    """Describe a sample row by row: the same class with cells of one row each.

    Parameters
    ----------
    weight : (N,) float64, design weight of each row
    keys : name -> (N,) codes
    answers : item -> (N,) codes; an empty string, None or NaN is no answer
    values : numeric variable -> (N,) float64, NaN is no answer
    strata, psu, fpc, lonely_psu, adjust_domain_lonely, nest : as ``design_from_cells``

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
        values=values,
    )


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


def _build_stages(
    base: SurveyDesign, strata: Sequence[str], psu: Sequence[str], fpc: Sequence[str], *, nest: bool
) -> tuple[Stage, ...]:
    n_cells = base.cells.n.size
    group = base.crossing(strata)
    n_stages = max(1, len(fpc))
    above = np.ones(n_cells)
    stages: list[Stage] = []
    for number in range(n_stages):
        unit = None
        if number < len(psu):
            is_nested = nest or number > 0
            unit = base.coding(psu[number])
            if not is_nested:
                _refuse_split_units(unit, group, psu[number])
            unit = combine([group, unit], n_cells)
        population = base.cells.keys[fpc[number]] if _has(base, fpc, number) else None
        stage = _build_stage(base, group, unit, population, above=above, number=number + 1)
        stages.append(stage)
        if unit is None:
            break
        above = above * stage.fraction[stage.member]
        group = unit
    return tuple(stages)


def _has(base: SurveyDesign, fpc: Sequence[str], number: int) -> bool:
    if number >= len(fpc):
        return False
    base.coding(fpc[number])
    return True


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


def _build_stage(
    base: SurveyDesign,
    group: Coding,
    unit: Coding | None,
    population: NDArray[Any] | None,
    *,
    above: FloatArray,
    number: int,
) -> Stage:
    n_cells, n_groups = base.cells.n.size, len(group.labels)
    if unit is None:
        member = np.arange(n_cells, dtype=np.int64)
        n_rows = base.cells.n.astype(float)
    else:
        member, n_rows = unit.codes, np.ones(len(unit.labels))
    group_of_member = np.zeros(n_rows.size, dtype=np.int64)
    group_of_member[member] = group.codes
    upper = np.zeros(n_rows.size)
    upper[member] = above
    n_units = np.bincount(group_of_member, weights=n_rows, minlength=n_groups).astype(float)
    fraction = _fractions(population, group, member, n_units[group_of_member], number=number)
    size = n_units[group_of_member]
    is_lonely = (n_units == 1) & (
        np.bincount(group_of_member, weights=fraction < 1 - 1e-7, minlength=n_groups) > 0
    )
    spread = np.where(size > 1, size / np.maximum(size - 1, 1), 1.0)
    scale = np.where(fraction < 1 - 1e-7, upper * (1 - fraction) * spread, 0.0)
    names = tuple(group.name(code) for code in range(n_groups))
    return Stage(
        member, group_of_member, n_rows, n_units, fraction, scale, is_lonely, names, unit is None
    )


def _fractions(
    population: NDArray[Any] | None,
    group: Coding,
    member: IntArray,
    size: FloatArray,
    *,
    number: int,
) -> FloatArray:
    """Return the sampling fraction of each member from counts or fractions by cell."""
    fraction = np.zeros(size.size)
    if population is None:
        return fraction
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
