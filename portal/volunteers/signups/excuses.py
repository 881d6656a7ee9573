"""When somebody did not come: the reason they give, its decision, and the pause that follows.

Fair: whoever was there asks for a correction, whoever had a reason gives it, somebody else
decides, and what is contested counts for nothing until then. Visible: the own page shows the
count, what follows from it and until when.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Activity, Shift
from portal.volunteers.attendance.tables import Attendance, CorrectionRequest
from portal.volunteers.groups.rights import require_own_case
from portal.volunteers.notices.kinds import NoticeKind
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.refusals import (
    AlreadyDecided,
    NotFound,
    SecondPersonNeeded,
    TooManyAbsences,
    WrongState,
)
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.states import State
from portal.volunteers.signups.steps import Moment, lock_shift
from portal.volunteers.signups.tables import ExcuseRequest, SignUp
from portal.volunteers.signups.telling import tell
from surveys.words import Text

ONE_YEAR = timedelta(days=365)
CONTESTABLE = (State.MISSED, State.WITHDRAWN_LATE)


@dataclass(frozen=True)
class OpenExcuse:
    """A reason that an organiser must decide about."""

    sign_up_id: int
    title: Text
    starts_at: datetime
    name: str | None
    state: State
    reason: str
    is_mine: bool
    """Whether it is this actor's own, and so for somebody else to decide."""


def ask_for_excuse(
    session: Session, sign_up_id: int, volunteer_id: int, reason: str, *, now: datetime
) -> None:
    """Give the reason for an absence or late withdrawal, once.

    Raises NotFound for somebody else's, WrongState, AlreadyDecided.
    """
    sign_up = session.get(SignUp, sign_up_id)
    if sign_up is None or sign_up.volunteer_id != volunteer_id:
        raise NotFound
    if sign_up.state not in CONTESTABLE or sign_up.is_excused:
        raise WrongState(sign_up.state, "excuse")
    request = ExcuseRequest(sign_up_id=sign_up_id, reason=reason, asked_at=now)
    try:
        with session.begin_nested():
            session.add(request)
    except IntegrityError as error:
        raise AlreadyDecided from error


def decide_excuse(
    session: Session, sign_up_id: int, *, accepts: bool, moment: Moment, rules: VolunteerRules
) -> None:
    """Accept or refuse the reason somebody gave; raises SecondPersonNeeded for one's own."""
    sign_up = _find_decidable(session, sign_up_id, moment)
    request = session.get(ExcuseRequest, sign_up_id, populate_existing=True)
    if request is None or request.state != "open":
        raise AlreadyDecided
    if accepts:
        excuse_absence(session, sign_up_id, request.reason, moment=moment, rules=rules)
        return
    _close(request, "refused", moment)
    tell(session, sign_up, NoticeKind.EXCUSE_REFUSED, moment, rules=rules)


def excuse_absence(
    session: Session, sign_up_id: int, excuse: str, *, moment: Moment, rules: VolunteerRules
) -> None:
    """Record that an absence or late withdrawal had a good reason; for organisers, not for
    one's own (SecondPersonNeeded)."""
    sign_up = _find_decidable(session, sign_up_id, moment)
    if sign_up.state not in CONTESTABLE:
        raise WrongState(sign_up.state, "excuse")
    sign_up.is_excused, sign_up.excuse, sign_up.changed_at = True, excuse, moment.now
    request = session.get(ExcuseRequest, sign_up_id)
    if request is not None and request.state == "open":
        _close(request, "accepted", moment)
    tell(session, sign_up, NoticeKind.EXCUSED, moment, rules=rules)


def list_open_excuses(
    session: Session, team_ids: tuple[int, ...] | None, *, actor_key: str
) -> tuple[OpenExcuse, ...]:
    """Reasons that wait for a decision in these teams; None means everywhere."""
    in_teams = [] if team_ids is None else [Activity.team_id.in_(team_ids)]
    rows = session.execute(
        select(ExcuseRequest, SignUp, Shift, Activity, Volunteer)
        .join(SignUp, SignUp.id == ExcuseRequest.sign_up_id)
        .join(Shift, Shift.id == SignUp.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .join(Volunteer, Volunteer.id == SignUp.volunteer_id)
        .where(ExcuseRequest.state == "open", *in_teams)
        .order_by(ExcuseRequest.asked_at, SignUp.id)
    )
    return tuple(
        OpenExcuse(
            sign_up.id,
            {"zh": activity.title_zh, "en": activity.title_en},
            shift.starts_at,
            volunteer.name,
            State(sign_up.state),
            request.reason,
            is_mine=actor_key == f"volunteer:{volunteer.id}",
        )
        for request, sign_up, shift, activity, volunteer in rows
    )


def list_own_excuses(session: Session, volunteer_id: int) -> dict[int, str]:
    """The states of the reasons a volunteer gave, by sign-up."""
    rows = session.execute(
        select(ExcuseRequest.sign_up_id, ExcuseRequest.state)
        .join(SignUp, SignUp.id == ExcuseRequest.sign_up_id)
        .where(SignUp.volunteer_id == volunteer_id)
    )
    return {sign_up_id: state for sign_up_id, state in rows}


def find_pause(
    session: Session, volunteer_id: int, *, now: datetime, rules: VolunteerRules
) -> datetime | None:
    """Until when somebody who did not come too often cannot sign up; None if they can.

    Absences of the last twelve months count that were neither excused nor are contested.
    """
    if not rules.max_missed:
        return None
    has_reason = exists().where(
        ExcuseRequest.sign_up_id == SignUp.id, ExcuseRequest.state == "open"
    )
    has_claim = exists().where(
        CorrectionRequest.shift_id == SignUp.shift_id,
        CorrectionRequest.volunteer_id == SignUp.volunteer_id,
        CorrectionRequest.state == "open",
    )
    has_proposal = exists().where(
        Attendance.shift_id == SignUp.shift_id,
        Attendance.volunteer_id == SignUp.volunteer_id,
        Attendance.state == "proposed",
    )
    ends = session.scalars(
        select(Shift.ends_at)
        .join(SignUp, SignUp.shift_id == Shift.id)
        .where(
            SignUp.volunteer_id == volunteer_id,
            SignUp.state == State.MISSED,
            SignUp.is_excused.is_(False),
            Shift.starts_at > now - ONE_YEAR,
            ~has_reason,
            ~has_claim,
            ~has_proposal,
        )
        .order_by(Shift.ends_at.desc())
    ).all()
    if len(ends) < rules.max_missed:
        return None
    until = ends[0] + timedelta(days=rules.pause_days)
    return until if until > now else None


def require_no_pause(
    session: Session, volunteer_id: int, *, now: datetime, rules: VolunteerRules
) -> None:
    """Raise TooManyAbsences while somebody's pause lasts."""
    until = find_pause(session, volunteer_id, now=now, rules=rules)
    if until is not None:
        raise TooManyAbsences(until)


def _find_decidable(session: Session, sign_up_id: int, moment: Moment) -> SignUp:
    """A sign-up of a team that the actor organises, its shift locked; never the actor's own."""
    sign_up = session.get(SignUp, sign_up_id)
    if sign_up is None:
        raise NotFound
    shift = lock_shift(session, sign_up.shift_id)
    activity = session.get_one(Activity, shift.activity_id)
    require_own_case(session, activity.team_id, moment.actor)
    session.refresh(sign_up)
    if moment.actor.key == f"volunteer:{sign_up.volunteer_id}":
        raise SecondPersonNeeded
    return sign_up


def _close(request: ExcuseRequest, state: str, moment: Moment) -> None:
    request.state = state
    request.decided_by, request.decided_at = moment.actor.key, moment.now
