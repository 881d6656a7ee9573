"""What presence is worth: clipped to the shift, nothing below the presence share, overlaps once.

Pure rules on times. Travel never counts, because time outside the shift never does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.volunteers.rules import VolunteerRules

NOTHING = timedelta(0)


@dataclass(frozen=True)
class Interval:
    """A half-open stretch of time."""

    starts_at: datetime
    ends_at: datetime

    @property
    def length(self) -> timedelta:
        """How long it lasts, never negative."""
        return max(self.ends_at - self.starts_at, NOTHING)


def find_served(shift: Interval, presence: Interval, *, rules: VolunteerRules) -> Interval:
    """The part of a presence that counts; an empty one below the presence share of the shift."""
    inside = Interval(
        max(shift.starts_at, presence.starts_at), min(shift.ends_at, presence.ends_at)
    )
    if inside.length * 100 < shift.length * rules.presence_percent:
        return Interval(shift.starts_at, shift.starts_at)
    return inside


def share_minutes(intervals: Iterable[Interval]) -> tuple[int, ...]:
    """Full minutes of each interval that no earlier one in the order has counted already.

    The sum is never more than the time that passed, and of two equal intervals the second
    gets nothing.
    """
    counted: list[Interval] = []
    shares = []
    for interval in intervals:
        rest = [interval]
        for other in counted:
            rest = [piece for part in rest for piece in _subtract(part, other)]
        shares.append(int(sum((piece.length for piece in rest), NOTHING) // timedelta(minutes=1)))
        counted.append(interval)
    return tuple(shares)


def _subtract(part: Interval, other: Interval) -> list[Interval]:
    before = Interval(part.starts_at, min(part.ends_at, other.starts_at))
    after = Interval(max(part.starts_at, other.ends_at), part.ends_at)
    if not other.length:
        return [part]
    return [piece for piece in (before, after) if piece.length]
