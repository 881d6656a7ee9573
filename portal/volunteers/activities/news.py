"""News of a new activity: to those who asked for it, whose choices it fits, and nobody else."""

from sqlalchemy import ColumnElement, exists, insert, select
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Activity, Place, Shift
from portal.volunteers.groups.tables import Team
from portal.volunteers.notices.kinds import NoticeKind, spread, write_moment
from portal.volunteers.notices.tables import Notice
from portal.volunteers.people.ages import count_years, is_minor
from portal.volunteers.people.consents import TEXTS, ConsentKind
from portal.volunteers.people.tables import Consent, Volunteer, VolunteerTrait
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.steps import Moment


def announce_activity(
    session: Session, activity: Activity, *, moment: Moment, rules: VolunteerRules
) -> int:
    """Tell of a published activity everyone who consented to news, named its field of service
    (and, if they named areas, its street), and is of the right age. How many were told."""
    found = session.execute(
        select(Shift, Place)
        .join(Place, Place.id == Shift.place_id)
        .where(
            Shift.activity_id == activity.id,
            Shift.state == "open",
            Shift.starts_at > moment.now,
        )
        .order_by(Shift.starts_at)
        .limit(1)
    ).one_or_none()
    if found is None:
        return 0
    shift, place = found
    team = session.get_one(Team, activity.team_id)
    data = {
        **spread("title", {"zh": activity.title_zh, "en": activity.title_en}),
        **spread("team", {"zh": team.name_zh, "en": team.name_en}),
        **spread("starts", write_moment(shift.starts_at, rules=rules)),
        **spread("place", {"zh": place.name_zh, "en": place.name_en}),
    }
    notices = [
        {
            "volunteer_id": volunteer_id,
            "kind": NoticeKind.NEWS,
            "data": data,
            "written_at": moment.now,
            "next_try_at": moment.now,
        }
        for volunteer_id in _list_interested(session, activity, shift, place, rules=rules)
    ]
    if notices:
        session.execute(insert(Notice), notices)
    return len(notices)


def _list_interested(
    session: Session, activity: Activity, shift: Shift, place: Place, *, rules: VolunteerRules
) -> list[int]:
    def has_named(kind: str, *codes: str) -> ColumnElement[bool]:
        named = (VolunteerTrait.volunteer_id == Volunteer.id) & (VolunteerTrait.kind == kind)
        return exists().where(named & VolunteerTrait.code.in_(codes) if codes else named)

    has_agreed = exists().where(
        Consent.volunteer_id == Volunteer.id,
        Consent.kind == ConsentKind.NEWS,
        Consent.version == TEXTS[ConsentKind.NEWS].version,
        Consent.withdrawn_at.is_(None),
    )
    rows = session.execute(
        select(Volunteer.id, Volunteer.birth_month).where(
            Volunteer.state == "active",
            has_agreed,
            has_named("field", activity.field),
            has_named("area", place.area_code) | ~has_named("area"),
        )
    )
    day = rules.find_day(shift.starts_at)
    oldest = activity.max_age if activity.max_age is not None else 200
    is_dangerous = activity.risk == "dangerous"
    return [
        volunteer_id
        for volunteer_id, born in rows
        if born
        and activity.min_age <= count_years(born, day) <= oldest
        and not (is_dangerous and is_minor(born, day, rules=rules))
    ]
