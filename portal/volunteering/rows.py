"""Figures of volunteering in words: for the head of a page, for tables, for the answer."""

from dataclasses import dataclass

from analytics.charts.register import RegisterBar, write_amount
from analytics.words import Label, whole
from portal.volunteering.indicators import INDICATORS, RegisterIndicator, RegisterTarget
from portal.volunteering.model import AreaFigures, VolunteerFigures
from surveys.words import Text


@dataclass(frozen=True)
class RegisterRow:
    """One figure of one area as a table shows it."""

    indicator: RegisterIndicator
    value: Text
    counted: str
    base: str
    target: Text
    verdict: str
    """met or not met; empty where there is nothing to judge."""


@dataclass(frozen=True)
class AreaRow:
    """One area with the figures of all indicators, in their order."""

    label: Text
    rows: tuple[RegisterRow, ...]


def describe_city(figures: VolunteerFigures) -> tuple[RegisterRow, ...]:
    """Write the figures of the whole city."""
    return describe_area(figures.city, figures).rows


def describe_districts(figures: VolunteerFigures) -> tuple[AreaRow, ...]:
    """Write the figures of every district, in their official order."""
    return tuple(describe_area(district, figures) for district in figures.districts)


def describe_area(area: AreaFigures, figures: VolunteerFigures) -> AreaRow:
    """Write the figures of one area."""
    return AreaRow(
        area.name,
        tuple(_describe(area, indicator, figures) for indicator in INDICATORS),
    )


def bar_of(area: AreaFigures, indicator: RegisterIndicator, *, is_total: bool) -> RegisterBar:
    """Turn a figure into the bar that charts draw and judge."""
    counted, base = area.count(indicator)
    return RegisterBar(
        Label(area.name["zh"], area.name["en"]),
        area.measure(indicator),
        counted,
        base,
        is_total=is_total,
    )


def write_target(target: RegisterTarget, indicator: RegisterIndicator) -> Text:
    """Write a target with its direction and unit."""
    amount = f"{target.value:g}"
    if indicator.unit == "percent":
        return {"zh": f"≥ {amount}%", "en": f"≥ {amount}%"}
    return {"zh": f"≥ {amount} 小时", "en": f"≥ {amount} hours"}


def count_verdicts(rows: tuple[RegisterRow, ...]) -> Text:
    """Say how many of the figures reach their targets."""
    n_met = sum(row.verdict == "met" for row in rows)
    n_not_met = sum(row.verdict == "not met" for row in rows)
    n_open = len(rows) - n_met - n_not_met
    zh, en = [f"{n_met} 项达标", f"{n_not_met} 项未达标"], [f"{n_met} met", f"{n_not_met} not met"]
    if n_open:
        zh.append(f"{n_open} 项没有数据")
        en.append(f"{n_open} without data")
    return {
        "zh": f"志愿服务 {len(rows)} 项：{'，'.join(zh)}。",
        "en": f"{len(rows)} figures of volunteering: {', '.join(en)}.",
    }


def _describe(
    area: AreaFigures, indicator: RegisterIndicator, figures: VolunteerFigures
) -> RegisterRow:
    target = figures.targets[indicator.code]
    bar = bar_of(area, indicator, is_total=False)
    amount = write_amount(bar.value, indicator.unit)
    counted = whole(bar.n_counted) if indicator.unit == "percent" else f"{bar.n_counted:,.1f}"
    return RegisterRow(
        indicator=indicator,
        value={"zh": amount.zh, "en": amount.en},
        counted=counted,
        base=whole(bar.n_base),
        target=write_target(target, indicator),
        verdict=bar.judge(target.value) or "",
    )
