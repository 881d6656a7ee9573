"""Judging estimates: the verdict against a target, the change since an earlier wave, in words."""

from analytics.comparison import Difference, Verdict, judge
from analytics.estimates import Estimate
from surveys.results.indicators import Indicator, Unit
from surveys.results.model import Change, Target
from surveys.words import Text


def judge_target(estimate: Estimate, target: Target) -> Verdict:
    """The verdict in three states; a ceiling is met when even the upper limit lies below it."""
    if not target.is_ceiling:
        return judge(estimate, target.share)
    if estimate.high < target.share:
        return Verdict.MET
    if estimate.low >= target.share:
        return Verdict.NOT_MET
    return Verdict.UNDECIDED


def describe_change(
    indicator: Indicator, difference: Difference, previous: Estimate, *, previous_wave: str
) -> Change:
    """A change with its interval, and what may be said of it."""
    return Change(
        previous_wave=previous_wave,
        previous=previous,
        value=difference.value,
        se=difference.se,
        low=difference.low,
        high=difference.high,
        is_significant=difference.is_significant,
        words=_write_change(difference, indicator.unit),
    )


def _write_change(difference: Difference, unit: Unit) -> Text:
    factor = 100 if unit == "percent" else 1
    value, low, high = (factor * x for x in (difference.value, difference.low, difference.high))
    size = f"{abs(value):.1f}"
    interval_zh = f"95% 置信区间 {low:+.1f} 至 {high:+.1f}"
    interval_en = f"95 % interval {low:+.1f} to {high:+.1f}"
    unit_zh, unit_en = ("个百分点", "points") if unit == "percent" else ("分", "points")
    if difference.is_significant:
        way_zh, way_en = ("上升", "up") if value > 0 else ("下降", "down")
        return {
            "zh": f"比上一波{way_zh} {size} {unit_zh}（{interval_zh}）",
            "en": f"{way_en} {size} {unit_en} since the last wave ({interval_en})",
        }
    return {
        "zh": (
            f"与上一波相差 {value:+.1f} {unit_zh}（{interval_zh}）："
            "不能断定有变化，但不等于没有变化"
        ),
        "en": (
            f"{value:+.1f} {unit_en} since the last wave ({interval_en}): no change can be told, "
            "which is not the same as no change"
        ),
    }
