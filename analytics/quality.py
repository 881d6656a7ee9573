"""Whether a figure may be shown, and what must be said beside it.

Stands between the estimates and their readers: the presentation standard for proportions, the rule
of small cells, item non-response, the loss of precision by weights, the sentence for people who
chose themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.arrays import BoolArray, FloatArray, IntArray
from analytics.intervals import beta_interval, korn_graubard_n
from analytics.words import Label

LEAST_N = 30
WIDEST = 0.30
NARROW = 0.05
WIDEST_RELATIVE = 1.30
LEAST_DF = 8
MUCH_ITEM_NON_RESPONSE = 0.10


@dataclass(frozen=True, slots=True)
class WeightLoss:
    """What unequal weights cost: ``deff`` >= 1 and the rows divided by it.

    Examples
    --------
    >>> WeightLoss(deff=1.25, n_effective=800.0).deff
    1.25
    """

    deff: float
    n_effective: float


def kish(weight: FloatArray, n: IntArray | None = None) -> WeightLoss:
    """Compute Kish's design effect of weights.

    Parameters
    ----------
    weight
        (K,) weights > 0 of rows, or of cells.
    n
        (K,) rows of each cell; one each when left out.

    Raises
    ------
    ValueError
        If there is no weight, or one is not above 0.

    Notes
    -----
    ``deff = n sum(w^2) / sum(w)^2``, ``n_effective = sum(w)^2 / sum(w^2)`` (Kish 1965, section
    11.7; 1992). It knows nothing of strata, clusters and calibration: the published effective n
    comes from the variance.

    Examples
    --------
    >>> kish(np.array([1.0, 3.0]))
    WeightLoss(deff=1.25, n_effective=1.6)
    """
    if len(weight) == 0 or not np.all(weight > 0):
        raise ValueError("Kish's design effect needs at least one weight, all above 0")
    count = np.ones(len(weight)) if n is None else n.astype(np.float64)
    total, squares = float(weight @ count), float(weight**2 @ count)
    n_effective = total**2 / squares
    return WeightLoss(deff=float(count.sum()) / n_effective, n_effective=n_effective)


def opt_in_note(*, is_weighted: bool) -> Label:
    """Give the sentence that stands on every figure of open participation.

    Notes
    -----
    After the guidance of the American Association for Public Opinion Research on opt-in samples: no
    margin of sampling error, and say whether and how the data are weighted.

    Examples
    --------
    >>> opt_in_note(is_weighted=False).zh
    '本结果来自自愿填写者，不代表全体市民，无法计算抽样误差；未按性别年龄加权。'
    """
    word = Label("已", "weighted") if is_weighted else Label("未", "not weighted")
    return Label(
        f"本结果来自自愿填写者，不代表全体市民，无法计算抽样误差；{word.zh}按性别年龄加权。",
        "Based on people who chose to take part; not representative of all residents; "
        f"no sampling error can be calculated; {word.en} by sex and age.",
    )


PRESENT = "present"
FLAGS = (
    PRESENT,
    "suppress: n or n_eff < 30",
    "suppress: CI width >= 0.30",
    "suppress: relative CI width > 130%",
    "review: df < 8 or p is 0 or 1",
)
FLAG_LABELS: Mapping[str, Label] = {
    PRESENT: Label("可以发布", "may be shown"),
    FLAGS[1]: Label("不发布：样本量或有效样本量不足 30", "not shown: n or effective n below 30"),
    FLAGS[2]: Label("不发布：置信区间宽于 30 个百分点", "not shown: interval of 30 points or more"),
    FLAGS[3]: Label("不发布：置信区间宽于比率的 130%", "not shown: interval over 130% of the rate"),
    FLAGS[4]: Label(
        "须复核：自由度不足 8，或比率为 0 或 100%",
        "to be reviewed: fewer than 8 degrees of freedom, or 0 or 100%",
    ),
}


@dataclass(frozen=True)
class Presentation:
    """Whether shares may be shown; arrays of the shape of the shares.

    Attributes
    ----------
    flag
        One of ``FLAGS``; ``FLAG_LABELS`` has the words for readers.
    n_effective
        Effective n behind the Korn-Graubard interval, at most n.
    low, high
        Its limits, 0..1.

    Examples
    --------
    >>> nchs_flag(0.5, 0.05, n=120, df=110).is_shown
    np.True_
    """

    flag: NDArray[np.str_]
    n_effective: FloatArray
    low: FloatArray
    high: FloatArray

    @property
    def is_shown(self) -> BoolArray:
        """Tell which shares may be shown (those to be reviewed among them)."""
        return ~np.char.startswith(self.flag, "suppress")


def nchs_flag(value: ArrayLike, se: ArrayLike, *, n: ArrayLike, df: ArrayLike) -> Presentation:
    """Judge shares by the presentation standard for proportions.

    Parameters
    ----------
    value, se
        Shares 0..1 and their standard errors; any shape.
    n
        Answered rows of the domain.
    df
        Degrees of freedom of the domain.

    Notes
    -----
    Parker et al. (2017), Vital and Health Statistics 2(175): suppress when n or effective n is
    below 30; when the Korn-Graubard interval is 0.30 wide or wider; when it is wider than 0.05
    and wider than 130 % of the share; review when df < 8 or the share is 0 or 1. No data is
    suppressed.

    Examples
    --------
    >>> nchs_flag(0.03, 0.012, n=400, df=380).flag.item()
    'suppress: relative CI width > 130%'
    """
    share, error, rows, freedom = np.broadcast_arrays(
        *(np.asarray(array, dtype=np.float64) for array in (value, se, n, df))
    )
    # Without degrees of freedom the two t quantiles of n* are left out, as the standard does.
    usable = np.where(freedom > 0, freedom, rows - 1)
    n_effective = korn_graubard_n(share, error, usable, rows)
    low, high = beta_interval(share, error, usable, rows)
    width = high - low
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = width / share
    rules = [
        ~((rows >= LEAST_N) & (n_effective >= LEAST_N)),
        ~(width < WIDEST),
        (width > NARROW) & (share > 0) & (relative > WIDEST_RELATIVE),
        (freedom < LEAST_DF) | (share <= 0) | (share >= 1),
    ]
    flag = np.select(rules, [np.asarray(name) for name in FLAGS[1:]], np.asarray(PRESENT))
    return Presentation(flag, n_effective, low, high)


@dataclass(frozen=True, slots=True)
class ItemNonResponse:
    """How many of those asked did not answer.

    Examples
    --------
    >>> ItemNonResponse(n_asked=200, n_answered=170).is_much
    True
    """

    n_asked: int
    n_answered: int

    def __post_init__(self) -> None:
        if not 0 <= self.n_answered <= self.n_asked:
            raise ValueError(f"{self.n_answered} answers from {self.n_asked} people asked")

    @property
    def rate(self) -> float:
        """Share (0..1) of those asked who gave no answer; NaN when nobody was asked."""
        return 1 - self.n_answered / self.n_asked if self.n_asked else float("nan")

    @property
    def is_much(self) -> bool:
        """Tell whether it is above 10 %, which must be said beside the figure."""
        return self.rate > MUCH_ITEM_NON_RESPONSE
