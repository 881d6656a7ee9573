"""How the sample was drawn: strata, primary sampling units (PSUs), finite populations.

Validated once, here; everything downstream trusts it. Stages follow each other: units of a stage
are drawn inside a stratum of that stage, within one unit of the stage before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from analytics.arrays import FloatArray, IntArray
from analytics.cells import CellTable
from analytics.coding import Coding, combine, encode
from analytics.errors import DesignError
from analytics.stages import SamplingPlan, Stage, build_stages

LonelyPsu = Literal["fail", "adjust", "average", "certainty", "remove"]
POLICIES: tuple[LonelyPsu, ...] = ("fail", "adjust", "average", "certainty", "remove")


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

    A PSU that was drawn and in which nobody answered may be told by a cell of n = 0: it counts
    among the units of its stratum.

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
    plan = SamplingPlan(strata, psu, fpc, later_strata, nest)
    return SurveyDesign(
        cells,
        build_stages(cells, plan, base.coding),
        lonely_psu,
        adjust_domain_lonely,
        values or {},
    )


def design_from_rows(
    *,
    weight: FloatArray | None,
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
    weight : (N,) float64, design weight of each row; None to take it from the frame counts in
        ``fpc``: the product over stages of population / sample (1 without fpc)
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
    size = len(next(iter(keys.values()))) if weight is None else weight.size
    start = np.ones(size) if weight is None else np.asarray(weight, dtype=float)
    cells = CellTable(np.ones(size, dtype=np.int64), start, keys, counts, levels)
    design = design_from_cells(
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
    if weight is not None:
        return design
    for stage in design.stages:
        fraction = stage.fraction[stage.member]
        start = start / np.where(fraction > 0, fraction, 1.0)
    return replace(design, cells=replace(cells, weight=start))


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
