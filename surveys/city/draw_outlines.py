"""Draws the outlines of the sample city: `python -m surveys.city.draw_outlines FILE` writes them.

Run once; its file lies beside this module. On a fine grid every field goes to the street whose
centre is nearest, distances bent by a few slow waves; what lies outside an uneven round is no city.
The borders between fields are then thinned together, so that neighbours share theirs exactly, and a
district is the union of its streets. No chance is involved: the same lines come out every time.

The city lies in the open Pacific, so that no real place is meant.
"""

import json
import sys
from collections import defaultdict
from math import atan2, cos, pi, sin
from pathlib import Path

from surveys.city.data import read_city
from surveys.sampling.outlines.geometry import Shape
from surveys.sampling.outlines.simplification import join_shapes, simplify_together

WEST, SOUTH = 150.0, 30.0
FIELD = 0.0018
"""Side of a field in degrees, about 180 metres."""
N_COLUMNS, N_ROWS = 190, 168
TOLERANCE = 0.0021
CENTRES = (
    (0.43, 0.58),
    (0.27, 0.70),
    (0.20, 0.45),
    (0.42, 0.84),
    (0.66, 0.62),
    (0.62, 0.85),
    (0.85, 0.76),
    (0.87, 0.50),
    (0.53, 0.38),
    (0.33, 0.24),
    (0.56, 0.13),
    (0.75, 0.27),
)
"""Centres of the streets in the order of their codes, as shares of the grid from its south-west."""
Corner = tuple[int, int]


def draw_outlines() -> dict[str, Shape]:
    """All streets and districts of the sample city, by code."""
    streets = simplify_together(_gather_fields(), TOLERANCE)
    parts: defaultdict[str, list[Shape]] = defaultdict(list)
    for area in read_city().areas:
        if area.level == "street":
            parts[str(area.parent_code)].append(streets[area.code])
    return {code: join_shapes(shapes) for code, shapes in sorted(parts.items())} | streets


def write_file(path: Path) -> None:
    """Write the outlines as GeoJSON, one feature a line."""
    features = [
        json.dumps(
            {
                "type": "Feature",
                "properties": {"code": code},
                "geometry": {"type": "Polygon", "coordinates": polygons[0]},
            },
            separators=(",", ":"),
        )
        for code, polygons in draw_outlines().items()
    ]
    lines = ",\n".join(features)
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8")


def _gather_fields() -> dict[str, Shape]:
    """The outlines of the streets along the sides of their fields."""
    fields: defaultdict[int, list[Shape]] = defaultdict(list)
    for column in range(N_COLUMNS):
        for row in range(N_ROWS):
            owner = _find_owner((column + 0.5) / N_COLUMNS, (row + 0.5) / N_ROWS)
            if owner is not None:
                corners = ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
                ring = tuple(_locate((column + x, row + y)) for x, y in corners)
                fields[owner].append(((ring,),))
    codes = read_city().streets
    return {codes[owner]: join_shapes(shapes) for owner, shapes in sorted(fields.items())}


def _find_owner(x: float, y: float) -> int | None:
    """The street that a field belongs to; None outside the city."""
    around = atan2(y - 0.5, x - 0.5)
    uneven = 0.45 + 0.03 * sin(3 * around + 1) + 0.02 * cos(5 * around) + 0.012 * sin(11 * around)
    if (x - 0.5) ** 2 + (y - 0.5) ** 2 > uneven**2:
        return None
    bent_x = x + 0.022 * sin(2 * pi * (2.3 * y + 0.4 * x)) + 0.008 * sin(2 * pi * (7.1 * y + 2 * x))
    bent_y = y + 0.022 * cos(2 * pi * (2.1 * x - 0.5 * y)) + 0.008 * cos(2 * pi * (6.3 * x - 3 * y))
    return min(
        range(len(CENTRES)),
        key=lambda number: (bent_x - CENTRES[number][0]) ** 2 + (bent_y - CENTRES[number][1]) ** 2,
    )


def _locate(corner: Corner) -> tuple[float, float]:
    return round(WEST + corner[0] * FIELD, 5), round(SOUTH + corner[1] * FIELD, 5)


if __name__ == "__main__":
    write_file(Path(sys.argv[1]))
