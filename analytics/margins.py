"""Population margins and what they demand of a sample: the auxiliary variables of calibration.

Refuses, with the class named, what cannot be met: a population class without respondents, a
class missing from the margin, margins of different totals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from analytics.arrays import FloatArray, IntArray
from analytics.coding import is_among, label_of
from analytics.design import SurveyDesign
from analytics.errors import WeightingError

SAME_TOTAL = 1e-6


@dataclass(frozen=True)
class Margin:
    """Population totals of the classes of one or several crossed keys.

    Attributes
    ----------
    by : the keys
    totals : class (one code per key) -> population total
    unknown : key -> code of "not stated"; such rows belong to every class of that key in
        proportion to the totals
    is_partial : the classes listed are not the whole population; others are left alone

    Examples
    --------
    >>> Margin(("sex",), {("f",): 520, ("m",): 480}, unknown={"sex": "9"}).by
    ('sex',)
    """

    by: tuple[str, ...]
    totals: Mapping[tuple[str, ...], float]
    unknown: Mapping[str, str] = field(default_factory=dict)
    is_partial: bool = False


@dataclass(frozen=True)
class Total:
    """Population total of one column: everyone, a numeric variable, or an indicator."""

    kind: Literal["one", "numeric", "indicator"]
    total: float
    column: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Auxiliary:
    """The equations of one calibration.

    Attributes
    ----------
    x : (K, P) auxiliary variables of a row
    totals : (P,) what their weighted sums must be
    names : (P,) the classes in words
    sizes : columns of each margin, in order
    pattern : (codes (K,), first (C,)) cells with equal x and one cell of each; None if numeric
    """

    x: FloatArray
    totals: FloatArray
    names: tuple[str, ...]
    sizes: tuple[int, ...]
    pattern: tuple[IntArray, IntArray] | None

    def blocks(self) -> list[FloatArray]:
        """Return the columns of each margin."""
        edges = np.cumsum((0, *self.sizes))
        return [self.x[:, edges[i] : edges[i + 1]] for i in range(len(self.sizes))]


def build_auxiliary(
    design: SurveyDesign, margins: Sequence[Margin], totals: Sequence[Total], *, step: str
) -> Auxiliary:
    """Turn margins and totals into equations, refusing what cannot be met.

    Raises
    ------
    WeightingError
        With the step and the class named.

    >>> from analytics.examples import four_people
    >>> weighted = four_people()
    >>> margin = Margin(("sex",), {("f",): 60.0, ("m",): 40.0})
    >>> auxiliary = build_auxiliary(weighted.design, [margin], [], step="rake")
    >>> auxiliary.names, auxiliary.totals.tolist()
    (('sex = f', 'sex = m'), [60.0, 40.0])
    """
    if not margins and not totals:
        raise WeightingError(f"{step}: no margins and no totals")
    _refuse_different_totals(margins, step)
    blocks, wanted, names = [], [], []
    for margin in margins:
        indicators, amounts, labels = _margin_block(design, margin, step)
        blocks.append(indicators)
        wanted.append(amounts)
        names.extend(labels)
    for total in totals:
        blocks.append(_total_column(design, total, step)[:, None])
        wanted.append(np.array([total.total]))
        names.append(_total_name(total))
    keys = {key for margin in margins for key in margin.by}
    keys |= {key for total in totals for key in total.where}
    pattern = None
    if all(total.kind != "numeric" for total in totals):
        classes = design.crossing(sorted(keys))
        first = np.zeros(len(classes.labels), dtype=np.int64)
        first[classes.codes[::-1]] = np.arange(classes.codes.size)[::-1]
        pattern = (classes.codes, first)
    return Auxiliary(
        np.hstack(blocks),
        np.concatenate(wanted),
        tuple(names),
        tuple(block.shape[1] for block in blocks),
        pattern,
    )


def _refuse_different_totals(margins: Sequence[Margin], step: str) -> None:
    whole = [margin for margin in margins if not margin.is_partial]
    sums = [float(sum(margin.totals.values())) for margin in whole]
    for margin, total in zip(whole, sums, strict=True):
        if abs(total - sums[0]) > SAME_TOTAL * abs(sums[0]):
            raise WeightingError(
                f"{step}: the margins have different totals, {' x '.join(whole[0].by)} "
                f"{sums[0]:.10g} and {' x '.join(margin.by)} {total:.10g}"
            )


def _margin_block(
    design: SurveyDesign, margin: Margin, step: str
) -> tuple[FloatArray, FloatArray, list[str]]:
    wanted = {tuple(label_of(v) for v in key): float(t) for key, t in margin.totals.items()}
    by = " x ".join(margin.by)
    for label, amount in wanted.items():
        if len(label) != len(margin.by) or not np.isfinite(amount) or amount < 0:
            raise WeightingError(f"{step}: margin {by} has an impossible entry {label}: {amount}")
    sample = design.crossing(margin.by)
    classes = list(wanted)
    rows = np.array(
        [_membership(label, margin, wanted, classes, step=step) for label in sample.labels]
    )
    present = np.bincount(
        sample.codes, weights=design.cells.n.astype(float), minlength=len(sample.labels)
    )
    reached = rows.T @ present
    for place, label in enumerate(classes):
        if wanted[label] > 0 and reached[place] == 0:
            raise WeightingError(
                f"{step}: class {' x '.join(label)} of margin {by} has no respondents"
            )
        if wanted[label] == 0 and reached[place] > 0:
            raise WeightingError(
                f"{step}: class {' x '.join(label)} of margin {by} has respondents but total 0"
            )
    kept = [place for place, label in enumerate(classes) if wanted[label] > 0]
    names = [f"{by} = {' x '.join(classes[place])}" for place in kept]
    amounts = np.array([wanted[classes[place]] for place in kept])
    return rows[:, kept][sample.codes], amounts, names


def _membership(
    label: tuple[str, ...],
    margin: Margin,
    wanted: Mapping[tuple[str, ...], float],
    classes: Sequence[tuple[str, ...]],
    *,
    step: str,
) -> FloatArray:
    """Return the (C,) share of a sample class in each class of the margin."""
    if label in wanted:
        return np.array([float(known == label) for known in classes])
    stated = [
        None if key in margin.unknown and label_of(margin.unknown[key]) == code else code
        for key, code in zip(margin.by, label, strict=True)
    ]
    share = np.array(
        [
            wanted[known]
            if all(want is None or want == have for want, have in zip(stated, known, strict=True))
            else 0.0
            for known in classes
        ]
    )
    if None in stated and share.sum() > 0:
        spread: FloatArray = share / share.sum()
        return spread
    if margin.is_partial:
        return np.zeros(len(classes))
    raise WeightingError(
        f"{step}: class {' x '.join(label)} is in the sample but not in margin "
        f"{' x '.join(margin.by)}"
    )


def _total_column(design: SurveyDesign, total: Total, step: str) -> FloatArray:
    n_cells = design.cells.n.size
    if total.kind == "one":
        return np.ones(n_cells)
    if total.kind == "indicator":
        inside = np.ones(n_cells, dtype=bool)
        for key, codes in total.where.items():
            inside &= is_among(design.coding(key), codes)
        if not inside.any() and total.total != 0:
            raise WeightingError(f"{step}: class {_total_name(total)} has no respondents")
        return inside.astype(float)
    if total.column not in design.values:
        raise WeightingError(f"{step}: no numeric variable '{total.column}'")
    column = design.values[total.column]
    missing = np.flatnonzero(np.isnan(column))
    if missing.size:
        raise WeightingError(f"{step}: row {missing[0] + 1} has no value of '{total.column}'")
    return column


def _total_name(total: Total) -> str:
    if total.kind == "one":
        return "everyone"
    if total.kind == "numeric":
        return total.column
    return " and ".join(f"{key} = {'/'.join(codes)}" for key, codes in total.where.items())
