"""Outlines: faults are sentences, neighbours keep their common border, both databases keep them."""

import itertools
import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from surveys.city.data import read_city, read_city_outlines
from surveys.city.draw_outlines import draw_outlines
from surveys.sampling.outlines.geometry import (
    Ring,
    Shape,
    find_crossing,
    is_inside,
    measure_area,
    measure_distance,
    measure_way_in,
    place_name,
)
from surveys.sampling.outlines.reading import KEPT_POINTS, ReadOutlines, read_outlines
from surveys.sampling.outlines.service import (
    count_without_outline,
    find_outline,
    load_outlines,
    store_outlines,
    write_geojson,
)
from surveys.sampling.outlines.simplification import join_shapes, simplify_together
from surveys.sampling.outlines.tables import AreaOutline
from surveys.sampling.tables import Area

STREET, OTHER, CITY = "990102001000", "990102002000", "990100000000"
LEVELS = {STREET: "street", OTHER: "street", CITY: "city"}
SQUARE = [[150.0, 30.0], [150.1, 30.0], [150.1, 30.1], [150.0, 30.1], [150.0, 30.0]]
BOW_TIE = [[150.0, 30.0], [150.1, 30.1], [150.1, 30.0], [150.0, 30.1], [150.0, 30.0]]


def a_feature(code: Any = STREET, geometry: Any = None) -> dict[str, Any]:
    shape = {"type": "Polygon", "coordinates": [SQUARE]} if geometry is None else geometry
    return {"type": "Feature", "properties": {"code": code}, "geometry": shape}


def a_ring(*positions: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(positions)]}


def read(*features: Any, **more: Any) -> ReadOutlines:
    document = {"type": "FeatureCollection", "features": list(features)} | more
    return read_outlines(json.dumps(document).encode(), LEVELS)


def list_edges(shape: Shape) -> set[frozenset[tuple[float, float]]]:
    return {
        frozenset(edge)
        for polygon in shape
        for ring in polygon
        for edge in itertools.pairwise(ring)
    }


def a_wavy_pair(n: int) -> dict[str, Shape]:
    """Two halves of a square whose common border has `n` small waves."""
    border = [(0.5 + 0.01 * (k % 3), k / n) for k in range(n + 1)]
    left = ((0.0, 0.0), border[0], *border[1:], (0.0, 1.0), (0.0, 0.0))
    right = ((1.0, 0.0), (1.0, 1.0), *border[::-1], (1.0, 0.0))
    return {"left": ((left,),), "right": ((right,),)}


@pytest.mark.parametrize(
    ("feature", "words"),
    [
        (a_feature("123456789012"), "no area has the code 123456789012"),
        (a_feature(CITY), "no district or street"),
        (a_feature(None), "no property code"),
        (a_feature(True), "no property code"),
        ({"type": "Feature", "properties": None, "geometry": None}, "no property code"),
        ("street", "not a Feature"),
        (a_feature(geometry={"type": "Point", "coordinates": [150, 30]}), "Polygon"),
        (a_feature(geometry={"type": "Polygon", "coordinates": None}), "Polygon"),
        (a_feature(geometry={"type": "Polygon", "coordinates": []}), "no ring"),
        (a_feature(geometry={"type": "MultiPolygon", "coordinates": []}), "empty"),
        (a_feature(geometry=a_ring(*SQUARE[:4])), "open"),
        (a_feature(geometry=a_ring(*BOW_TIE)), "crosses itself near 150"),
        (a_feature(geometry=a_ring([30, 150], [30, 151], [31, 151], [30, 150])), "swapped"),
        (a_feature(geometry=a_ring(["a", 30])), "not a number"),
        (a_feature(geometry=a_ring([True, 30])), "not a number"),
        (a_feature(geometry=a_ring([10**400, 30])), "out of range"),
        (a_feature(geometry=a_ring([float("nan"), 30])), "out of range"),
        (a_feature(geometry=a_ring([150])), "longitude and a latitude"),
        (a_feature(geometry=a_ring(SQUARE[0], SQUARE[1], SQUARE[0])), "three different"),
        (a_feature(geometry={"type": "Polygon", "coordinates": [7]}), "list of positions"),
    ],
)
def test_fault_is_a_sentence_with_the_number_of_the_feature(feature: Any, words: str) -> None:
    found = read(a_feature(OTHER), feature)
    assert found.shapes == {}
    (fault,) = found.faults
    assert str(fault).startswith("第 2 个图形：")
    assert "Feature 2: " in str(fault)
    assert words in fault.words["en"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "not a FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": []}', "no features"),
        (b'{"type": "FeatureCollection", "crs": {"name": "EPSG:3857"}}', "WGS84"),
    ],
)
def test_file_that_is_none_is_refused_in_one_sentence(content: bytes, words: str) -> None:
    (fault,) = read_outlines(content, LEVELS).faults
    assert words in str(fault)


def test_all_faults_are_said_at_once() -> None:
    found = read(a_feature("1"), a_feature(OTHER), a_feature(OTHER), a_feature(geometry=[]))
    assert [fault.feature for fault in found.faults] == [1, 3, 4]


def test_codes_may_be_short_or_numbers_and_rings_run_either_way() -> None:
    found = read(a_feature(990102001, a_ring(*SQUARE[::-1])))
    assert found.faults == ()
    (((ring,),),) = found.shapes.values()
    assert list(found.shapes) == [STREET]
    assert measure_area(ring) > 0


def test_fine_borders_are_thinned_together() -> None:
    pair = a_wavy_pair(KEPT_POINTS)
    found = read(
        a_feature(STREET, {"type": "MultiPolygon", "coordinates": pair["left"]}),
        a_feature(OTHER, {"type": "MultiPolygon", "coordinates": pair["right"]}),
    )
    assert found.faults == ()
    assert found.n_points_read > KEPT_POINTS >= found.n_points
    joined = join_shapes(found.shapes.values())
    assert len(joined) == 1


@pytest.mark.parametrize("tolerance", [0.0, 0.001, 0.05, 2.0])
def test_thinned_neighbours_still_share_their_border(tolerance: float) -> None:
    thinned = simplify_together(a_wavy_pair(60), tolerance)
    assert measure_area(join_shapes(thinned.values())[0][0]) == pytest.approx(1.0)


def test_island_and_the_hole_that_it_fills_stay_equal() -> None:
    round_ring = tuple(
        (0.5 + 0.2 * x, 0.5 + 0.2 * y)
        for x, y in ((1, 0), (0.7, 0.7), (0, 1), (-0.7, 0.7), (-1, 0), (0, -1), (0.7, -0.7), (1, 0))
    )
    outer = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0))
    shapes: Mapping[str, Shape] = {
        "sea": ((outer, round_ring[::-1]),),
        "island": ((round_ring,),),
    }
    thinned = simplify_together(shapes, 0.07)
    assert list_edges(thinned["island"]) < list_edges(thinned["sea"])
    assert is_inside(shapes["island"], (0.5, 0.5))
    assert not is_inside(shapes["sea"], (0.5, 0.5))


points = st.tuples(st.integers(0, 12), st.integers(0, 12))


@settings(max_examples=300)
@given(st.lists(points, min_size=3, max_size=7, unique=True))
def test_crossing_is_found_like_comparing_every_pair(corners: list[tuple[int, int]]) -> None:
    ring: Ring = tuple((float(x), float(y)) for x, y in (*corners, corners[0]))
    edges = list(itertools.pairwise(ring))
    apart = [
        (one, other)
        for place, one in enumerate(edges)
        for other in edges[place + 1 :]
        if not set(one) & set(other)
    ]
    is_simple = not any(do_meet(*one, *other) for one, other in apart) and not any(
        turn(a, b, c) == 0 and (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) < 0
        for (a, b), (_, c) in zip(edges, edges[1:] + edges[:1], strict=True)
    )
    assert (find_crossing(ring) is None) == is_simple


def turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def do_meet(
    a: tuple[float, float],
    b: tuple[float, float],
    c: tuple[float, float],
    d: tuple[float, float],
) -> bool:
    """Whether two edges without a common corner meet, by exact small integers."""
    if turn(a, b, c) == turn(a, b, d) == 0:
        (low, high), (first, last) = sorted((a, b)), sorted((c, d))
        return not (high < first or last < low)
    return turn(a, b, c) * turn(a, b, d) <= 0 and turn(c, d, a) * turn(c, d, b) <= 0


def test_way_into_a_shape_is_measured_in_metres() -> None:
    square: Shape = ((tuple((x, y) for x, y in SQUARE),),)
    assert measure_way_in(square, (150.05, 30.05)) == 0
    assert measure_way_in(square, (150.05, 30.11)) == pytest.approx(1112, rel=0.01)
    assert measure_distance((150.0, 30.0), (150.1, 30.0)) == pytest.approx(9630, rel=0.01)


def test_every_name_of_the_sample_city_stands_inside_its_street() -> None:
    for shape in read_city_outlines().values():
        place = place_name(shape)
        assert place.width > 0.02
        for share in (-0.49, 0.0, 0.49):
            assert is_inside(shape, (place.longitude + share * place.width, place.latitude))


def test_sample_city_has_an_outline_for_every_district_and_street() -> None:
    shapes = read_city_outlines()
    wanted = {area.code for area in read_city().areas if area.level in ("district", "street")}
    assert shapes.keys() == wanted
    streets = [shape for code, shape in shapes.items() if code in read_city().streets]
    whole = join_shapes(streets)
    assert len(whole) == 1
    total = sum(measure_area(polygon[0]) for shape in streets for polygon in shape)
    assert measure_area(whole[0][0]) == pytest.approx(total)


def test_district_is_the_union_of_its_streets() -> None:
    shapes = read_city_outlines()
    for district in (area for area in read_city().areas if area.level == "district"):
        parts = [shapes[a.code] for a in read_city().areas if a.parent_code == district.code]
        assert list_edges(join_shapes(parts)) == list_edges(shapes[district.code])


def test_outlines_of_the_sample_city_are_drawn_the_same_every_time() -> None:
    assert draw_outlines() == read_city_outlines()


def a_small_city(session: Session) -> None:
    for code, level, parent in (
        (CITY, "city", None),
        ("990102000000", "district", CITY),
        (STREET, "street", "990102000000"),
        (OTHER, "street", "990102000000"),
    ):
        session.add(Area(code=code, level=level, parent_code=parent, name_zh=code, name_en=code))
        session.flush()


def test_stored_outline_is_read_back_and_replaced(session: Session) -> None:
    a_small_city(session)
    first = read(a_feature(STREET), a_feature(OTHER)).shapes
    store_outlines(session, first, is_sample_data=True)
    moved = [[x + 1, y] for x, y in SQUARE]
    store_outlines(session, read(a_feature(STREET, a_ring(*moved))).shapes)
    replaced, kept = load_outlines(session, "street")
    assert replaced.shape[0][0][0] == (151.0, 30.0)
    assert not replaced.is_sample_data
    assert kept.shape == first[OTHER]
    assert kept.is_sample_data
    assert find_outline(session, "990102000000") is None
    assert count_without_outline(session) == 1
    written = write_geojson((replaced, kept))
    assert [feature["properties"]["code"] for feature in written["features"]] == [STREET, OTHER]


def test_outline_goes_with_its_area(session: Session) -> None:
    a_small_city(session)
    store_outlines(session, read(a_feature(STREET)).shapes)
    session.execute(delete(Area).where(Area.code.in_((STREET, OTHER))))
    assert session.scalars(select(AreaOutline.area_code)).all() == []
