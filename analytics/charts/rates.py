"""Rates against their targets: the picture that answers "is it reached?" (dot, whisker, target)."""

from collections.abc import Mapping, Sequence
from typing import Any

from analytics.charts.chart import Chart, ChartTable, notes_of_intervals
from analytics.charts.dots import draw_dots
from analytics.charts.layout import base_layout, in_percent, limits_around, percent_axis, text_at
from analytics.charts.rate import INTERVAL_HEADER, TOO_FEW, Rate, count_verdicts
from analytics.charts.theme import DEFAULT_THEME, VERDICT_MARKS, Theme
from analytics.words import Label, is_missing, percent, percent_interval, same, whole

TITLE = Label("各项比率与目标", "Rates against their targets")
HEADER = (
    Label("指标", "Indicator"),
    Label("比率", "Rate"),
    INTERVAL_HEADER,
    Label("目标", "Target"),
    Label("结论", "Verdict"),
    Label("回答人数", "Answers"),
    Label("有效样本量", "Effective n"),
)


def chart_rates(
    rates: Sequence[Rate],
    *,
    sample_type: str,
    theme: Theme = DEFAULT_THEME,
    title: Label = TITLE,
) -> Chart:
    """Draw each rate as a dot with its interval, beside the mark of its target.

    Parameters
    ----------
    rates
        In the order to show; each row carries its own text, so that the chart is readable at 360
        px.
    sample_type
        ``R`` or ``Q``.

    Raises
    ------
    ValueError
        For open participation (``O``), which has no sampling error, or an unknown sample type.

    Examples
    --------
    >>> aware = Rate(Label("知晓率", "Awareness"), 0.92, 0.905, 0.934, 1100, 820.0, 0.9, "met")
    >>> chart_rates([aware], sample_type="R").summary.en
    'Of 1 rate, 1 met, 0 not met, 0 undecided.'
    """
    notes = notes_of_intervals(sample_type, "A rate against a target")
    drawn = [share for rate in rates for share in (*(rate.limits or ()), rate.target)]
    ends = limits_around(drawn, at_least=40)
    layout = base_layout(theme, height=_height(rates, theme)) | {
        "xaxis": percent_axis(theme, ends) | {"automargin": "height"},
        "yaxis": {"visible": False, "fixedrange": True, "range": [len(rates) - 0.6, -0.7]},
        "annotations": [
            text for row, rate in enumerate(rates) for text in _texts(row, rate, theme, ends[0])
        ],
    }
    return Chart(
        data=(*_dots(rates, theme), _targets(rates, theme)),
        layout=layout,
        table=ChartTable(HEADER, tuple(_table_row(rate) for rate in rates)),
        summary=_summarise(rates),
        title=title,
        sample_type=sample_type,
        notes=notes,
    )


def _height(rates: Sequence[Rate], theme: Theme) -> int:
    has_target = any(rate.target is not None for rate in rates)
    return round(((6.6 if has_target else 5.4) * len(rates) + 3) * theme.font_size)


def _dots(rates: Sequence[Rate], theme: Theme) -> list[Mapping[str, Any]]:
    traces: list[Mapping[str, Any]] = []
    for mark in dict.fromkeys(rate.mark for rate in rates):
        rows = [(row, rate) for row, rate in enumerate(rates) if rate.mark == mark and rate.limits]
        if not rows:
            continue
        colour = mark.colour(theme)
        dots = draw_dots(rows, theme, along="x", symbol=mark.symbol, colour=colour)
        # The outline keeps the open symbols as heavy as the filled ones.
        dots["marker"] |= {"size": theme.font_size - 4, "line": {"width": 2, "color": colour}}
        traces.append(dots | {"name": mark.text})
    return traces


def _targets(rates: Sequence[Rate], theme: Theme) -> Mapping[str, Any]:
    rows = [(row, rate.target) for row, rate in enumerate(rates) if rate.target is not None]
    names = [Label(f"目标 {percent(target)}", f"Target {percent(target)}") for _, target in rows]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": Label("目标", "Target"),
        "text": names,
        "textposition": "bottom center",
        "textfont": {"size": theme.font_size - 2, "color": theme.muted},
        "x": [in_percent(target) for _, target in rows],
        "y": [row for row, _ in rows],
        "marker": {
            "symbol": "line-ns",
            "size": round(1.4 * theme.font_size),
            "line": {"width": 2.5, "color": theme.ink},
        },
        "hoverinfo": "text",
        "hovertext": names,
    }


def _texts(row: int, rate: Rate, theme: Theme, low: float) -> list[dict[str, Any]]:
    """Name, then figure and verdict on a line of their own: side by side they need 360 px."""
    left = {"x": low, "xshift": 3}
    right = {"x": 1, "xref": "paper", "xanchor": "right"}
    name = {"y": row, "yshift": 3 * theme.font_size}
    figure = {"y": row, "yshift": round(1.6 * theme.font_size)}
    texts = [text_at(rate.label, **left, **name), text_at(_figure(rate), **left, **figure)]
    if rate.verdict:
        font = {"color": rate.mark.colour(theme), "weight": 700}
        texts.append(text_at(rate.mark.text, font=font, **right, **figure))
    return texts


def _figure(rate: Rate) -> Label:
    if is_missing(rate.value):
        return TOO_FEW
    limits = percent_interval(rate.low, rate.high)
    return Label(f"{percent(rate.value)}（{limits}）", f"{percent(rate.value)} ({limits})")


def _table_row(rate: Rate) -> tuple[Label, ...]:
    return (
        rate.label,
        same(percent(rate.value)),
        same(percent_interval(rate.low, rate.high)),
        same(percent(rate.target)),
        rate.mark.text,
        same(whole(rate.n)),
        same(whole(rate.n_effective)),
    )


def _summarise(rates: Sequence[Rate]) -> Label:
    n_by_verdict = count_verdicts(rates)
    n_met, n_not_met, n_undecided = (n_by_verdict.get(verdict, 0) for verdict in VERDICT_MARKS)
    noun = "rate" if len(rates) == 1 else "rates"
    return Label(
        f"共 {len(rates)} 项比率：达标 {n_met} 项，未达标 {n_not_met} 项，"
        f"尚不能判定 {n_undecided} 项。",
        f"Of {len(rates)} {noun}, {n_met} met, {n_not_met} not met, {n_undecided} undecided.",
    )
