"""Whether two shifts can both be served: their times and the way between their places."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from portal.volunteers.rules import VolunteerRules
from surveys.sampling.outlines.geometry import Point, measure_distance

STREET_DIGITS = 9
DISTRICT_DIGITS = 6
DETOUR = 1.3
"""Ways through a city are so much longer than the straight line."""
LEAST_MINUTES, MOST_MINUTES = 5, 180


@dataclass(frozen=True)
class Stay:
    """Being at one place for a time."""

    starts_at: datetime
    ends_at: datetime
    place_id: int
    area_code: str
    coordinates: Point | None = None


def estimate_travel(one: Stay, other: Stay, *, rules: VolunteerRules) -> timedelta:
    """Time allowed for the way between two places: measured where both have coordinates, else
    judged by their area codes.

    >>> from portal.volunteers.rules import VolunteerRules
    >>> noon = datetime(2026, 11, 21, 12)
    >>> one = Stay(noon, noon, 1, "990102001000", (150.0, 30.0))
    >>> other = Stay(noon, noon, 2, "990102001000", (150.1, 30.0))
    >>> estimate_travel(one, other, rules=VolunteerRules())
    datetime.timedelta(seconds=3060)
    """
    if one.place_id == other.place_id:
        minutes = 0
    elif one.coordinates is not None and other.coordinates is not None:
        metres = DETOUR * measure_distance(one.coordinates, other.coordinates)
        ridden = ceil(metres / 1000 / rules.travel_speed * 60) if rules.travel_speed else 0
        minutes = min(max(ridden, LEAST_MINUTES), MOST_MINUTES)
    elif one.area_code[:STREET_DIGITS] == other.area_code[:STREET_DIGITS]:
        minutes = rules.travel_same_street
    elif one.area_code[:DISTRICT_DIGITS] == other.area_code[:DISTRICT_DIGITS]:
        minutes = rules.travel_same_district
    else:
        minutes = rules.travel_elsewhere
    return timedelta(minutes=minutes)


def is_clash(one: Stay, other: Stay, *, rules: VolunteerRules) -> bool:
    """Whether one person cannot serve both, the way between them included."""
    travel = estimate_travel(one, other, rules=rules)
    return one.starts_at < other.ends_at + travel and other.starts_at < one.ends_at + travel


def find_longest_way(rules: VolunteerRules) -> timedelta:
    """No way between two places is given more time than this."""
    return timedelta(
        minutes=max(
            rules.travel_same_street,
            rules.travel_same_district,
            rules.travel_elsewhere,
            MOST_MINUTES,
        )
    )
