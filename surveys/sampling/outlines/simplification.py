"""Thinning borders so that neighbours keep sharing them, and joining areas along what they share.

Rings are cut at the corners where borders meet. Every stretch between two such corners is thinned
once (Douglas and Peucker 1973), so that both neighbours get the same points.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import hypot

import numpy as np
from numpy.typing import NDArray

from surveys.sampling.outlines.geometry import Point, Polygon, Ring, Shape, measure_area

Stretch = tuple[Point, ...]
SMALLEST_RING = 4


def simplify_together(shapes: Mapping[str, Shape], tolerance: float) -> dict[str, Shape]:
    """Thin all shapes so that no border moves by more than `tolerance` degrees.

    Islands and holes that shrink to nothing are left out; a shape keeps at least its largest ring.
    """
    corners = _find_corners(ring for ring in _list_rings(shapes.values()))
    return {
        code: _keep_shape(shape, corners=corners, tolerance=tolerance)
        for code, shape in shapes.items()
    }


def join_shapes(shapes: Iterable[Shape]) -> Shape:
    """Join shapes whose shared borders have the same points: what runs both ways goes.

    >>> left = (((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)),)
    >>> right = (((1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0), (1.0, 0.0)),)
    >>> ((ring,),) = join_shapes([(left,), (right,)])
    >>> measure_area(ring)
    2.0
    """
    edges = Counter(edge for ring in _list_rings(shapes) for edge in itertools.pairwise(ring))
    onward: defaultdict[Point, list[Point]] = defaultdict(list)
    for a, b in edges:
        if (b, a) not in edges:
            onward[a].append(b)
    rings = sorted(_walk(onward), key=measure_area, reverse=True)
    outer = [ring for ring in rings if measure_area(ring) > 0]
    holes = [ring for ring in rings if measure_area(ring) < 0]
    if len(outer) == 1:
        return ((outer[0], *holes),)
    if holes:
        raise ValueError("shapes in several parts with holes cannot be joined")
    return tuple((ring,) for ring in outer)


def _walk(onward: Mapping[Point, list[Point]]) -> Iterator[Ring]:
    left = {point: sorted(followers, reverse=True) for point, followers in onward.items()}
    for start in sorted(left):
        while left[start]:
            ring = [start]
            while ring[-1] != start or len(ring) == 1:
                ring.append(left[ring[-1]].pop())
            yield tuple(ring)


def _list_rings(shapes: Iterable[Shape]) -> Iterator[Ring]:
    for shape in shapes:
        for polygon in shape:
            yield from polygon


def _find_corners(rings: Iterable[Ring]) -> frozenset[Point]:
    """The points where more than two stretches of border meet."""
    beside: defaultdict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for a, b in itertools.pairwise(ring):
            beside[a].add(b)
            beside[b].add(a)
    return frozenset(point for point, others in beside.items() if len(others) > 2)


def _keep_shape(shape: Shape, *, corners: frozenset[Point], tolerance: float) -> Shape:
    polygons: list[Polygon] = []
    for polygon in shape:
        rings = [_thin_ring(ring, corners, tolerance) for ring in polygon]
        if len(rings[0]) >= SMALLEST_RING:
            holes = (ring for ring in rings[1:] if len(ring) >= SMALLEST_RING)
            polygons.append((rings[0], *holes))
    return tuple(polygons) or (max(shape, key=lambda rings: abs(measure_area(rings[0]))),)


def _thin_ring(ring: Ring, corners: frozenset[Point], tolerance: float) -> Ring:
    places = [place for place, point in enumerate(ring[:-1]) if point in corners]
    if len(places) < 2:
        # An island, or a ring hung on one corner: its two ends are the same for whoever shares it.
        start = places[0] if places else min(range(len(ring) - 1), key=ring.__getitem__)
        origin = ring[start]
        farthest = max(
            range(len(ring) - 1),
            key=lambda place: (
                hypot(ring[place][0] - origin[0], ring[place][1] - origin[1]),
                ring[place],
            ),
        )
        places = sorted({start, farthest})
    opened = (*ring[places[0] : -1], *ring[: places[0]], ring[places[0]])
    cuts = [place - places[0] for place in places] + [len(opened) - 1]
    thinned = [opened[0]]
    for first, last in itertools.pairwise(cuts):
        thinned.extend(_thin_stretch(opened[first : last + 1], tolerance)[1:])
    return tuple(thinned)


def _thin_stretch(stretch: Stretch, tolerance: float) -> Stretch:
    """Thin a stretch in one direction whichever way it is walked."""
    if (stretch[0], stretch[1]) > (stretch[-1], stretch[-2]):
        return _thin(stretch[::-1], tolerance)[::-1]
    return _thin(stretch, tolerance)


def _thin(stretch: Stretch, tolerance: float) -> Stretch:
    points = np.asarray(stretch)
    kept = {0, len(stretch) - 1}
    open_parts = [(0, len(stretch) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        if last - first < 2:
            continue
        distances = _measure_off(points[first + 1 : last], points[first], points[last])
        farthest = float(distances.max())
        if farthest > tolerance:
            # Of several equally far the middle one, so that even a regular border is halved.
            equal = np.flatnonzero(distances >= farthest * (1 - 1e-9))
            place = first + 1 + int(equal[len(equal) // 2])
            kept.add(place)
            open_parts += [(first, place), (place, last)]
    return tuple(stretch[place] for place in sorted(kept))


def _measure_off(
    points: NDArray[np.float64], a: NDArray[np.float64], b: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How far points lie off the line through a and b, or off a where the two are one."""
    off, along = points - a, b - a
    length = float(np.hypot(along[0], along[1]))
    distances: NDArray[np.float64]
    if length == 0.0:
        distances = np.hypot(off[:, 0], off[:, 1])
    else:
        distances = np.abs(along[0] * off[:, 1] - along[1] * off[:, 0]) / length
    return distances
