"""Judging: an estimate against a target, a wave against the one before."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from analytics.errors import EstimationError
from analytics.estimates import Estimate, EstimateTable
from analytics.intervals import mean_interval

FloatArray = NDArray[np.float64]


class Verdict(StrEnum):
    """The three outcomes of a target."""

    MET = "met"
    NOT_MET = "not met"
    UNDECIDED = "undecided"


def judge(estimate: Estimate, target: float) -> Verdict:
    """Compare the interval of an estimate with a target.

    Parameters
    ----------
    estimate : the figure, a share 0..1 or a score
    target : the value to reach, in the same unit

    Returns
    -------
    Verdict
        MET when the lower limit reaches the target, NOT_MET when the upper limit is below it,
        UNDECIDED otherwise, also when there is no data.

    Examples
    --------
    >>> from dataclasses import replace
    >>> figure = Estimate("a", "b", 0.8, 0.02, 0.76, 0.84, 99, 400, 320, 400.0, 1.0, 0.95, "logit")
    >>> judge(figure, 0.75), judge(figure, 0.8).value, judge(replace(figure, high=0.79), 0.8).value
    (<Verdict.MET: 'met'>, 'undecided', 'not met')
    """
    if estimate.low >= target:
        return Verdict.MET
    if estimate.high < target:
        return Verdict.NOT_MET
    return Verdict.UNDECIDED


@dataclass(frozen=True)
class Difference:
    """One change or contrast: later minus earlier, with interval and two-sided p-value."""

    measure: str
    domain: str
    value: float
    se: float
    low: float
    high: float
    df: float
    p_value: float
    level: float

    @property
    def is_significant(self) -> bool:
        """Return whether the interval excludes no change."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class DifferenceTable:
    """Differences of J measures in D domains; every array is (J, D), NaN where data lack."""

    measures: tuple[str, ...]
    domains: tuple[str, ...]
    value: FloatArray
    se: FloatArray
    low: FloatArray
    high: FloatArray
    df: FloatArray
    p_value: FloatArray
    level: float

    def at(self, measure: str, domain: str) -> Difference:
        """Return one difference by its names.

        Raises
        ------
        EstimationError
            When the table has no such measure or domain.
        """
        if measure not in self.measures or domain not in self.domains:
            raise EstimationError(f"no difference of '{measure}' in '{domain}'")
        at = self.measures.index(measure), self.domains.index(domain)
        numbers = (float(array[at]) for array in (self.value, self.se, self.low, self.high))
        value, se, low, high = numbers
        return Difference(
            measure,
            domain,
            value,
            se,
            low,
            high,
            float(self.df[at]),
            float(self.p_value[at]),
            self.level,
        )


def difference_of_waves(
    later: EstimateTable, earlier: EstimateTable, *, level: float = 0.95
) -> DifferenceTable:
    """Return the change between two independent samples, for measures and domains in both.

    V = V1 + V2; t on df1 + df2, as when the two waves are stacked as separate strata.

    Parameters
    ----------
    later, earlier : tables of the two waves
    level : confidence level of the interval of the change

    Examples
    --------
    >>> one = np.ones((1, 1))
    >>> def wave(value):
    ...     return EstimateTable(("aware",), ("city",), value * one, 0.03 * one, one, one, 50 * one,
    ...         one.astype(int), one.astype(int), one, one, one, 0.95, np.array([["logit"]]))
    >>> change = difference_of_waves(wave(0.7), wave(0.6)).at("aware", "city")
    >>> round(change.value, 2), round(change.se, 4), change.is_significant
    (0.1, 0.0424, True)
    """
    measures = tuple(name for name in later.measures if name in earlier.measures)
    domains = tuple(name for name in later.domains if name in earlier.domains)

    def pick(table: EstimateTable, array: FloatArray) -> FloatArray:
        rows = [table.measures.index(name) for name in measures]
        columns = [table.domains.index(name) for name in domains]
        return array[np.ix_(rows, columns)]

    value = pick(later, later.value) - pick(earlier, earlier.value)
    se = np.hypot(pick(later, later.se), pick(earlier, earlier.se))
    df = pick(later, later.df) + pick(earlier, earlier.df)
    return make_differences(measures, domains, value, se, df, level=level)


def make_differences(
    measures: tuple[str, ...],
    domains: tuple[str, ...],
    value: FloatArray,
    se: FloatArray,
    df: FloatArray,
    *,
    level: float,
) -> DifferenceTable:
    """Add intervals and p-values to differences and their standard errors, all (J, D)."""
    low, high = mean_interval(value, se, df, level=level)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(value / se)
        p_value = np.where(se > 0, 2 * stdtr(np.where(df > 0, df, np.nan), -t), np.nan)
    return DifferenceTable(measures, domains, value, se, low, high, df, p_value, level)
