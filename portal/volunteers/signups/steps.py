"""Taking one step: the state, the shift's places and the trace change together or not at all.

Order of locks, everywhere: volunteers (by id), then the shift. SQLite's writers come one after the
other anyway; on PostgreSQL the shift's row is what those who want its last place queue for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Shift
from portal.volunteers.actors import Actor
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.refusals import AlreadySignedUp, NotFound, ShiftFull, WrongState
from portal.volunteers.signups.states import HOLDING, Event, State, next_state
from portal.volunteers.signups.tables import SignUp, SignUpStep


@dataclass(frozen=True)
class Moment:
    """When something happens and who does it."""

    now: datetime
    actor: Actor


def lock_volunteers(session: Session, volunteer_ids: Iterable[int]) -> list[Volunteer]:
    """Lock volunteers in the order of their ids: what they planned cannot change meanwhile."""
    wanted = sorted(set(volunteer_ids))
    found = list(
        session.scalars(
            select(Volunteer)
            .where(Volunteer.id.in_(wanted), Volunteer.state == "active")
            .order_by(Volunteer.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )
    if len(found) != len(wanted):
        raise NotFound
    return found


def lock_shift(session: Session, shift_id: int) -> Shift:
    """Lock a shift: its places and its list cannot change meanwhile."""
    shift = session.scalar(
        select(Shift)
        .where(Shift.id == shift_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if shift is None:
        raise NotFound
    return shift


def begin_sign_up(
    session: Session,
    shift: Shift,
    volunteer_id: int,
    event: Event,
    *,
    moment: Moment,
    team_id: int | None = None,
    is_accompanied: bool = False,
    offer_expires_at: datetime | None = None,
) -> SignUp:
    """The first step: a new sign-up; raises ShiftFull, AlreadySignedUp."""
    state = next_state(None, event)
    _move_counts(session, shift, None, state)
    sign_up = SignUp(
        shift_id=shift.id,
        volunteer_id=volunteer_id,
        state=state,
        team_id=team_id,
        is_accompanied=is_accompanied,
        offer_expires_at=offer_expires_at,
        signed_up_at=moment.now,
        changed_at=moment.now,
    )
    try:
        with session.begin_nested():
            session.add(sign_up)
    except IntegrityError as error:
        raise AlreadySignedUp from error
    _trace(session, sign_up, event, moment)
    return sign_up


def take_step(
    session: Session,
    shift: Shift,
    sign_up: SignUp,
    event: Event,
    *,
    moment: Moment,
    offer_expires_at: datetime | None = None,
) -> State:
    """One more step of a sign-up whose shift is locked; raises WrongState, ShiftFull."""
    before = State(sign_up.state)
    after = next_state(before, event)
    moved = session.execute(
        update(SignUp)
        .where(SignUp.id == sign_up.id, SignUp.state == before)
        .values(
            state=after,
            offer_expires_at=offer_expires_at,
            is_excused=False,
            changed_at=moment.now,
        )
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[object]", moved).rowcount != 1:
        raise WrongState(before, event)
    session.refresh(sign_up)
    _move_counts(session, shift, before, after)
    _trace(session, sign_up, event, moment)
    return after


def _move_counts(session: Session, shift: Shift, before: State | None, after: State) -> None:
    """Keep the shift's counters; the condition in the statement is what admits or refuses."""
    taken = (after in HOLDING) - (before in HOLDING)
    waiting = (after is State.WAITING) - (before is State.WAITING)
    if not taken and not waiting:
        return
    moved = session.execute(
        update(Shift)
        .where(Shift.id == shift.id, Shift.n_taken + taken <= Shift.max_places)
        .values(n_taken=Shift.n_taken + taken, n_waiting=Shift.n_waiting + waiting)
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[object]", moved).rowcount != 1:
        raise ShiftFull
    session.refresh(shift)


def _trace(session: Session, sign_up: SignUp, event: Event, moment: Moment) -> None:
    session.add(
        SignUpStep(
            sign_up_id=sign_up.id,
            event=event,
            state=sign_up.state,
            at=moment.now,
            actor=moment.actor.key,
        )
    )
