"""Plain counts of a tally in each place: how many answered, how many are counted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.arrays import IntArray
from surveys.results.model import Place
from surveys.tally.service import Tally


@dataclass(frozen=True)
class PlaceCounts:
    """Sums of the tally's columns over the cells of each place."""

    n: IntArray
    """(D,) responses."""
    counts: IntArray
    """(D, C) one column per column of the layout."""


def count_in_places(tally: Tally, places: Sequence[Place]) -> PlaceCounts:
    """Add up the cells of each place."""
    keys = tally.cells.keys
    district_of = {node.code: str(node.parent_code) for node in tally.areas.list_level("street")}
    code_by_kind = {
        "city": ["" for _ in keys],
        "district": [district_of.get(key.street_code, "") for key in keys],
        "street": [key.street_code for key in keys],
        "sex": [key.sex for key in keys],
        "age": [key.age_group for key in keys],
    }
    codes = {kind: np.array(listed, dtype=np.str_) for kind, listed in code_by_kind.items()}
    is_inside = np.array([codes[place.kind] == place.code for place in places], dtype=float)
    # Products of whole numbers are exact in floating point, and far faster than in integers.
    return PlaceCounts(
        n=(is_inside @ tally.cells.n).astype(np.int64),
        counts=(is_inside @ tally.cells.counts).astype(np.int64),
    )
