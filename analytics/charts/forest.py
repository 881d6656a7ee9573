"""One rate by area, in bands: below, like, above the whole city. Never a league table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from analytics.charts.chart import Chart, ChartTable, notes_of_intervals
from analytics.charts.dots import draw_dots
from analytics.charts.layout import (
    base_layout,
    in_percent,
    legend_above,
    limits_around,
    percent_axis,
    row_axis,
    straight_line,
    text_at,
)
from analytics.charts.rate import INTERVAL_HEADER, TOO_FEW, Rate
from analytics.charts.theme import DEFAULT_THEME, Theme
from analytics.words import Label, in_each, percent, percent_interval, same, whole

Band = Literal["above", "alike", "below", "not shown"]
BAND_LABELS: Mapping[str, Label] = {
    "above": Label("高于全市", "Above the city"),
    "alike": Label("与全市没有可辨的差别", "Not distinguishable from the city"),
    "below": Label("低于全市", "Below the city"),
    "not shown": TOO_FEW,
}
CITY = Label("全市", "City")
_BAND_SYMBOLS = {"above": "triangle-up", "alike": "circle", "below": "triangle-down"}
TITLE = Label("各区域比率（分档，不排名）", "Rate by area (in bands, not ranked)")
HEADER = (
    Label("档次", "Band"),
    Label("区域", "Area"),
    Label("比率", "Rate"),
    INTERVAL_HEADER,
    Label("回答人数", "Answers"),
    Label("结论", "Verdict"),
)
NOT_RANKED = Label(
    "同一档内按行政顺序列出；档内差别可能只是偶然。",
    "Within a band areas stand in their official order; their differences may be chance.",
)


@dataclass(frozen=True, slots=True)
class AreaRate:
    """The rate of one area and the band that it falls in, judged against the whole city.

    Examples
    --------
    >>> AreaRate(Rate(Label("泮池街道", "Panchi"), None, n=12), "not shown").band
    'not shown'
    """

    rate: Rate
    band: Band


def chart_forest(
    areas: Sequence[AreaRate],
    *,
    overall: Rate,
    sample_type: str,
    theme: Theme = DEFAULT_THEME,
    title: Label = TITLE,
) -> Chart:
    """Draw areas with intervals in three bands beside the city's rate and target.

    Parameters
    ----------
    areas
        In official order; within a band this order is kept, so that nobody reads a rank.
    overall
        The whole city: its interval is the shaded strip, its target the dashed line.

    Raises
    ------
    ValueError
        For open participation (``O``) or an unknown sample type.

    Examples
    --------
    >>> area = AreaRate(Rate(Label("泮池", "Panchi"), 0.8, 0.7, 0.88, n=98), "alike")
    >>> city = Rate(Label("全市", "City"), 0.84, 0.82, 0.86, n=1100)
    >>> chart_forest([area], overall=city, sample_type="R").summary.en
    'Areas above the city: 0; not distinguishable from it: 1; below: 0; too few answers: 0.'
    """
    notes = notes_of_intervals(sample_type, "An interval by area", NOT_RANKED)
    ordered = [area for band in BAND_LABELS for area in areas if area.band == band]
    rows: list[AreaRate | Rate] = [overall, *ordered]
    labels = [_rate_of(row).label for row in rows]
    drawn = [
        limit for row in rows if (limits := _rate_of(row).limits) is not None for limit in limits
    ]
    ends = limits_around([*drawn, overall.target])
    return Chart(
        data=tuple(_dots(rows, theme)),
        layout=base_layout(theme, height=round((len(rows) + 3) * 2.3 * theme.font_size))
        | {
            "xaxis": percent_axis(theme, ends),
            "yaxis": row_axis(theme, labels),
            "showlegend": True,
            "legend": legend_above(theme),
            "shapes": _guides(overall, ordered, theme),
            "annotations": _too_few_texts(rows, theme),
        },
        table=ChartTable(HEADER, (_city_row(overall), *(_table_row(area) for area in ordered))),
        summary=_summarise(areas),
        title=title,
        sample_type=sample_type,
        notes=notes,
    )


def _rate_of(row: AreaRate | Rate) -> Rate:
    return row.rate if isinstance(row, AreaRate) else row


def _dots(rows: Sequence[AreaRate | Rate], theme: Theme) -> list[Mapping[str, Any]]:
    traces: list[Mapping[str, Any]] = []
    for band, symbol in ({"city": "square"} | _BAND_SYMBOLS).items():
        points = [
            (place, rate)
            for place, row in enumerate(rows)
            if (rate := _rate_of(row)).limits
            and band == (row.band if isinstance(row, AreaRate) else "city")
        ]
        if points:
            colour = theme.ink if band in ("city", "alike") else theme.accent
            dots = draw_dots(points, theme, along="x", symbol=symbol, colour=colour)
            traces.append(dots | {"name": BAND_LABELS.get(band, CITY)})
    return traces


def _guides(overall: Rate, ordered: Sequence[AreaRate], theme: Theme) -> list[Mapping[str, Any]]:
    guides: list[Mapping[str, Any]] = []
    if overall.limits:
        guides.append(
            {
                "type": "rect",
                "x0": in_percent(overall.low),
                "x1": in_percent(overall.high),
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "fillcolor": theme.line,
                "opacity": 0.5,
                "line": {"width": 0},
                "layer": "below",
            }
        )
    if overall.target is not None:
        guides.append(straight_line(theme, axis="x", at=100 * overall.target))
    for place, area in enumerate(ordered):
        if place == 0 or area.band != ordered[place - 1].band:
            guides.append(_rule_above(place + 1, theme))
    return guides


def _rule_above(row: int, theme: Theme) -> Mapping[str, Any]:
    line = {"color": theme.muted, "width": 1}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": row - 0.5} | {
        "y1": row - 0.5,
        "line": line,
        "layer": "below",
    }


def _too_few_texts(rows: Sequence[AreaRate | Rate], theme: Theme) -> list[Mapping[str, Any]]:
    font = {"color": theme.muted}
    return [
        text_at(TOO_FEW, xref="paper", x=0.02, y=place, font=font)
        for place, row in enumerate(rows)
        if not _rate_of(row).limits
    ]


def _city_row(overall: Rate) -> tuple[Label, ...]:
    return (CITY, *_cells(overall))


def _table_row(area: AreaRate) -> tuple[Label, ...]:
    return (BAND_LABELS[area.band], *_cells(area.rate))


def _cells(rate: Rate) -> tuple[Label, ...]:
    return (
        rate.label,
        same(percent(rate.value)),
        same(percent_interval(rate.low, rate.high)),
        same(whole(rate.n)),
        rate.mark.text,
    )


def _summarise(areas: Sequence[AreaRate]) -> Label:
    n = {band: sum(area.band == band for area in areas) for band in BAND_LABELS}
    return in_each(
        lambda lang: (
            f"高于全市 {n['above']} 个区域，与全市没有可辨的差别 {n['alike']} 个，"
            f"低于全市 {n['below']} 个，数据太少 {n['not shown']} 个。"
            if lang == "zh"
            else f"Areas above the city: {n['above']}; not distinguishable from it: {n['alike']}; "
            f"below: {n['below']}; too few answers: {n['not shown']}."
        )
    )
