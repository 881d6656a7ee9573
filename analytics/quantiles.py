"""Quantiles of numeric variables with Woodruff's interval.

The quantile inverts the weighted distribution; its interval inverts the interval of the share
at or below it (Woodruff 1952), as R's ``svyquantile`` with ``qrule = "math"``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.arrays import BoolArray, FloatArray
from analytics.degrees import count_degrees
from analytics.errors import EstimationError
from analytics.intervals import t_quantile
from analytics.linearisation import covariance, linear_mean
from analytics.sample import Sample, split_sample
from analytics.weighting import WeightedDesign


@dataclass(frozen=True)
class Quantile:
    """A quantile: ``se`` is the length of the interval over 2 t."""

    probability: float
    value: float
    se: float
    low: float
    high: float
    df: float
    n: int


def estimate_quantile(
    weighted: WeightedDesign,
    variable: str,
    probability: float,
    where: Mapping[str, Sequence[str]] | None = None,
    *,
    level: float = 0.95,
) -> Quantile:
    """Estimate one quantile of a numeric variable in a domain (tables of rows).

    Parameters
    ----------
    weighted : result of ``weigh``
    variable : numeric variable
    probability : 0.5 for the median
    where : the domain; everyone by default
    level : confidence level

    Raises
    ------
    EstimationError
        No such variable, nobody answered, or a probability outside 0..1.

    Examples
    --------
    >>> from analytics.design import design_from_rows
    >>> from analytics.weighting import weigh
    >>> design = design_from_rows(weight=np.ones(9), keys={}, values={"age": np.arange(21., 30.)})
    >>> estimate_quantile(weigh(design), "age", 0.5).value
    25.0
    """
    sample = split_sample(weighted)
    y = sample.values_of(variable)
    return sample_quantile(sample, y, sample.inside(where or {}), probability, level=level)


def sample_quantile(
    sample: Sample,
    y: FloatArray,
    inside: BoolArray,
    probability: float,
    *,
    level: float = 0.95,
) -> Quantile:
    """Return a quantile of y (S,) inside a domain; NaN in y is no answer.

    >>> from analytics.examples import four_people
    >>> weighted = four_people()
    >>> sample = split_sample(weighted)
    >>> sample_quantile(sample, sample.values_of("age"), np.ones(4, dtype=bool), 0.5).value
    40.0
    """
    if not 0 < probability < 1:
        raise EstimationError(f"a quantile needs a probability between 0 and 1, not {probability}")
    size = sample.n * sample.weight
    used = inside & ~np.isnan(y) & (size > 0)
    if not used.any():
        raise EstimationError("nobody in the domain answered")
    order = np.argsort(y[used], kind="stable")
    points, mass = y[used][order], size[used][order]
    value = _invert(points, mass, probability)
    below = np.where(np.isnan(y), np.nan, (y <= value).astype(float))
    linear = linear_mean(sample, below, inside)
    se = float(np.sqrt(covariance(sample, linear.z[:, None], linear.present)[0, 0]))
    df = count_degrees(sample.weighted, np.unique(sample.cell[used]))
    t = float(t_quantile(df, level))
    low, high = linear.value - t * se, linear.value + t * se
    lower = _invert(points, mass, low) if low >= 0 else float("nan")
    upper = _invert(points, mass, high) if high <= 1 else float("nan")
    return Quantile(probability, value, (upper - lower) / (2 * t), lower, upper, df, linear.n)


def _invert(points: FloatArray, mass: FloatArray, probability: float) -> float:
    """Return the smallest point whose cumulated share exceeds or equals the probability."""
    cumulated = np.cumsum(mass)
    reached = np.flatnonzero(cumulated <= probability * cumulated[-1])
    at = int(reached[-1]) if reached.size else 0
    if probability - cumulated[at] / cumulated[-1] <= 0:
        return float(points[at])
    return float(points[min(at + 1, points.size - 1)])
