"""Trimming: cut extreme weights and give the excess, in equal amounts, to the rows inside."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analytics.errors import WeightingError

FloatArray = NDArray[np.float64]
MAX_PASSES = 10_000


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

    One pass may push rows over a bound again; strict passes repeat until none is outside.
    The rule is that of ``trimWeights`` in R's survey package.

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
    for _ in range(MAX_PASSES):
        outside = (weight < lower) | (weight > upper)
        if not outside.any():
            return weight
        cut = np.clip(weight, lower, upper)
        inside = float(n[~outside].sum())
        if inside == 0:
            raise WeightingError("trim: every weight is outside the bounds")
        share = float(n @ (weight - cut)) / inside
        weight = np.where(outside, cut, cut + share)
        if not is_strict or abs(share) < 1e-14 * upper:
            return weight if not is_strict else np.clip(weight, lower, upper)
    raise WeightingError(f"trim: weights are still outside {lower:g} to {upper:g}")
