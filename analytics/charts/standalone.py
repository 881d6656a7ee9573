"""Charts outside the portal: a page that stands by itself, a Plotly object for notebooks.

The one module that loads the Plotly package; the portal serves plotly.js itself and never imports
this.
"""

import json
from collections.abc import Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from analytics.charts.chart import Chart
from analytics.charts.theme import DEFAULT_THEME, Theme
from analytics.words import Label

_STYLE = """
body {{ margin: 2rem auto; max-width: 46rem; padding: 0 1rem; color: {ink}; background: {paper};
  font: 17px/1.6 {font}; }}
table {{ border-collapse: collapse; font-variant-numeric: tabular-nums; }}
.wide {{ overflow-x: auto; }}
th, td {{ padding: .3rem .8rem .3rem 0; text-align: left; border-bottom: 1px solid {line}; }}
.note {{ color: {muted}; }}
"""
_DRAW = """
for (const chart of document.querySelectorAll("section")) {
  const figure = JSON.parse(chart.querySelector("script").textContent);
  Plotly.newPlot(chart.querySelector(".picture"), figure);
}
"""


def draw_plotly(chart: Chart, lang: str = "zh") -> Any:
    """Give a chart as a ``plotly.graph_objects.Figure``, checked by Plotly.

    Examples
    --------
    >>> from analytics.charts import OptionShare, chart_participants
    >>> shares = [OptionShare(Label("满意", "Satisfied"), 0.6, 30)]
    >>> draw_plotly(chart_participants(shares, n=50, is_weighted=False)).data[0].type
    'bar'
    """
    figure = chart.figure_in(lang)
    return go.Figure({"data": figure["data"], "layout": figure["layout"]})


def write_page(
    charts: Sequence[Chart],
    *,
    title: Label,
    lang: str = "zh",
    intro: Sequence[Label] = (),
    theme: Theme = DEFAULT_THEME,
) -> str:
    """Write a whole HTML page with plotly.js inside: it opens from disk, without any network.

    Parameters
    ----------
    charts
        Each becomes a section: heading, sentence, picture, table, notes.
    intro
        Paragraphs under the title: what was asked of whom.

    Returns
    -------
    str
        HTML of about 5 MB; complete without JavaScript but for the pictures.

    Examples
    --------
    >>> write_page([], title=Label("结果", "Results"), lang="en")[:36]
    '<!doctype html>\\n<html lang="en">\\n<he'
    """
    style = _STYLE.format(
        ink=theme.ink,
        paper=theme.paper,
        line=theme.line,
        muted=theme.muted,
        font=theme.font_family,
    )
    heading = escape(title[lang])
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{"en" if lang.startswith("en") else "zh-CN"}">',
            '<head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{heading}</title><style>{style}</style></head>",
            f"<body><h1>{heading}</h1>",
            *(f"<p>{escape(text[lang])}</p>" for text in intro),
            *(_section(chart, lang) for chart in charts),
            f"<script>{get_plotlyjs()}</script><script>{_DRAW}</script>",
            "</body></html>\n",
        ]
    )


def _section(chart: Chart, lang: str) -> str:
    # "</" inside the data would end the script element early.
    figure = json.dumps(chart.figure_in(lang), ensure_ascii=False).replace("</", "<\\/")
    summary = escape(chart.summary[lang])
    notes = "".join(f'<p class="note">{escape(note[lang])}</p>' for note in chart.notes)
    return (
        f"<section><h2>{escape(chart.title[lang])}</h2><p>{summary}</p>"
        f'<div class="picture" role="img" aria-label="{summary}"></div>'
        f'<script type="application/json">{figure}</script>'
        f'<div class="wide">{_table(chart, lang)}</div>{notes}</section>'
    )


def _table(chart: Chart, lang: str) -> str:
    header = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in chart.table.header_in(lang))
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        for row in chart.table.rows_in(lang)
    )
    return f"<table><thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table>"
