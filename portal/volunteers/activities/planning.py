"""Planning: draft an activity, give it shifts, publish it. Cancelling lies with the sign-ups,
because everyone signed up is told."""

import dataclasses
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.volunteers.activities.choices import AUDIENCES
from portal.volunteers.activities.places import require_usable
from portal.volunteers.activities.tables import Activity, ActivitySkill, Shift
from portal.volunteers.actors import Actor
from portal.volunteers.groups.rights import require_organiser
from portal.volunteers.groups.tables import Team
from portal.volunteers.people.choices import FIELDS, SKILLS
from portal.volunteers.refusals import (
    ActivityIncomplete,
    ActivityNotOpen,
    NotFound,
    TimesImpossible,
)
from surveys.words import Text

LONGEST_SHIFT = timedelta(hours=24)
NO_WORDS: Text = {"zh": "", "en": ""}
BILINGUAL_NOTES = ("risk_note", "insurance_note", "cost_note", "contact")
"""What recruitment must state, each in Chinese and, where given, in English."""


@dataclass(frozen=True, kw_only=True)
class ActivityPlan:
    """What an organiser writes about an activity."""

    title: Text
    content: Text
    field: str
    audience: str = "everyone"
    risk: str = "ordinary"
    risk_note: Text = dataclasses.field(default_factory=lambda: NO_WORDS)
    insurance_note: Text = dataclasses.field(default_factory=lambda: NO_WORDS)
    cost_note: Text = dataclasses.field(default_factory=lambda: NO_WORDS)
    contact: Text = dataclasses.field(default_factory=lambda: NO_WORDS)
    min_age: int = 14
    max_age: int | None = None
    skills: frozenset[str] = frozenset()
    checks_location: bool = False
    is_sample_data: bool = False


@dataclass(frozen=True, kw_only=True)
class ShiftPlan:
    """One task at a place and time."""

    place_id: int
    starts_at: datetime
    ends_at: datetime
    max_places: int
    min_places: int = 1
    task: Text = dataclasses.field(default_factory=lambda: NO_WORDS)


def draft_activity(
    session: Session, team: Team, plan: ActivityPlan, *, actor: Actor, now: datetime
) -> Activity:
    """Write down an activity that nobody but the team sees yet."""
    require_organiser(session, team.id, actor)
    activity = Activity(
        team_id=team.id,
        created_at=now,
        created_by=actor.key,
        is_sample_data=plan.is_sample_data,
    )
    _write_plan(activity, plan)
    session.add(activity)
    # The skills need the activity's id.
    session.flush()
    _write_skills(session, activity, plan.skills)
    return activity


def revise_activity(
    session: Session, activity: Activity, plan: ActivityPlan, *, actor: Actor
) -> None:
    """Change the words and conditions; sign-ups that were accepted stay accepted."""
    require_organiser(session, activity.team_id, actor)
    if activity.state == "cancelled":
        raise ActivityNotOpen
    _write_plan(activity, plan)
    _write_skills(session, activity, plan.skills)


def add_shift(session: Session, activity: Activity, plan: ShiftPlan, *, actor: Actor) -> Shift:
    """Give the activity one more shift, at a place of its team or of the city."""
    require_organiser(session, activity.team_id, actor)
    if activity.state == "cancelled":
        raise ActivityNotOpen
    if not timedelta(0) < plan.ends_at - plan.starts_at <= LONGEST_SHIFT:
        raise TimesImpossible
    require_usable(session, plan.place_id, activity.team_id)
    shift = Shift(
        activity_id=activity.id,
        place_id=plan.place_id,
        task_zh=plan.task["zh"],
        task_en=plan.task["en"],
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        min_places=plan.min_places,
        max_places=plan.max_places,
    )
    session.add(shift)
    session.flush()
    return shift


def repeat_weekly(
    session: Session, shift: Shift, n_weeks: int, *, actor: Actor, timezone: ZoneInfo
) -> tuple[Shift, ...]:
    """Add the same shift for the next `n_weeks` weeks, at the same hour of the city's clock."""
    activity = session.get_one(Activity, shift.activity_id)
    return tuple(
        add_shift(
            session,
            activity,
            ShiftPlan(
                place_id=shift.place_id,
                starts_at=_add_weeks(shift.starts_at, week, timezone),
                ends_at=_add_weeks(shift.ends_at, week, timezone),
                max_places=shift.max_places,
                min_places=shift.min_places,
                task={"zh": shift.task_zh, "en": shift.task_en},
            ),
            actor=actor,
        )
        for week in range(1, n_weeks + 1)
    )


def publish_activity(session: Session, activity: Activity, *, actor: Actor) -> None:
    """Open a draft for sign-ups; raises ActivityIncomplete naming what recruitment must state."""
    require_organiser(session, activity.team_id, actor)
    if activity.state != "draft":
        raise ActivityNotOpen
    has_shift = session.scalar(select(exists().where(Shift.activity_id == activity.id)))
    missing = [
        name
        for name, is_there in (
            ("shift", has_shift),
            ("contact", activity.contact_zh.strip()),
            ("risk_note", activity.risk_note_zh.strip()),
            ("insurance_note", activity.risk == "ordinary" or activity.insurance_note_zh.strip()),
        )
        if not is_there
    ]
    if missing:
        raise ActivityIncomplete(*missing)
    activity.state = "published"


def find_activity(session: Session, activity_id: int) -> Activity:
    """The activity, or NotFound."""
    activity = session.get(Activity, activity_id)
    if activity is None:
        raise NotFound
    return activity


def find_shift(session: Session, shift_id: int) -> tuple[Shift, Activity]:
    """A shift with its activity, or NotFound."""
    shift = session.get(Shift, shift_id)
    if shift is None:
        raise NotFound
    return shift, session.get_one(Activity, shift.activity_id)


def find_public_shift(session: Session, shift_id: int) -> tuple[Shift, Activity]:
    """A shift of an activity that the city knows of; NotFound while it is a draft."""
    shift, activity = find_shift(session, shift_id)
    if activity.state == "draft":
        raise NotFound
    return shift, activity


def list_skills(session: Session, activity_id: int) -> frozenset[str]:
    """The skills that everyone who signs up must have named."""
    return frozenset(
        session.scalars(select(ActivitySkill.skill).where(ActivitySkill.activity_id == activity_id))
    )


def _write_plan(activity: Activity, plan: ActivityPlan) -> None:
    if plan.field not in FIELDS or plan.audience not in AUDIENCES:
        raise ValueError("unknown field of service or audience")
    activity.title_zh, activity.title_en = plan.title["zh"], plan.title["en"]
    activity.content_zh, activity.content_en = plan.content["zh"], plan.content["en"]
    activity.field, activity.audience = plan.field, plan.audience
    activity.risk = plan.risk
    for name in BILINGUAL_NOTES:
        words: Text = getattr(plan, name)
        setattr(activity, f"{name}_zh", words["zh"])
        setattr(activity, f"{name}_en", words["en"])
    activity.min_age, activity.max_age = plan.min_age, plan.max_age
    activity.checks_location = plan.checks_location


def _write_skills(session: Session, activity: Activity, skills: frozenset[str]) -> None:
    if not skills <= SKILLS.keys():
        raise ValueError("unknown skill")
    present = list_skills(session, activity.id)
    for skill in present - skills:
        session.delete(session.get_one(ActivitySkill, (activity.id, skill)))
    session.add_all(
        ActivitySkill(activity_id=activity.id, skill=skill) for skill in sorted(skills - present)
    )
    session.flush()


def _add_weeks(moment: datetime, n_weeks: int, timezone: ZoneInfo) -> datetime:
    local = moment.astimezone(timezone).replace(tzinfo=None) + timedelta(weeks=n_weeks)
    return local.replace(tzinfo=timezone)
