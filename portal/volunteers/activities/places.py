"""Places where shifts take place: who may look after them, their coordinates, retiring them.

A team's organisers look after its places; the city's own are open to every team and looked after
by coordinators. Coordinates are optional: with them the map shows the place, the way between two
places is measured, and an activity may look whether somebody who checks in is there.
"""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Place
from portal.volunteers.actors import Actor
from portal.volunteers.groups.rights import require_organiser
from portal.volunteers.groups.tables import Team
from portal.volunteers.refusals import NotAllowed, NotFound, PlaceOutside, PlaceRetired
from surveys.sampling.outlines.geometry import Point, measure_way_in
from surveys.sampling.outlines.service import find_outline
from surveys.sampling.tables import Area
from surveys.words import Text

DEFAULT_RADIUS = 200
TOLERATED_METRES = 300
"""Outlines are thinned and coordinates rough: so far outside its street a place may lie."""


@dataclass(frozen=True, kw_only=True)
class PlacePlan:
    """What is known of a place."""

    name: Text
    area_code: str
    address: str = ""
    coordinates: Point | None = None
    """Longitude and latitude, WGS84."""
    radius_metres: int = DEFAULT_RADIUS
    team_id: int | None = None
    """None for a place of the city's own."""


@dataclass(frozen=True)
class ListedPlace:
    """One line of the organisers' list of places."""

    place_id: int
    name: Text
    address: str
    street: Text
    team: Text | None
    has_coordinates: bool
    is_retired: bool
    is_own: bool
    """Whether whoever asks may change it."""
    is_sample_data: bool


def add_place(session: Session, plan: PlacePlan, *, actor: Actor) -> Place:
    """Remember a place for shifts. Raises NotAllowed, PlaceOutside."""
    require_keeper(session, plan.team_id, actor)
    team = session.get(Team, plan.team_id) if plan.team_id is not None else None
    place = Place(team_id=plan.team_id, is_sample_data=bool(team and team.is_sample_data))
    _write_plan(session, place, plan)
    session.add(place)
    session.flush()
    return place


def reuse_place(session: Session, plan: PlacePlan, *, actor: Actor) -> Place:
    """The team's place of this name, street and address, added if there is none."""
    known = session.scalars(
        select(Place)
        .where(
            Place.team_id == plan.team_id,
            Place.name_zh == plan.name["zh"],
            Place.area_code == plan.area_code,
            Place.address == plan.address,
            ~Place.is_retired,
        )
        .order_by(Place.id)
    ).first()
    return known or add_place(session, plan, actor=actor)


def revise_place(session: Session, place: Place, plan: PlacePlan, *, actor: Actor) -> None:
    """Change what is known of a place; it stays with its team. Raises NotAllowed, PlaceOutside."""
    require_keeper(session, place.team_id, actor)
    _write_plan(session, place, plan)
    session.flush()


def retire_place(session: Session, place: Place, *, is_retired: bool, actor: Actor) -> None:
    """Offer a place no longer for new shifts, or again; planned shifts stay where they are."""
    require_keeper(session, place.team_id, actor)
    place.is_retired = is_retired
    session.flush()


def require_keeper(session: Session, team_id: int | None, actor: Actor) -> None:
    """Raise NotAllowed unless the actor looks after places of this team (None: of the city)."""
    if team_id is not None:
        require_organiser(session, team_id, actor)
    elif actor.kind == "volunteer":
        raise NotAllowed


def require_usable(session: Session, place_id: int, team_id: int) -> None:
    """Raise unless a team may put new shifts at a place: NotFound, NotAllowed, PlaceRetired."""
    place = find_place(session, place_id)
    if place.team_id not in (None, team_id):
        raise NotAllowed
    if place.is_retired:
        raise PlaceRetired


def find_place(session: Session, place_id: int) -> Place:
    """The place, or NotFound."""
    place = session.get(Place, place_id)
    if place is None:
        raise NotFound
    return place


def list_places(session: Session, team_ids: tuple[int, ...] | None) -> tuple[ListedPlace, ...]:
    """The places of these teams and the city's own; all places where `team_ids` is None."""
    query = (
        select(Place, Area, Team)
        .join(Area, Area.code == Place.area_code)
        .join(Team, Team.id == Place.team_id, isouter=True)
        .order_by(Place.is_retired, Place.area_code, Place.name_zh, Place.id)
    )
    if team_ids is not None:
        query = query.where(or_(Place.team_id.is_(None), Place.team_id.in_(team_ids)))
    return tuple(
        ListedPlace(
            place_id=place.id,
            name={"zh": place.name_zh, "en": place.name_en},
            address=place.address,
            street={"zh": area.name_zh, "en": area.name_en},
            team={"zh": team.name_zh, "en": team.name_en} if team else None,
            has_coordinates=place.latitude is not None,
            is_retired=place.is_retired,
            is_own=team_ids is None or place.team_id is not None,
            is_sample_data=place.is_sample_data,
        )
        for place, area, team in session.execute(query)
    )


def list_usable(session: Session, team_id: int) -> tuple[ListedPlace, ...]:
    """Places that a team may put new shifts at."""
    return tuple(place for place in list_places(session, (team_id,)) if not place.is_retired)


def _write_plan(session: Session, place: Place, plan: PlacePlan) -> None:
    _require_inside(session, plan)
    place.name_zh, place.name_en = plan.name["zh"], plan.name["en"]
    place.address, place.area_code = plan.address, plan.area_code
    place.longitude, place.latitude = plan.coordinates or (None, None)
    place.radius_metres = plan.radius_metres


def _require_inside(session: Session, plan: PlacePlan) -> None:
    """Raise PlaceOutside where the coordinates are clearly not in the place's street."""
    if plan.coordinates is None:
        return
    outline = find_outline(session, plan.area_code)
    if outline and measure_way_in(outline.shape, plan.coordinates) > TOLERATED_METRES:
        raise PlaceOutside
