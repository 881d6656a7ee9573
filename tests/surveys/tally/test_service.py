"""The tally in the database: exact at every moment that anyone can observe."""

from dataclasses import replace
from random import Random
from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveys.responses.tables import InboxResponse, Response
from surveys.results.indicators import define_indicators, load_indicators
from surveys.tally.counting import are_equal
from surveys.tally.service import (
    count_days,
    count_pending,
    fold_inbox,
    list_foldable,
    observed_tally,
    rebuild_tally,
    recount,
    tally_equals_recount,
)
from surveys.tally.tables import TallyState
from surveys.waves.tables import Wave
from tests.surveys.tally.samples import a_counted_wave, last_days, put_in_inbox


def n_rows(session: Session, table: type[Response | InboxResponse]) -> int:
    return session.scalars(select(func.count()).select_from(table)).one()


def test_pending_responses_are_in_the_tally_before_any_fold(session):
    wave = a_counted_wave(session)
    put_in_inbox(session, wave, 7, rng=Random(1))
    tally = observed_tally(session, wave)
    assert tally.cells.n_responses == 7
    assert tally.n_pending == 7
    assert tally_equals_recount(session, wave)


def test_fold_moves_every_response_once_and_changes_no_count(session):
    wave = a_counted_wave(session)
    put_in_inbox(session, wave, 50, rng=Random(1))
    before = observed_tally(session, wave).cells
    assert fold_inbox(session, wave.id) == 50
    assert fold_inbox(session, wave.id, min_batch=1) == 0
    assert n_rows(session, InboxResponse) == 0
    assert n_rows(session, Response) == 50
    assert are_equal(observed_tally(session, wave).cells, before)
    state = session.get_one(TallyState, wave.id, populate_existing=True)
    assert (state.n_counted, state.revision > 0) == (50, True)


def test_fold_adds_to_what_was_counted_before(session):
    wave = a_counted_wave(session, sample_type="O")
    for seed in range(3):
        put_in_inbox(session, wave, 30, rng=Random(seed))
        assert fold_inbox(session, wave.id) == 30
        assert tally_equals_recount(session, wave)
    assert observed_tally(session, wave).cells.n_responses == 90


def test_few_responses_wait_while_the_wave_is_open(session):
    wave = a_counted_wave(session)
    put_in_inbox(session, wave, 19, rng=Random(1))
    assert list_foldable(session) == ()
    assert fold_inbox(session, wave.id) == 0
    put_in_inbox(session, wave, 1, rng=Random(2))
    assert list_foldable(session) == (wave.id,)
    assert fold_inbox(session, wave.id) == 20


def test_few_responses_are_folded_once_the_wave_has_closed(session):
    wave = a_counted_wave(session, state="closed")
    put_in_inbox(session, wave, 1, rng=Random(1))
    assert list_foldable(session) == (wave.id,)
    assert fold_inbox(session, wave.id) == 1


def test_fold_that_is_rolled_back_leaves_everything_as_it_was(session):
    wave = a_counted_wave(session)
    put_in_inbox(session, wave, 40, rng=Random(1))
    session.commit()
    before = observed_tally(session, wave).cells
    fold_inbox(session, wave.id, limit=25)
    session.rollback()
    assert count_pending(session, wave.id) == 40
    assert n_rows(session, Response) == 0
    assert are_equal(observed_tally(session, wave).cells, before)


def test_responses_are_counted_by_day_whether_folded_or_not(session):
    wave = a_counted_wave(session)
    put_in_inbox(session, wave, 60, rng=Random(3))
    before = count_days(session, wave)
    assert list(before) == last_days(3)
    fold_inbox(session, wave.id, limit=35)
    assert count_days(session, wave) == before
    assert sum(before.values()) == 60


def test_folds_of_one_wave_leave_other_waves_alone(session):
    one, other = (a_counted_wave(session, code=code) for code in ("one", "other"))
    for wave in (one, other):
        put_in_inbox(session, wave, 25, rng=Random(wave.id))
    fold_inbox(session, one.id)
    assert count_pending(session, other.id) == 25
    assert tally_equals_recount(session, other)


def change_indicators(session: Session, wave: Wave, *, rebuild: bool) -> None:
    """Count one more option as awareness; without `rebuild` as if the process had died then."""
    questionnaire_id = wave.version.questionnaire_id
    changed = [
        replace(i, counted=("1",)) if i.code == "awareness" else i
        for i in load_indicators(session, questionnaire_id)
    ]
    define_indicators(session, questionnaire_id, changed)
    if not rebuild:
        state = session.get_one(TallyState, wave.id, populate_existing=True)
        state.layout_digest = "of another layout"
        session.flush()


@pytest.mark.parametrize("rebuild", [True, False])
def test_changed_indicator_is_counted_anew_from_the_responses(session, rebuild):
    wave = a_counted_wave(session)
    put_in_inbox(session, wave, 40, rng=Random(5))
    fold_inbox(session, wave.id)
    put_in_inbox(session, wave, 25, rng=Random(6))
    change_indicators(session, wave, rebuild=rebuild)
    tally = observed_tally(session, wave)
    awareness = tally.layout.rule_by_code["awareness"].start
    deep = tally.layout.rule_by_code["deep_awareness"].start
    assert (tally.cells.counts[:, awareness] == tally.cells.counts[:, deep]).all()
    assert tally_equals_recount(session, wave)
    fold_inbox(session, wave.id)
    assert are_equal(observed_tally(session, wave).cells, recount(session, wave))
    state = session.get_one(TallyState, wave.id, populate_existing=True)
    assert state.layout_digest == tally.layout.digest


def test_rebuild_puts_a_recount_in_the_place_of_the_counts(session):
    wave = a_counted_wave(session)
    put_in_inbox(session, wave, 40, rng=Random(5))
    fold_inbox(session, wave.id, limit=30)
    before, days = observed_tally(session, wave), count_days(session, wave)
    rebuild_tally(session, wave)
    after = observed_tally(session, wave)
    assert are_equal(after.cells, before.cells)
    assert after.revision > before.revision
    assert count_days(session, wave) == days


steps = st.lists(
    st.one_of(
        st.tuples(st.just("arrive"), st.integers(0, 30)),
        st.tuples(st.just("fold"), st.integers(1, 25)),
        st.tuples(st.just("crash"), st.integers(1, 25)),
        st.tuples(st.just("rebuild"), st.just(0)),
    ),
    max_size=12,
)


@given(steps, st.integers(0, 10**6))
@hypothesis_settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_tally_equals_the_recount_whatever_happens_in_whatever_order(session, steps, seed):
    session.rollback()
    rng = Random(seed)
    wave = a_counted_wave(session, sample_type=rng.choice("RO"))
    n_arrived = 0
    for step, number in steps:
        if step == "arrive":
            put_in_inbox(session, wave, number, rng=rng)
            n_arrived += number
        elif step == "fold":
            fold_inbox(session, wave.id, limit=number, min_batch=1)
        elif step == "crash":
            with session.begin_nested() as savepoint:
                fold_inbox(session, wave.id, limit=number, min_batch=1)
                savepoint.rollback()
        else:
            rebuild_tally(session, wave)
        assert observed_tally(session, wave).cells.n_responses == n_arrived
        assert tally_equals_recount(session, wave)
    session.rollback()


def test_hosts_that_fold_at_once_count_every_response_once(database):
    with database.transaction() as session:
        wave_id = a_counted_wave(session).id
        put_in_inbox(session, session.get_one(Wave, wave_id), 400, rng=Random(9))
    barrier = Barrier(6)
    folded: list[int] = []

    def fold_until_empty() -> None:
        barrier.wait()
        while True:
            with database.transaction() as session:
                n = fold_inbox(session, wave_id, limit=40, min_batch=1)
            folded.append(n)
            with database.reading() as session:
                if count_pending(session, wave_id) == 0:
                    return

    run_together([fold_until_empty] * 6)
    assert sum(folded) == 400
    with database.reading() as session:
        wave = session.get_one(Wave, wave_id)
        assert n_rows(session, Response) == 400
        assert tally_equals_recount(session, wave)
        assert sum(count_days(session, wave).values()) == 400


def test_reader_sees_whole_counts_while_others_arrive_and_fold(database):
    n_rounds, n_each = 12, 20
    with database.transaction() as session:
        wave_id = a_counted_wave(session).id
    seen: list[int] = []
    differing: list[int] = []
    done: list[bool] = []

    def arrive() -> None:
        for seed in range(n_rounds):
            with database.transaction() as session:
                wave = session.get_one(Wave, wave_id)
                put_in_inbox(session, wave, n_each, rng=Random(seed))
        done.append(True)

    def fold() -> None:
        while not done:
            with database.transaction() as session:
                fold_inbox(session, wave_id, limit=15, min_batch=1)

    def read() -> None:
        while not done:
            with database.reading() as session:
                wave = session.get_one(Wave, wave_id)
                n = observed_tally(session, wave).cells.n_responses
                seen.append(n)
                if not tally_equals_recount(session, wave):
                    differing.append(n)

    run_together([arrive, fold, fold, read, read])
    assert not differing
    assert all(n % n_each == 0 for n in seen)


def test_reader_that_takes_no_snapshot_still_sees_every_response_once(database):
    """One statement is enough, even where each statement sees a state of its own."""
    with database.transaction() as session:
        wave_id = a_counted_wave(session).id
        put_in_inbox(session, session.get_one(Wave, wave_id), 300, rng=Random(9))
    seen: set[int] = set()
    done: list[bool] = []

    def fold() -> None:
        for _ in range(20):
            with database.transaction() as session:
                fold_inbox(session, wave_id, limit=15, min_batch=1)
        done.append(True)

    def read() -> None:
        while not done:
            with Session(database.engine) as session:
                wave = session.get_one(Wave, wave_id)
                seen.add(observed_tally(session, wave).cells.n_responses)

    run_together([fold, read])
    assert seen <= {300}


def run_together(tasks) -> None:
    """Run every task in a thread of its own and hand on the first error."""
    errors: list[BaseException] = []

    def guard(task) -> None:
        try:
            task()
        except BaseException as error:
            errors.append(error)
            raise

    threads = [Thread(target=guard, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
