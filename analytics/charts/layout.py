"""Parts of a Plotly layout that all charts share: axes, legend, lines, texts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analytics.charts.theme import Theme
from analytics.words import Label, is_missing

ROOM_AT_ENDS = 0.04
"""Of the span of an axis, beyond each of its limits: half a dot on a narrow screen."""


def base_layout(theme: Theme, *, height: int) -> dict[str, Any]:
    """Give the layout that every chart starts from; it neither zooms nor drags, so phones
    scroll."""
    return {
        "height": height,
        "autosize": True,
        "font": {"family": theme.font_family, "size": theme.font_size, "color": theme.ink},
        "paper_bgcolor": theme.paper,
        "plot_bgcolor": theme.paper,
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": theme.paper,
            "bordercolor": theme.muted,
            "font": {"family": theme.font_family, "size": theme.font_size, "color": theme.ink},
        },
        "dragmode": False,
    }


def plain_axis(theme: Theme, **more: Any) -> dict[str, Any]:
    """Give a quiet axis: pale grid, muted figures, margin as wide as its labels need."""
    return {
        "fixedrange": True,
        "automargin": True,
        "gridcolor": theme.line,
        "zeroline": False,
        "tickfont": {"color": theme.muted, "size": theme.font_size - 1},
    } | more


def percent_axis(theme: Theme, limits: tuple[float, float]) -> dict[str, Any]:
    """Give an axis in percent over the limits (in percent), with room for a dot at either end."""
    low, high = limits
    step = 20 if high - low > 50 else 10
    room = ROOM_AT_ENDS * (high - low)
    return plain_axis(theme, range=[low - room, high + room], dtick=step, tick0=0, ticksuffix="%")


def row_axis(theme: Theme, labels: Sequence[Label]) -> dict[str, Any]:
    """Give the vertical axis of a chart with one labelled row per entry, the first on top."""
    return plain_axis(
        theme,
        range=[len(labels) - 0.5, -0.5],
        tickvals=list(range(len(labels))),
        ticktext=list(labels),
        showgrid=False,
        tickfont={"color": theme.ink, "size": theme.font_size},
        ticklabelstandoff=6,
    )


def legend_above(theme: Theme) -> dict[str, Any]:
    """Give a legend that lies above the plot and wraps on narrow screens."""
    return {
        "orientation": "h",
        "x": 0,
        "y": 1,
        "xanchor": "left",
        "yanchor": "bottom",
        "font": {"size": theme.font_size - 1, "color": theme.ink},
        "itemclick": False,
        "itemdoubleclick": False,
    }


def straight_line(theme: Theme, *, axis: str, at: float, dash: str = "dash") -> dict[str, Any]:
    """Give a line across the whole plot: ``axis`` is ``x`` (upright) or ``y`` (level)."""
    other = "y" if axis == "x" else "x"
    return {
        "type": "line",
        f"{axis}0": at,
        f"{axis}1": at,
        f"{other}ref": "paper",
        f"{other}0": 0,
        f"{other}1": 1,
        "line": {"color": theme.ink, "width": 1.5, "dash": dash},
        "layer": "below",
    }


def text_at(text: Label, **place: Any) -> dict[str, Any]:
    """Give a text without arrow; ``place`` are Plotly's annotation fields."""
    return {"text": text, "showarrow": False, "xanchor": "left", "yanchor": "middle"} | place


def in_percent(share: float | None) -> float | None:
    """Turn a share into the number drawn; missing stays missing (JSON has no NaN).

    Examples
    --------
    >>> in_percent(0.8643), in_percent(float("nan"))
    (86.43, None)
    """
    if share is None or is_missing(share):
        return None
    return round(100 * share, 6)


def limits_around(shares: Iterable[float | None], *, at_least: float = 20.0) -> tuple[float, float]:
    """Choose axis limits in percent: whole tens around the data, within 0 and 100.

    Parameters
    ----------
    shares
        Shares 0..1; missing ones are passed over.
    at_least
        Smallest span in percent, so that noise is not blown up.

    Examples
    --------
    >>> limits_around([0.83, 0.91])
    (80.0, 100.0)
    """
    drawn = [value for share in shares if (value := in_percent(share)) is not None]
    if not drawn:
        return 0.0, 100.0
    low, high = 10 * (min(drawn) // 10), -10 * (-max(drawn) // 10)
    while high - low < at_least:
        low, high = max(0.0, low - 10), min(100.0, high + 10)
    return low, high


def error_bars(
    theme: Theme, triples: Sequence[tuple[float, float, float]], *, colour: str = ""
) -> Mapping[str, Any]:
    """Give the whiskers of (value, low, high) shares."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [round(100 * (high - value), 6) for value, _, high in triples],
        "arrayminus": [round(100 * (value - low), 6) for value, low, _ in triples],
        "thickness": 2.5,
        "width": 5,
        "color": colour or theme.accent,
    }
