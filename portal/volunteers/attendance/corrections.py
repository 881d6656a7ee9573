"""After the fact: a volunteer asks for a correction; an organiser back-fills what nobody recorded.

Both need two people. A correction is the volunteer's word and an organiser's consent; a back-filled
record is one organiser's word and another's consent, and its hours stay a class of their own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Activity, Shift
from portal.volunteers.attendance.confirming import confirm_attendance
from portal.volunteers.attendance.finding import find_attendance
from portal.volunteers.attendance.settling import settle_hours
from portal.volunteers.attendance.tables import Attendance, CorrectionRequest
from portal.volunteers.groups.rights import require_organiser, require_own_case
from portal.volunteers.notices.kinds import NoticeKind, spread
from portal.volunteers.notices.outbox import write_notice
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.refusals import (
    ActivityNotOpen,
    AlreadyDecided,
    NotFound,
    NotSignedUp,
    SecondPersonNeeded,
    ShiftNotOver,
    TimesImpossible,
)
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.states import Event, State
from portal.volunteers.signups.steps import Moment, lock_shift, take_step
from portal.volunteers.signups.tables import SignUp
from portal.volunteers.signups.telling import describe_shift
from surveys.words import Text

AROUND_SHIFT = timedelta(hours=1)
ACCEPTED: Text = {"zh": "已同意", "en": "accepted"}
REFUSED: Text = {"zh": "未同意", "en": "not accepted"}


@dataclass(frozen=True)
class Claim:
    """When somebody was there, by their own or an organiser's word, and why it was not recorded."""

    arrived_at: datetime
    left_at: datetime
    reason: str


def ask_for_correction(
    session: Session, shift_id: int, volunteer_id: int, claim: Claim, *, now: datetime
) -> CorrectionRequest:
    """Claim other times than the record has; raises TimesImpossible, NotSignedUp,
    ShiftNotOver, AlreadyDecided (a request is open)."""
    shift = _find_ended_shift(session, shift_id, claim, now=now)
    _find_sign_up(session, shift_id, volunteer_id)
    if shift.state != "closed":
        raise ShiftNotOver
    request = CorrectionRequest(
        shift_id=shift_id,
        volunteer_id=volunteer_id,
        arrived_at=claim.arrived_at,
        left_at=claim.left_at,
        reason=claim.reason,
        asked_at=now,
    )
    try:
        with session.begin_nested():
            session.add(request)
    except IntegrityError as error:
        raise AlreadyDecided from error
    return request


def decide_correction(
    session: Session, request_id: int, *, accepts: bool, moment: Moment, rules: VolunteerRules
) -> None:
    """Accept or refuse a correction; not for the volunteer who asks, whatever their role."""
    request = session.get(CorrectionRequest, request_id)
    if request is None:
        raise NotFound
    volunteer = _lock_person(session, request.volunteer_id)
    shift = _lock_own_case(session, request.shift_id, moment)
    session.refresh(request)
    if request.state != "open":
        raise AlreadyDecided
    if moment.actor.key == f"volunteer:{request.volunteer_id}":
        raise SecondPersonNeeded
    request.state = "accepted" if accepts else "refused"
    request.decided_by, request.decided_at = moment.actor.key, moment.now
    if accepts:
        _apply(session, request, shift, volunteer, moment=moment, rules=rules)
    data = describe_shift(session, shift, rules=rules)
    data |= spread("outcome", ACCEPTED if accepts else REFUSED)
    write_notice(session, volunteer.id, NoticeKind.CORRECTION_DECIDED, data, now=moment.now)


def propose_backfill(
    session: Session, shift_id: int, volunteer_id: int, claim: Claim, *, moment: Moment
) -> Attendance:
    """Propose a record that nobody made on the spot; it counts for nothing until approved."""
    shift = lock_shift(session, shift_id)
    activity = session.get_one(Activity, shift.activity_id)
    require_organiser(session, activity.team_id, moment.actor)
    _find_ended_shift(session, shift_id, claim, now=moment.now)
    if shift.state == "cancelled":
        raise TimesImpossible
    if activity.state == "draft":
        # Nobody was asked to come: there was no service that anyone could have seen.
        raise ActivityNotOpen
    attendance = Attendance(
        shift_id=shift_id,
        volunteer_id=volunteer_id,
        source="backfill",
        state="proposed",
        arrived_at=claim.arrived_at,
        left_at=claim.left_at,
        entered_by=moment.actor.key,
        entered_at=moment.now,
        reason=claim.reason,
    )
    try:
        with session.begin_nested():
            session.add(attendance)
    except IntegrityError as error:
        raise AlreadyDecided from error
    return attendance


def decide_backfill(
    session: Session, attendance_id: int, *, approves: bool, moment: Moment, rules: VolunteerRules
) -> None:
    """Approve or refuse a back-filled record; raises SecondPersonNeeded for who proposed it, and
    for whom it is about."""
    attendance = session.get(Attendance, attendance_id)
    if attendance is None:
        raise NotFound
    _lock_person(session, attendance.volunteer_id)
    shift = _lock_own_case(session, attendance.shift_id, moment)
    session.refresh(attendance)
    if attendance.state != "proposed":
        raise AlreadyDecided
    if moment.actor.key in (attendance.entered_by, f"volunteer:{attendance.volunteer_id}"):
        raise SecondPersonNeeded
    if not approves:
        attendance.state = "refused"
        return
    _end_absence(session, shift, attendance.volunteer_id, moment=moment)
    confirm_attendance(session, attendance, moment=moment, rules=rules)


def _apply(
    session: Session,
    request: CorrectionRequest,
    shift: Shift,
    volunteer: Volunteer,
    *,
    moment: Moment,
    rules: VolunteerRules,
) -> None:
    """Put the claimed times into the record and settle the difference."""
    attendance = find_attendance(session, shift.id, volunteer.id)
    if attendance is None:
        sign_up = _find_sign_up(session, shift.id, volunteer.id)
        if sign_up.state == State.MISSED:
            take_step(session, shift, sign_up, Event.ATTEND, moment=moment)
        attendance = Attendance(shift_id=shift.id, volunteer_id=volunteer.id, source="list")
        session.add(attendance)
    attendance.arrived_at, attendance.left_at = request.arrived_at, request.left_at
    # The claim is the volunteer's, the consent the organiser's.
    attendance.entered_by, attendance.entered_at = f"volunteer:{volunteer.id}", moment.now
    attendance.state = "left"
    confirm_attendance(session, attendance, moment=moment, rules=rules)
    # A held record loses what it had until somebody has looked at it.
    settle_hours(session, volunteer, attendance.arrived_at, moment=moment, rules=rules)


def _find_sign_up(session: Session, shift_id: int, volunteer_id: int) -> SignUp:
    sign_up = session.scalar(
        select(SignUp).where(
            SignUp.shift_id == shift_id,
            SignUp.volunteer_id == volunteer_id,
            SignUp.state.in_((State.ATTENDED, State.MISSED)),
        )
    )
    if sign_up is None:
        raise NotSignedUp
    return sign_up


def _find_ended_shift(session: Session, shift_id: int, claim: Claim, *, now: datetime) -> Shift:
    shift = session.get(Shift, shift_id)
    if shift is None:
        raise NotFound
    if now < shift.ends_at:
        raise ShiftNotOver
    earliest, latest = shift.starts_at - AROUND_SHIFT, shift.ends_at + AROUND_SHIFT
    if not earliest <= claim.arrived_at < claim.left_at <= min(latest, now):
        raise TimesImpossible
    return shift


def _end_absence(session: Session, shift: Shift, volunteer_id: int, *, moment: Moment) -> None:
    """Whoever signed up and is now recorded was no absence."""
    sign_up = session.scalar(
        select(SignUp).where(
            SignUp.shift_id == shift.id,
            SignUp.volunteer_id == volunteer_id,
            SignUp.state.in_((State.SIGNED_UP, State.MISSED)),
        )
    )
    if sign_up is not None:
        take_step(session, shift, sign_up, Event.ATTEND, moment=moment)


def _lock_own_case(session: Session, shift_id: int, moment: Moment) -> Shift:
    """The shift of a case that this actor may decide; NotFound for everyone else."""
    shift = lock_shift(session, shift_id)
    activity = session.get_one(Activity, shift.activity_id)
    require_own_case(session, activity.team_id, moment.actor)
    return shift


def _lock_person(session: Session, volunteer_id: int) -> Volunteer:
    return session.get_one(Volunteer, volunteer_id, with_for_update=True, populate_existing=True)
