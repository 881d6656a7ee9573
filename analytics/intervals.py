"""Confidence intervals of a share: logit, beta (Korn-Graubard), Wilson, arcsine, mean (Wald).

Vectorised over estimates; quantiles come from scipy.special alone, which loads fast.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, expit, logit, stdtrit

from analytics.arrays import FloatArray

Interval = Literal["auto", "logit", "beta", "wilson", "asin", "mean"]
INTERVALS: tuple[Interval, ...] = ("auto", "logit", "beta", "wilson", "asin", "mean")


def t_quantile(df: FloatArray | float, level: float) -> FloatArray:
    """Return t such that a t variable on df lies in -t .. t with probability ``level``.

    NaN where df is not positive.

    >>> t_quantile(10.0, 0.95).round(4).item()
    2.2281
    """
    degrees = np.asarray(df, dtype=float)
    # All measures of a domain share their df, and quantiles are slow: each is computed once.
    found, place = np.unique(degrees, return_inverse=True)
    usable = np.where(found > 0, np.minimum(found, 1e10), np.nan)
    # Above 1e10 degrees of freedom the t quantile is the normal one to the last digit.
    quantile = np.asarray(stdtrit(usable, 0.5 + level / 2), dtype=float)
    return quantile[place].reshape(degrees.shape)


def mean_interval(
    value: FloatArray, se: FloatArray, df: FloatArray, *, level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Return value -/+ t SE (Wald).

    >>> low, high = mean_interval(np.array([3.2]), np.array([0.1]), np.array([60.0]))
    >>> low.round(3).item(), high.round(3).item()
    (3.0, 3.4)
    """
    reach = t_quantile(df, level) * se
    return value - reach, value + reach


def logit_interval(
    value: FloatArray, se: FloatArray, df: FloatArray, *, level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Return expit(logit p -/+ t SE / (p (1 - p))); NaN for p = 0 or 1.

    >>> low, high = logit_interval(np.array([0.5]), np.array([0.05]), np.array([99.0]))
    >>> low.round(4).item(), high.round(4).item()
    (0.4021, 0.5979)
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = np.where((value > 0) & (value < 1), value, np.nan)
        reach = t_quantile(df, level) * se / (inside * (1 - inside))
        return expit(logit(inside) - reach), expit(logit(inside) + reach)


def asin_interval(
    value: FloatArray, se: FloatArray, df: FloatArray, *, level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Return sin^2(asin sqrt(p) -/+ t SE / (2 sqrt(p (1 - p)))), kept inside 0..1.

    R's ``svyciprop`` lets the angle run past 0 or pi / 2, where sin^2 turns back and the limits
    cross; here it stops at the end, which is the same wherever R's is an interval.

    >>> low, high = asin_interval(np.array([0.9]), np.array([0.02]), np.array([60.0]))
    >>> low.round(4).item(), high.round(4).item()
    (0.8566, 0.9363)
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        angle = np.arcsin(np.sqrt(value))
        reach = t_quantile(df, level) * se / (2 * np.sqrt(value * (1 - value)))
        low, high = np.maximum(angle - reach, 0), np.minimum(angle + reach, np.pi / 2)
        return np.sin(low) ** 2, np.sin(high) ** 2


def wilson_interval(
    value: FloatArray, se: FloatArray, df: FloatArray, *, level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Return Wilson's score interval with the effective n p (1 - p) / SE^2.

    >>> low, high = wilson_interval(np.array([0.9]), np.array([0.02]), np.array([60.0]))
    >>> low.round(4).item(), high.round(4).item()
    (0.8527, 0.9333)
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = value * (1 - value)
        n = spread / se**2
        t = t_quantile(df, level)
        root = t / (2 * n) * np.sqrt(4 * n * spread + t**2)
        centre, scale = value + t**2 / (2 * n), 1 + t**2 / n
        return (centre - root) / scale, (centre + root) / scale


def korn_graubard_n(
    value: FloatArray,
    se: FloatArray,
    df: FloatArray,
    n: FloatArray,
    *,
    level: float = 0.95,
    is_capped: bool = True,
) -> FloatArray:
    """Return n* = p (1 - p) / SE^2 (t_{n-1} / t_df)^2, the n of the beta interval.

    Capped at n as NCHS does (Parker et al. 2017), and n itself for p = 0 or 1.

    >>> korn_graubard_n(*(np.array([v]) for v in (0.5, 0.05, 110.0, 120.0))).round(1).item()
    99.8
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (t_quantile(n - 1, level) / t_quantile(df, level)) ** 2
        raw = value * (1 - value) / se**2 * ratio
        whole = (value <= 0) | (value >= 1) | (se <= 0)
        return np.where(whole, n, np.minimum(raw, n) if is_capped else raw)


def beta_interval(
    value: FloatArray,
    se: FloatArray,
    df: FloatArray,
    n: FloatArray,
    *,
    level: float = 0.95,
    is_capped: bool = True,
) -> tuple[FloatArray, FloatArray]:
    """Return the interval of Korn & Graubard (1998) by the beta distribution.

    Parameters
    ----------
    value, se, df : the share, its standard error, its degrees of freedom
    n : answered rows of the domain (R's ``rows_in_design`` as a switch, with no cap)
    level : confidence level
    is_capped : n* is at most n

    Examples
    --------
    >>> low, high = beta_interval(*(np.array([v]) for v in (0.0, 0.0, 50.0, 60.0)))
    >>> low.item(), high.round(4).item()
    (0.0, 0.0596)
    """
    size = korn_graubard_n(value, se, df, n, level=level, is_capped=is_capped)
    return clopper_pearson(value, size, level=level)


def clopper_pearson(
    value: FloatArray, size: FloatArray, *, level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Return [Beta^-1(a/2; np, n(1-p)+1), Beta^-1(1-a/2; np+1, n(1-p))], 0 and 1 at the ends.

    >>> low, high = clopper_pearson(np.array([0.9]), np.array([50.0]))
    >>> low.round(4).item(), high.round(4).item()
    (0.7819, 0.9667)
    """
    tail = (1 - level) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        yes, no = size * value, size * (1 - value)
        low = np.where(value <= 0, 0.0, betaincinv(yes, no + 1, tail))
        high = np.where(value >= 1, 1.0, betaincinv(yes + 1, no, 1 - tail))
    absent = np.isnan(value) | np.isnan(size)
    return np.where(absent, np.nan, low), np.where(absent, np.nan, high)


def share_interval(
    value: FloatArray,
    se: FloatArray,
    df: FloatArray,
    n: FloatArray,
    *,
    interval: Interval = "logit",
    level: float = 0.95,
) -> tuple[FloatArray, FloatArray, NDArray[np.str_]]:
    """Return low, high and the method used for each share.

    ``auto`` takes logit where 0.1 < p < 0.9 and n_effective p (1 - p) > 5, and the beta interval
    elsewhere. Where a method gives no interval (0 % or 100 %, no variation), the beta interval
    steps in, so that "0 % -/+ 0" is never printed.

    >>> low, high, method = share_interval(
    ...     *(np.array(v) for v in ([0.5, 1.0], [0.05, 0.0], [90.0, 90.0], [100.0, 100.0])))
    >>> low.round(3).tolist(), high.round(3).tolist(), method.tolist()
    ([0.402, 0.964], [0.598, 1.0], ['logit', 'beta'])
    """
    if interval == "beta":
        return (*beta_interval(value, se, df, n, level=level), np.full(value.shape, "beta"))
    plain = {
        "mean": mean_interval,
        "logit": logit_interval,
        "auto": logit_interval,
        "asin": asin_interval,
        "wilson": wilson_interval,
    }[interval]
    low, high = plain(value, se, df, level=level)
    b = (value <= 0) | (value >= 1) | ~(se > 0)
    if interval == "auto":
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            mass = (value * (1 - value) / se) ** 2
        b |= (value <= 0.1) | (value >= 0.9) | ~(mass > 5)
    low[b], high[b] = beta_interval(value[b], se[b], df[b], n[b], level=level)
    return low, high, np.where(b, "beta", "logit" if interval == "auto" else interval)
