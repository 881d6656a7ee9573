"""Rings and shapes on plain axes: area, crossings, inside or not, where a name has room.

Points are (longitude, latitude) in degrees WGS84; a ring ends where it begins. Nothing here knows
of projections: a caller that needs metres stretches longitudes by the cosine of the latitude.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, hypot, radians, sqrt

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Ring = tuple[Point, ...]
Polygon = tuple[Ring, ...]
"""The outer ring, then its holes."""
Shape = tuple[Polygon, ...]

METRES_PER_DEGREE = 111_195.0
LABEL_HEIGHT = 0.34
"""Height of the box kept for a name, as a share of the square root of the area."""
N_LEVELS = 31
N_LINES = 5


@dataclass(frozen=True)
class NamePlace:
    """Where a name stands inside a shape: its middle, and how wide it may be."""

    longitude: float
    latitude: float
    width: float
    """Degrees of longitude."""


def measure_area(ring: Ring) -> float:
    """Area in square degrees, positive where the ring runs counter-clockwise.

    >>> measure_area(((0.0, 0.0), (2.0, 0.0), (2.0, 1.0), (0.0, 1.0), (0.0, 0.0)))
    2.0
    """
    x0, y0 = ring[0]
    moved = [(x - x0, y - y0) for x, y in ring]
    return 0.5 * sum(ax * by - bx * ay for (ax, ay), (bx, by) in itertools.pairwise(moved))


def find_crossing(ring: Ring) -> Point | None:
    """Find a point near which a ring meets itself; None for a simple ring.

    Edges are sorted along the ring's longer side, so that each is compared only with those beside
    it.
    """
    points = np.asarray(ring)
    longer = int(np.argmax(np.ptp(points, axis=0)))
    n_edges = len(points) - 1
    starts, ends = points[:-1], points[1:]
    spike = _find_spike(starts, ends)
    if spike is not None:
        return spike
    low = np.minimum(starts[:, longer], ends[:, longer])
    high = np.maximum(starts[:, longer], ends[:, longer])
    order = np.argsort(low, kind="stable")
    last = np.searchsorted(low[order], high[order], side="right")
    for place in range(n_edges):
        others = order[place + 1 : last[place]]
        edge = int(order[place])
        gap = np.abs(others - edge)
        others = others[(gap > 1) & (gap < n_edges - 1)]
        if others.size:
            meets = _do_meet(starts[edge], ends[edge], starts[others], ends[others])
            if meets.any():
                x, y = starts[edge]
                return float(x), float(y)
    return None


def is_inside(shape: Shape, point: Point) -> bool:
    """Whether a point lies in a shape; holes are outside.

    >>> square = (((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)),)
    >>> is_inside((square,), (0.5, 0.5)), is_inside((square,), (1.5, 0.5))
    (True, False)
    """
    x, y = point
    n_crossed = sum(
        (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay)
        for (ax, ay), (bx, by) in _list_edges(shape)
    )
    return n_crossed % 2 == 1


def measure_distance(one: Point, other: Point) -> float:
    """Metres between two points of one city, on the flat.

    >>> round(measure_distance((150.0, 30.0), (150.0, 30.01)))
    1112
    """
    stretch = cos(radians((one[1] + other[1]) / 2))
    return METRES_PER_DEGREE * hypot((one[0] - other[0]) * stretch, one[1] - other[1])


def measure_way_in(shape: Shape, point: Point) -> float:
    """Metres from a point to the shape, 0 inside it."""
    if is_inside(shape, point):
        return 0.0
    return min(_measure_to_edge(point, a, b) for a, b in _list_edges(shape))


def place_name(shape: Shape) -> NamePlace:
    """Find where a horizontal name has most room inside a shape."""
    polygon = max(shape, key=lambda rings: abs(measure_area(rings[0])))
    height = LABEL_HEIGHT * sqrt(abs(measure_area(polygon[0])))
    latitudes = [y for _, y in polygon[0]]
    low, high = min(latitudes), max(latitudes)
    middle = (low + high) / 2
    best = NamePlace(polygon[0][0][0], polygon[0][0][1], 0.0)
    best_score = 0.0
    for level in np.linspace(low + height / 2, max(high - height / 2, low + height / 2), N_LEVELS):
        west, east = _find_room(polygon, float(level), height)
        # Of two equal widths the one nearer the middle.
        score = (east - west) * (1 - 0.9 * abs(float(level) - middle) / (high - low))
        if score > best_score:
            best_score = score
            best = NamePlace((west + east) / 2, float(level), east - west)
    return best


def _find_room(polygon: Polygon, level: float, height: float) -> Point:
    """The widest stretch that is inside at every line of a box around a level."""
    room: list[Point] = []
    for number, line in enumerate(np.linspace(level - height / 2, level + height / 2, N_LINES)):
        # A little off, so that no line runs through a corner.
        inside = _cut(polygon, float(line) + 1e-9)
        room = _intersect(room, inside) if number else inside
    return max(room, key=lambda stretch: stretch[1] - stretch[0], default=(0.0, 0.0))


def _cut(polygon: Polygon, y: float) -> list[Point]:
    """The stretches of a horizontal line that lie inside a polygon."""
    crossings = sorted(
        ax + (y - ay) * (bx - ax) / (by - ay)
        for (ax, ay), (bx, by) in _list_edges((polygon,))
        if (ay > y) != (by > y)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=False))


def _intersect(some: list[Point], others: list[Point]) -> list[Point]:
    common = [(max(a, c), min(b, d)) for a, b in some for c, d in others]
    return [(west, east) for west, east in common if west < east]


def _list_edges(shape: Shape) -> Iterable[tuple[Point, Point]]:
    for polygon in shape:
        for ring in polygon:
            yield from itertools.pairwise(ring)


def _measure_to_edge(point: Point, a: Point, b: Point) -> float:
    stretch = cos(radians(point[1]))
    px, py = (point[0] - a[0]) * stretch, point[1] - a[1]
    dx, dy = (b[0] - a[0]) * stretch, b[1] - a[1]
    length = dx * dx + dy * dy
    share = min(max((px * dx + py * dy) / length, 0.0), 1.0) if length else 0.0
    return METRES_PER_DEGREE * hypot(px - share * dx, py - share * dy)


def _find_spike(starts: NDArray[np.float64], ends: NDArray[np.float64]) -> Point | None:
    """Find a corner where the ring turns straight back on itself."""
    step = ends - starts
    following = np.roll(step, -1, axis=0)
    turn = step[:, 0] * following[:, 1] - step[:, 1] * following[:, 0]
    onward = (step * following).sum(axis=1)
    corners = np.flatnonzero((turn == 0) & (onward < 0))
    return (float(ends[corners[0], 0]), float(ends[corners[0], 1])) if corners.size else None


def _do_meet(
    a: NDArray[np.float64],
    b: NDArray[np.float64],
    c: NDArray[np.float64],
    d: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Whether the edge a-b meets each of the edges c-d, touching included."""
    is_near = ((np.minimum(c, d) <= np.maximum(a, b)) & (np.maximum(c, d) >= np.minimum(a, b))).all(
        axis=1
    )
    sides_of_ab = _find_side(a, b, c) * _find_side(a, b, d)
    sides_of_cd = _find_side(c, d, a) * _find_side(c, d, b)
    meets: NDArray[np.bool_] = is_near & (sides_of_ab <= 0) & (sides_of_cd <= 0)
    return meets


def _find_side(
    a: NDArray[np.float64], b: NDArray[np.float64], point: NDArray[np.float64]
) -> NDArray[np.float64]:
    """On which side of the line a-b a point lies: -1, 0 on it, 1."""
    across = (b[..., 0] - a[..., 0]) * (point[..., 1] - a[..., 1]) - (b[..., 1] - a[..., 1]) * (
        point[..., 0] - a[..., 0]
    )
    side: NDArray[np.float64] = np.sign(across)
    return side
