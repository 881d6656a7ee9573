"""One rate wave by wave, with the interval of each and of the change to the wave before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.charts.chart import Chart, ChartTable, notes_of_intervals
from analytics.charts.dots import draw_dots
from analytics.charts.layout import (
    base_layout,
    in_percent,
    limits_around,
    percent_axis,
    plain_axis,
    straight_line,
)
from analytics.charts.rate import INTERVAL_HEADER, Rate
from analytics.charts.theme import DEFAULT_THEME, Theme
from analytics.words import Label, in_each, percent, percent_interval, points, same, whole

TITLE = Label("各波变化", "Change from wave to wave")
HEADER = (
    Label("波次", "Wave"),
    Label("比率", "Rate"),
    INTERVAL_HEADER,
    Label("比上一波（百分点）", "Change on the wave before (points)"),
    Label("变化的 95% 区间", "95% interval of the change"),
    Label("回答人数", "Answers"),
)
BROKEN_LINE = Label(
    "断开处前后的问法、跳转或加权不同，不可比较。",
    "Where the line breaks, wording, routing or weighting changed: do not compare across it.",
)


@dataclass(frozen=True, slots=True)
class Change:
    """A difference of two shares with its interval, in shares (-1..1).

    Examples
    --------
    >>> Change(0.02, -0.01, 0.05).is_clear
    False
    """

    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Tell whether the interval leaves out no change."""
        return self.low > 0 or self.high < 0

    @property
    def limits_text(self) -> Label:
        """The interval in points."""
        return Label(
            f"{points(self.low)} 至 {points(self.high)}",
            f"{points(self.low)} to {points(self.high)}",
        )


@dataclass(frozen=True, slots=True)
class WavePoint:
    """One wave: its rate and the change to the wave before.

    ``change`` is ``None`` for the first wave and wherever the two cannot be compared (wording,
    routing or weighting changed): the line breaks there.

    Examples
    --------
    >>> WavePoint(Rate(Label("第一轮", "Wave 1"), 0.8, 0.77, 0.83, n=1000)).change is None
    True
    """

    rate: Rate
    change: Change | None = None


def chart_trend(
    waves: Sequence[WavePoint],
    *,
    sample_type: str,
    target: float | None = None,
    theme: Theme = DEFAULT_THEME,
    title: Label = TITLE,
) -> Chart:
    """Draw the waves of one sample type in time order.

    Raises
    ------
    ValueError
        For open participation (``O``), which never stands in a trend with intervals.

    Examples
    --------
    >>> first = WavePoint(Rate(Label("第一轮", "Wave 1"), 0.80, 0.77, 0.83, n=1000))
    >>> later = Rate(Label("第二轮", "Wave 2"), 0.85, 0.82, 0.88, n=1000)
    >>> second = WavePoint(later, Change(0.05, 0.01, 0.09))
    >>> chart_trend([first, second], sample_type="R").summary.en
    'Wave 2: 85.0%, +5.0 points on the wave before (+1.0 to +9.0): a clear change.'
    """
    broken = [BROKEN_LINE] if any(wave.change is None for wave in waves[1:]) else []
    notes = notes_of_intervals(sample_type, "A trend with intervals", *broken)
    drawn = [limit for wave in waves if wave.rate.limits for limit in wave.rate.limits]
    ends = limits_around([*drawn, target])
    return Chart(
        data=(
            _line(waves, theme),
            draw_dots([(place, wave.rate) for place, wave in enumerate(waves)], theme, along="y"),
        ),
        layout=base_layout(theme, height=20 * theme.font_size)
        | {
            "xaxis": plain_axis(
                theme,
                tickvals=list(range(len(waves))),
                ticktext=[_tick(wave.rate) for wave in waves],
                range=[-0.4, len(waves) - 0.6],
                showgrid=False,
            ),
            "yaxis": percent_axis(theme, ends),
            "shapes": [] if target is None else [straight_line(theme, axis="y", at=100 * target)],
        },
        table=ChartTable(HEADER, tuple(_table_row(wave) for wave in waves)),
        summary=_summarise(waves),
        title=title,
        sample_type=sample_type,
        notes=notes,
    )


def _line(waves: Sequence[WavePoint], theme: Theme) -> Mapping[str, Any]:
    x: list[int | None] = []
    y: list[float | None] = []
    for place, wave in enumerate(waves):
        if place and wave.change is None:
            x.append(None)
            y.append(None)
        x.append(place)
        y.append(in_percent(wave.rate.value))
    line = {"color": theme.accent, "width": 2}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip"}


def _tick(rate: Rate) -> Label:
    return in_each(lambda lang: f"{rate.label[lang]}<br>{percent(rate.value)}")


def _table_row(wave: WavePoint) -> tuple[Label, ...]:
    change = wave.change
    return (
        wave.rate.label,
        same(percent(wave.rate.value)),
        same(percent_interval(wave.rate.low, wave.rate.high)),
        same(points(change.value if change else None)),
        change.limits_text if change else same("—"),
        same(whole(wave.rate.n)),
    )


def _summarise(waves: Sequence[WavePoint]) -> Label:
    if not waves:
        return Label("还没有结束的调查。", "No wave has closed yet.")
    rate, change = waves[-1].rate, waves[-1].change
    if change is None:
        return Label(
            f"{rate.label.zh}：{percent(rate.value)}，没有可比的上一波。",
            f"{rate.label.en}: {percent(rate.value)}, no earlier wave to compare with.",
        )
    verdict = (
        Label("变化明显", "a clear change")
        if change.is_clear
        else Label("变化尚不能判定", "the change cannot be told from chance")
    )
    return Label(
        f"{rate.label.zh}：{percent(rate.value)}，比上一波 {points(change.value)} 个百分点"
        f"（{change.limits_text.zh}），{verdict.zh}。",
        f"{rate.label.en}: {percent(rate.value)}, {points(change.value)} points on the wave before "
        f"({change.limits_text.en}): {verdict.en}.",
    )
