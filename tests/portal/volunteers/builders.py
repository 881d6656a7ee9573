"""What volunteers' tests stand on: a city with areas, people, teams, shifts. Plain functions."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteers.activities.places import PlacePlan, add_place
from portal.volunteers.activities.planning import (
    ActivityPlan,
    ShiftPlan,
    add_shift,
    draft_activity,
    publish_activity,
)
from portal.volunteers.activities.tables import Activity, Place, Shift
from portal.volunteers.actors import Actor
from portal.volunteers.attendance.checking import ShownCode, check_in, check_out
from portal.volunteers.attendance.codes import CodeMaker
from portal.volunteers.attendance.sheets import close_shift
from portal.volunteers.attendance.tables import Attendance
from portal.volunteers.groups.service import TeamPlan, found_team
from portal.volunteers.groups.tables import Membership, Team
from portal.volunteers.people.consents import ConsentKind
from portal.volunteers.people.registration import Registration, register_volunteer
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.service import sign_up
from portal.volunteers.signups.steps import Moment
from portal.volunteers.signups.tables import SignUp
from surveys.sampling.tables import Area, FrameCount, SamplingFrame

RULES = VolunteerRules()
SECRET = "a key that only the tests know, 32+"
CODES = CodeMaker(SECRET)
NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
"""Nine in the morning on the city's clock."""
IN_THREE_DAYS = NOW + timedelta(days=3)
START = IN_THREE_DAYS
END = START + timedelta(hours=3)
"""When a shift of `a_shift` begins and ends, unless told otherwise."""
CLOSING = END + timedelta(minutes=10)
COORDINATOR = Actor("official", 1, "chen")
ANOTHER_COORDINATOR = Actor("official", 2, "lin")

CITY, DISTRICT, STREET = "990100000000", "990102000000", "990102001000"
OTHER_DISTRICT, OTHER_STREET = "990103000000", "990103001000"
NEAR_STREET = "990102002000"
_AREAS = (
    (CITY, "city", None),
    (DISTRICT, "district", CITY),
    (STREET, "street", DISTRICT),
    (NEAR_STREET, "street", DISTRICT),
    (OTHER_DISTRICT, "district", CITY),
    (OTHER_STREET, "street", OTHER_DISTRICT),
)


def a_city(session: Session) -> None:
    """Two districts with their streets, unless they are there."""
    if session.scalar(select(Area.code).limit(1)) is None:
        for code, level, parent in _AREAS:
            session.add(
                Area(code=code, level=level, parent_code=parent, name_zh=code, name_en=code)
            )
            session.flush()


def a_frame(session: Session, n_adults: Mapping[str, int]) -> None:
    """A sampling frame that counts the adults of each street."""
    a_city(session)
    frame = SamplingFrame(
        city_code=CITY, as_of=NOW.date(), source_zh="", source_en="", is_sample_data=True
    )
    session.add(frame)
    session.flush()
    session.add_all(
        FrameCount(frame_id=frame.id, street_code=street, sex="1", age_group="18-29", n_adults=n)
        for street, n in n_adults.items()
    )
    session.flush()


def a_volunteer(
    session: Session, number: int = 1, *, born: date = date(1990, 5, 1), street: str = STREET
) -> Volunteer:
    """Volunteer so-and-so of the sample, reachable by e-mail."""
    a_city(session)
    registration = Registration(
        name=f"志愿者{number:03}",
        birth_month=born,
        street_code=street,
        email=f"v{number}@example.org",
        consents=frozenset({ConsentKind.REGISTRATION}),
    )
    return register_volunteer(session, registration, now=NOW, rng=Random(number), rules=RULES)


def some_volunteers(session: Session, n: int, *, first: int = 1) -> list[Volunteer]:
    """`n` adult volunteers."""
    return [a_volunteer(session, number) for number in range(first, first + n)]


def a_team(session: Session, code: str = "t1", *, leader: Volunteer | None = None) -> Team:
    """A team with a leader of its own."""
    leader = leader or a_volunteer(session, 900 + sum(code.encode()))
    plan = TeamPlan(
        code=code,
        name={"zh": f"{code}服务队", "en": f"Team {code}"},
        purpose={"zh": "服务邻里", "en": "Help the neighbourhood"},
        contact="0990-0000000",
        area_code=STREET,
    )
    return found_team(session, plan, leader, now=NOW)


def as_actor(volunteer: Volunteer) -> Actor:
    """The volunteer as one who acts."""
    return Actor("volunteer", volunteer.id, volunteer.name or "")


def a_leader_of(session: Session, team: Team) -> Actor:
    """A leader of the team as one who acts."""
    leader = session.scalars(
        select(Volunteer)
        .join(Membership, Membership.volunteer_id == Volunteer.id)
        .where(Membership.team_id == team.id, Membership.role == "leader")
    ).first()
    assert leader is not None
    return as_actor(leader)


def a_member(session: Session, team: Team, volunteer: Volunteer, role: str = "member") -> None:
    """Put the volunteer into the team."""
    session.add(
        Membership(
            team_id=team.id, volunteer_id=volunteer.id, role=role, state="active", asked_at=NOW
        )
    )
    session.flush()


def a_place(
    session: Session,
    area_code: str = STREET,
    *,
    coordinates: tuple[float, float] | None = None,
    team: Team | None = None,
) -> Place:
    """A place in an area; the city's own unless a team is given."""
    a_city(session)
    plan = PlacePlan(
        name={"zh": "街心公园", "en": "Street garden"},
        area_code=area_code,
        address="1 号",
        coordinates=coordinates,
        team_id=team.id if team else None,
    )
    return add_place(session, plan, actor=COORDINATOR)


def an_activity(session: Session, team: Team | None = None, **plan: object) -> Activity:
    """A published activity with one distant shift, so that it may be published."""
    team = team or a_team(session, "t0")
    words: dict[str, object] = {
        "title": {"zh": "清洁街道", "en": "Clean the street"},
        "content": {"zh": "捡拾垃圾", "en": "Pick up litter"},
        "field": "environment",
        "contact": {"zh": "0990-0000000", "en": ""},
        "risk_note": {"zh": "注意来往车辆", "en": "Mind the traffic"},
    }
    draft = ActivityPlan(**(words | plan))  # type: ignore[arg-type]
    activity = draft_activity(session, team, draft, actor=COORDINATOR, now=NOW)
    a_shift(session, activity, starts_at=NOW + timedelta(days=300))
    publish_activity(session, activity, actor=COORDINATOR)
    return activity


def a_shift(
    session: Session,
    activity: Activity | None = None,
    *,
    starts_at: datetime = IN_THREE_DAYS,
    hours: float = 3,
    places: int = 5,
    min_places: int = 1,
    place: Place | None = None,
) -> Shift:
    """A shift of an activity."""
    activity = activity or an_activity(session)
    place = place or a_place(session)
    plan = ShiftPlan(
        place_id=place.id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        max_places=places,
        min_places=min(min_places, places),
    )
    return add_shift(session, activity, plan, actor=COORDINATOR)


def by(actor: Actor, now: datetime) -> Moment:
    """Somebody acting at a moment."""
    return Moment(now, actor)


def minutes(n: int) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=n)


def shown(shift: Shift, now: datetime) -> ShownCode:
    """The code that the organiser's phone shows now."""
    return ShownCode(CODES.make(shift.id, now, rules=RULES), CODES)


def signed_up(session: Session, shift: Shift, volunteer: Volunteer) -> SignUp:
    """Sign the volunteer up."""
    return sign_up(session, shift.id, volunteer.id, now=NOW, rules=RULES)


def serve(
    session: Session,
    shift: Shift,
    volunteer: Volunteer,
    *,
    arrived: datetime = START,
    left: datetime = END,
) -> Attendance:
    """Check in and out by code."""
    code = shown(shift, arrived)
    check_in(session, shift.id, volunteer.id, code, now=arrived, rules=RULES)
    return check_out(session, shift.id, volunteer.id, shown(shift, left), now=left, rules=RULES)


def close(session: Session, shift: Shift) -> tuple[int, int]:
    """Close the sheet shortly after the end."""
    return close_shift(session, shift.id, moment=by(COORDINATOR, CLOSING), rules=RULES)
