"""A schematic map: one tile per street, grouped by district, shaded by how much is going on.

The sample city has no surveyed outlines; a city that has them can draw them by the same codes.
Tiles are plain rectangles on a grid, so that the picture reads at any size and without a script.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.sampling.tables import Area
from surveys.words import Text

N_COLUMNS = 2
N_SHADES = 4


@dataclass(frozen=True)
class Tile:
    """One street on the map."""

    code: str
    name: Text
    n_shifts: int
    column: int
    row: int
    shade: int
    """0 nothing, then 1 to 4 by the share of the busiest street."""


@dataclass(frozen=True)
class DistrictTiles:
    """One district with its streets."""

    name: Text
    tiles: tuple[Tile, ...]

    @property
    def n_rows(self) -> int:
        """Rows of the grid."""
        return max((tile.row for tile in self.tiles), default=0) + 1


def lay_tiles(session: Session, counts: Mapping[str, int]) -> tuple[DistrictTiles, ...]:
    """Lay out every street of the city."""
    areas = session.execute(
        select(Area.code, Area.level, Area.parent_code, Area.name_zh, Area.name_en)
        .where(Area.level.in_(("district", "street")))
        .order_by(Area.code)
    ).all()
    most = max(counts.values(), default=0)
    districts = []
    for district in (area for area in areas if area.level == "district"):
        streets = [area for area in areas if area.parent_code == district.code]
        tiles = tuple(
            Tile(
                street.code,
                {"zh": street.name_zh, "en": street.name_en},
                counts.get(street.code, 0),
                column=index % N_COLUMNS,
                row=index // N_COLUMNS,
                shade=_find_shade(counts.get(street.code, 0), most),
            )
            for index, street in enumerate(streets)
        )
        districts.append(DistrictTiles({"zh": district.name_zh, "en": district.name_en}, tiles))
    return tuple(districts)


def _find_shade(n_shifts: int, most: int) -> int:
    return -(-n_shifts * N_SHADES // most) if n_shifts else 0
