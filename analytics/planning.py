"""How many people to ask: the arithmetic before a sample is drawn.

Stands upstream of the field: size for a wanted margin, the size that would tell whether a target is
met, the interval that each area may expect. Nothing is rounded before the end.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit, ndtri

from analytics.arrays import FloatArray


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
