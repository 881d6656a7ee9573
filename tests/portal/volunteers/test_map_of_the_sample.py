"""The map of the sample city: every street a link, small on the wire, places in their streets."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import URL

from portal.clock import read_clock
from portal.db import Database
from portal.volunteers.activities.listing import ShiftFilter, count_by_place
from portal.volunteers.pages.areamap import draw_map
from surveys.city.data import read_city, read_city_outlines
from surveys.sampling.outlines.geometry import is_inside
from tests.pages import PageOpener
from tests.portal.volunteers.builders import RULES, STREET
from tests.sqlite_file import SqliteFile

MOST_BYTES = 8_000
"""Of the map's page on its way to a phone."""


@pytest.fixture
def database_url(sample_city_file: Path, sqlite_file: SqliteFile) -> URL:
    """A copy of the sample city."""
    return sqlite_file.fill(sample_city_file)


def test_every_street_is_a_link_on_the_map_and_in_the_list(page: PageOpener) -> None:
    shown = page.open("/volunteers/map?field=environment&free=yes&area=990102000000")
    picture = shown.root.find_all("svg", class_="city-map")[0]
    drawn = [link.get("href") for link in picture.find_all("a")]
    lists = shown.root.find_all("ul", class_="street-list")
    listed = [link.get("href") for part in lists for link in part.find_all("a")]
    assert drawn == listed
    assert len(drawn) == len(read_city().streets)
    assert f"/volunteers/?area={STREET}&field=environment&free=yes" in drawn
    assert "泮池街道" in page.open(drawn[0]).text
    assert "边界是虚构的" in shown.text


@pytest.mark.parametrize("cookies", ["lang=zh; print=normal", "lang=en; print=large"])
def test_name_that_does_not_fit_stands_in_the_list_by_its_number(
    client: FlaskClient, cookies: str
) -> None:
    page = PageOpener(client)
    for cookie in cookies.split("; "):
        name, _, value = cookie.partition("=")
        client.set_cookie(name, value)
    shown = page.open("/volunteers/map")
    picture = shown.root.find_all("svg", class_="city-map")[0]
    on_map = {text.text for text in picture.find_all("text", class_="on-narrow")}
    in_list = {key.text for key in shown.root.find_all("span", class_="key on-narrow")}
    assert on_map == in_list
    assert bool(on_map) == ("large" in cookies)


def test_map_is_small_on_the_wire(client: FlaskClient) -> None:
    response = client.get("/volunteers/map", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.data) < MOST_BYTES


def test_places_of_the_sample_lie_in_their_streets(database: Database) -> None:
    with database.reading() as session:
        places = count_by_place(session, ShiftFilter(), now=read_clock(), timezone=RULES.timezone)
        city_map = draw_map(session, places, language="zh", display="normal")
    outlines = read_city_outlines()
    located = [place for place in places if place.longitude is not None]
    assert located
    for place in located:
        assert place.longitude is not None
        assert place.latitude is not None
        assert is_inside(outlines[place.area_code], (place.longitude, place.latitude))
    assert city_map is not None
    assert len(city_map.spots) == len(located) < len(places)
    assert city_map.n_shifts == sum(place.n_shifts for place in places)


def test_month_and_list_carry_the_filters_along(page: PageOpener) -> None:
    listed = page.open("/volunteers/?field=environment&from=2026-11-21")
    assert "/volunteers/map?field=environment&from=2026-11-21" in listed.links
    assert "/volunteers/month?field=environment" in listed.links
    assert "/volunteers/calendar.ics?field=environment" in listed.links
    month = page.open("/volunteers/month?month=2026-12&field=environment")
    assert "?field=environment&month=2027-01" in month.links
    assert "/volunteers/?field=environment" in month.links
