"""Signing up: alone or as a team, accepting an offer, withdrawing, cancelling a shift."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Activity, Shift
from portal.volunteers.actors import Actor
from portal.volunteers.attendance.tables import Attendance
from portal.volunteers.groups.rights import require_leader, require_organiser
from portal.volunteers.groups.tables import Membership, Team
from portal.volunteers.notices.kinds import NoticeKind, spread, write_moment
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.refusals import (
    ActivityNotOpen,
    NotAllowed,
    NotFound,
    OfferExpired,
    ShiftFull,
    ShiftStarted,
)
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.eligibility import require_eligible, require_no_clash
from portal.volunteers.signups.excuses import require_no_pause
from portal.volunteers.signups.states import LIVE, Event, State
from portal.volunteers.signups.steps import (
    Moment,
    begin_sign_up,
    lock_shift,
    lock_volunteers,
    take_step,
)
from portal.volunteers.signups.tables import SignUp
from portal.volunteers.signups.telling import tell, tell_signed_up, tell_withdrawn
from portal.volunteers.signups.waiting import (
    find_last_offer,
    find_offer_end,
    offer_free_places,
)


def sign_up(
    session: Session,
    shift_id: int,
    volunteer_id: int,
    *,
    now: datetime,
    rules: VolunteerRules,
    waits: bool = False,
    is_accompanied: bool = False,
) -> SignUp:
    """Take a place, or with `waits` a place in the waiting list of a full shift.

    Raises ShiftFull, AlreadySignedUp, ShiftClash, ShiftStarted, ActivityNotOpen, TooManyAbsences
    and the refusals of eligibility.
    """
    (volunteer,) = lock_volunteers(session, [volunteer_id])
    require_no_pause(session, volunteer_id, now=now, rules=rules)
    shift = lock_shift(session, shift_id)
    activity = _require_open(session, shift, now=now)
    require_eligible(
        session, volunteer, (shift, activity), is_accompanied=is_accompanied, rules=rules
    )
    require_no_clash(session, volunteer_id, shift, rules=rules)
    moment = Moment(now, _as_actor(volunteer))
    if _has_free_place(shift, now=now, rules=rules):
        made = begin_sign_up(
            session, shift, volunteer_id, Event.TAKE, moment=moment, is_accompanied=is_accompanied
        )
        tell_signed_up(session, made, moment, rules=rules)
        return made
    if not waits:
        raise ShiftFull
    made = begin_sign_up(
        session, shift, volunteer_id, Event.WAIT, moment=moment, is_accompanied=is_accompanied
    )
    tell(session, made, NoticeKind.WAITING, moment, rules=rules)
    return made


def hold_team_places(
    session: Session,
    shift_id: int,
    team: Team,
    member_ids: Sequence[int],
    *,
    actor: Actor,
    now: datetime,
    rules: VolunteerRules,
) -> tuple[SignUp, ...]:
    """Hold places for members of a team, all or none; each decides for themselves.

    For the team's leaders. Raises ShiftFull when there are not enough places for all.
    """
    require_leader(session, team.id, actor)
    volunteers = lock_volunteers(session, member_ids)
    _require_members(session, team.id, member_ids)
    shift = lock_shift(session, shift_id)
    activity = _require_open(session, shift, now=now)
    if shift.n_waiting or now >= find_last_offer(shift, rules=rules):
        raise ShiftFull
    moment = Moment(now, actor)
    expires_at = find_offer_end(shift, now, rules=rules)
    more = spread("team", {"zh": team.name_zh, "en": team.name_en})
    more |= spread("expires", write_moment(expires_at, rules=rules))
    made = []
    for volunteer in volunteers:
        # A minor's guardian is asked for when the member accepts.
        require_eligible(session, volunteer, (shift, activity), is_accompanied=True, rules=rules)
        require_no_clash(session, volunteer.id, shift, rules=rules)
        held = begin_sign_up(
            session,
            shift,
            volunteer.id,
            Event.OFFER,
            moment=moment,
            team_id=team.id,
            offer_expires_at=expires_at,
        )
        tell(session, held, NoticeKind.TEAM_OFFER, moment, rules=rules, more=more)
        made.append(held)
    return tuple(made)


def accept_offer(
    session: Session,
    sign_up_id: int,
    volunteer_id: int,
    *,
    now: datetime,
    rules: VolunteerRules,
    is_accompanied: bool = False,
) -> SignUp:
    """Turn an offered place into one's own, or take a place that is free for first comers.

    Raises OfferExpired, ShiftClash, ShiftStarted, WrongState, TooManyAbsences and the refusals of
    eligibility.
    """
    (volunteer,) = lock_volunteers(session, [volunteer_id])
    require_no_pause(session, volunteer_id, now=now, rules=rules)
    sign_up, shift = _find_own(session, sign_up_id, volunteer_id)
    activity = _require_open(session, shift, now=now)
    event = _find_claim(sign_up, shift, now=now, rules=rules)
    is_accompanied = is_accompanied or sign_up.is_accompanied
    require_eligible(
        session, volunteer, (shift, activity), is_accompanied=is_accompanied, rules=rules
    )
    require_no_clash(session, volunteer_id, shift, rules=rules)
    moment = Moment(now, _as_actor(volunteer))
    take_step(session, shift, sign_up, event, moment=moment)
    sign_up.is_accompanied = is_accompanied
    tell_signed_up(session, sign_up, moment, rules=rules)
    return sign_up


def withdraw(
    session: Session, sign_up_id: int, volunteer_id: int, *, now: datetime, rules: VolunteerRules
) -> State:
    """Give a place (or one's place in the list) back; whoever waits is offered it.

    Raises ShiftStarted, WrongState.
    """
    (volunteer,) = lock_volunteers(session, [volunteer_id])
    sign_up, shift = _find_own(session, sign_up_id, volunteer_id)
    if shift.starts_at <= now:
        raise ShiftStarted
    is_late = sign_up.state == State.SIGNED_UP and _is_late(shift, sign_up, now, rules)
    moment = Moment(now, _as_actor(volunteer))
    event = Event.WITHDRAW_LATE if is_late else Event.WITHDRAW
    after = take_step(session, shift, sign_up, event, moment=moment)
    tell_withdrawn(session, sign_up, moment, is_late=is_late, rules=rules)
    offer_free_places(session, shift, now=now, rules=rules)
    return after


def cancel_shift(
    session: Session, shift_id: int, reason: str, *, moment: Moment, rules: VolunteerRules
) -> int:
    """Cancel a shift to come and tell everyone on its list; the number told.

    Raises NotAllowed, ActivityNotOpen, ShiftStarted: what has begun is closed, not cancelled.
    """
    shift = lock_shift(session, shift_id)
    activity = session.get_one(Activity, shift.activity_id)
    require_organiser(session, activity.team_id, moment.actor)
    if shift.state != "open":
        raise ActivityNotOpen
    if shift.starts_at <= moment.now:
        raise ShiftStarted
    shift.state = "cancelled"
    session.flush()
    listed = session.scalars(
        select(SignUp)
        .where(SignUp.shift_id == shift_id, SignUp.state.in_(LIVE))
        .order_by(SignUp.id)
    ).all()
    # Who came before it began has a record of something that did not take place.
    session.execute(
        update(Attendance)
        .where(Attendance.shift_id == shift_id, Attendance.state != "refused")
        .values(state="refused")
    )
    for sign_up in listed:
        take_step(session, shift, sign_up, Event.CANCEL, moment=moment)
        kind = NoticeKind.SHIFT_CANCELLED
        tell(session, sign_up, kind, moment, rules=rules, more={"reason": reason})
    return len(listed)


def cancel_activity(
    session: Session, activity: Activity, reason: str, *, moment: Moment, rules: VolunteerRules
) -> int:
    """Cancel an activity with all its shifts to come; the number of sign-ups told."""
    require_organiser(session, activity.team_id, moment.actor)
    if activity.state == "cancelled":
        raise ActivityNotOpen
    activity.state, activity.cancel_reason = "cancelled", reason
    shift_ids = session.scalars(
        select(Shift.id)
        .where(
            Shift.activity_id == activity.id,
            Shift.state == "open",
            Shift.starts_at > moment.now,
        )
        .order_by(Shift.id)
    ).all()
    return sum(
        cancel_shift(session, shift_id, reason, moment=moment, rules=rules)
        for shift_id in shift_ids
    )


def _require_open(session: Session, shift: Shift, *, now: datetime) -> Activity:
    activity = session.get_one(Activity, shift.activity_id, populate_existing=True)
    if shift.state != "open" or activity.state != "published":
        raise ActivityNotOpen
    if shift.starts_at <= now:
        raise ShiftStarted
    return activity


def _has_free_place(shift: Shift, *, now: datetime, rules: VolunteerRules) -> bool:
    """Whether a newcomer may have a place: nobody jumps the queue while offers are still made."""
    is_first_come = now >= find_last_offer(shift, rules=rules)
    return shift.n_taken < shift.max_places and (not shift.n_waiting or is_first_come)


def _find_claim(sign_up: SignUp, shift: Shift, *, now: datetime, rules: VolunteerRules) -> Event:
    if sign_up.offer_expires_at is not None:
        if sign_up.offer_expires_at <= now:
            raise OfferExpired
        return Event.ACCEPT
    is_waiting = sign_up.state == State.WAITING
    if is_waiting and not _has_free_place(shift, now=now, rules=rules):
        raise ShiftFull
    return Event.TAKE if is_waiting else Event.ACCEPT


def _require_members(session: Session, team_id: int, volunteer_ids: Sequence[int]) -> None:
    members = set(
        session.scalars(
            select(Membership.volunteer_id).where(
                Membership.team_id == team_id, Membership.state == "active"
            )
        )
    )
    if not members >= set(volunteer_ids):
        raise NotAllowed


def _find_own(session: Session, sign_up_id: int, volunteer_id: int) -> tuple[SignUp, Shift]:
    """A sign-up of this very volunteer with its shift locked; others' do not exist for them."""
    found = session.get(SignUp, sign_up_id)
    if found is None or found.volunteer_id != volunteer_id:
        raise NotFound
    shift = lock_shift(session, found.shift_id)
    session.refresh(found)
    return found, shift


def _is_late(shift: Shift, sign_up: SignUp, now: datetime, rules: VolunteerRules) -> bool:
    is_near = shift.starts_at - now < timedelta(hours=rules.withdraw_hours)
    # Since the place is theirs: who waited long for it has just been given it.
    is_fresh = now - sign_up.changed_at <= timedelta(minutes=rules.grace_minutes)
    return is_near and not is_fresh


def _as_actor(volunteer: Volunteer) -> Actor:
    return Actor("volunteer", volunteer.id, volunteer.name or "")
