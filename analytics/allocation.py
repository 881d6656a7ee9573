"""Where to ask: a sample of a given size shared out among strata, then rounded to whole people.

Stands upstream of the field, after ``analytics.planning`` has said how many.
"""

import math
from typing import Literal

import numpy as np

from analytics.arrays import FloatArray, IntArray
from analytics.planning import PlanningError, require_between

Allocation = Literal["proportional", "equal", "neyman", "power"]


def allocate(
    n: float,
    population: FloatArray,
    *,
    method: Allocation = "proportional",
    deviation: FloatArray | None = None,
    size_measure: FloatArray | None = None,
    cv: FloatArray | None = None,
    exponent: float = 0.5,
) -> FloatArray:
    """Share a sample out among strata.

    Parameters
    ----------
    n
        Size of the whole sample.
    population
        (H,) people in each stratum.
    method
        ``proportional`` to people; ``equal``; ``neyman`` (people times deviation: the smallest
        variance for the city); ``power`` (Bankier: between the best for the city and the best for
        the strata).
    deviation
        (H,) standard deviations for ``neyman``; ``sqrt(p(1-p))`` for a share.
    size_measure, cv
        (H,) size (people when left out) and coefficient of variation for ``power``.
    exponent
        Of the size in ``power``: 1 favours the city, 0 makes strata equally precise; 0.25 to 0.5
        serves both.

    Returns
    -------
    ndarray
        (H,) sizes that add up to ``n``, not rounded; see ``round_allocation``.

    Raises
    ------
    PlanningError
        If an array that the method needs is missing or does not fit.

    Notes
    -----
    ``n_h = n a_h / sum(a)`` with ``a = N_h``, ``1``, ``N_h S_h`` (Neyman 1934) or
    ``X_h^q CV_h`` (Bankier 1988).

    Examples
    --------
    >>> allocate(100, np.array([300.0, 100.0]))
    array([75., 25.])
    """
    people = np.asarray(population, dtype=np.float64)
    if method == "proportional":
        part = people
    elif method == "equal":
        part = np.ones_like(people)
    elif method == "neyman":
        part = people * _required(deviation, people, "the deviations")
    else:
        size = people if size_measure is None else _required(size_measure, people, "the sizes")
        part = size**exponent * _required(cv, people, "the coefficients of variation")
    if n <= 0 or np.any(part < 0) or not part.sum() > 0:
        raise PlanningError("the sample and the parts of the strata must be above 0")
    return np.asarray(n * part / part.sum(), dtype=np.float64)


def round_allocation(
    size: FloatArray,
    *,
    population: IntArray | None = None,
    response_rate: float = 1.0,
    least_respondents: float = 2.0,
) -> IntArray:
    """Round an allocation to whole people, keeping its sum (rounded up) and a floor by stratum.

    Parameters
    ----------
    size
        (H,) sizes, not rounded.
    population
        (H,) people; no stratum gets more.
    response_rate
        Expected, 0..1; the floor is ``least_respondents`` expected answers, because one lonely
        respondent in a stratum has no variance.

    Returns
    -------
    ndarray
        (H,) whole numbers. Their sum is that of ``size`` rounded up, unless the floors ask for more
        or the population gives less.

    Notes
    -----
    Largest remainders (Hamilton) above the floor.

    Examples
    --------
    >>> round_allocation(np.array([0.4, 5.3, 4.3]))
    array([2, 5, 4])
    """
    require_between(response_rate, 0, 1, "the response rate", high_is_open=False)
    most = np.full(len(size), np.iinfo(np.int64).max) if population is None else population
    floor = np.minimum(math.ceil(least_respondents / response_rate - 1e-9), most)
    whole = np.clip(np.floor(size + 1e-9).astype(np.int64), floor, most)
    missing = math.ceil(float(size.sum()) - 1e-9) - int(whole.sum())
    for stratum in np.argsort(whole - size, kind="stable"):
        if missing <= 0:
            break
        if whole[stratum] < most[stratum]:
            whole[stratum] += 1
            missing -= 1
    return whole.astype(np.int64)


def _required(array: FloatArray | None, like: FloatArray, what: str) -> FloatArray:
    if array is None or np.shape(array) != like.shape:
        raise PlanningError(f"{what} of all {len(like)} strata are needed")
    return np.asarray(array, dtype=np.float64)
