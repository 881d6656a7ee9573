"""How like the city those are who answered: R-indicator and dissimilarity.

Stands beside the margin of error, which knows nothing of it: a tight interval with few who answered
is precise, not right.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analytics.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class RIndicator:
    """How evenly people answered over the classes.

    Attributes
    ----------
    value
        ``1 - 2 S(rho)``, 1 = everyone equally likely, 0 = as uneven as can be.
    mean_propensity
        Weighted response rate, 0..1.
    max_bias
        ``S(rho)/mean``: the largest bias of a mean, in standard deviations of the answer, if the
        answer went wholly with the response.

    Examples
    --------
    >>> RIndicator(0.83, 0.55, 0.15).value
    0.83
    """

    value: float
    mean_propensity: float
    max_bias: float


def r_indicator(n_drawn: ArrayLike, n_responded: ArrayLike, population: ArrayLike) -> RIndicator:
    """Compute the R-indicator from response rates by class.

    Parameters
    ----------
    n_drawn, n_responded, population
        (H,) people drawn, answered, and in the frame, by class.

    Raises
    ------
    ValueError
        If a class was not drawn from, or more answered than were drawn.

    Notes
    -----
    ``R = 1 - 2 S``, ``S^2 = sum d (rho - mean)^2 / (N - 1)`` over the drawn sample with
    ``d = N_h / n_h`` (Schouten, Cobben & Bethlehem 2009), without correction for the bias of small
    classes.

    Examples
    --------
    >>> r_indicator([100, 100], [80, 40], [1000, 1000]).value.__round__(3)
    0.6
    """
    drawn, responded, people = (
        np.asarray(array, dtype=np.float64) for array in (n_drawn, n_responded, population)
    )
    if np.any(drawn <= 0) or np.any(responded > drawn) or np.any(responded < 0):
        raise ValueError(
            "every class needs people drawn, and no more who answered: "
            f"drawn {drawn.tolist()}, answered {responded.tolist()}"
        )
    propensity = responded / drawn
    n_people = float(people.sum())
    mean = float(people @ propensity) / n_people
    deviation = float(np.sqrt(people @ (propensity - mean) ** 2 / (n_people - 1)))
    max_bias = deviation / mean if mean > 0 else float("nan")
    return RIndicator(1 - 2 * deviation, mean, max_bias)


def dissimilarity(sample: ArrayLike, frame: ArrayLike) -> float:
    """Compute the share of respondents who would have to change class to match the frame.

    Parameters
    ----------
    sample, frame
        (H,) counts or shares by class, >= 0; each is divided by its sum.

    Raises
    ------
    ValueError
        If either is empty.

    Notes
    -----
    ``sum |s_h - f_h| / 2`` (Duncan & Duncan 1955), 0 = alike, 1 = nothing in common.

    Examples
    --------
    >>> round(dissimilarity([60, 40], [500, 500]), 3)
    0.1
    """
    ours, theirs = _as_shares(sample, "sample"), _as_shares(frame, "frame")
    return float(np.abs(ours - theirs).sum() / 2)


def _as_shares(counts: ArrayLike, what: str) -> FloatArray:
    array = np.asarray(counts, dtype=np.float64)
    if array.size == 0 or np.any(array < 0) or not array.sum() > 0:
        raise ValueError(f"the {what} has nobody in it")
    return np.asarray(array / array.sum(), dtype=np.float64)
