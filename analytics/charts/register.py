"""Counts of a complete register against the value to reach: bars and a target line, no interval.

Whoever is on the register is counted, nobody is sampled. A whisker would claim an error that does
not exist, and a verdict has two states: reached or not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from analytics.charts.chart import COMPLETE_REGISTER, REGISTER, Chart, ChartTable
from analytics.charts.layout import base_layout, plain_axis, row_axis, straight_line, text_at
from analytics.charts.theme import DEFAULT_THEME, Mark, Theme, mark_of
from analytics.words import NO_DATA, Label, in_each, same, whole

RegisterUnit = Literal["percent", "hours"]
UNITS: Mapping[RegisterUnit, Label] = {
    "percent": Label("%", "%"),
    "hours": Label(" 小时", " hours"),
}
VALUE = Label("数值", "Value")
TARGET = Label("目标", "Target")
VERDICT = Label("结论", "Verdict")
AREA = Label("地区", "Area")
ROOM_FOR_TEXT = 1.5


@dataclass(frozen=True, slots=True)
class RegisterBar:
    """One area of a register.

    Attributes
    ----------
    label
        The area.
    value
        In percent (0..100) or in hours; ``None`` where the base is empty.
    n_counted, n_base
        What was counted (people, or hours) and out of how many people.
    is_total
        Whether this is the whole city, which is drawn darker and counted apart.

    Examples
    --------
    >>> RegisterBar(Label("甲区", "District A"), 9.4, 94, 1000).judge(8.0)
    'met'
    """

    label: Label
    value: float | None
    n_counted: float
    n_base: int
    is_total: bool = False

    def judge(self, target: float | None) -> str | None:
        """Tell ``met`` or ``not met``; ``None`` without a value or a target."""
        if self.value is None or target is None:
            return None
        return "met" if self.value >= target else "not met"


def chart_register(
    bars: Sequence[RegisterBar],
    *,
    unit: RegisterUnit,
    counted: Label,
    base: Label,
    title: Label,
    target: float | None = None,
    theme: Theme = DEFAULT_THEME,
) -> Chart:
    """Draw one bar per area with the target as a line across all of them.

    Parameters
    ----------
    bars
        In the order to show.
    counted, base
        What was counted, and of whom: the columns of the table.
    target
        In the unit of the values.

    Examples
    --------
    >>> bars = [RegisterBar(Label("甲区", "District A"), 9.4, 94, 1000)]
    >>> words = {"counted": Label("志愿者", "Volunteers"), "base": Label("居民", "Residents")}
    >>> title = Label("登记率", "Registered share")
    >>> chart_register(bars, unit="percent", target=8.0, title=title, **words).summary.en
    '1 of 1 area reaches the target of 8.0%.'
    """
    longest = max([bar.value or 0.0 for bar in bars] + [target or 0.0]) or 1.0
    return Chart(
        data=(_draw_bars(bars, unit, target, theme),),
        layout=base_layout(theme, height=(len(bars) + 3) * theme.row_height)
        | {
            "margin": {"l": 8, "r": 12, "t": round(2.2 * theme.font_size), "b": 8},
            "bargap": 0.45,
            "xaxis": plain_axis(
                theme,
                range=[0, ROOM_FOR_TEXT * longest],
                nticks=5,
                ticksuffix="%" if unit == "percent" else "",
            ),
            "yaxis": row_axis(theme, [bar.label for bar in bars]),
            "shapes": [] if target is None else [_draw_target(target, theme)],
            "annotations": [] if target is None else [_name_target(target, unit, theme)],
        },
        table=_tabulate(bars, unit, target, counted=counted, base=base),
        summary=_summarise(bars, unit, target),
        title=title,
        sample_type=REGISTER,
        notes=(COMPLETE_REGISTER,),
    )


def write_amount(value: float | None, unit: RegisterUnit) -> Label:
    """Write a value with its unit and one decimal; a dash where the base is empty.

    Examples
    --------
    >>> write_amount(9.42, "percent").zh, write_amount(20, "hours").en
    ('9.4%', '20.0 hours')
    """
    if value is None:
        return same(NO_DATA)
    return in_each(lambda lang: f"{value:,.1f}{UNITS[unit][lang]}")


def _draw_bars(
    bars: Sequence[RegisterBar], unit: RegisterUnit, target: float | None, theme: Theme
) -> Mapping[str, Any]:
    marks = [mark_of(bar.judge(target)) for bar in bars]
    texts = [_write_bar(bar, unit, mark) for bar, mark in zip(bars, marks, strict=True)]
    return {
        "type": "bar",
        "orientation": "h",
        "x": [None if bar.value is None else round(bar.value, 6) for bar in bars],
        "y": list(range(len(bars))),
        "text": texts,
        "textposition": "outside",
        "textfont": {"color": [mark.colour(theme) for mark in marks]},
        "cliponaxis": False,
        "marker": {"color": [theme.series[1 if bar.is_total else 3] for bar in bars]},
        "hoverinfo": "text",
        "hovertext": [_hover(bar, text) for bar, text in zip(bars, texts, strict=True)],
    }


def _write_bar(bar: RegisterBar, unit: RegisterUnit, mark: Mark) -> Label:
    amount = write_amount(bar.value, unit)
    return in_each(lambda lang: f"{amount[lang]} {mark.sign}".strip())


def _hover(bar: RegisterBar, text: Label) -> Label:
    return in_each(
        lambda lang: (
            f"{bar.label[lang]} {text[lang]}<br>{_count(bar.n_counted)} / {whole(bar.n_base)}"
        )
    )


def _count(amount: float) -> str:
    return whole(amount) if float(amount).is_integer() else f"{amount:,.1f}"


def _draw_target(target: float, theme: Theme) -> dict[str, Any]:
    return straight_line(theme, axis="x", at=target) | {"layer": "above"}


def _name_target(target: float, unit: RegisterUnit, theme: Theme) -> dict[str, Any]:
    amount = write_amount(target, unit)
    words = in_each(lambda lang: f"{TARGET[lang]} {amount[lang]}")
    place = {"x": target, "xref": "x", "y": 1, "yref": "paper", "yanchor": "bottom"}
    return text_at(words, **place) | {
        "xanchor": "center",
        "font": {"size": theme.font_size - 1, "color": theme.muted},
    }


def _tabulate(
    bars: Sequence[RegisterBar],
    unit: RegisterUnit,
    target: float | None,
    *,
    counted: Label,
    base: Label,
) -> ChartTable:
    return ChartTable(
        (AREA, VALUE, counted, base, TARGET, VERDICT),
        tuple(
            (
                bar.label,
                write_amount(bar.value, unit),
                same(_count(bar.n_counted)),
                same(whole(bar.n_base)),
                write_amount(target, unit),
                mark_of(bar.judge(target)).text,
            )
            for bar in bars
        ),
    )


def _summarise(bars: Sequence[RegisterBar], unit: RegisterUnit, target: float | None) -> Label:
    areas = [bar for bar in bars if not bar.is_total]
    if target is None:
        return Label(f"共 {len(areas)} 个地区，没有设目标。", f"{len(areas)} areas, no target set.")
    n_met = sum(bar.judge(target) == "met" for bar in areas)
    amount = write_amount(target, unit)
    noun = "area" if len(areas) == 1 else "areas"
    verb = "reaches" if n_met == 1 else "reach"
    return Label(
        f"{len(areas)} 个地区中，{n_met} 个达到目标 {amount.zh}。",
        f"{n_met} of {len(areas)} {noun} {verb} the target of {amount.en}.",
    )
