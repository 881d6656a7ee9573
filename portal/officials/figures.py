"""Figures in the words of a page: rates, intervals, targets and verdicts, ready to be read.

No template computes: whatever a table shows is written here, the same way on every page. A figure
that may not be shown carries its reason, never a zero.
"""

from dataclasses import dataclass

from analytics.estimates import Estimate
from analytics.words import NO_DATA, percent, percent_interval, points, whole
from surveys.results.model import (
    Change,
    IndicatorResult,
    ParticipantShare,
    Presentation,
    Target,
)
from surveys.words import Text

HIDDEN: Text = {"zh": "数据太少", "en": "too few answers"}
EMPTY: Text = {"zh": "没有数据", "en": "no data"}
WITH_CARE: Text = {"zh": "慎用", "en": "use with care"}


@dataclass(frozen=True)
class FigureRow:
    """One estimate of a random sample as a table shows it."""

    label: Text
    address: str
    value: str
    interval: str
    n: str
    n_effective: str
    target: str
    verdict: str
    """met, not met, undecided, or empty where nothing is judged."""
    change: str
    change_interval: str
    change_words: Text | None
    remark: Text | None
    """Why it is hidden, or that it needs care."""
    beside: str
    """What must stand beside it in the same table; a dash where nothing must."""
    formula: Text
    denominator: Text
    formula_id: str


@dataclass(frozen=True)
class ShareRow:
    """One share of participants: no interval, no target, no verdict."""

    label: Text
    address: str
    value: str
    n_counted: str
    n: str
    remark: Text | None
    formula: Text
    denominator: Text
    formula_id: str


def describe_result(
    result: IndicatorResult, *, label: Text, address: str = "", beside: str = NO_DATA
) -> FigureRow:
    """Write one estimate under the name that its table gives it: an indicator or a place."""
    estimate, change, unit = result.estimate, result.change, result.indicator.unit
    return FigureRow(
        label=label,
        address=address,
        value=write_value(estimate.value, unit) if estimate else NO_DATA,
        interval=write_interval(estimate, unit),
        n=whole(result.presentation.n),
        n_effective=whole(estimate.n_effective) if estimate else NO_DATA,
        target=write_target(result.target),
        verdict=result.verdict.value if result.verdict else "",
        change=write_change(change.value, unit) if change else NO_DATA,
        change_interval=write_change_interval(change, unit),
        change_words=change.words if change else None,
        remark=find_remark(result.presentation),
        beside=beside,
        formula=result.indicator.formula,
        denominator=result.indicator.denominator,
        formula_id=result.indicator.formula_id,
    )


def describe_share(share: ParticipantShare, *, label: Text, address: str = "") -> ShareRow:
    """Write one share of participants."""
    return ShareRow(
        label=label,
        address=address,
        value=NO_DATA if share.value is None else write_value(share.value, share.indicator.unit),
        n_counted=whole(share.n_counted),
        n=whole(share.n),
        remark=find_remark(share.presentation),
        formula=share.indicator.formula,
        denominator=share.indicator.denominator,
        formula_id=share.indicator.formula_id,
    )


def find_remark(presentation: Presentation) -> Text | None:
    """Say why a figure is hidden or needs care; None when it is simply shown."""
    standing = {"hidden": HIDDEN, "no data": EMPTY, "review": WITH_CARE}
    if presentation.state == "shown":
        return None
    return presentation.reason or standing[presentation.state]


def write_value(value: float, unit: str) -> str:
    """Write a rate in percent or a score in points, with one decimal."""
    return percent(value) if unit == "percent" else f"{value:.1f}"


def write_interval(estimate: Estimate | None, unit: str) -> str:
    """Write the 95 % interval in the unit of its figure."""
    if estimate is None:
        return NO_DATA
    if unit == "percent":
        return percent_interval(estimate.low, estimate.high)
    return f"{estimate.low:.1f}–{estimate.high:.1f}"


def write_target(target: Target | None) -> str:
    """Write a target with its direction: at least, or (for what must stay rare) below."""
    if target is None:
        return NO_DATA
    sign = "<" if target.is_ceiling else "≥"
    return f"{sign} {target.percent:g}%"


def write_change(change: float, unit: str) -> str:
    """Write a change in percentage points (or points of a score), always with its sign."""
    return points(change if unit == "percent" else change / 100)


def write_change_interval(change: Change | None, unit: str) -> str:
    """Write the 95 % interval of a change."""
    if change is None:
        return NO_DATA
    return f"{write_change(change.low, unit)} ~ {write_change(change.high, unit)}"
