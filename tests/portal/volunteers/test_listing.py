"""Finding shifts: days on the city's calendar, and every filter against reading them all."""

from datetime import UTC, datetime, timedelta
from itertools import product

from portal.db import Database
from portal.volunteers.activities.listing import ShiftFilter, list_shifts
from portal.volunteers.activities.tables import Shift
from tests.portal.volunteers.builders import (
    DISTRICT,
    NOW,
    OTHER_DISTRICT,
    OTHER_STREET,
    RULES,
    STREET,
    a_place,
    a_shift,
    a_team,
    an_activity,
)

MIDNIGHT = datetime(2026, 11, 27, 16, tzinfo=UTC)
"""When the 28th begins on the city's clock."""
DAY = MIDNIGHT.astimezone(RULES.timezone).date()


def test_day_begins_and_ends_at_the_citys_midnight(database: Database) -> None:
    with database.transaction() as session:
        activity = an_activity(session)
        minute = timedelta(minutes=1)
        for moment in (MIDNIGHT - minute, MIDNIGHT, MIDNIGHT + timedelta(days=1)):
            a_shift(session, activity, starts_at=moment, hours=1)
    wanted = ShiftFilter(first_day=DAY, last_day=DAY)
    with database.reading() as session:
        (listed,) = list_shifts(session, wanted, now=NOW, timezone=RULES.timezone)
        later = list_shifts(session, wanted, now=MIDNIGHT, timezone=RULES.timezone)
    assert listed.starts_at == MIDNIGHT
    assert later == ()


def test_filters_together_leave_what_each_of_them_leaves(database: Database) -> None:
    with database.transaction() as session:
        near, far = a_place(session), a_place(session, OTHER_STREET)
        team = a_team(session)
        for nth, (field, audience) in enumerate(
            product(("environment", "safety"), ("everyone", "schools"))
        ):
            activity = an_activity(session, team, field=field, audience=audience)
            for place in (near, far):
                a_shift(session, activity, place=place, starts_at=NOW + timedelta(days=2 + nth))
                full = a_shift(session, activity, place=place, places=1)
                session.get_one(Shift, full.id).n_taken = 1
    with database.reading() as session:

        def read(wanted: ShiftFilter) -> list[int]:
            found = list_shifts(session, wanted, now=NOW, timezone=RULES.timezone, n_most=100)
            return [shift.shift_id for shift in found]

        everything = read(ShiftFilter())
        for area, field, audience, is_free in product(
            (None, STREET, DISTRICT, OTHER_DISTRICT),
            (None, "environment", "safety"),
            (None, "schools"),
            (False, True),
        ):
            one_by_one = (
                ShiftFilter(area_code=area),
                ShiftFilter(field=field),
                ShiftFilter(audience=audience),
                ShiftFilter(has_free_places=is_free),
            )
            left = set(everything).intersection(*(read(wanted) for wanted in one_by_one))
            together = ShiftFilter(
                area_code=area, field=field, audience=audience, has_free_places=is_free
            )
            assert read(together) == [number for number in everything if number in left]
