"""Degrees of freedom of a two-stage sample, counted as what its variance is worth.

Stands after the estimates. ``PSUs - strata`` treats the whole variance as if it came from the few
PSUs; with finite populations part of it comes from the many people inside them, and intervals are
too wide (they hold 99 of 100 in streets of four PSUs). ``docs/methods/coverage.md`` shows the
effect.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from analytics.arrays import FloatArray
from analytics.estimates import EstimateTable, estimate
from analytics.intervals import Interval, mean_interval, share_interval
from analytics.measures import Domain, Measure, Share, find_domain
from analytics.weighting import WeightedDesign


def combine_degrees(
    variance: ArrayLike,
    variance_first: ArrayLike,
    *,
    df_first: ArrayLike,
    df_later: ArrayLike,
) -> FloatArray:
    """Combine the degrees of freedom of the first and the later stages.

    Parameters
    ----------
    variance
        Variances of all stages together; any shape.
    variance_first
        The part of the first stage.
    df_first, df_later
        Degrees of freedom of each part: PSUs - strata; respondents - PSUs.

    Returns
    -------
    ndarray
        At least ``df_first``; ``df_first`` where the first stage is everything or nothing varies.

    Notes
    -----
    ``V^2 / (V1^2/df1 + V2^2/df2)`` (Satterthwaite 1946).

    Examples
    --------
    >>> combine_degrees(4.0, 2.0, df_first=3, df_later=56).round(1).item()
    11.4
    """
    whole, first = np.broadcast_arrays(
        np.asarray(variance, dtype=np.float64), np.asarray(variance_first, dtype=np.float64)
    )
    df1, df2 = np.asarray(df_first, dtype=np.float64), np.asarray(df_later, dtype=np.float64)
    later = np.maximum(whole - first, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        together = whole**2 / (first**2 / df1 + np.where(later > 0, later**2 / df2, 0))
    is_usable = (later > 0) & (df2 > 0) & np.isfinite(together)
    return np.where(is_usable, np.maximum(together, df1), df1).astype(np.float64)


def refine_degrees(
    weighted: WeightedDesign,
    table: EstimateTable,
    *,
    measures: Sequence[Measure],
    domains: Sequence[Domain],
    interval: Interval = "logit",
) -> EstimateTable:
    """Redo the intervals of a table with the combined degrees of freedom.

    Parameters
    ----------
    weighted
        The design and weights that the table was estimated from.
    table
        ``estimate(weighted, measures, domains)``.
    interval
        How the intervals of shares are made.

    Returns
    -------
    EstimateTable
        The same values and standard errors with new ``df``, ``low``, ``high`` and ``method``; the
        same table when the design has one stage.

    Examples
    --------
    >>> from analytics.design import design_from_rows
    >>> from analytics.weighting import weigh
    >>> community, yes = np.repeat(np.arange(4), 6), np.tile([1, 1, 1, 0, 1, 0], 4)
    >>> yes[:4] = 0
    >>> design = design_from_rows(
    ...     weight=np.ones(24), answers={"aware": yes}, psu=["community"],
    ...     keys={"community": community, "in_city": np.full(24, 8), "adults": np.full(24, 60)},
    ...     fpc=["in_city", "adults"])
    >>> aware, city = Share("aware", "aware", ("1",), ("0", "1")), Domain("city", {})
    >>> weighted = weigh(design)
    >>> table = estimate(weighted, [aware], [city])
    >>> refined = refine_degrees(weighted, table, measures=[aware], domains=[city])
    >>> table.df.item(), refined.df.round(1).item()
    (3.0, 7.1)
    """
    if len(weighted.design.stages) == 1:
        return table
    only_first = replace(weighted.design, stages=weighted.design.stages[:1])
    first = estimate(replace(weighted, design=only_first), measures, domains)
    n = table.n.astype(np.float64)
    n_psu = np.array([_count_psu(weighted, domain) for domain in domains], dtype=np.float64)
    df = combine_degrees(
        table.se**2, first.se**2, df_first=table.df, df_later=n - n_psu[np.newaxis, :]
    )
    low, high = mean_interval(table.value, table.se, df, level=table.level)
    method = table.method.astype(object)
    shares = [place for place, measure in enumerate(measures) if isinstance(measure, Share)]
    low[shares], high[shares], method[shares] = share_interval(
        table.value[shares],
        table.se[shares],
        df[shares],
        n[shares],
        interval=interval,
        level=table.level,
    )
    return replace(table, df=df, low=low, high=high, method=method.astype(np.str_))


def _count_psu(weighted: WeightedDesign, domain: Domain) -> int:
    member = weighted.design.stages[0].member
    return int(np.unique(member[find_domain(weighted, domain)]).size)
