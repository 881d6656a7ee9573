"""Whether a figure may be shown, and what must be said beside it.

Stands between the estimates and their readers: the presentation standard for proportions, the rule
of small cells, item non-response, the loss of precision by weights, the sentence for people who
chose themselves.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.words import Label


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


def kish(weight: NDArray[np.float64], n: NDArray[np.int64] | None = None) -> WeightLoss:
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
