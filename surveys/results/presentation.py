"""Which figures may be shown: the NCHS standard for estimates, small cells for plain counts."""

from collections.abc import Collection, Mapping

import numpy as np

from analytics.estimates import EstimateTable
from analytics.quality import FLAG_LABELS, PRESENT, nchs_flag
from surveys.results.estimation import FigureKey
from surveys.results.model import Presentation
from surveys.words import Text

LEAST_N = 30
SMALLEST_COUNT = 5

NO_DATA: Text = {"zh": "没有数据", "en": "no data"}
TOO_FEW: Text = {
    "zh": "不发布：样本量或有效样本量不足 30",
    "en": "not shown: n or effective n below 30",
}
TOO_WIDE: Text = {
    "zh": "仅供内部参考，不发布：样本太少，区间太宽",
    "en": "for internal use, not published: the sample is small and the interval wide",
}
SMALL_COUNT: Text = {
    "zh": "不发布：有一类不足 5 人",
    "en": "not shown: one of the groups has fewer than 5 people",
}


def judge_presentation(
    table: EstimateTable, shares: Collection[str]
) -> Mapping[FigureKey, Presentation]:
    """The presentation of every estimate; `shares` names the measures that are proportions."""
    flag = nchs_flag(table.value, table.se, n=table.n, df=table.df).flag
    n_effective = np.nan_to_num(table.n_effective)
    return {
        (measure, domain): _present_share(
            str(flag[j, d]), int(table.n[j, d]), float(n_effective[j, d])
        )
        if measure in shares
        else _present_size(int(table.n[j, d]), float(n_effective[j, d]))
        for j, measure in enumerate(table.measures)
        for d, domain in enumerate(table.domains)
    }


def present_count(n: int, n_counted: int | None) -> Presentation:
    """The presentation of a plain share of participants.

    Below 30 answers nothing is shown; nor is a count of 1 to 4 people, or its complement.
    """
    plain = _present_size(n, n)
    if not plain.is_shown or n_counted is None:
        return plain
    if 0 < n_counted < SMALLEST_COUNT or 0 < n - n_counted < SMALLEST_COUNT:
        return Presentation("hidden", SMALL_COUNT, n, is_publishable=False)
    return plain


def _present_share(flag: str, n: int, n_effective: float) -> Presentation:
    plain = _present_size(n, n_effective)
    if not plain.is_shown or flag == PRESENT:
        return plain
    if flag.startswith("suppress"):
        return Presentation("review", TOO_WIDE, n, is_publishable=False)
    return Presentation("review", _REASONS[flag], n)


def _present_size(n: int, n_effective: float) -> Presentation:
    """The presentation as far as the number of answers decides it."""
    if n == 0:
        return Presentation("no data", NO_DATA, 0, is_publishable=False)
    if n < LEAST_N or n_effective < LEAST_N:
        return Presentation("hidden", TOO_FEW, n, is_publishable=False)
    return Presentation("shown", None, n)


_REASONS: Mapping[str, Text] = {
    flag: {"zh": label.zh, "en": label.en} for flag, label in FLAG_LABELS.items()
}
