"""A GeoJSON file of a city's outlines, read and checked: every fault is one sentence.

RFC 7946: longitude before latitude, WGS84. Rings may run either way round, points may carry a
height. What is finer than maps need is thinned, neighbours together.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from surveys.sampling.outlines.geometry import (
    Point,
    Polygon,
    Ring,
    Shape,
    find_crossing,
    measure_area,
)
from surveys.sampling.outlines.simplification import simplify_together
from surveys.words import Text

MOST_BYTES = 60_000_000
MOST_POINTS = 500_000
"""A file with more is refused; its borders are far finer than any screen."""
KEPT_POINTS = 20_000
"""With more than these all borders are thinned together."""
TOLERANCES = (0.00003, 0.00006, 0.0001, 0.0002, 0.0004, 0.0008, 0.0016, 0.0032)
DECIMALS = 5
"""About one metre."""
MAPPED_LEVELS = ("district", "street")
SHORTEST_CODES = (6, 9, 12)


@dataclass(frozen=True)
class OutlineFault:
    """Why a file cannot be used; feature 0 is the file itself, features count from 1."""

    feature: int
    words: Text

    def __str__(self) -> str:
        if not self.feature:
            return f"{self.words['zh']} {self.words['en']}"
        return (
            f"第 {self.feature} 个图形：{self.words['zh']} "
            f"Feature {self.feature}: {self.words['en']}"
        )


@dataclass(frozen=True)
class ReadOutlines:
    """Shapes by area code if there is no fault."""

    shapes: Mapping[str, Shape]
    faults: tuple[OutlineFault, ...]
    n_points_read: int

    @property
    def n_points(self) -> int:
        """Points kept."""
        return count_points(self.shapes)


class _Refused(Exception):
    """A feature's fault, in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words: Text = {"zh": zh, "en": en}


def count_points(shapes: Mapping[str, Shape]) -> int:
    """All points of all rings."""
    return sum(len(ring) for shape in shapes.values() for polygon in shape for ring in polygon)


def read_outlines(
    content: bytes, levels: Mapping[str, str], *, code_property: str = "code"
) -> ReadOutlines:
    """Read a FeatureCollection whose features name their area in `code_property`.

    `levels` gives the level of every known area by its code.
    """
    try:
        features = _open_collection(content)
    except _Refused as refused:
        return ReadOutlines({}, (OutlineFault(0, refused.words),), 0)
    shapes: dict[str, Shape] = {}
    faults: list[OutlineFault] = []
    for number, feature in enumerate(features, start=1):
        try:
            code, shape = _read_feature(feature, levels, code_property)
            if code in shapes:
                raise _Refused(f"区划代码 {code} 出现两次。", f"area code {code} stands twice.")
            shapes[code] = shape
        except _Refused as refused:
            faults.append(OutlineFault(number, refused.words))
    n_points = count_points(shapes)
    if not faults:
        try:
            shapes = _thin_to_fit(shapes)
        except _Refused as refused:
            faults.append(OutlineFault(0, refused.words))
    return ReadOutlines({} if faults else shapes, tuple(faults), n_points)


def _open_collection(content: bytes) -> list[Any]:
    if len(content) > MOST_BYTES:
        raise _Refused(
            "文件超过 60 MB，请先简化边界。", "The file is over 60 MB; simplify it first."
        )
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise _Refused("文件不是 JSON。", "The file is not JSON.") from None
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise _Refused("文件不是 FeatureCollection。", "The file is not a FeatureCollection.")
    if not _is_wgs84(document.get("crs")):
        raise _Refused("坐标系必须是 WGS84。", "The coordinates must be WGS84.")
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise _Refused("文件里没有图形。", "The file has no features.")
    return features


def _is_wgs84(crs: object) -> bool:
    """Old files name their coordinate system; a file of today has none but WGS84."""
    return crs is None or any(name in json.dumps(crs) for name in ("CRS84", "4326"))


def _read_feature(
    feature: object, levels: Mapping[str, str], code_property: str
) -> tuple[str, Shape]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise _Refused("不是 Feature。", "it is not a Feature.")
    properties = feature.get("properties")
    named = properties.get(code_property) if isinstance(properties, dict) else None
    if named is None or isinstance(named, bool) or not isinstance(named, str | int):
        raise _Refused(f"没有属性 {code_property}。", f"it has no property {code_property}.")
    code = str(named).strip()
    if len(code) in SHORTEST_CODES:
        code = code.ljust(12, "0")
    if code not in levels:
        raise _Refused(f"没有代码为 {code:.20} 的区域。", f"no area has the code {code:.20}.")
    if levels[code] not in MAPPED_LEVELS:
        raise _Refused(
            f"{code} 不是区或街道，地图只画区和街道。",
            f"{code} is no district or street; only those are drawn.",
        )
    return code, _read_geometry(feature.get("geometry"))


def _read_geometry(geometry: object) -> Shape:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, list):
        raise _Refused(
            "图形必须是 Polygon 或 MultiPolygon。", "it must be a Polygon or MultiPolygon."
        )
    polygons = [coordinates] if kind == "Polygon" else coordinates
    shape = tuple(_read_polygon(polygon) for polygon in polygons)
    if not shape:
        raise _Refused("图形是空的。", "it is empty.")
    return shape


def _read_polygon(polygon: object) -> Polygon:
    if not isinstance(polygon, list) or not polygon:
        raise _Refused("多边形没有环。", "a polygon has no ring.")
    rings = [_read_ring(ring) for ring in polygon]
    # Outer rings run counter-clockwise and holes clockwise, whichever way the file has them.
    return tuple(
        ring if (measure_area(ring) > 0) == (place == 0) else ring[::-1]
        for place, ring in enumerate(rings)
    )


def _read_ring(positions: object) -> Ring:
    if not isinstance(positions, list):
        raise _Refused("环不是一列坐标。", "a ring is not a list of positions.")
    if len(positions) > MOST_POINTS:
        raise _Refused("点太多，请先简化边界。", "it has too many points; simplify it first.")
    points = [_read_point(position) for position in positions]
    if points and points[0] != points[-1]:
        raise _Refused(
            "环没有闭合：最后一点要与第一点相同。",
            "a ring is open: its last position must equal its first.",
        )
    ring = tuple(
        point for place, point in enumerate(points) if not place or point != points[place - 1]
    )
    if len(ring) < 4:
        raise _Refused("环少于三个不同的点。", "a ring has fewer than three different points.")
    crossing = find_crossing(ring)
    if crossing is not None:
        x, y = crossing
        raise _Refused(
            f"边界在 {x:.5f}, {y:.5f} 附近自相交。",
            f"its border crosses itself near {x:.5f}, {y:.5f}.",
        )
    return ring


def _read_point(position: object) -> Point:
    if not isinstance(position, list) or len(position) < 2:
        raise _Refused("坐标不是经度和纬度。", "a position is not a longitude and a latitude.")
    for number in position[:2]:
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise _Refused("坐标不是数字。", "a coordinate is not a number.")
    longitude, latitude = position[0], position[1]
    is_possible = abs(longitude) <= 180 and abs(latitude) <= 90
    if not is_possible or not isfinite(longitude) or not isfinite(latitude):
        raise _Refused(
            "坐标超出范围（先经度 -180–180，后纬度 -90–90；是否写反了？）。",
            "a position is out of range (longitude -180–180 first, then latitude -90–90; "
            "are they swapped?).",
        )
    return round(float(longitude), DECIMALS), round(float(latitude), DECIMALS)


def _thin_to_fit(shapes: dict[str, Shape]) -> dict[str, Shape]:
    """Thin borders until they fit; a thinned border that crosses itself is thinned further."""
    if count_points(shapes) <= KEPT_POINTS:
        return shapes
    if count_points(shapes) > MOST_POINTS:
        raise _Refused(
            f"共有超过 {MOST_POINTS} 个点，请先简化边界。",
            f"There are more than {MOST_POINTS} points; simplify the borders first.",
        )
    for tolerance in TOLERANCES:
        thinned = simplify_together(shapes, tolerance)
        if count_points(thinned) <= KEPT_POINTS and not _do_cross(thinned):
            return thinned
    raise _Refused(
        f"简化后仍超过 {KEPT_POINTS} 个点。", f"Even thinned there are over {KEPT_POINTS} points."
    )


def _do_cross(shapes: Mapping[str, Shape]) -> bool:
    return any(
        find_crossing(ring) is not None
        for shape in shapes.values()
        for polygon in shape
        for ring in polygon
    )
