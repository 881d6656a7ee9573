"""Rates as dots with their intervals: what the charts by indicator, area and wave all draw."""

from collections.abc import Sequence
from typing import Any, Literal

from analytics.charts.layout import error_bars, in_percent
from analytics.charts.rate import Rate
from analytics.charts.theme import Theme


def draw_dots(
    placed: Sequence[tuple[int, Rate]],
    theme: Theme,
    *,
    along: Literal["x", "y"],
    symbol: str = "circle",
    colour: str = "",
) -> dict[str, Any]:
    """Give the trace of the rates that have an interval; the others leave their place empty.

    Parameters
    ----------
    placed
        Each rate with its place on the other axis.
    along
        The axis of the percentages.
    colour
        Of dots and whiskers; the accent when left out.

    Examples
    --------
    >>> from analytics.charts.theme import DEFAULT_THEME
    >>> from analytics.words import Label
    >>> rates = [Rate(Label("甲", "A"), 0.8, 0.7, 0.9, n=60), Rate(Label("乙", "B"), None)]
    >>> dots = draw_dots(list(enumerate(rates)), DEFAULT_THEME, along="x")
    >>> dots["x"], dots["y"]
    ([80.0], [0])
    """
    shown = [(place, rate, limits) for place, rate in placed if (limits := rate.limits)]
    across = "y" if along == "x" else "x"
    marker = {
        "symbol": symbol,
        "size": theme.font_size - 3,
        "color": colour or theme.accent,
    }
    return {
        "type": "scatter",
        "mode": "markers",
        along: [in_percent(rate.value) for _, rate, _ in shown],
        across: [place for place, _, _ in shown],
        f"error_{along}": error_bars(theme, [limits for _, _, limits in shown], colour=colour),
        "marker": marker,
        "cliponaxis": False,
        "hoverinfo": "text",
        "hovertext": [rate.hover for _, rate, _ in shown],
    }
