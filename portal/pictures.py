"""A chart made ready for a page: its figure in one language, for light and dark at once.

The server does not know whether a reader's screen is light or dark. It builds the chart in both
themes and sends the light figure whole; of the dark one only the colours that differ.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.charts.chart import Chart
from analytics.charts.theme import Theme
from portal.i18n import current_display, current_language
from portal.theme import Display, theme_for

ChartMaker = Callable[[Theme], Chart]


@dataclass(frozen=True)
class Picture:
    """What the chart component of a page shows."""

    code: str
    """Names the chart's elements on its page."""
    title: str
    summary: str
    """What the picture says, in one sentence."""
    notes: tuple[str, ...]
    """The label of the sample type first."""
    figure: Mapping[str, Any]
    dark: Mapping[str, Sequence[str]]
    """Dark colour -> dotted paths in the figure that take it."""
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def block(self) -> Mapping[str, Any]:
        """The data block that the page's script reads."""
        return {"figure": self.figure, "dark": self.dark}


def draw_for_reader(code: str, make_chart: ChartMaker) -> Picture:
    """Build one chart in the language and display of the page's reader."""
    return draw_picture(code, make_chart, language=current_language(), display=current_display())


def draw_picture(code: str, make_chart: ChartMaker, *, language: str, display: Display) -> Picture:
    """Build one chart for a page, in both themes of the reader's display."""
    chart = make_chart(theme_for(display, "light", language))
    figure = chart.figure_in(language)
    dark_figure = make_chart(theme_for(display, "dark", language)).figure_in(language)
    recoloured: dict[str, list[str]] = {}
    for path, colour in find_differences(figure, dark_figure):
        recoloured.setdefault(colour, []).append(path)
    return Picture(
        code=code,
        title=chart.title[language],
        summary=chart.summary[language],
        notes=tuple(note[language] for note in chart.notes),
        figure=figure,
        dark=recoloured,
        header=chart.table.header_in(language),
        rows=chart.table.rows_in(language),
    )


def find_differences(light: Any, dark: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Give (dotted path, dark value) wherever two figures of the same shape differ."""
    if isinstance(light, dict):
        for key, value in light.items():
            yield from find_differences(value, dark[key], f"{path}{key}.")
    elif isinstance(light, list):
        for place, value in enumerate(light):
            yield from find_differences(value, dark[place], f"{path}{place}.")
    elif light != dark:
        yield path.removesuffix("."), dark
