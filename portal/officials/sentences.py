"""Answers first: the sentences that a busy person reads before any picture or table."""

import math
from collections import Counter
from collections.abc import Sequence

from analytics.comparison import Verdict
from analytics.planning import size_that_tells
from analytics.words import percent, percent_interval, whole
from portal.officials.figures import write_target
from surveys.results.model import IndicatorResult, QualityFlag
from surveys.words import Text

NO_TARGET: Text = {
    "zh": "这项指标没有设目标，不作判定。",
    "en": "No target is set for this indicator, so nothing is judged.",
}
TOO_CLOSE = 0.005
VERDICTS = ("met", "not met", "undecided")
_COUNTED_ZH = {"met": "达标", "not met": "未达标", "undecided": "尚不能判定"}
_COUNTED_EN = {"met": "met", "not met": "not met", "undecided": "cannot be decided yet"}
_REASON_ZH = {
    ("met", False): "整个区间不低于目标，达标",
    ("not met", False): "整个区间低于目标，未达标",
    ("undecided", False): "区间跨过目标，尚不能判定",
    ("met", True): "整个区间低于上限，达标",
    ("not met", True): "整个区间不低于上限，未达标",
    ("undecided", True): "区间跨过上限，尚不能判定",
}
_REASON_EN = {
    ("met", False): "the whole interval reaches the target, so it is met",
    ("not met", False): "the whole interval stays under the target, so it is not met",
    ("undecided", False): "the interval spans the target, so it cannot be decided yet",
    ("met", True): "the whole interval stays under the ceiling, so it is met",
    ("not met", True): "the whole interval reaches the ceiling, so it is not met",
    ("undecided", True): "the interval spans the ceiling, so it cannot be decided yet",
}


def count_verdicts(results: Sequence[IndicatorResult]) -> Text:
    """Say how many of the rates are met, not met, undecided, and how many have no verdict."""
    n = Counter(result.verdict.value if result.verdict else "" for result in results)
    states = [state for state in VERDICTS if n[state]]
    zh = [f"{n[state]} 项{_COUNTED_ZH[state]}" for state in states]
    en = [f"{n[state]} {_COUNTED_EN[state]}" for state in states]
    if n[""]:
        zh.append(f"{n['']} 项没有判定")
        en.append(f"{n['']} without a verdict")
    noun = "rate" if len(results) == 1 else "rates"
    return {
        "zh": f"{len(results)} 项指标：{'，'.join(zh)}。",
        "en": f"{len(results)} {noun}: {', '.join(en)}.",
    }


def explain_verdict(result: IndicatorResult) -> Text:
    """Say the rate, its interval, the target, and what follows, in one sentence."""
    label, estimate, target = result.indicator.label, result.estimate, result.target
    if estimate is None:
        reason = result.presentation.reason or NO_TARGET
        return {
            "zh": f"{label['zh']}：不能显示。{reason['zh']}",
            "en": f"{label['en']}: not shown. {reason['en']}",
        }
    if result.indicator.unit == "points":
        figure = f"{estimate.value:.1f}", f"{estimate.low:.1f}–{estimate.high:.1f}"
    else:
        figure = percent(estimate.value), percent_interval(estimate.low, estimate.high)
    zh = f"{label['zh']} {figure[0]}，95% 置信区间 {figure[1]}"
    en = f"{label['en']} {figure[0]}, 95% confidence interval {figure[1]}"
    if target is None or result.verdict is None:
        return {"zh": f"{zh}。{NO_TARGET['zh']}", "en": f"{en}. {NO_TARGET['en']}"}
    why = result.verdict.value, target.is_ceiling
    return {
        "zh": f"{zh}，目标 {write_target(target)}：{_REASON_ZH[why]}。",
        "en": f"{en}, target {write_target(target)}: {_REASON_EN[why]}.",
    }


def group_flags(flags: Sequence[QualityFlag]) -> tuple[tuple[Text, Text], ...]:
    """Join warnings that say the same of several places: (places, words), in their order."""
    places: dict[str, list[QualityFlag]] = {}
    for flag in flags:
        places.setdefault(flag.words["zh"], []).append(flag)
    return tuple(
        (
            {
                "zh": "、".join(flag.place.label["zh"] for flag in alike),
                "en": ", ".join(flag.place.label["en"] for flag in alike),
            },
            alike[0].words,
        )
        for alike in places.values()
    )


def explain_size(result: IndicatorResult) -> Text | None:
    """Say how many answers would tell an undecided rate from its target; None where it is told."""
    estimate, target = result.estimate, result.target
    if estimate is None or target is None or result.verdict is not Verdict.UNDECIDED:
        return None
    if abs(estimate.value - target.share) < TOO_CLOSE:
        return {
            "zh": "比率和目标相差不到半个百分点，再多答卷也难判定。",
            "en": "Rate and target are less than half a point apart: "
            "even many more answers would hardly tell.",
        }
    deff = estimate.deff if math.isfinite(estimate.deff) else 1.0
    n = whole(size_that_tells(estimate.value, target.share, deff=deff).n_people)
    now, rate = whole(result.presentation.n), percent(estimate.value)
    return {
        "zh": f"如果真实比率就是 {rate}，大约要 {n} 份回答才能判定，现有 {now} 份。",
        "en": f"If the true rate were {rate}, about {n} answers would be needed to tell; "
        f"there are {now}.",
    }
