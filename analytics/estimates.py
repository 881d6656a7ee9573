"""Estimates with standard errors and intervals, for many domains in one call.

Shares and scores of categorical items (and means of numeric variables by row), each with its
Taylor-linearised standard error that credits stratification, clustering, finite populations and
calibration (Binder 1983; Deville & Sarndal 1992). ``docs/methods`` has the formulas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.degrees import count_degrees
from analytics.errors import EstimationError
from analytics.intervals import INTERVALS, Interval, mean_interval, share_interval
from analytics.linearisation import covariance, linear_mean
from analytics.measures import (
    Domain,
    Mean,
    Measure,
    Moments,
    Score,
    Share,
    find_domain,
    gather_moments,
    split_by_measure,
)
from analytics.variance import (
    DomainPart,
    StageSums,
    domain_variance,
    needs_general_path,
    prepare_stage,
)
from analytics.weighting import WeightedDesign

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

__all__ = [
    "Domain",
    "Estimate",
    "EstimateTable",
    "Mean",
    "Score",
    "Share",
    "estimate",
    "find_domain",
]


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
    task = _Task(weighted, tuple(measures), gather_moments(weighted, measures), _sums(weighted))
    columns = [_estimate_domain(task, domain) for domain in domains]
    stacked = [np.stack(arrays, axis=1) for arrays in zip(*columns, strict=True)] or [
        np.zeros((len(measures), 0))
    ] * 7
    value, se, df, n, counted, deff, without = stacked
    return _make_table(
        measures,
        domains,
        task.moments.is_share,
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


@dataclass(frozen=True)
class _Task:
    """What is the same for every domain of one call."""

    weighted: WeightedDesign
    measures: tuple[Measure, ...]
    moments: Moments
    sums: tuple[StageSums, ...]


def _sums(weighted: WeightedDesign) -> tuple[StageSums, ...]:
    if needs_general_path(weighted):
        return ()
    return tuple(
        prepare_stage(
            weighted, stage, np.where(stage.is_lonely[stage.group_of_member], 0.0, stage.scale)
        )
        for stage in weighted.design.stages
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


def _estimate_domain(task: _Task, domain: Domain) -> tuple[FloatArray, ...]:
    """Return value, se, df, n, counted, deff, deff without replacement, each (J,)."""
    weighted, moments = task.weighted, task.moments
    order = weighted.design.order
    inside = find_domain(weighted, domain)
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
    variance = (
        domain_variance(weighted, task.sums, part) if task.sums else _general_variance(task, inside)
    )
    variance = np.where(has_data, variance, np.nan)
    squares = weight @ within * factor + np.einsum("kj,kj->j", total, centred)
    df = np.where(has_data, count_degrees(weighted, cell), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = squares * n / (n - 1)
        deff = variance / (spread / n)
        without = variance / (spread * (size - n) / (size * n))
    return np.where(has_data, value, np.nan), np.sqrt(variance), df, n, counted, deff, without


def _general_variance(task: _Task, inside: BoolArray) -> FloatArray:
    """Return the (J,) variances measure by measure, under any policy for lonely PSUs."""
    variance = np.full(len(task.measures), np.nan)
    for place, measure in enumerate(task.measures):
        sample, y = split_by_measure(task.weighted, measure)
        linear = linear_mean(sample, y, inside[sample.cell])
        if linear.n:
            variance[place] = covariance(sample, linear.z[:, None], linear.present)[0, 0]
    return variance
