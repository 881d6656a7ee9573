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

from analytics.arrays import FloatArray, IntArray
from analytics.domains import DomainFigures, Task, estimate_domain, prepare_task
from analytics.errors import EstimationError
from analytics.intervals import INTERVALS, Interval, mean_interval, share_interval
from analytics.measures import (
    Count,
    Domain,
    Mean,
    Measure,
    Ratio,
    Score,
    Share,
    Sum,
    domains_by,
    find_domain,
    find_figure,
)
from analytics.weighting import WeightedDesign

__all__ = [
    "Count",
    "Domain",
    "Estimate",
    "EstimateTable",
    "Mean",
    "Measure",
    "Ratio",
    "Score",
    "Share",
    "Sum",
    "domains_by",
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
        j, d = find_figure(self.measures, self.domains, (measure, domain), what="estimate")
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
    measures : J shares, scores, means, counts, sums or ratios
    domains : D domains, by one or several keys; they may overlap
    interval : auto, logit, beta, wilson, asin or mean; measures other than shares use mean
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
    task = prepare_task(weighted, measures)
    figures = [estimate_domain(task, domain) for domain in domains]
    return _make_table(task, domains, figures, interval, level=level)


def _make_table(
    task: Task,
    domains: Sequence[Domain],
    figures: Sequence[DomainFigures],
    interval: Interval,
    *,
    level: float,
) -> EstimateTable:
    def gather(name: str) -> FloatArray:
        columns = [getattr(figure, name) for figure in figures]
        return np.stack(columns, axis=1) if columns else np.zeros((len(task.measures), 0))

    value, se, df, n, deff = (gather(name) for name in ("value", "se", "df", "n", "deff"))
    low, high = mean_interval(value, se, df, level=level)
    method = np.full(value.shape, "mean", dtype="U8")
    s = task.moments.is_share
    low[s], high[s], method[s] = share_interval(
        value[s], se[s], df[s], n[s], interval=interval, level=level
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        n_effective = np.where(s[:, None], value * (1 - value) / se**2, n / deff)
    n_effective = np.where(~(se > 0) & (n > 0), n, n_effective)
    return EstimateTable(
        tuple(measure.name for measure in task.measures),
        tuple(domain.name for domain in domains),
        value,
        se,
        low,
        high,
        df,
        n.astype(np.int64),
        gather("n_counted").astype(np.int64),
        n_effective,
        deff,
        gather("deff_without"),
        level,
        method,
    )
