"""Star levels: from credited hours alone, by thresholds that a city sets."""

from bisect import bisect_right
from dataclasses import dataclass

from portal.volunteers.rules import VolunteerRules


@dataclass(frozen=True)
class Stars:
    """The level reached and what is still to go."""

    n_stars: int
    n_most: int
    hours_to_next: float | None
    """None at the highest level."""


def find_stars(credited_minutes: int, *, rules: VolunteerRules) -> Stars:
    """The star level of so many credited minutes.

    >>> find_stars(6060, rules=VolunteerRules())
    Stars(n_stars=1, n_most=5, hours_to_next=199.0)
    """
    hours = credited_minutes / 60
    n_stars = bisect_right(rules.star_hours, hours)
    n_most = len(rules.star_hours)
    to_next = None if n_stars == n_most else rules.star_hours[n_stars] - hours
    return Stars(n_stars, n_most, to_next)
