"""Estimates with standard errors and intervals, for many domains in one call.

Shares and scores of categorical items (and means of numeric variables by row), each with its
Taylor-linearised standard error that credits stratification, clustering, finite populations and
calibration (Binder 1983; Deville & Sarndal 1992). ``docs/methods`` has the formulas.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.coding import is_among, label_of
from analytics.errors import EstimationError
from analytics.intervals import INTERVALS, Interval, mean_interval, share_interval
from analytics.variance import (
    DomainPart,
    StageSums,
    domain_variance,
    prepare_stage,
    refuse_lonely,
)
from analytics.weighting import WeightedDesign

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Share:
    """The share of answers at some levels among answers at the levels that count.

    Attributes
    ----------
    name : how the estimate is known
    item : item of the cell table
    numerator : level codes that count as yes
    denominator : level codes that count at all (the numerator among them)
    """

    name: str
    item: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """The mean of points over the levels named; other levels leave the denominator."""

    name: str
    item: str
    points: Mapping[str, float]


@dataclass(frozen=True)
class Mean:
    """The mean of a numeric variable (tables of rows only)."""

    name: str
    variable: str


Measure = Share | Score | Mean


@dataclass(frozen=True)
class Domain:
    """A part of the population: key -> codes, all must hold; ``{}`` is everyone."""

    name: str
    where: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Estimate:
    """One figure. Shares are 0..1; NaN means that there is no data.

    Attributes
    ----------
    value, se, low, high : estimate, standard error, confidence limits
    df : degrees of freedom (PSUs - strata in the domain)
    n : answered rows; n_counted : rows in the numerator
    n_effective : p (1 - p) / SE^2, the size of a simple random sample as precise
    deff : variance over that of a simple random sample with replacement
    level : confidence level
    method : how the interval was made
    """

    measure: str
    domain: str
    value: float
    se: float
    low: float
    high: float
    df: float
    n: int
    n_counted: int
    n_effective: float
    deff: float
    level: float
    method: str

    @property
    def has_data(self) -> bool:
        """Return whether anybody in the domain answered."""
        return self.n > 0


@dataclass(frozen=True)
class EstimateTable:
    """Estimates of J measures in D domains; every array is (J, D).

    ``deff`` compares with simple random sampling with replacement; ``deff_without`` credits the
    finite population of the domain. NaN (and n = 0) where there is no data.
    """

    measures: tuple[str, ...]
    domains: tuple[str, ...]
    value: FloatArray
    se: FloatArray
    low: FloatArray
    high: FloatArray
    df: FloatArray
    n: IntArray
    n_counted: IntArray
    n_effective: FloatArray
    deff: FloatArray
    deff_without: FloatArray
    level: float
    method: NDArray[np.str_]

    def at(self, measure: str, domain: str) -> Estimate:
        """Return one figure by its names.

        Raises
        ------
        EstimationError
            When the table has no such measure or domain.
        """
        if measure not in self.measures or domain not in self.domains:
            raise EstimationError(f"no estimate of '{measure}' in '{domain}'")
        j, d = self.measures.index(measure), self.domains.index(domain)
        return Estimate(
            measure,
            domain,
            float(self.value[j, d]),
            float(self.se[j, d]),
            float(self.low[j, d]),
            float(self.high[j, d]),
            float(self.df[j, d]),
            int(self.n[j, d]),
            int(self.n_counted[j, d]),
            float(self.n_effective[j, d]),
            float(self.deff[j, d]),
            self.level,
            str(self.method[j, d]),
        )


@dataclass(frozen=True)
class _Moments:
    """Sums over the rows of each cell, cells in the design's order, one column per measure.

    Attributes
    ----------
    answered, silent : (K, J) rows that count, and the others
    mean : (K, J) mean over the rows that count, 0 where there is none
    within : (K, J) sum of squares about the mean of the cell
    is_share : (J,) whether the measure is a share
    """

    answered: FloatArray
    silent: FloatArray
    mean: FloatArray
    within: FloatArray
    is_share: NDArray[np.bool_]


def estimate(
    weighted: WeightedDesign,
    measures: Sequence[Measure],
    domains: Sequence[Domain],
    *,
    interval: Interval = "logit",
    level: float = 0.95,
) -> EstimateTable:
    """Estimate every measure in every domain.

    Parameters
    ----------
    weighted : result of ``weigh``
    measures : J shares, scores or means
    domains : D domains, by one or several keys; they may overlap
    interval : auto, logit, beta, wilson, asin or mean; scores always use mean
    level : confidence level

    Returns
    -------
    EstimateTable
        Arrays (J, D): share p = sum w y / sum w over answers in the domain; linearised variable
        z = (y - p) / sum w, zero outside the domain; SE^2 as ``docs/methods/variance.md``.

    Raises
    ------
    EstimationError
        An unknown item, level or interval.
    LonelyPsuError
        A stratum of one PSU under the policy "fail".

    Examples
    --------
    >>> from analytics.cells import CellTable
    >>> from analytics.design import design_from_cells
    >>> from analytics.weighting import weigh
    >>> table = CellTable(
    ...     n=np.array([40, 60]), weight=np.array([10.0, 5.0]),
    ...     keys={"street": np.array(["a", "b"]), "adults": np.array([400, 300])},
    ...     counts={"aware": np.array([[30, 10], [30, 30]])}, levels={"aware": ("yes", "no")})
    >>> weighted = weigh(design_from_cells(table, strata=["street"], fpc=["adults"]))
    >>> result = estimate(weighted, [Share("awareness", "aware", ("yes",), ("yes", "no"))],
    ...                   [Domain("city", {}), Domain("street a", {"street": ("a",)})])
    >>> city = result.at("awareness", "city")
    >>> round(city.value, 4), round(city.se, 4), city.df, city.n
    (0.6429, 0.0451, 98.0, 100)
    """
    if interval not in INTERVALS:
        raise EstimationError(f"interval '{interval}' is not one of {', '.join(INTERVALS)}")
    moments = _gather_moments(weighted, measures)
    sums = tuple(
        prepare_stage(
            weighted, stage, np.where(stage.is_lonely[stage.group_of_member], 0.0, stage.scale)
        )
        for stage in weighted.design.stages
    )
    columns = [_estimate_domain(weighted, moments, sums, domain) for domain in domains]
    stacked = [np.stack(arrays, axis=1) for arrays in zip(*columns, strict=True)] or [
        np.zeros((len(measures), 0))
    ] * 7
    value, se, df, n, counted, deff, without = stacked
    return _make_table(
        measures,
        domains,
        moments.is_share,
        value=value,
        se=se,
        df=df,
        n=n,
        counted=counted,
        deff=deff,
        without=without,
        interval=interval,
        level=level,
    )


def _make_table(
    measures: Sequence[Measure],
    domains: Sequence[Domain],
    is_share: NDArray[np.bool_],
    *,
    value: FloatArray,
    se: FloatArray,
    df: FloatArray,
    n: FloatArray,
    counted: FloatArray,
    deff: FloatArray,
    without: FloatArray,
    interval: Interval,
    level: float,
) -> EstimateTable:
    low, high = mean_interval(value, se, df, level=level)
    method = np.full(value.shape, "mean", dtype="U8")
    s = is_share
    low[s], high[s], method[s] = share_interval(
        value[s], se[s], df[s], n[s], interval=interval, level=level
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        n_effective = np.where(s[:, None], value * (1 - value) / se**2, n / deff)
    flat = ~(se > 0) & (n > 0)
    n_effective = np.where(flat, n, n_effective)
    return EstimateTable(
        tuple(measure.name for measure in measures),
        tuple(domain.name for domain in domains),
        value,
        se,
        low,
        high,
        df,
        n.astype(np.int64),
        counted.astype(np.int64),
        n_effective,
        deff,
        without,
        level,
        method,
    )


def find_domain(weighted: WeightedDesign, domain: Domain) -> NDArray[np.bool_]:
    """Return (K,) whether each cell lies in the domain.

    Raises
    ------
    DesignError
        When the table lacks a key of the domain.
    """
    inside = weighted.design.cells.n > 0
    for key, codes in domain.where.items():
        inside = inside & is_among(weighted.design.coding(key), codes)
    return inside


def _gather_moments(weighted: WeightedDesign, measures: Sequence[Measure]) -> _Moments:
    design = weighted.design
    shape = design.cells.n.size, len(measures)
    answered, mean, within = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    places: dict[str, list[int]] = {}
    for place, measure in enumerate(measures):
        if isinstance(measure, Mean):
            column = _numbers(weighted, measure)[design.order]
            answered[:, place] = ~np.isnan(column)
            mean[:, place] = np.nan_to_num(column)
        else:
            places.setdefault(measure.item, []).append(place)
    for item, columns in places.items():
        counts, levels = _item(weighted, item)
        rules = [_rule(measures[j], levels) for j in columns]
        points = np.stack([rule[0] for rule in rules], axis=1)
        rows = counts @ np.stack([rule[1] for rule in rules], axis=1)
        total, square = counts @ points, counts @ points**2
        average = total / np.maximum(rows, 1.0)
        spread = square - total * average
        # Below rounding the rows of a cell are all alike.
        spread[spread <= 1e-13 * square] = 0.0
        answered[:, columns], mean[:, columns], within[:, columns] = rows, average, spread
    is_share = np.array([isinstance(measure, Share) for measure in measures], dtype=bool)
    silent = design.cells.n.astype(float)[design.order][:, None] - answered
    return _Moments(answered, silent, mean, within, is_share)


def _item(weighted: WeightedDesign, item: str) -> tuple[FloatArray, tuple[str, ...]]:
    cells = weighted.design.cells
    if item not in cells.counts:
        raise EstimationError(f"the table has no item '{item}'")
    return cells.counts[item][weighted.design.order].astype(float), cells.levels[item]


def _rule(measure: Measure, levels: tuple[str, ...]) -> tuple[FloatArray, FloatArray]:
    """Return points and whether it counts, both (L,), of each level of the item."""
    points, counts = np.zeros(len(levels)), np.zeros(len(levels))
    place = {label_of(level): i for i, level in enumerate(levels)}
    if isinstance(measure, Share):
        numerator = {label_of(level) for level in measure.numerator}
        worth = {label_of(v): float(label_of(v) in numerator) for v in measure.denominator}
        stray = numerator - set(worth)
        if stray:
            raise EstimationError(
                f"'{measure.name}': level {sorted(stray)[0]} is in the numerator only"
            )
    elif isinstance(measure, Score):
        worth = {label_of(level): float(v) for level, v in measure.points.items()}
    else:
        raise EstimationError(f"'{measure.name}' is not about an item")
    for level, amount in worth.items():
        if level in place:
            points[place[level]], counts[place[level]] = amount, 1.0
    return points, counts


def _numbers(weighted: WeightedDesign, measure: Mean) -> FloatArray:
    values, n = weighted.design.values, weighted.design.cells.n
    if measure.variable not in values:
        raise EstimationError(f"no numeric variable '{measure.variable}'")
    if (n > 1).any():
        raise EstimationError(f"'{measure.variable}' is numeric: it needs a table of rows")
    return values[measure.variable]


def _estimate_domain(
    weighted: WeightedDesign, moments: _Moments, sums: tuple[StageSums, ...], domain: Domain
) -> tuple[FloatArray, ...]:
    """Return value, se, df, n, counted, deff, deff without replacement, each (J,)."""
    order = weighted.design.order
    inside = find_domain(weighted, domain)
    refuse_lonely(weighted, inside)
    is_all = bool(inside.all())
    place = slice(None) if is_all else np.flatnonzero(inside[order])
    cell = order[place]
    weight = weighted.weight[cell]
    answered, within, mean = (m[place] for m in (moments.answered, moments.within, moments.mean))
    size, n = weight @ answered, answered.sum(axis=0)
    has_data = n > 0
    factor = np.divide(1.0, size, out=np.zeros(size.size), where=has_data)
    total = answered * mean
    counted = np.where(moments.is_share, total.sum(axis=0).round(), n)
    value = (weight @ total) * factor
    centred = mean - value
    score = weight[:, None] * centred
    score *= factor
    np.multiply(answered, score, out=total)
    part = DomainPart(cell, answered, moments.silent[place], score, total, within, factor, is_all)
    variance = np.where(has_data, domain_variance(weighted, sums, part), np.nan)
    squares = weight @ within * factor + np.einsum("kj,kj->j", total, centred)
    df = np.where(has_data, count_degrees(weighted, cell), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = squares * n / (n - 1)
        deff = variance / (spread / n)
        without = variance / (spread * (size - n) / (size * n))
    return np.where(has_data, value, np.nan), np.sqrt(variance), df, n, counted, deff, without


def count_degrees(weighted: WeightedDesign, cell: IntArray) -> float:
    """Return PSUs - strata, counted over the given cells (answered or not)."""
    stage = weighted.design.stages[0]
    member = stage.member[cell]
    present = np.zeros(stage.n_rows.size, dtype=bool)
    present[member[weighted.weight[cell] != 0]] = True
    groups = np.zeros(stage.n_units.size, dtype=bool)
    groups[stage.group_of_member[present]] = True
    return float(stage.n_rows[present].sum() - groups.sum())
