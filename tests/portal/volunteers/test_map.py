"""The volunteers' map: the same streets as its list, filters carried along, small, plain."""

from portal.db import Database
from portal.volunteers.activities.listing import ShiftFilter, count_by_place
from tests.pages import PageOpener
from tests.portal.volunteers.builders import (
    NOW,
    OTHER_STREET,
    RULES,
    STREET,
    a_city,
    a_place,
    a_shift,
    an_activity,
)


def test_city_without_outlines_says_so_instead(page: PageOpener, database: Database) -> None:
    with database.transaction() as session:
        a_city(session)
    shown = page.open("/volunteers/map")
    assert "还没有载入地图边界" in shown.text
    assert not shown.root.find_all("svg", class_="city-map")


def test_places_are_counted_with_their_free_places(database: Database) -> None:
    with database.transaction() as session:
        activity = an_activity(session)
        near, far = a_place(session), a_place(session, OTHER_STREET, coordinates=(150.2, 30.2))
        a_shift(session, activity, place=near, places=5)
        for _ in range(2):
            a_shift(session, activity, place=far, places=3)
    with database.reading() as session:
        soon = ShiftFilter(last_day=RULES.find_day(NOW).replace(day=28))
        first, second = count_by_place(session, soon, now=NOW, timezone=RULES.timezone)
    assert (first.area_code, first.n_shifts, first.n_free) == (OTHER_STREET, 2, 6)
    assert (second.area_code, second.n_shifts, second.n_free) == (STREET, 1, 5)
    assert (first.longitude, second.longitude) == (150.2, None)
