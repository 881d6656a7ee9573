"""Trimming: cut extreme weights and give the excess, in equal amounts, to the rows inside."""

from __future__ import annotations

import numpy as np

from analytics.arrays import FloatArray
from analytics.errors import WeightingError


def trim_weights(
    weight: FloatArray,
    n: FloatArray,
    *,
    lower: float,
    upper: float,
    is_strict: bool,
    redistributes: bool,
) -> FloatArray:
    """Return weights cut to [lower, upper].

    One pass may push rows over a bound again; strict passes repeat until none is outside, and
    rows once trimmed take no more excess. The rule of ``trimWeights`` in R's survey 4.5.

    Parameters
    ----------
    weight : (K,) weight of each row of a cell
    n : (K,) rows per cell
    lower, upper : the bounds
    is_strict : repeat until no weight is outside
    redistributes : keep the sum of the weights

    Raises
    ------
    WeightingError
        When no weights inside the bounds have the same sum.

    Examples
    --------
    >>> trim_weights(np.array([1.0, 2.0, 6.0]), np.ones(3), lower=0, upper=4, is_strict=True,
    ...              redistributes=True)
    array([2., 3., 4.])
    """
    if not lower < upper:
        raise WeightingError(f"trim: the bounds {lower:g} to {upper:g} are empty")
    if not redistributes:
        return np.clip(weight, lower, upper)
    total, size = float(n @ weight), float(n.sum())
    if not lower * size <= total <= upper * size:
        raise WeightingError(
            f"trim: the mean weight {total / size:g} is outside the bounds {lower:g} to {upper:g}"
        )
    was_outside = np.zeros(weight.size, dtype=bool)
    while True:
        outside = (weight < lower) | (weight > upper)
        if not outside.any():
            break
        cut = np.clip(weight, lower, upper)
        can_take = ~outside & ~(was_outside & is_strict)
        size = float(n[can_take].sum())
        if size == 0:
            raise WeightingError(
                f"trim: no weights are left inside {lower:g} to {upper:g} to take the excess"
            )
        weight = np.where(can_take, cut + float(n @ (weight - cut)) / size, cut)
        was_outside |= outside
        if not is_strict:
            break
    return weight
