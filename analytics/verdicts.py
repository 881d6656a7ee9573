"""A figure against its target: met, not met, undecided, and what chance has to do with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scipy.special import betainc, logit, stdtr

from analytics.errors import EstimationError
from analytics.estimates import Estimate
from analytics.words import Label


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
class Chance:
    """How easily chance alone would give such a result if the target were exactly true.

    Attributes
    ----------
    probability : of a result at least as far from the target, on the same side
    words : the sentence, Chinese and English
    """

    probability: float
    words: Label


def chance_of(estimate: Estimate, target: float) -> Chance:
    """Say in words what chance has to do with a result above or below a target.

    One-sided t test on the logit scale, which agrees with the logit interval; by the binomial
    tail with the effective n at 0 % and 100 %.

    Parameters
    ----------
    estimate : a share
    target : 0..1, exclusive

    Raises
    ------
    EstimationError
        No data, or a target that is not a share.

    Examples
    --------
    >>> figure = Estimate("a", "b", 0.8, 0.02, 0.76, 0.84, 99, 400, 320, 400.0, 1.0, 0.95, "logit")
    >>> chance_of(figure, 0.75).words["en"]
    'If the true rate were exactly 75.0%, sampling chance would give a result this high or higher
    about 1.2% of the time.'
    """
    if not estimate.has_data or not 0 < target < 1:
        raise EstimationError("a chance statement needs data and a target between 0 and 1")
    p, is_above = estimate.value, estimate.value >= target
    if 0 < p < 1 and estimate.se > 0:
        t = (logit(p) - logit(target)) * p * (1 - p) / estimate.se
        probability = float(stdtr(estimate.df, -abs(t)))
    else:
        yes = p * estimate.n_effective
        tail = betainc(yes, estimate.n_effective - yes + 1, target) if yes > 0 else 1.0
        miss = betainc(estimate.n_effective - yes, yes + 1, 1 - target) if p < 1 else 1.0
        probability = float(tail if is_above else miss)
    shown = f"{max(probability, 0.001):.1%}"
    less_zh, less_en = ("不到", "less than") if probability < 0.001 else ("约", "about")
    words = Label(
        f"假如真实比率恰为 {target:.1%}，单凭抽样的偶然得到这么{'高' if is_above else '低'}"
        f"（或更{'高' if is_above else '低'}）结果的可能性{less_zh} {shown}。",
        f"If the true rate were exactly {target:.1%}, sampling chance would give a result this "
        f"{'high or higher' if is_above else 'low or lower'} {less_en} {shown} of the time.",
    )
    return Chance(probability, words)
