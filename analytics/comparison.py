"""Judging and comparing: a target, two domains, two waves, many streets at once.

Stands after estimation: takes estimates, or a weighted design where covariances are needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr

from analytics.arrays import FloatArray
from analytics.degrees import count_degrees
from analytics.errors import EstimationError
from analytics.estimates import Domain, EstimateTable, Measure
from analytics.intervals import mean_interval
from analytics.linearisation import covariance
from analytics.measures import find_figure, linearise
from analytics.verdicts import Chance, Verdict, chance_of, judge
from analytics.weighting import WeightedDesign

__all__ = [
    "Chance",
    "Difference",
    "DifferenceTable",
    "Verdict",
    "chance_of",
    "covariance_of_estimates",
    "difference_of_domains",
    "difference_of_waves",
    "judge",
    "make_differences",
    "trend_of_waves",
]


@dataclass(frozen=True)
class Difference:
    """One change or contrast: later minus earlier, with interval and two-sided p-value."""

    measure: str
    domain: str
    value: float
    se: float
    low: float
    high: float
    df: float
    p_value: float
    level: float

    @property
    def is_significant(self) -> bool:
        """Return whether the interval excludes no change."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class DifferenceTable:
    """Differences of J measures in D domains; every array is (J, D), NaN where data lack."""

    measures: tuple[str, ...]
    domains: tuple[str, ...]
    value: FloatArray
    se: FloatArray
    low: FloatArray
    high: FloatArray
    df: FloatArray
    p_value: FloatArray
    level: float

    def at(self, measure: str, domain: str) -> Difference:
        """Return one difference by its names.

        Raises
        ------
        EstimationError
            When the table has no such measure or domain.
        """
        at = find_figure(self.measures, self.domains, (measure, domain), what="difference")
        value, se, low, high, df, p_value = (
            float(array[at])
            for array in (self.value, self.se, self.low, self.high, self.df, self.p_value)
        )
        return Difference(measure, domain, value, se, low, high, df, p_value, self.level)


def difference_of_waves(
    later: EstimateTable, earlier: EstimateTable, *, level: float = 0.95
) -> DifferenceTable:
    """Return the change between two independent samples, for measures and domains in both.

    V = V1 + V2; t on df1 + df2, as when the two waves are stacked as separate strata. Waves that
    share people (a panel, or overlapping samples) are stacked in one design with the person as
    PSU and compared by ``difference_of_domains``, which counts the covariance.

    Parameters
    ----------
    later, earlier : tables of the two waves
    level : confidence level of the interval of the change

    Examples
    --------
    >>> one = np.ones((1, 1))
    >>> def wave(value):
    ...     return EstimateTable(("aware",), ("city",), value * one, 0.03 * one, one, one, 50 * one,
    ...         one.astype(int), one.astype(int), one, one, one, 0.95, np.array([["logit"]]))
    >>> change = difference_of_waves(wave(0.7), wave(0.6)).at("aware", "city")
    >>> round(change.value, 2), round(change.se, 4), change.is_significant
    (0.1, 0.0424, True)
    """
    measures, domains = _shared([later, earlier])
    (value, se, df), before = (_pick(table, measures, domains) for table in (later, earlier))
    change, error = value - before[0], np.hypot(se, before[1])
    return make_differences(measures, domains, change, error, df=df + before[2], level=level)


def trend_of_waves(
    waves: Sequence[EstimateTable], times: Sequence[float], *, level: float = 0.95
) -> DifferenceTable:
    """Return the straight-line change per unit of time over three or more independent waves.

    slope = sum c_k p_k with c_k = (t_k - mean t) / sum (t - mean t)^2; V = sum c_k^2 V_k; t on the
    sum of the waves' df.

    Parameters
    ----------
    waves : tables, oldest first
    times : when each was taken, in any unit
    level : confidence level

    Raises
    ------
    EstimationError
        Fewer than two different times, or not one time per wave.

    Examples
    --------
    >>> one = np.ones((1, 1))
    >>> def wave(value):
    ...     return EstimateTable(("aware",), ("city",), value * one, 0.01 * one, one, one, 50 * one,
    ...         one.astype(int), one.astype(int), one, one, one, 0.95, np.array([["logit"]]))
    >>> trend = trend_of_waves([wave(0.5), wave(0.55), wave(0.6)], [2024, 2025, 2026])
    >>> round(trend.at("aware", "city").value, 3), round(trend.at("aware", "city").se, 5)
    (0.05, 0.00707)
    """
    time = np.asarray(times, dtype=float)
    if time.size != len(waves) or np.unique(time).size < 2:
        raise EstimationError("a trend needs one time per wave, and at least two different times")
    centred = time - time.mean()
    share = centred / (centred @ centred)
    measures, domains = _shared(waves)
    picked = [_pick(wave, measures, domains) for wave in waves]
    slope = sum((c * p[0] for c, p in zip(share, picked, strict=True)), np.zeros(()))
    variance = sum(((c * p[1]) ** 2 for c, p in zip(share, picked, strict=True)), np.zeros(()))
    df = sum((p[2] for p in picked), np.zeros(()))
    return make_differences(measures, domains, slope, np.sqrt(variance), df=df, level=level)


def _shared(tables: Sequence[EstimateTable]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    first = tables[0]
    measures = tuple(m for m in first.measures if all(m in table.measures for table in tables))
    domains = tuple(d for d in first.domains if all(d in table.domains for table in tables))
    return measures, domains


def _pick(
    table: EstimateTable, measures: Sequence[str], domains: Sequence[str]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return value, standard error and df of some figures of a table."""
    rows = [table.measures.index(measure) for measure in measures]
    columns = [table.domains.index(domain) for domain in domains]
    at = np.ix_(rows, columns)
    return table.value[at], table.se[at], table.df[at]


def covariance_of_estimates(
    weighted: WeightedDesign, wanted: Sequence[tuple[Measure, Domain]]
) -> tuple[FloatArray, FloatArray]:
    """Return several estimates of one sample with their covariance matrix.

    Parameters
    ----------
    weighted : result of ``weigh``
    wanted : M pairs of measure and domain; from counts all measures are about one item

    Returns
    -------
    values (M,), covariance (M, M)
        NaN rows where a domain has no data.

    Raises
    ------
    EstimationError
        Different items of a table of counts: counts do not tell how answers go together.

    Examples
    --------
    >>> from analytics.examples import four_people
    >>> weighted = four_people()
    >>> from analytics.estimates import Mean
    >>> age = Mean("age", "age")
    >>> value, V = covariance_of_estimates(
    ...     weighted, [(age, Domain("f", {"sex": ("f",)})), (age, Domain("all", {}))])
    >>> value.round(2).tolist(), V.round(2).tolist()
    ([33.33, 38.33], [[52.67, 21.4], [21.4, 35.6]])
    """
    items = {getattr(measure, "item", None) for measure, _ in wanted}
    if len(items) > 1 and (weighted.design.cells.n > 1).any():
        raise EstimationError("counts of different items do not tell how answers go together")
    pairs = [linearise(weighted, measure, domain) for measure, domain in wanted]
    z = np.stack([linear.z for _, linear in pairs], axis=1)
    value = np.array([linear.value if linear.n else np.nan for _, linear in pairs])
    V = covariance(pairs[0][0], z)
    empty = np.isnan(value)
    V[empty], V[:, empty] = np.nan, np.nan
    return value, V


def difference_of_domains(
    weighted: WeightedDesign,
    measures: Sequence[Measure],
    pairs: Sequence[tuple[Domain, Domain]],
    *,
    level: float = 0.95,
) -> DifferenceTable:
    """Return differences of domains of one sample, covariance included.

    For overlapping waves: rows of both waves stacked, the person as PSU, margins by wave; the
    domains are the waves.

    Parameters
    ----------
    weighted : result of ``weigh``
    measures : J measures
    pairs : D pairs (a, b); the difference is a minus b
    level : confidence level; t on the df of the full design

    Examples
    --------
    >>> from analytics.cells import CellTable
    >>> from analytics.design import design_from_cells
    >>> from analytics.estimates import Share
    >>> from analytics.weighting import weigh
    >>> table = CellTable(
    ...     n=np.array([40, 60]), weight=np.ones(2), keys={"sex": np.array(["f", "m"])},
    ...     counts={"aware": np.array([[30, 10], [30, 30]])}, levels={"aware": ("yes", "no")})
    >>> gap = difference_of_domains(
    ...     weigh(design_from_cells(table)), [Share("awareness", "aware", ("yes",), ("yes", "no"))],
    ...     [(Domain("f", {"sex": ("f",)}), Domain("m", {"sex": ("m",)}))])
    >>> gap.domains, gap.value.round(3).tolist(), gap.se.round(4).tolist()
    (('f - m',), [[0.25]], [[0.0946]])
    """
    shape = (len(measures), len(pairs))
    value, se = np.full(shape, np.nan), np.full(shape, np.nan)
    for j, measure in enumerate(measures):
        for d, (first, second) in enumerate(pairs):
            both, V = covariance_of_estimates(weighted, [(measure, first), (measure, second)])
            value[j, d] = both[0] - both[1]
            se[j, d] = np.sqrt(np.maximum(V[0, 0] + V[1, 1] - 2 * V[0, 1], 0.0))
    everyone = np.arange(weighted.weight.size, dtype=np.int64)
    df = np.full(shape, count_degrees(weighted, everyone))
    names = tuple(f"{first.name} - {second.name}" for first, second in pairs)
    measured = tuple(measure.name for measure in measures)
    return make_differences(measured, names, value, se, df=df, level=level)


def make_differences(
    measures: tuple[str, ...],
    domains: tuple[str, ...],
    value: FloatArray,
    se: FloatArray,
    *,
    df: FloatArray,
    level: float,
) -> DifferenceTable:
    """Add intervals and p-values to differences and their standard errors, all (J, D)."""
    low, high = mean_interval(value, se, df, level=level)
    has_spread = (se > 0) & (df > 0)
    t = np.divide(np.abs(value), se, out=np.full(se.shape, np.nan), where=has_spread)
    p_value = np.asarray(2 * stdtr(np.where(has_spread, df, 1.0), -t), dtype=np.float64)
    return DifferenceTable(measures, domains, value, se, low, high, df, p_value, level)
