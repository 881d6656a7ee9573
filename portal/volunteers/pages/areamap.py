"""A plain map of the city's streets as paths of an SVG, from the city's own outlines.

The picture is 1000 units wide whatever the screen. Names are as large as on the page around them,
so on a phone they take more units: a name that does not fit there stands in the list under the
map, and its street carries the number that it has in that list.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteers.activities.listing import BusyPlace
from portal.volunteers.activities.travel import STREET_DIGITS
from surveys.sampling.outlines.geometry import Point, Shape
from surveys.sampling.outlines.names import shorten_name
from surveys.sampling.outlines.service import Outline, load_outlines
from surveys.sampling.tables import Area
from surveys.words import Text

WIDTH = 1000
MARGIN = 8
N_SHADES = 4
FONT_UNITS = {"normal": (46, 20), "large": (72, 26)}
"""Size of a name in units, on a phone and on a wide screen; the style sheet has the same."""
NARROW_LETTER = 0.58
"""Width of a Latin letter in heights."""
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
Fit = Literal["everywhere", "wide", "nowhere"]


@dataclass(frozen=True)
class Projection:
    """From degrees to the units of the picture, and back by the same four numbers."""

    west: float
    north: float
    x_per_degree: float
    y_per_degree: float

    def place(self, point: Point) -> tuple[int, int]:
        """Whole units; neighbours that share a point share it here too."""
        return (
            round(MARGIN + (point[0] - self.west) * self.x_per_degree),
            round(MARGIN + (self.north - point[1]) * self.y_per_degree),
        )


@dataclass(frozen=True)
class MapStreet:
    """One street of the map and of the list under it."""

    code: str
    name: Text
    short_name: str
    key: str
    """Its number in the list, for where the name does not fit."""
    fit: Fit
    path: str
    x: int
    y: int
    n_shifts: int
    n_free: int
    shade: int
    """0 nothing, then 1 to 4 by the share of the busiest street."""
    places: tuple[BusyPlace, ...]


@dataclass(frozen=True)
class MapDistrict:
    """One district: its streets, and its border where the city has loaded one."""

    name: Text
    path: str
    streets: tuple[MapStreet, ...]


@dataclass(frozen=True)
class CityMap:
    """Everything that the picture and its list show."""

    projection: Projection
    height: int
    districts: tuple[MapDistrict, ...]
    spots: tuple[tuple[int, int], ...]
    """Places with coordinates, in units."""
    is_sample_data: bool
    margin: int = MARGIN

    @property
    def n_shifts(self) -> int:
        """Shifts in all streets."""
        return sum(street.n_shifts for part in self.districts for street in part.streets)


def draw_map(
    session: Session, places: tuple[BusyPlace, ...], *, language: str, display: str
) -> CityMap | None:
    """Draw all streets that have an outline; None where the city has loaded none."""
    streets = load_outlines(session, "street")
    if not streets:
        return None
    projection, height = _fit_projection([outline.shape for outline in streets])
    by_street: defaultdict[str, list[BusyPlace]] = defaultdict(list)
    for place in places:
        by_street[place.area_code[:STREET_DIGITS].ljust(12, "0")].append(place)
    most = max((sum(place.n_shifts for place in here) for here in by_street.values()), default=0)
    pencil = _Pencil(projection, by_street, most, language, FONT_UNITS[display])
    of_district: defaultdict[str, list[MapStreet]] = defaultdict(list)
    for number, outline in enumerate(streets):
        of_district[outline.parent_code].append(pencil.draw_street(outline, number))
    borders = {outline.code: outline.shape for outline in load_outlines(session, "district")}
    districts = tuple(
        MapDistrict(
            {"zh": area.name_zh, "en": area.name_en},
            draw_path(projection, borders.get(area.code, ())),
            tuple(of_district[area.code]),
        )
        for area in session.scalars(
            select(Area).where(Area.code.in_(list(of_district))).order_by(Area.code)
        )
    )
    return CityMap(
        projection,
        height,
        districts,
        tuple(
            projection.place((place.longitude, place.latitude))
            for place in places
            if place.longitude is not None and place.latitude is not None
        ),
        any(outline.is_sample_data for outline in streets),
    )


@dataclass(frozen=True)
class _Pencil:
    projection: Projection
    places: Mapping[str, list[BusyPlace]]
    most: int
    """Shifts in the busiest street."""
    language: str
    fonts: tuple[int, int]

    def draw_street(self, outline: Outline, number: int) -> MapStreet:
        places = tuple(self.places.get(outline.code, ()))
        n_shifts = sum(place.n_shifts for place in places)
        name_place = outline.name_place
        x, y = self.projection.place((name_place.longitude, name_place.latitude))
        short_name = shorten_name(outline.name)[self.language]
        return MapStreet(
            code=outline.code,
            name=outline.name,
            short_name=short_name,
            key=CIRCLED[number] if number < len(CIRCLED) else f"({number + 1})",
            fit=self._find_fit(short_name, name_place.width * self.projection.x_per_degree),
            path=draw_path(self.projection, outline.shape),
            x=x,
            y=y,
            n_shifts=n_shifts,
            n_free=sum(place.n_free for place in places),
            shade=_find_shade(n_shifts, self.most),
            places=places,
        )

    def _find_fit(self, name: str, room: float) -> Fit:
        n_heights = sum(1 if ord(letter) > 0x2E80 else NARROW_LETTER for letter in name)
        on_phone, on_wide = (n_heights * font <= room for font in self.fonts)
        return "everywhere" if on_phone else "wide" if on_wide else "nowhere"


@lru_cache(maxsize=2048)
def draw_path(projection: Projection, shape: Shape) -> str:
    """Rings as steps from point to point; points that fall together are left out.

    Kept from one page to the next: outlines hardly ever change, and a changed one is another key.
    """
    pieces = []
    for polygon in shape:
        for ring in polygon:
            points = [projection.place(point) for point in ring[:-1]]
            x, y = points[0]
            pieces.append(f"M{x} {y}l")
            steps = []
            for next_x, next_y in points[1:]:
                if (next_x, next_y) != (x, y):
                    steps.append(f"{next_x - x} {next_y - y}")
                    x, y = next_x, next_y
            pieces.append(" ".join(steps).replace(" -", "-") + "z")
    return "".join(pieces)


def _fit_projection(shapes: list[Shape]) -> tuple[Projection, int]:
    """The projection that fills the width, with one scale for both directions on the ground."""
    points = [point for shape in shapes for polygon in shape for point in polygon[0]]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    x_per_degree = (WIDTH - 2 * MARGIN) / (east - west)
    y_per_degree = x_per_degree / cos(radians((south + north) / 2))
    height = round((north - south) * y_per_degree) + 2 * MARGIN
    return Projection(west, north, x_per_degree, y_per_degree), height


def _find_shade(n_shifts: int, most: int) -> int:
    return -(-n_shifts * N_SHADES // most) if n_shifts else 0
