"""How the field work goes: responses by day, added up, against the number wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from analytics.charts.chart import Chart, ChartTable, notes_of
from analytics.charts.layout import base_layout, legend_above, plain_axis, straight_line
from analytics.charts.theme import DEFAULT_THEME, Theme
from analytics.words import Label, in_each, same, whole

TITLE = Label("每日回答", "Responses by day")
HEADER = (
    Label("日期", "Date"),
    Label("当日回答", "Responses that day"),
    Label("累计", "Total so far"),
)
MOST_TICKS = 5
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True, slots=True)
class DayCount:
    """Responses accepted on one day of the city.

    Examples
    --------
    >>> DayCount(date(2026, 11, 21), 48).label.en
    '21 Nov'
    """

    day: date
    n: int

    @property
    def label(self) -> Label:
        """The day without its year."""
        return Label(
            f"{self.day.month}月{self.day.day}日",
            f"{self.day.day} {_MONTHS[self.day.month - 1]}",
        )


def chart_progress(
    days: Sequence[DayCount],
    *,
    sample_type: str,
    n_wanted: int | None = None,
    theme: Theme = DEFAULT_THEME,
    title: Label = TITLE,
) -> Chart:
    """Draw bars by day and the running total.

    Parameters
    ----------
    days
        In time order; days without responses included as 0.
    n_wanted
        Responses that the plan asks for: a dashed line.

    Examples
    --------
    >>> days = [DayCount(date(2026, 11, 20), 40), DayCount(date(2026, 11, 21), 48)]
    >>> chart_progress(days, sample_type="R", n_wanted=1200).summary.en
    '88 responses so far, of 1,200 wanted.'
    """
    totals = list(accumulate(day.n for day in days))
    every = -(-len(days) // MOST_TICKS) or 1
    return Chart(
        data=tuple(_series(days, totals, theme)),
        layout=base_layout(theme, height=18 * theme.font_size)
        | {
            "xaxis": plain_axis(
                theme,
                tickvals=list(range(0, len(days), every)),
                ticktext=[day.label for day in days[::every]],
                showgrid=False,
                range=[-0.8, len(days) - 0.2],
            ),
            "yaxis": plain_axis(theme, rangemode="tozero", ticklabelstandoff=6),
            "showlegend": True,
            "legend": legend_above(theme),
            "shapes": [] if n_wanted is None else [straight_line(theme, axis="y", at=n_wanted)],
        },
        table=ChartTable(
            HEADER,
            tuple(
                (day.label, same(whole(day.n)), same(whole(total)))
                for day, total in zip(days, totals, strict=True)
            ),
        ),
        summary=_summarise(totals[-1] if totals else 0, n_wanted),
        title=title,
        sample_type=sample_type,
        notes=notes_of(sample_type),
    )


def _series(
    days: Sequence[DayCount], totals: Sequence[int], theme: Theme
) -> list[Mapping[str, Any]]:
    place = list(range(len(days)))
    hover = [_hover(day, total) for day, total in zip(days, totals, strict=True)]
    shared = {"x": place, "hoverinfo": "text", "hovertext": hover}
    return [
        {"type": "bar", "name": HEADER[1], "y": [day.n for day in days]}
        | {"marker": {"color": theme.series[2]}}
        | shared,
        {"type": "scatter", "mode": "lines", "name": HEADER[2], "y": list(totals)}
        | {"line": {"color": theme.ink, "width": 2.5}}
        | shared,
    ]


def _hover(day: DayCount, total: int) -> Label:
    return in_each(
        lambda lang: (
            f"{day.label[lang]}<br>{HEADER[1][lang]} {whole(day.n)}"
            f"<br>{HEADER[2][lang]} {whole(total)}"
        )
    )


def _summarise(n: int, n_wanted: int | None) -> Label:
    if n_wanted is None:
        return Label(f"已收到 {whole(n)} 份回答。", f"{whole(n)} responses so far.")
    return Label(
        f"已收到 {whole(n)} 份回答，计划 {whole(n_wanted)} 份。",
        f"{whole(n)} responses so far, of {whole(n_wanted)} wanted.",
    )
