"""A chart is sent once, with the colours that its dark twin changes."""

import json

from analytics.charts.rate import Rate
from analytics.charts.rates import chart_rates
from analytics.charts.theme import Theme
from analytics.words import Label
from portal.pictures import Picture, draw_picture, find_differences
from portal.theme import theme_for

AWARENESS = Rate(
    Label("知晓率", "Awareness"), 0.92, 0.905, 0.934, n=1100, target=0.9, verdict="met"
)


def a_picture(language: str = "zh") -> Picture:
    return draw_picture(
        "rates",
        lambda theme: chart_rates([AWARENESS], sample_type="R", theme=theme),
        language=language,
        display="normal",
    )


def recolour(picture: Picture) -> object:
    """Do what the page's script does on a dark screen."""
    figure = json.loads(json.dumps(picture.figure))
    for colour, paths in picture.dark.items():
        for path in paths:
            *steps, last = path.split(".")
            node = figure
            for step in steps:
                node = node[int(step) if isinstance(node, list) else step]
            node[int(last) if isinstance(node, list) else last] = colour
    return figure


def test_light_figure_and_changed_colours_give_the_dark_figure() -> None:
    dark: Theme = theme_for("normal", "dark", "zh")
    expected = chart_rates([AWARENESS], sample_type="R", theme=dark).figure_in("zh")

    assert recolour(a_picture()) == json.loads(json.dumps(expected))


def test_picture_speaks_the_language_of_its_page() -> None:
    assert "Awareness" in json.dumps(a_picture("en").figure)
    assert a_picture("en").header[0] == "Indicator"
    assert a_picture("zh").header[0] == "指标"


def test_equal_figures_have_no_differences() -> None:
    assert list(find_differences({"a": [1, {"b": "x"}]}, {"a": [1, {"b": "x"}]})) == []
