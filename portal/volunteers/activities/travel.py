"""Whether two shifts can both be served: their times and the way between their places."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.volunteers.rules import VolunteerRules

STREET_DIGITS = 9
DISTRICT_DIGITS = 6


@dataclass(frozen=True)
class Stay:
    """Being at one place for a time."""

    starts_at: datetime
    ends_at: datetime
    place_id: int
    area_code: str


def estimate_travel(one: Stay, other: Stay, *, rules: VolunteerRules) -> timedelta:
    """Time allowed for the way between two places, judged by their area codes alone."""
    if one.place_id == other.place_id:
        minutes = 0
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
