"""A process that dies at any step of a sign-up's life leaves one of the allowed states behind."""

import multiprocessing
import os
from collections.abc import Callable

import pytest
from sqlalchemy import URL, event, func, select
from sqlalchemy.orm import Session

from portal.db import Database
from portal.volunteers.activities.tables import Shift
from portal.volunteers.notices.tables import Notice
from portal.volunteers.signups.service import sign_up, withdraw
from portal.volunteers.signups.states import HOLDING, State
from portal.volunteers.signups.tables import SignUp, SignUpStep
from tests.portal.volunteers.builders import NOW, RULES, a_shift, some_volunteers

DEATHS = (1, 3, 5, 7, 9, 12, 15, 19)
"""Statements after which the process dies."""
DIED = 9


def die_after(url: URL, n_statements: int, work: Callable[[Session], object]) -> None:
    """Work in a transaction and die after so many statements, or before the commit."""
    database = Database(url, n_threads=1)
    n_left = n_statements

    def count(*_: object) -> None:
        nonlocal n_left
        n_left -= 1
        if n_left == 0:
            os._exit(DIED)

    event.listen(database.engine, "after_cursor_execute", count)
    with Session(database.engine) as session:
        work(session)
        session.flush()
        os._exit(DIED)


def crash(url: URL, n_statements: int, work: Callable[[Session], object]) -> None:
    """Let a process of its own die at its work."""
    process = multiprocessing.get_context("fork").Process(
        target=die_after, args=(url, n_statements, work)
    )
    process.start()
    process.join(60)
    assert process.exitcode == DIED


def read_sound_states(database: Database, shift_id: int) -> list[str]:
    """The states on a shift's list, after looking that counters and traces agree with them."""
    with database.reading() as session:
        states = list(session.scalars(select(SignUp.state).order_by(SignUp.id)))
        shift = session.get_one(Shift, shift_id)
        assert shift.n_taken == sum(State(state) in HOLDING for state in states)
        assert shift.n_waiting == states.count(State.WAITING)
        last = select(func.max(SignUpStep.id)).group_by(SignUpStep.sign_up_id)
        traced = session.scalars(
            select(SignUpStep.state).where(SignUpStep.id.in_(last)).order_by(SignUpStep.sign_up_id)
        )
        assert list(traced) == states
        return states


@pytest.mark.parametrize("n_statements", DEATHS)
def test_dying_while_signing_up_leaves_no_half_sign_up(
    database: Database, database_url: URL, n_statements: int
) -> None:
    with database.transaction() as session:
        shift_id = a_shift(session).id
        (who,) = (volunteer.id for volunteer in some_volunteers(session, 1))
    database.engine.dispose()
    crash(
        database_url,
        n_statements,
        lambda session: sign_up(session, shift_id, who, now=NOW, rules=RULES),
    )
    assert read_sound_states(database, shift_id) == []
    with database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Notice)) == 0
        sign_up(session, shift_id, who, now=NOW, rules=RULES)
    assert read_sound_states(database, shift_id) == [State.SIGNED_UP]


@pytest.mark.parametrize("n_statements", DEATHS)
def test_dying_while_a_place_passes_on_loses_nobodys_place(
    database: Database, database_url: URL, n_statements: int
) -> None:
    with database.transaction() as session:
        shift_id = a_shift(session, places=1).id
        holder, waiting = (volunteer.id for volunteer in some_volunteers(session, 2))
        held = sign_up(session, shift_id, holder, now=NOW, rules=RULES).id
        sign_up(session, shift_id, waiting, now=NOW, rules=RULES, waits=True)
    database.engine.dispose()
    crash(
        database_url,
        n_statements,
        lambda session: withdraw(session, held, holder, now=NOW, rules=RULES),
    )
    assert read_sound_states(database, shift_id) == [State.SIGNED_UP, State.WAITING]
    with database.transaction() as session:
        withdraw(session, held, holder, now=NOW, rules=RULES)
    assert read_sound_states(database, shift_id) == [State.WITHDRAWN, State.OFFERED]
