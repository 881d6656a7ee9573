"""Places: whose they are, where they lie, what retiring them changes; the way between two."""

from collections.abc import Iterator

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.db import Database
from portal.volunteers.activities.places import (
    PlacePlan,
    add_place,
    list_places,
    list_usable,
    retire_place,
    reuse_place,
    revise_place,
)
from portal.volunteers.activities.tables import Place, Shift
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.refusals import NotAllowed, PlaceOutside, PlaceRetired, ShiftClash
from surveys.sampling.outlines.service import store_outlines
from tests.pages import PageOpener
from tests.portal.volunteers.builders import (
    COORDINATOR,
    END,
    NOW,
    OTHER_STREET,
    STREET,
    a_city,
    a_leader_of,
    a_place,
    a_shift,
    a_team,
    a_volunteer,
    an_activity,
    minutes,
    signed_up,
)
from tests.portal.volunteers.visiting import sign_in_as

SQUARE = (((150.0, 30.0), (150.1, 30.0), (150.1, 30.1), (150.0, 30.1), (150.0, 30.0)),)
INSIDE, OUTSIDE = (150.05, 30.05), (150.2, 30.2)
PLACES = "/volunteers/organise/places"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def a_plan(team_id: int | None, **more: object) -> PlacePlan:
    words: dict[str, object] = {
        "name": {"zh": "东门", "en": "East gate"},
        "area_code": STREET,
        "team_id": team_id,
    }
    return PlacePlan(**(words | more))  # type: ignore[arg-type]


def an_outline(session: Session) -> None:
    a_city(session)
    store_outlines(session, {STREET: (SQUARE,)})


def test_organisers_keep_the_places_of_their_own_team(session: Session) -> None:
    one, other = a_team(session, "t1"), a_team(session, "t2")
    leader, stranger = a_leader_of(session, one), a_leader_of(session, other)
    place = add_place(session, a_plan(one.id), actor=leader)
    revised = a_plan(one.id, name={"zh": "西门", "en": ""})
    revise_place(session, place, revised, actor=leader)
    assert place.name_zh == "西门"
    with pytest.raises(NotAllowed):
        revise_place(session, place, a_plan(one.id), actor=stranger)
    with pytest.raises(NotAllowed):
        retire_place(session, place, is_retired=True, actor=stranger)
    with pytest.raises(NotAllowed):
        add_place(session, a_plan(one.id), actor=stranger)
    revise_place(session, place, a_plan(one.id), actor=COORDINATOR)
    assert [listed.place_id for listed in list_places(session, (other.id,))] == []


def test_places_of_the_city_are_kept_by_coordinators_and_open_to_all(session: Session) -> None:
    team = a_team(session)
    leader = a_leader_of(session, team)
    with pytest.raises(NotAllowed):
        add_place(session, a_plan(None), actor=leader)
    place = add_place(session, a_plan(None), actor=COORDINATOR)
    (listed,) = list_places(session, (team.id,))
    assert (listed.place_id, listed.is_own, listed.team) == (place.id, False, None)


def test_shift_takes_no_retired_place_and_none_of_another_team(session: Session) -> None:
    team, other = a_team(session, "t1"), a_team(session, "t2")
    activity = an_activity(session, team)
    place = a_place(session, team=team)
    planned = a_shift(session, activity, place=place)
    retire_place(session, place, is_retired=True, actor=COORDINATOR)
    with pytest.raises(PlaceRetired):
        a_shift(session, activity, place=place)
    assert planned.place_id == place.id
    assert place.id not in [usable.place_id for usable in list_usable(session, team.id)]
    retire_place(session, place, is_retired=False, actor=COORDINATOR)
    a_shift(session, activity, place=place)
    with pytest.raises(NotAllowed):
        a_shift(session, activity, place=a_place(session, team=other))


def test_coordinates_far_outside_the_street_are_refused(session: Session) -> None:
    team = a_team(session)
    an_outline(session)
    place = add_place(session, a_plan(team.id, coordinates=INSIDE), actor=COORDINATOR)
    assert (place.longitude, place.latitude) == INSIDE
    with pytest.raises(PlaceOutside):
        add_place(session, a_plan(team.id, coordinates=OUTSIDE), actor=COORDINATOR)
    a_little_off = (150.05, 30.102)
    revise_place(session, place, a_plan(team.id, coordinates=a_little_off), actor=COORDINATOR)


def test_database_refuses_half_a_position(session: Session) -> None:
    a_place(session).latitude = 30.0
    with pytest.raises(IntegrityError, match="coordinates"):
        session.flush()


def test_place_named_twice_is_kept_once(session: Session) -> None:
    team = a_team(session)
    first = reuse_place(session, a_plan(team.id), actor=COORDINATOR)
    assert reuse_place(session, a_plan(team.id), actor=COORDINATOR) is first
    assert reuse_place(session, a_plan(team.id, address="2"), actor=COORDINATOR) is not first


@pytest.mark.parametrize(
    ("coordinates", "gap", "clashes"),
    [
        (None, 45, True),
        (None, 65, False),
        (((150.0, 30.0), (150.02, 30.0)), 5, True),
        (((150.0, 30.0), (150.02, 30.0)), 15, False),
        (((150.0, 30.0), (150.25, 30.0)), 65, True),
        (((150.0, 30.0), None), 45, True),
        (((150.0, 30.0), None), 65, False),
    ],
)
def test_way_between_two_places_is_measured_where_both_are_known(
    session: Session,
    coordinates: tuple[tuple[float, float], tuple[float, float] | None] | None,
    gap: int,
    clashes: bool,
) -> None:
    """Two places in different districts: 60 minutes by their codes, or by the distance."""
    here, there = coordinates or (None, None)
    activity = an_activity(session)
    first = a_shift(session, activity, place=a_place(session, coordinates=here))
    second = a_shift(
        session,
        activity,
        place=a_place(session, OTHER_STREET, coordinates=there),
        starts_at=END + minutes(gap),
    )
    volunteer = a_volunteer(session)
    signed_up(session, first, volunteer)
    if clashes:
        with pytest.raises(ShiftClash):
            signed_up(session, second, volunteer)
    else:
        signed_up(session, second, volunteer)


@pytest.mark.usefixtures("official")
def test_coordinator_adds_changes_and_retires_a_place(page: PageOpener, database: Database) -> None:
    with database.transaction() as session:
        a_team(session)
        an_outline(session)
    fields = {"name_zh": "东门", "street": STREET, "longitude": "150.05", "latitude": "30.05"}
    listed = page.submit(page.open(f"{PLACES}/new"), fields)
    assert "东门" in listed.text
    assert "有坐标" in listed.text
    with database.reading() as session:
        place_id = session.scalars(select(Place.id)).one()
    edited = page.open(f"{PLACES}/{place_id}")
    assert edited.root.find_all("circle", class_="spot is-chosen")
    listed = page.submit(edited, {"longitude": "", "latitude": "", "name_en": "East gate"})
    assert "没有坐标" in listed.text
    retired = page.submit(listed, action=f"{PLACES}/{place_id}/retire")
    assert "已停用" in retired.text
    again = page.submit(retired, action=f"{PLACES}/{place_id}/retire")
    assert "已恢复使用" in again.text


@pytest.mark.usefixtures("official")
@pytest.mark.parametrize(
    ("longitude", "latitude", "words"),
    [
        ("150.05", "", "都填，或都不填"),
        ("", "30.05", "都填，或都不填"),
        ("east", "30.05", "以度为单位"),
        ("nan", "30.05", "以度为单位"),
        ("200", "30.05", "以度为单位"),
        ("150.05", "91", "以度为单位"),
        ("150.2", "30.2", "不在所选街道"),
    ],
)
def test_coordinates_that_cannot_be_are_named_at_their_field(
    page: PageOpener, database: Database, longitude: str, latitude: str, words: str
) -> None:
    with database.transaction() as session:
        a_team(session)
        an_outline(session)
    fields = {"name_zh": "东门", "street": STREET, "longitude": longitude, "latitude": latitude}
    shown = page.submit(page.open(f"{PLACES}/new"), fields, status=422)
    assert words in shown.text
    assert "东门" in shown.html


@pytest.mark.usefixtures("official")
def test_street_of_the_map_opens_the_form_with_its_middle(
    page: PageOpener, database: Database
) -> None:
    with database.transaction() as session:
        a_team(session)
        an_outline(session)
    blank = page.open(f"{PLACES}/new")
    assert f"?street={STREET}" in blank.links
    filled = page.open(f"{PLACES}/new?street={STREET}")
    values = {field.get("name"): field.get("value") for field in filled.root.find_all("input")}
    assert values["longitude"].startswith("150.0")
    assert values["latitude"].startswith("30.0")


@pytest.mark.usefixtures("official")
def test_shift_is_planned_at_a_known_place_or_a_new_one(
    page: PageOpener, database: Database
) -> None:
    with database.transaction() as session:
        team = a_team(session)
        team_id, activity_id = team.id, an_activity(session, team).id
        place_id = a_place(session, team=team).id
        foreign_id = a_place(session, team=a_team(session, "t2")).id
    address = f"/volunteers/organise/activities/{activity_id}"
    action = f"{address}/shifts"
    times = {"day": "2026-12-05", "starts": "09:00", "ends": "11:00"}
    page.submit(page.open(address), times | {"known_place": str(place_id)}, action=action)
    page.submit(page.open(address), times | {"place": "南门", "street": STREET}, action=action)
    for wrong in ({"known_place": str(foreign_id)}, {"place": " ", "street": STREET}):
        page.submit(page.open(address), times | wrong, action=action, status=422)
    with database.reading() as session:
        used = session.execute(
            select(Place.id, Place.name_zh, Place.team_id)
            .join(Shift, Shift.place_id == Place.id)
            .where(Shift.activity_id == activity_id)
            .order_by(Shift.id)
        ).all()
    assert used[-2].id == place_id
    assert (used[-1].name_zh, used[-1].team_id) == ("南门", team_id)


@pytest.mark.usefixtures("official")
@pytest.mark.parametrize(
    ("language", "words"), [("zh", "已经选了登记过的地点"), ("en", "A known place is chosen")]
)
@pytest.mark.parametrize("name", ["place", "place_en", "address"])
def test_a_new_place_written_beside_a_known_one_is_not_lost_in_silence(
    page: PageOpener, database: Database, language: str, words: str, name: str
) -> None:
    with database.transaction() as session:
        team = a_team(session)
        activity_id, place_id = an_activity(session, team).id, a_place(session, team=team).id
    page.client.set_cookie("lang", language)
    address = f"/volunteers/organise/activities/{activity_id}"
    both = {
        "day": "2026-12-05",
        "starts": "09:00",
        "ends": "11:00",
        "known_place": str(place_id),
        name: "南门",
    }
    back = page.submit(page.open(address), both, action=f"{address}/shifts", status=422)
    assert words in back.root.find_all("p", id=f"{name}-error")[0].text
    values = {field.get("name"): field.get("value") for field in back.root.find_all("input")}
    assert values[name] == "南门"
    chosen = back.root.find_all("select", name="known_place")[0].find_all("option", selected="")
    assert [option.get("value") for option in chosen] == [str(place_id)]
    with database.reading() as session:
        assert len(session.scalars(select(Shift.id)).all()) == 1
    page.submit(back, {"known_place": "", "place": "南门"}, action=f"{address}/shifts")


SHOWING_PLACES = (
    "",
    "activities/{activity}",
    "me/",
    "me/notices",
    "me/calendar.ics",
    "calendar.ics",
    "shifts/{shift}/check-in",
    "organise/activities/{activity}",
    "organise/shifts/{shift}",
    "organise/shifts/{shift}/roster",
    "organise/shifts/{shift}/poster",
    "organise/places",
)


def test_every_page_that_shows_a_place_has_its_name_in_the_readers_language(
    client: FlaskClient, database: Database
) -> None:
    with database.transaction() as session:
        team = a_team(session)
        shift = a_shift(session, an_activity(session, team), place=a_place(session, team=team))
        leader = session.get_one(Volunteer, a_leader_of(session, team).id)
        signed_up(session, shift, leader)
        # The distant shift of every activity lies at another place.
        for place in session.scalars(select(Place)):
            place.name_zh, place.name_en = "街心公园", "Street garden"
        ids = {"activity": shift.activity_id, "shift": shift.id}
        leader_id = leader.id
    sign_in_as(client, database, leader_id, NOW)
    names = ("街心公园", "Street garden")
    for language, own, other in (("zh", *names), ("en", *reversed(names))):
        client.set_cookie("lang", language)
        for path in SHOWING_PLACES:
            answer = client.get(f"/volunteers/{path.format(**ids)}")
            text = answer.text.replace("\r\n ", "")
            assert (answer.status_code, own in text) == (200, True), f"{language}: {path}"
            assert other not in text, f"{language}: {path}"
