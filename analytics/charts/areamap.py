"""A map of areas shaded in five steps, drawn from a given GeoJSON without any outside map.

Each area is a filled outline on plain axes: plotly's own maps fetch coastlines from another host
even for given shapes, and its cartesian bundle has none. Islands and holes are kept.
"""

from collections.abc import Mapping
from math import cos, radians
from typing import Any

from analytics.charts.chart import Chart, ChartTable, notes_of, refuse_open_sample
from analytics.charts.heat import step_fills
from analytics.charts.layout import base_layout, in_percent
from analytics.charts.rate import INTERVAL_HEADER, TOO_FEW, Rate
from analytics.charts.theme import DEFAULT_THEME, Theme, readable_on
from analytics.words import Label, is_missing, percent, percent_interval, same, whole

TITLE = Label("各区域地图", "Map of the areas")
HEADER = (
    Label("区域", "Area"),
    Label("比率", "Rate"),
    INTERVAL_HEADER,
    Label("回答人数", "Answers"),
    Label("结论", "Verdict"),
)
Ring = list[tuple[float, float]]


def chart_map(
    geojson: Mapping[str, Any],
    rates: Mapping[str, Rate],
    *,
    id_property: str,
    sample_type: str,
    theme: Theme = DEFAULT_THEME,
    title: Label = TITLE,
) -> Chart:
    """Shade areas by their rate; the sign of the verdict and the number stand inside.

    Parameters
    ----------
    geojson
        A FeatureCollection of Polygon and MultiPolygon features, longitude and latitude in degrees.
    rates
        One rate per area, keyed by the feature property named ``id_property``. An area without
        shape stays in the table, a shape without rate is left white.

    Raises
    ------
    ValueError
        If open participation (``O``) comes with intervals or verdicts, or a geometry is neither
        Polygon nor MultiPolygon.

    Examples
    --------
    >>> ring = [[115.0, 34.0], [115.1, 34.0], [115.1, 34.1], [115.0, 34.0]]
    >>> shape = {"type": "Feature", "properties": {"code": "01"},
    ...          "geometry": {"type": "Polygon", "coordinates": [ring]}}
    >>> city = {"type": "FeatureCollection", "features": [shape]}
    >>> rates = {"01": Rate(Label("泮池", "Panchi"), 0.8, 0.7, 0.88, n=98)}
    >>> chart = chart_map(city, rates, id_property="code", sample_type="R")
    >>> chart.data[0]["fill"]
    'toself'
    """
    if any(rate.limits or rate.verdict for rate in rates.values()):
        refuse_open_sample(sample_type, "An interval on a map")
    outlines = {
        str(feature["properties"].get(id_property)): _outlines(feature["geometry"])
        for feature in geojson["features"]
    }
    latitudes = [y for rings in outlines.values() for ring in rings for _, y in ring]
    middle = sum(latitudes) / len(latitudes) if latitudes else 0.0
    axis = {"visible": False, "fixedrange": True}
    return Chart(
        data=(*_areas(outlines, rates, theme), _numbers(outlines, rates, theme)),
        layout=base_layout(theme, height=26 * theme.font_size)
        | {
            "xaxis": axis,
            "yaxis": axis | {"scaleanchor": "x", "scaleratio": 1 / cos(radians(middle))},
        },
        table=ChartTable(HEADER, tuple(_table_row(rate) for rate in rates.values())),
        summary=_summarise(rates),
        title=title,
        sample_type=sample_type,
        notes=notes_of(sample_type),
    )


def _outlines(geometry: Mapping[str, Any]) -> list[Ring]:
    """Give all rings, outer ones counter-clockwise and holes clockwise, as the filling needs."""
    if geometry["type"] == "Polygon":
        polygons = [geometry["coordinates"]]
    elif geometry["type"] == "MultiPolygon":
        polygons = geometry["coordinates"]
    else:
        raise ValueError(f"an area is a Polygon or MultiPolygon, not {geometry['type']!r}")
    rings: list[Ring] = []
    for polygon in polygons:
        for place, points in enumerate(polygon):
            ring = [(float(point[0]), float(point[1])) for point in points]
            is_turned = (_signed_area(ring) > 0) != (place == 0)
            rings.append(ring[::-1] if is_turned else ring)
    return rings


def _signed_area(ring: Ring) -> float:
    return 0.5 * sum(
        x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True)
    )


def _centre(ring: Ring) -> tuple[float, float]:
    """Compute the centroid about the first corner, which keeps the sums small."""
    x0, y0 = ring[0]
    moved = [(x - x0, y - y0) for x, y in ring]
    area = _signed_area(moved)
    if area == 0.0:
        return x0, y0
    steps = [
        (a[0] + b[0], a[1] + b[1], a[0] * b[1] - b[0] * a[1])
        for a, b in zip(moved, moved[1:] + moved[:1], strict=True)
    ]
    return (
        x0 + sum(x * cross for x, _, cross in steps) / (6 * area),
        y0 + sum(y * cross for _, y, cross in steps) / (6 * area),
    )


def _shown(rates: Mapping[str, Rate]) -> dict[str, float]:
    return {
        key: rate.value
        for key, rate in rates.items()
        if rate.value is not None and not is_missing(rate.value)
    }


def _fills(rates: Mapping[str, Rate], theme: Theme) -> dict[str, str]:
    shown = _shown(rates)
    return dict(zip(shown, step_fills(list(shown.values()), theme), strict=True))


def _areas(
    outlines: Mapping[str, list[Ring]], rates: Mapping[str, Rate], theme: Theme
) -> list[Mapping[str, Any]]:
    fills = _fills(rates, theme)
    traces: list[Mapping[str, Any]] = []
    for key, rings in outlines.items():
        corners = [corner for ring in rings for corner in (*ring, (None, None))][:-1]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [x for x, _ in corners],
                "y": [y for _, y in corners],
                "fill": "toself",
                "fillcolor": fills.get(key, theme.paper),
                "line": {"color": theme.ink, "width": 1},
                "hoveron": "fills",
                "hoverinfo": "text",
                "text": rates[key].hover if key in rates else Label("无数据", "no data"),
            }
        )
    return traces


def _numbers(
    outlines: Mapping[str, list[Ring]], rates: Mapping[str, Rate], theme: Theme
) -> Mapping[str, Any]:
    fills = _fills(rates, theme)
    keys = [key for key in outlines if key in rates]
    centres = [_centre(max(outlines[key], key=_signed_area)) for key in keys]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x for x, _ in centres],
        "y": [y for _, y in centres],
        "text": [_number(rates[key]) for key in keys],
        "textfont": {
            "color": [readable_on(fills.get(key, theme.paper), theme) for key in keys],
            "size": theme.font_size - 2,
        },
        "hoverinfo": "skip",
    }


def _number(rate: Rate) -> Label:
    value = in_percent(rate.value)
    if value is None:
        return Label(f"{rate.label.zh}<br>—", f"{rate.label.en}<br>—")
    tail = f"{value:.0f} {rate.mark.sign}".rstrip()
    return Label(f"{rate.label.zh}<br>{tail}", f"{rate.label.en}<br>{tail}")


def _table_row(rate: Rate) -> tuple[Label, ...]:
    return (
        rate.label,
        TOO_FEW if is_missing(rate.value) else same(percent(rate.value)),
        same(percent_interval(rate.low, rate.high)),
        same(whole(rate.n)),
        rate.mark.text,
    )


def _summarise(rates: Mapping[str, Rate]) -> Label:
    values = list(_shown(rates).values())
    if not values:
        return Label("还没有足够的回答。", "There are not enough answers yet.")
    low, high = percent(min(values)), percent(max(values))
    return Label(
        f"{len(values)} 个区域有数据，比率在 {low} 与 {high} 之间。",
        f"{len(values)} areas have data; rates lie between {low} and {high}.",
    )
