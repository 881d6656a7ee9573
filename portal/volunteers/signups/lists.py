"""Reading sign-ups: a volunteer's own, a shift's list, and how reliable somebody has been."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Activity, Place, Shift
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.signups.states import LIVE, PLANNED, State
from portal.volunteers.signups.tables import SignUp
from surveys.words import Text

ONE_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class OwnSignUp:
    """A sign-up as its volunteer sees it."""

    sign_up_id: int
    state: State
    is_excused: bool
    offer_expires_at: datetime | None
    shift_id: int
    shift_state: str
    activity_id: int
    title: Text
    starts_at: datetime
    ends_at: datetime
    place: Text


@dataclass(frozen=True)
class ListedPerson:
    """A sign-up as the organiser sees it: what is needed to reach the person, and no more."""

    sign_up_id: int
    volunteer_id: int
    number: str
    name: str | None
    contact: str
    state: State
    is_accompanied: bool
    is_excused: bool


@dataclass(frozen=True)
class Reliability:
    """What became of the sign-ups of the last twelve months, visible to the volunteer too."""

    n_attended: int
    n_missed: int
    """Without those that were excused."""
    n_withdrawn_late: int


def list_own_states(session: Session, volunteer_id: int) -> Mapping[int, tuple[int, State]]:
    """Shift id to (sign-up id, state) of the live sign-ups of a volunteer."""
    rows = session.execute(
        select(SignUp.shift_id, SignUp.id, SignUp.state).where(
            SignUp.volunteer_id == volunteer_id, SignUp.state.in_(LIVE)
        )
    )
    return {shift_id: (sign_up_id, State(state)) for shift_id, sign_up_id, state in rows}


def list_planned(session: Session, volunteer_id: int, *, now: datetime) -> tuple[OwnSignUp, ...]:
    """What is still to come for a volunteer, soonest first."""
    query = _select_own(volunteer_id).where(
        SignUp.state.in_((*PLANNED, State.ATTENDED)), Shift.ends_at > now - timedelta(hours=2)
    )
    return _read_own(session, query.order_by(Shift.starts_at, SignUp.id))


def is_on_list(session: Session, shift_id: int, sign_up_id: int) -> bool:
    """Whether a sign-up is one of this shift's."""
    found = select(SignUp.id).where(SignUp.id == sign_up_id, SignUp.shift_id == shift_id)
    return session.scalar(found) is not None


def list_past(
    session: Session, volunteer_id: int, *, now: datetime, n_newest: int = 50
) -> tuple[OwnSignUp, ...]:
    """What is over, newest first, whatever became of it."""
    query = _select_own(volunteer_id).where(Shift.ends_at <= now)
    return _read_own(session, query.order_by(Shift.starts_at.desc()).limit(n_newest))


def find_own(session: Session, shift_id: int, volunteer_id: int) -> OwnSignUp | None:
    """The newest sign-up of a volunteer for one shift."""
    query = _select_own(volunteer_id).where(Shift.id == shift_id)
    found = _read_own(session, query.order_by(SignUp.id.desc()).limit(1))
    return found[0] if found else None


def find_own_sign_up(session: Session, sign_up_id: int, volunteer_id: int) -> OwnSignUp | None:
    """One sign-up of a volunteer; others' do not exist for them."""
    found = _read_own(session, _select_own(volunteer_id).where(SignUp.id == sign_up_id))
    return found[0] if found else None


def list_people(session: Session, shift_id: int) -> tuple[ListedPerson, ...]:
    """Everyone on a shift's list, those with a place first."""
    rows = session.execute(
        select(SignUp, Volunteer)
        .join(Volunteer, Volunteer.id == SignUp.volunteer_id)
        .where(SignUp.shift_id == shift_id, SignUp.state != State.WITHDRAWN)
        .order_by(SignUp.state == State.WAITING, SignUp.id)
    )
    return tuple(
        ListedPerson(
            sign_up_id=sign_up.id,
            volunteer_id=volunteer.id,
            number=volunteer.number,
            name=volunteer.name,
            contact=volunteer.mobile or volunteer.email or "",
            state=State(sign_up.state),
            is_accompanied=sign_up.is_accompanied,
            is_excused=sign_up.is_excused,
        )
        for sign_up, volunteer in rows
    )


def measure_reliability(
    session: Session, volunteer_ids: list[int], *, now: datetime
) -> dict[int, Reliability]:
    """How often each came, did not come, or withdrew late, in the last twelve months."""
    rows = session.execute(
        select(SignUp.volunteer_id, SignUp.state, func.count())
        .join(Shift, Shift.id == SignUp.shift_id)
        .where(
            SignUp.volunteer_id.in_(volunteer_ids),
            Shift.starts_at > now - ONE_YEAR,
            SignUp.is_excused.is_(False),
        )
        .group_by(SignUp.volunteer_id, SignUp.state)
    )
    counts = {(volunteer_id, state): n for volunteer_id, state, n in rows}
    return {
        volunteer_id: Reliability(
            counts.get((volunteer_id, State.ATTENDED), 0),
            counts.get((volunteer_id, State.MISSED), 0),
            counts.get((volunteer_id, State.WITHDRAWN_LATE), 0),
        )
        for volunteer_id in volunteer_ids
    }


def _select_own(volunteer_id: int) -> Select[SignUp, Shift, Activity, Place]:
    return (
        select(SignUp, Shift, Activity, Place)
        .join(Shift, Shift.id == SignUp.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .join(Place, Place.id == Shift.place_id)
        .where(SignUp.volunteer_id == volunteer_id)
    )


def _read_own(
    session: Session, query: Select[SignUp, Shift, Activity, Place]
) -> tuple[OwnSignUp, ...]:
    return tuple(
        OwnSignUp(
            sign_up_id=sign_up.id,
            state=State(sign_up.state),
            is_excused=sign_up.is_excused,
            offer_expires_at=sign_up.offer_expires_at,
            shift_id=shift.id,
            shift_state=shift.state,
            activity_id=activity.id,
            title={"zh": activity.title_zh, "en": activity.title_en},
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            place={"zh": place.name_zh, "en": place.name_en},
        )
        for sign_up, shift, activity, place in session.execute(query)
    )
