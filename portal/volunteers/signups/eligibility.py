"""Who may sign up for a shift: age, skills, guardian, danger, and no other shift at the time."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteers.activities.planning import list_skills
from portal.volunteers.activities.tables import Activity, Place, Shift
from portal.volunteers.activities.travel import Stay, find_longest_way, is_clash
from portal.volunteers.people.ages import count_years, is_minor
from portal.volunteers.people.guardians import require_guardian
from portal.volunteers.people.registration import list_traits
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.refusals import (
    AgeOutside,
    DangerousForMinors,
    ShiftClash,
    SkillMissing,
)
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.states import State
from portal.volunteers.signups.tables import SignUp

BUSY = (State.SIGNED_UP, State.ATTENDED)
"""A place that is only held for somebody keeps them from nothing; accepting it looks again."""


def require_eligible(
    session: Session,
    volunteer: Volunteer,
    occasion: tuple[Shift, Activity],
    *,
    is_accompanied: bool,
    rules: VolunteerRules,
) -> None:
    """Raise the refusal that names why this volunteer cannot serve this shift."""
    shift, activity = occasion
    on_day = rules.find_day(shift.starts_at)
    birth_month = volunteer.require_birth_month()
    age = count_years(birth_month, on_day)
    if age < activity.min_age or (activity.max_age is not None and age > activity.max_age):
        raise AgeOutside
    if activity.risk == "dangerous" and is_minor(birth_month, on_day, rules=rules):
        raise DangerousForMinors
    require_guardian(session, volunteer, on_day, is_accompanied=is_accompanied, rules=rules)
    wanted = list_skills(session, activity.id)
    missing = wanted and wanted - list_traits(session, volunteer.id)["skill"]
    if missing:
        raise SkillMissing(*sorted(missing))


def require_no_clash(
    session: Session, volunteer_id: int, shift: Shift, *, rules: VolunteerRules
) -> None:
    """Raise ShiftClash naming another shift that the volunteer cannot serve as well."""
    stay = _make_stay(shift, session.get_one(Place, shift.place_id))
    longest = find_longest_way(rules)
    rows = session.execute(
        select(Shift, Place, Activity.title_zh)
        .join(SignUp, SignUp.shift_id == Shift.id)
        .join(Place, Place.id == Shift.place_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .where(
            SignUp.volunteer_id == volunteer_id,
            SignUp.state.in_(BUSY),
            Shift.id != shift.id,
            Shift.starts_at < shift.ends_at + longest,
            Shift.ends_at > shift.starts_at - longest,
        )
    )
    for other, place, title in rows:
        if is_clash(stay, _make_stay(other, place), rules=rules):
            raise ShiftClash(title)


def _make_stay(shift: Shift, place: Place) -> Stay:
    coordinates = None
    if place.longitude is not None and place.latitude is not None:
        coordinates = (place.longitude, place.latitude)
    return Stay(shift.starts_at, shift.ends_at, place.id, place.area_code, coordinates)
