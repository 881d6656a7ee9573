"""Outlines as a service: store those of a file, read those of a level."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, exists, insert, select
from sqlalchemy.orm import Session

from surveys.sampling.outlines.geometry import NamePlace, Shape, place_name
from surveys.sampling.outlines.reading import MAPPED_LEVELS
from surveys.sampling.outlines.tables import AreaOutline
from surveys.sampling.tables import Area
from surveys.words import Text


@dataclass(frozen=True)
class Outline:
    """One area with its shape."""

    code: str
    parent_code: str
    name: Text
    shape: Shape
    name_place: NamePlace
    is_sample_data: bool


def store_outlines(
    session: Session, shapes: Mapping[str, Shape], *, is_sample_data: bool = False
) -> None:
    """Keep these shapes in place of those that their areas had."""
    session.execute(delete(AreaOutline).where(AreaOutline.area_code.in_(list(shapes))))
    rows = []
    for code, shape in shapes.items():
        place = place_name(shape)
        rows.append(
            {
                "area_code": code,
                "polygons": json.dumps(shape, separators=(",", ":")),
                "name_longitude": place.longitude,
                "name_latitude": place.latitude,
                "name_width": place.width,
                "is_sample_data": is_sample_data,
            }
        )
    session.execute(insert(AreaOutline), rows)


def load_outlines(session: Session, level: str) -> tuple[Outline, ...]:
    """The outlines of all areas of a level that have one, in the order of their codes."""
    rows = session.execute(
        select(AreaOutline, Area)
        .join(Area, Area.code == AreaOutline.area_code)
        .where(Area.level == level)
        .order_by(Area.code)
    )
    return tuple(_read_outline(outline, area) for outline, area in rows)


def find_outline(session: Session, area_code: str) -> Outline | None:
    """The outline of one area, if it has one."""
    row = session.execute(
        select(AreaOutline, Area)
        .join(Area, Area.code == AreaOutline.area_code)
        .where(Area.code == area_code)
    ).one_or_none()
    return _read_outline(row[0], row[1]) if row else None


def list_levels(session: Session) -> dict[str, str]:
    """The level of every area, by its code."""
    return {code: level for code, level in session.execute(select(Area.code, Area.level))}


def count_without_outline(session: Session) -> int:
    """How many districts and streets no map can show yet."""
    has_outline = exists().where(AreaOutline.area_code == Area.code)
    codes = session.scalars(
        select(Area.code).where(Area.level.in_(MAPPED_LEVELS), ~has_outline)
    ).all()
    return len(codes)


def write_geojson(outlines: tuple[Outline, ...]) -> dict[str, Any]:
    """A FeatureCollection of outlines under the property `code`, as charts take it."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"code": outline.code},
                "geometry": {"type": "MultiPolygon", "coordinates": outline.shape},
            }
            for outline in outlines
        ],
    }


def _read_outline(outline: AreaOutline, area: Area) -> Outline:
    return Outline(
        code=area.code,
        parent_code=area.parent_code or "",
        name={"zh": area.name_zh, "en": area.name_en},
        shape=_read_shape(outline.polygons),
        name_place=NamePlace(outline.name_longitude, outline.name_latitude, outline.name_width),
        is_sample_data=outline.is_sample_data,
    )


def _read_shape(text: str) -> Shape:
    return tuple(
        tuple(tuple((x, y) for x, y in ring) for ring in polygon) for polygon in json.loads(text)
    )
