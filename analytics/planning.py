"""How many people to ask, and where: the arithmetic before a sample is drawn.

Stands upstream of the field: size for a wanted margin, allocation to strata, the interval that each
area may expect, the size that would tell whether a target is met. Nothing is rounded before the
end.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtri

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Allocation = Literal["proportional", "equal", "neyman", "power"]


class PlanningError(ValueError):
    """The plan asks for something that no sample can give."""


@dataclass(frozen=True, slots=True)
class SampleSize:
    """Respondents needed and people to draw.

    Attributes
    ----------
    n_srs_infinite
        Respondents of a simple random sample from an endless population.
    n
        Respondents after design effect and finite population, not rounded.
    n_to_draw
        ``n`` over the response rate, not rounded.

    Examples
    --------
    >>> SampleSize(384.1, 269.4, 449.1).n_people
    450
    """

    n_srs_infinite: float
    n: float
    n_to_draw: float

    @property
    def n_people(self) -> int:
        """People to draw, rounded up."""
        # The tolerance keeps 450.0000000001 from becoming 451.
        return math.ceil(self.n_to_draw - 1e-9)


def sample_size(
    share: float,
    margin: float,
    *,
    population: float = math.inf,
    deff: float = 1.0,
    response_rate: float = 1.0,
    level: float = 0.95,
) -> SampleSize:
    """Compute the sample that estimates a share within a margin.

    Parameters
    ----------
    share
        Expected share, 0..1 (0.5 is the careful choice).
    margin
        Half width of the interval, in the unit of the share.
    population
        Number of people in the frame.
    deff
        Expected design effect of clusters and weights.
    response_rate
        Expected share of drawn people who answer, 0..1.

    Raises
    ------
    PlanningError
        If a number lies outside its range.

    Notes
    -----
    ``n0 = z^2 p(1-p)/e^2``; ``n1 = n0 deff``; ``n = n1/(1 + (n1-1)/N)``; draw ``n / response rate``
    (Cochran 1977, section 4.4; Kish 1965, section 2.6).

    Examples
    --------
    >>> size = sample_size(0.5, 0.05, population=900)
    >>> round(size.n, 1), size.n_people
    (269.4, 270)
    """
    require_between(share, 0, 1, "the expected share")
    require_between(margin, 0, 1, "the margin")
    require_between(response_rate, 0, 1, "the response rate", high_is_open=False)
    if population < 1 or deff <= 0:
        raise PlanningError("the population must be at least 1 and the design effect above 0")
    z = normal_quantile(level)
    n_srs_infinite = z**2 * share * (1 - share) / margin**2
    n_with_deff = n_srs_infinite * deff
    n = n_with_deff / (1 + (n_with_deff - 1) / population)
    return SampleSize(n_srs_infinite, n, n / response_rate)


def size_that_tells(
    share: float,
    target: float,
    *,
    population: float = math.inf,
    deff: float = 1.0,
    response_rate: float = 1.0,
    level: float = 0.95,
) -> SampleSize:
    """Compute the sample whose interval would leave out the target, if the share is as given.

    Raises
    ------
    PlanningError
        If the share equals the target: no sample tells them apart.

    Notes
    -----
    ``sample_size`` with the distance to the target as margin: one chance in two to tell.

    Examples
    --------
    >>> round(size_that_tells(0.87, 0.85).n)
    1086
    """
    if share == target:
        raise PlanningError("the share equals the target: no sample tells them apart")
    return sample_size(
        share,
        abs(share - target),
        population=population,
        deff=deff,
        response_rate=response_rate,
        level=level,
    )


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


@dataclass(frozen=True)
class ExpectedInterval:
    """What each area may expect: arrays (H,) of shares, 0..1."""

    n: FloatArray
    low: FloatArray
    high: FloatArray

    @property
    def half_width(self) -> FloatArray:
        """Half the width of the interval."""
        return (self.high - self.low) / 2


def expect_intervals(
    n: FloatArray,
    population: FloatArray,
    *,
    share: float = 0.5,
    deff: float = 1.0,
    level: float = 0.95,
) -> ExpectedInterval:
    """Compute the logit interval that areas with ``n`` respondents each may expect.

    Parameters
    ----------
    n
        (H,) expected respondents.
    population
        (H,) people of each area.
    share
        Expected share, inside 0..1.

    Notes
    -----
    ``SE^2 = deff p(1-p)/n (1 - n/N)``; the limits are ``expit(logit p -/+ z SE/(p(1-p)))``.

    Examples
    --------
    >>> expect_intervals(np.array([100.0]), np.array([50000.0])).half_width.round(3)
    array([0.097])
    """
    require_between(share, 0, 1, "the expected share")
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = deff * share * (1 - share) / n * np.maximum(1 - n / population, 0)
        reach = normal_quantile(level) * np.sqrt(variance) / (share * (1 - share))
    low = np.asarray(expit(logit(share) - reach), dtype=np.float64)
    high = np.asarray(expit(logit(share) + reach), dtype=np.float64)
    return ExpectedInterval(n, low, high)


def normal_quantile(level: float) -> float:
    """Give z so that a standard normal lies within -z..z with probability ``level``.

    Examples
    --------
    >>> round(normal_quantile(0.95), 4)
    1.96
    """
    return float(ndtri(0.5 + level / 2))


def require_between(
    value: float, low: float, high: float, what: str, *, high_is_open: bool = True
) -> None:
    """Refuse a number outside its range (ends excluded, the upper one on request included).

    Raises
    ------
    PlanningError
        With the name of the number.

    Examples
    --------
    >>> require_between(0.5, 0, 1, "the share")
    """
    if not low < value <= high or (high_is_open and value == high):
        raise PlanningError(f"{what} must lie between {low} and {high}, not be {value}")


def _required(array: FloatArray | None, like: FloatArray, what: str) -> FloatArray:
    if array is None or np.shape(array) != like.shape:
        raise PlanningError(f"{what} of all {len(like)} strata are needed")
    return np.asarray(array, dtype=np.float64)
