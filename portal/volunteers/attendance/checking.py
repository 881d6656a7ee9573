"""Checking in and out at the place: the volunteer's act, by the organiser's rotating code."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteers.actors import PORTAL
from portal.volunteers.attendance.codes import CodeMaker
from portal.volunteers.attendance.finding import find_attendance
from portal.volunteers.attendance.tables import Attendance
from portal.volunteers.people.consents import ConsentKind, require_consent
from portal.volunteers.refusals import CodeWrong, NotCheckInTime, NotSignedUp
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.states import Event, State
from portal.volunteers.signups.steps import Moment, lock_shift, lock_volunteers, take_step
from portal.volunteers.signups.tables import SignUp


@dataclass(frozen=True)
class ShownCode:
    """What a volunteer typed or scanned, and who can check it."""

    text: str
    maker: CodeMaker


def check_in(
    session: Session,
    shift_id: int,
    volunteer_id: int,
    code: ShownCode,
    *,
    now: datetime,
    rules: VolunteerRules,
    is_inside: bool | None = None,
) -> Attendance:
    """Arrive, by the organiser's code. Arriving twice changes nothing.

    Raises CodeWrong, NotCheckInTime, NotSignedUp; ConsentMissing if a location is given without
    the consent for it.
    """
    if not code.maker.is_valid(shift_id, code.text, now, rules=rules):
        raise CodeWrong
    if is_inside is not None:
        require_consent(session, volunteer_id, ConsentKind.LOCATION)
    (volunteer,) = lock_volunteers(session, [volunteer_id])
    shift = lock_shift(session, shift_id)
    present = find_attendance(session, shift_id, volunteer_id)
    if present is not None:
        return present
    early = timedelta(minutes=rules.check_in_early_minutes)
    if shift.state != "open" or not shift.starts_at - early <= now < shift.ends_at:
        raise NotCheckInTime
    sign_up = _find_sign_up(session, shift_id, volunteer_id)
    # Scanning is the volunteer's act, the code the organiser's: the record has two sides.
    actor_key = f"volunteer:{volunteer.id}"
    moment = Moment(now, PORTAL)
    take_step(session, shift, sign_up, Event.ATTEND, moment=moment)
    attendance = Attendance(
        shift_id=shift_id,
        volunteer_id=volunteer_id,
        source="code",
        state="present",
        arrived_at=now,
        entered_by=actor_key,
        entered_at=now,
        was_inside=is_inside,
    )
    session.add(attendance)
    session.flush()
    return attendance


def check_out(
    session: Session,
    shift_id: int,
    volunteer_id: int,
    code: ShownCode,
    *,
    now: datetime,
    rules: VolunteerRules,
) -> Attendance:
    """Leave, by the organiser's code. Raises CodeWrong, NotSignedUp, NotCheckInTime."""
    if not code.maker.is_valid(shift_id, code.text, now, rules=rules):
        raise CodeWrong
    shift = lock_shift(session, shift_id)
    attendance = find_attendance(session, shift_id, volunteer_id)
    if attendance is None:
        raise NotSignedUp
    if attendance.state == "left":
        return attendance
    late = timedelta(minutes=rules.check_out_late_minutes)
    if attendance.state != "present" or not attendance.arrived_at < now <= shift.ends_at + late:
        raise NotCheckInTime
    attendance.left_at, attendance.state = now, "left"
    return attendance


def _find_sign_up(session: Session, shift_id: int, volunteer_id: int) -> SignUp:
    sign_up = session.scalar(
        select(SignUp).where(
            SignUp.shift_id == shift_id,
            SignUp.volunteer_id == volunteer_id,
            SignUp.state.in_((State.SIGNED_UP, State.MISSED)),
        )
    )
    if sign_up is None:
        raise NotSignedUp
    return sign_up
