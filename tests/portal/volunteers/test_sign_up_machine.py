"""The life of sign-ups under any sequence of steps: hypothesis plays volunteers, clock, organiser.

After every step the shift's counters equal a recount, no place is held twice, nobody is on a list
twice, nobody who waits is passed over, and each sign-up's trace is a path through the machine.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.db import Database
from portal.volunteers.activities.planning import change_places
from portal.volunteers.activities.tables import Shift
from portal.volunteers.groups.tables import Team
from portal.volunteers.refusals import VolunteerRefusal, WrongState
from portal.volunteers.signups.service import (
    accept_offer,
    cancel_shift,
    hold_team_places,
    sign_up,
    withdraw,
)
from portal.volunteers.signups.states import HOLDING, LIVE, STEPS, Event, State, next_state
from portal.volunteers.signups.steps import lock_shift, take_step
from portal.volunteers.signups.tables import SignUp, SignUpStep
from portal.volunteers.signups.waiting import find_lapsed, find_last_offer, lapse, offer_free_places
from tests.portal.volunteers.builders import (
    COORDINATOR,
    NOW,
    RULES,
    a_member,
    a_shift,
    a_team,
    an_activity,
    by,
    some_volunteers,
)
from tests.sqlite_file import SqliteFile

N_VOLUNTEERS = 6
WHO = st.integers(0, N_VOLUNTEERS - 1)
FIND_EMPTY: list[Callable[[], Database]] = []
"""Gives an empty database: the machine itself is made by hypothesis, without fixtures."""


def resize(session: Session, shift: Shift, n_places: int, *, now: datetime) -> None:
    """Change the places, and offer new ones to those who wait, as the organiser's page does."""
    change_places(session, shift, min_places=1, max_places=n_places, actor=COORDINATOR)
    offer_free_places(session, shift, now=now, rules=RULES)


class SignUpMachine(RuleBasedStateMachine):
    """One shift of two places, six volunteers, and time that passes."""

    @initialize()
    def open_shift(self) -> None:
        self.database = FIND_EMPTY[0]()
        self.session = Session(self.database.engine)
        team = a_team(self.session)
        self.team_id = team.id
        shift = a_shift(self.session, an_activity(self.session, team), places=2)
        self.shift_id = shift.id
        volunteers = some_volunteers(self.session, N_VOLUNTEERS)
        for volunteer in volunteers[:3]:
            a_member(self.session, team, volunteer)
        self.volunteer_ids = [volunteer.id for volunteer in volunteers]
        self.now: datetime = NOW
        self.session.commit()

    def teardown(self) -> None:
        self.session.close()
        self.database.engine.dispose()

    def attempt(self, step: object, *arguments: object, **more: object) -> None:
        """Do one step as one transaction; a refusal leaves everything as it was."""
        try:
            step(self.session, *arguments, **more)  # type: ignore[operator]
        except VolunteerRefusal:
            self.session.rollback()
        else:
            self.session.commit()

    def find_live(self, who: int) -> int | None:
        return self.session.scalar(
            select(SignUp.id).where(
                SignUp.volunteer_id == self.volunteer_ids[who], SignUp.state.in_(LIVE)
            )
        )

    @rule(who=WHO, waits=st.booleans())
    def signs_up(self, who: int, waits: bool) -> None:
        self.attempt(
            sign_up,
            self.shift_id,
            self.volunteer_ids[who],
            now=self.now,
            rules=RULES,
            waits=waits,
        )

    @rule(who=WHO)
    def withdraws(self, who: int) -> None:
        live = self.find_live(who)
        if live is not None:
            person = self.volunteer_ids[who]
            self.attempt(withdraw, live, person, now=self.now, rules=RULES)

    @rule(who=WHO)
    def accepts(self, who: int) -> None:
        live = self.find_live(who)
        if live is not None:
            person = self.volunteer_ids[who]
            self.attempt(accept_offer, live, person, now=self.now, rules=RULES)

    @rule(n_members=st.integers(1, 3))
    def leader_holds_places(self, n_members: int) -> None:
        team = self.session.get_one(Team, self.team_id)
        members = self.volunteer_ids[:n_members]
        self.attempt(
            hold_team_places,
            self.shift_id,
            team,
            members,
            actor=COORDINATOR,
            now=self.now,
            rules=RULES,
        )

    @rule(who=WHO, event=st.sampled_from([Event.ATTEND, Event.MISS]))
    def is_marked(self, who: int, event: Event) -> None:
        live = self.find_live(who)
        if live is None:
            return
        shift = lock_shift(self.session, self.shift_id)
        marked = self.session.get_one(SignUp, live)
        self.attempt(take_step, shift, marked, event, moment=by(COORDINATOR, self.now))

    @rule(n_places=st.integers(1, 4))
    def organiser_changes_places(self, n_places: int) -> None:
        shift = self.session.get_one(Shift, self.shift_id)
        self.attempt(resize, shift, n_places, now=self.now)

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def portal_passes_offers_on(self) -> None:
        for lapsed in find_lapsed(self.session, now=self.now):
            self.attempt(lapse, lapsed, now=self.now, rules=RULES)

    @rule(really=st.integers(0, 9))
    def organiser_cancels(self, really: int) -> None:
        if really == 0:
            moment = by(COORDINATOR, self.now)
            self.attempt(cancel_shift, self.shift_id, "暴雨", moment=moment, rules=RULES)

    def read_states(self) -> list[State]:
        states = self.session.scalars(select(SignUp.state).order_by(SignUp.id))
        return [State(state) for state in states]

    @invariant()
    def counters_equal_a_recount(self) -> None:
        shift = self.session.get_one(Shift, self.shift_id, populate_existing=True)
        states = self.read_states()
        assert shift.n_taken == sum(state in HOLDING for state in states) <= shift.max_places
        assert shift.n_waiting == states.count(State.WAITING)

    @invariant()
    def nobody_is_on_the_list_twice(self) -> None:
        most = self.session.scalar(
            select(func.count())
            .where(SignUp.state.in_(LIVE))
            .group_by(SignUp.volunteer_id)
            .order_by(func.count().desc())
            .limit(1)
        )
        assert most in (None, 1)

    @invariant()
    def traces_are_paths_of_the_machine(self) -> None:
        at: dict[int, State | None] = {}
        for step in self.session.scalars(select(SignUpStep).order_by(SignUpStep.id)):
            before = at.get(step.sign_up_id)
            assert next_state(before, Event(step.event)) == step.state
            at[step.sign_up_id] = State(step.state)
        assert list(at.values()) == self.read_states()

    @invariant()
    def nobody_who_waits_is_passed_over(self) -> None:
        shift = self.session.get_one(Shift, self.shift_id)
        if shift.state == "open" and self.now < find_last_offer(shift, rules=RULES):
            is_free = shift.n_taken < shift.max_places
            assert not (is_free and shift.n_waiting)


def test_sign_ups_stay_sound_under_any_sequence_of_steps(
    migrated_sqlite: Path, sqlite_file: SqliteFile
) -> None:
    database = Database(sqlite_file.fill(migrated_sqlite), n_threads=1)

    def find_empty() -> Database:
        sqlite_file.fill(migrated_sqlite)
        return database

    FIND_EMPTY[:] = [find_empty]
    SignUpMachine.TestCase.settings = settings(
        max_examples=40,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    SignUpMachine.TestCase().runTest()


@pytest.mark.parametrize("state", [None, *State])
@pytest.mark.parametrize("event", list(Event))
def test_only_listed_steps_exist(state: State | None, event: Event) -> None:
    if (state, event) in STEPS:
        assert next_state(state, event) in State
    else:
        with pytest.raises(WrongState):
            next_state(state, event)


def test_final_states_have_no_way_out() -> None:
    ends = {State.WITHDRAWN, State.WITHDRAWN_LATE, State.EXPIRED, State.CANCELLED}
    assert not any(before in ends for before, _ in STEPS)
    assert {before for before, _ in STEPS if before} | ends == set(State)
