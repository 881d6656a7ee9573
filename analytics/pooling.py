"""Intervals for many small areas of one design, from the design effect that they share.

Stands after the estimates. A street has three or four PSUs, so its own variance is a guess with
three degrees of freedom and its interval needlessly wide and unsteady. The streets of one wave
were all drawn the same way: their design effects are alike and can be averaged.
``docs/methods/coverage.md`` shows by simulation that these intervals hold what they promise where
those of single streets do not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.arrays import FloatArray
from analytics.errors import EstimationError
from analytics.estimates import EstimateTable
from analytics.intervals import t_quantile

POOLED = "pooled"


@dataclass(frozen=True)
class PooledIntervals:
    """Intervals of D areas for J measures.

    Attributes
    ----------
    low, high
        (J, D) limits of shares, 0..1; NaN where nobody answered.
    n_effective
        (J, D) answers divided by the pooled design effect.
    deff
        (J,) the pooled design effect, at least 1.
    df
        (J,) degrees of freedom of all areas together.
    """

    low: FloatArray
    high: FloatArray
    n_effective: FloatArray
    deff: FloatArray
    df: FloatArray


def pool_areas(
    value: ArrayLike, se: ArrayLike, *, n: ArrayLike, df: ArrayLike, level: float = 0.95
) -> PooledIntervals:
    """Compute Wilson intervals of shares with the design effect pooled over areas.

    Parameters
    ----------
    value, se
        (J, D) shares 0..1 and their standard errors; NaN where nobody answered.
    n
        (J, D) answered rows.
    df
        (J, D) degrees of freedom of each area. The areas must not overlap: their degrees add.
    level
        Confidence level.

    Notes
    -----
    ``deff = max(1, sum SE^2 / sum p(1-p)/n)`` over the areas, ``m = n/deff``, and Wilson's limits
    ``(p + t^2/2m -/+ t/2m sqrt(4 m p(1-p) + t^2)) / (1 + t^2/m)`` with t on the added degrees of
    freedom (a generalised variance function, Wolter 2007, chapter 7; Wilson with the effective n,
    Franco et al. 2019). 0 % and 100 % get a width like any other. One assumption is added to the
    design: that its effect is alike in all areas.

    Examples
    --------
    >>> pooled = pool_areas([[0.8, 1.0]], [[0.06, 0.0]], n=[[60, 60]], df=[[3, 3]])
    >>> pooled.deff.round(2).item(), pooled.low.round(2).tolist()
    (1.35, [[0.62, 0.88]])
    """
    p, error, rows, freedom = (np.asarray(array, dtype=np.float64) for array in (value, se, n, df))
    is_there = (rows > 0) & np.isfinite(p)
    with np.errstate(divide="ignore", invalid="ignore"):
        simple = np.where(is_there, p * (1 - p) / rows, 0).sum(axis=-1)
        ours = np.where(is_there, error**2, 0).sum(axis=-1)
        deff = np.where(simple > 0, np.maximum(ours / simple, 1), 1.0)
        together = np.where(is_there, freedom, 0).sum(axis=-1)
        m = np.where(is_there, rows, np.nan) / deff[..., None]
        t = t_quantile(together, level)[..., None]
        centre = p + t**2 / (2 * m)
        reach = t / (2 * m) * np.sqrt(4 * m * p * (1 - p) + t**2)
        scale = 1 + t**2 / m
        low, high = (centre - reach) / scale, (centre + reach) / scale
    return PooledIntervals(
        np.where(p <= 0, 0.0, low), np.where(p >= 1, 1.0, high), m, deff, together
    )


def pool_intervals(
    table: EstimateTable, *, measures: Sequence[str], areas: Sequence[str]
) -> EstimateTable:
    """Replace the intervals of some areas in a table by pooled ones.

    Parameters
    ----------
    table
        Estimates with the areas among their domains.
    measures
        Names of shares (a score has no such interval).
    areas
        Names of domains of one kind that do not overlap, such as all streets.

    Returns
    -------
    EstimateTable
        The same values and standard errors; for these measures and areas the limits, degrees of
        freedom, design effect and effective n are the pooled ones and the method is ``pooled``.

    Raises
    ------
    EstimationError
        If a name is not in the table.

    Examples
    --------
    >>> one = np.ones((1, 2))
    >>> table = EstimateTable(("aware",), ("a", "b"), 0.8 * one, 0.06 * one, 0.5 * one, one,
    ...     3 * one, (60 * one).astype(int), (48 * one).astype(int), one, one, one, 0.95,
    ...     np.array([["logit", "logit"]]))
    >>> street = pool_intervals(table, measures=["aware"], areas=["a", "b"]).at("aware", "a")
    >>> round(street.low, 2), street.df, street.method
    (0.62, 6.0, 'pooled')
    """
    at = np.ix_(_places(measures, table.measures), _places(areas, table.domains))
    pooled = pool_areas(
        table.value[at], table.se[at], n=table.n[at], df=table.df[at], level=table.level
    )
    is_there = np.isfinite(pooled.n_effective)
    names = np.where(is_there, POOLED, table.method[at])
    method = table.method.astype(np.result_type(table.method, names))
    method[at] = names
    return replace(
        table,
        low=_put(table.low, at, pooled.low),
        high=_put(table.high, at, pooled.high),
        df=_put(table.df, at, np.where(is_there, pooled.df[:, None], table.df[at])),
        n_effective=_put(table.n_effective, at, pooled.n_effective),
        deff=_put(table.deff, at, np.where(is_there, pooled.deff[:, None], np.nan)),
        method=method,
    )


def _places(names: Sequence[str], known: Sequence[str]) -> list[int]:
    for name in names:
        if name not in known:
            raise EstimationError(f"the table has no '{name}', only {', '.join(known)}")
    return [known.index(name) for name in names]


def _put(array: FloatArray, at: tuple[NDArray[np.intp], ...], values: FloatArray) -> FloatArray:
    changed = array.copy()
    changed[at] = values
    return changed
