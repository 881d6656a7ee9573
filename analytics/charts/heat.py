"""Areas by topics: a table whose cells are shaded in five steps, the number printed in each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.charts.chart import Chart, ChartTable, notes_of, refuse_open_sample
from analytics.charts.layout import base_layout, plain_axis, row_axis
from analytics.charts.rate import TOO_FEW
from analytics.charts.theme import DEFAULT_THEME, Theme, readable_on
from analytics.words import (
    NO_DATA,
    Label,
    in_each,
    is_missing,
    percent,
    percent_interval,
    same,
    whole,
)

TITLE = Label("各区域各主题的满意率", "Satisfaction by area and topic")
N_STEPS = 5


@dataclass(frozen=True, slots=True)
class HeatCell:
    """The share (0..1) of one area on one topic; ``value`` is ``None`` where too few answered.

    Examples
    --------
    >>> HeatCell(0.81, n=96, low=0.72, high=0.88).text.en
    '81.0% (72.0–88.0%), n = 96'
    """

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None

    @property
    def text(self) -> Label:
        """Share, interval where there is one, and the number of answers."""
        if is_missing(self.value):
            return TOO_FEW
        limits = percent_interval(self.low, self.high)
        inner = "" if limits == NO_DATA else f" ({limits})"
        return same(f"{percent(self.value)}{inner}, n = {whole(self.n)}")


def chart_heat(
    cells: Sequence[Sequence[HeatCell]],
    *,
    areas: Sequence[Label],
    topics: Sequence[Label],
    sample_type: str,
    theme: Theme = DEFAULT_THEME,
    title: Label = TITLE,
) -> Chart:
    """Draw a heat table: one row per area, one column per topic.

    Parameters
    ----------
    cells
        ``cells[a][t]`` belongs to ``areas[a]`` and ``topics[t]``.

    Raises
    ------
    ValueError
        If the cells do not match areas and topics, or a cell of open participation (``O``) has an
        interval.

    Notes
    -----
    The cells are shapes, not a heat map trace: that one paints an image, which the portal's
    Content-Security-Policy forbids.

    Examples
    --------
    >>> chart = chart_heat([[HeatCell(0.8, n=90)]], areas=[Label("泮池", "Panchi")],
    ...                    topics=[Label("停车", "Parking")], sample_type="R")
    >>> chart.table.rows_in("en")
    (('Panchi', '80.0%, n = 90'),)
    """
    if len(cells) != len(areas) or any(len(row) != len(topics) for row in cells):
        raise ValueError(f"the cells are not {len(areas)} areas by {len(topics)} topics")
    if any(cell.low is not None for row in cells for cell in row):
        refuse_open_sample(sample_type, "An interval")
    width = round(1.9 * theme.font_size)
    return Chart(
        data=(_texts(cells, areas, topics, theme),),
        layout=base_layout(theme, height=round((len(areas) + 6) * width))
        | {
            "xaxis": plain_axis(
                theme,
                range=[-0.5, len(topics) - 0.5],
                tickvals=list(range(len(topics))),
                ticktext=list(topics),
                tickangle=-60,
                side="top",
                showgrid=False,
            ),
            "yaxis": row_axis(theme, areas),
            "shapes": _boxes(cells, theme),
        },
        table=ChartTable(
            header=(Label("区域", "Area"), *topics),
            rows=tuple(
                (area, *(cell.text for cell in row)) for area, row in zip(areas, cells, strict=True)
            ),
        ),
        summary=_summarise(cells, areas, topics),
        title=title,
        sample_type=sample_type,
        notes=notes_of(sample_type),
    )


def step_fills(shares: Sequence[float], theme: Theme) -> list[str]:
    """Shade shares (0..1) in five equal steps between the smallest and the largest, dark = high.

    Examples
    --------
    >>> step_fills([0.5, 0.9], DEFAULT_THEME) == [DEFAULT_THEME.series[4], DEFAULT_THEME.series[0]]
    True
    """
    if not shares:
        return []
    low, span = min(shares), max(shares) - min(shares)
    ramp = list(reversed(theme.series[:N_STEPS]))
    steps = [0 if span == 0 else min(int(N_STEPS * (s - low) / span), N_STEPS - 1) for s in shares]
    return [ramp[step] for step in steps]


def _shown(cells: Sequence[Sequence[HeatCell]]) -> dict[tuple[int, int], float]:
    return {
        (row, column): cell.value
        for row, line in enumerate(cells)
        for column, cell in enumerate(line)
        if cell.value is not None and not is_missing(cell.value)
    }


def _fills(cells: Sequence[Sequence[HeatCell]], theme: Theme) -> dict[tuple[int, int], str]:
    shown = _shown(cells)
    return dict(zip(shown, step_fills(list(shown.values()), theme), strict=True))


def _boxes(cells: Sequence[Sequence[HeatCell]], theme: Theme) -> list[Mapping[str, Any]]:
    return [
        {
            "type": "rect",
            "x0": column - 0.48,
            "x1": column + 0.48,
            "y0": row - 0.48,
            "y1": row + 0.48,
            "fillcolor": fill,
            "line": {"width": 0},
            "layer": "below",
        }
        for (row, column), fill in _fills(cells, theme).items()
    ]


def _texts(
    cells: Sequence[Sequence[HeatCell]],
    areas: Sequence[Label],
    topics: Sequence[Label],
    theme: Theme,
) -> Mapping[str, Any]:
    fills = _fills(cells, theme)
    places = [(row, column) for row in range(len(areas)) for column in range(len(topics))]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [column for _, column in places],
        "y": [row for row, _ in places],
        "text": [
            NO_DATA if is_missing(value) else f"{100 * (value or 0):.0f}"
            for value in (cells[row][column].value for row, column in places)
        ],
        "textfont": {
            "color": [readable_on(fills.get(place, theme.paper), theme) for place in places],
            "size": theme.font_size - 2,
        },
        "hoverinfo": "text",
        "hovertext": [
            _hover(areas[row], topics[column], cells[row][column]) for row, column in places
        ],
    }


def _hover(area: Label, topic: Label, cell: HeatCell) -> Label:
    return in_each(lambda lang: f"{area[lang]} · {topic[lang]}<br>{cell.text[lang]}")


def _summarise(
    cells: Sequence[Sequence[HeatCell]], areas: Sequence[Label], topics: Sequence[Label]
) -> Label:
    shown = _shown(cells)
    if not shown:
        return Label("还没有足够的回答。", "There are not enough answers yet.")
    row, column = min(shown, key=shown.__getitem__)
    area, topic, value = areas[row], topics[column], percent(shown[row, column])
    return Label(
        f"最低的一格：{area.zh}的{topic.zh}，{value}。",
        f"Lowest cell: {topic.en} in {area.en}, {value}.",
    )
