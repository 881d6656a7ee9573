"""Whether somebody who checks in is at the place: coordinates come in, one bit goes out.

Nothing here stores or logs a coordinate, and no one is refused for where they are.
"""

from math import isfinite

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Activity, Place
from portal.volunteers.attendance.tables import Attendance
from surveys.sampling.outlines.geometry import Point, measure_distance

MOST_DOUBT = 150.0
"""Metres of a phone's own doubt that count in the volunteer's favour."""


def can_check(activity: Activity, place: Place) -> bool:
    """Whether check-in may ask for the location at all."""
    return activity.checks_location and place.latitude is not None


def is_at_place(place: Place, position: Point, doubt_metres: float) -> bool | None:
    """Inside or outside the place's radius; None for a position that cannot be one.

    `doubt_metres` is how far off the phone says that it may be.
    """
    longitude, latitude = position
    is_possible = all(map(isfinite, (longitude, latitude, doubt_metres))) and (
        abs(longitude) <= 180 and abs(latitude) <= 90 and doubt_metres >= 0
    )
    if not is_possible or place.longitude is None or place.latitude is None:
        return None
    distance = measure_distance(position, (place.longitude, place.latitude))
    return distance <= place.radius_metres + min(doubt_metres, MOST_DOUBT)


def forget_locations(session: Session, volunteer_id: int) -> None:
    """Delete what was kept of where somebody was; what withdrawing the consent means."""
    session.execute(
        update(Attendance).where(Attendance.volunteer_id == volunteer_id).values(was_inside=None)
    )
