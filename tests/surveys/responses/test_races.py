"""Many clients at once for the same thing: the database admits as many as it may."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.db import Database
from surveys.errors import InvitationUsed, SurveyError, WaveFull
from surveys.questionnaires.service import load_version
from surveys.responses.service import Accepted, Instrument, Submission, accept_response
from surveys.responses.tables import InboxResponse, Receipt
from surveys.waves.tables import Wave
from tests.surveys.responses.samples import (
    AREAS,
    NOW,
    TODAY,
    a_submission,
    a_wave,
    an_invitation,
)

N_CLIENTS = 200
N_AT_ONCE = 16


def race(
    database: Database, wave_id: int, make_submission: Callable[[], Submission]
) -> list[Accepted | type[SurveyError]]:
    """What each of the clients gets who all hand in at once, each in its own transaction."""
    with Session(database.engine) as session:
        version = load_version(session, session.get_one(Wave, wave_id).version_id)
    instrument = Instrument(version, AREAS)
    start = Barrier(N_AT_ONCE)

    def hand_in(number: int) -> Accepted | type[SurveyError]:
        submission = make_submission()
        if number < N_AT_ONCE:
            start.wait(timeout=60)
        try:
            with database.transaction() as session:
                return accept_response(
                    session,
                    wave_id,
                    submission,
                    instrument=instrument,
                    now=NOW,
                    today=TODAY,
                    rng=Random(number),
                )
        except SurveyError as refusal:
            return type(refusal)

    with ThreadPoolExecutor(N_AT_ONCE) as clients:
        return list(clients.map(hand_in, range(N_CLIENTS)))


def count_stored(database: Database) -> tuple[int, int]:
    with Session(database.engine) as session:
        n_responses = session.scalar(select(func.count()).select_from(InboxResponse))
        n_receipts = session.scalar(select(func.count()).select_from(Receipt))
        return n_responses or 0, n_receipts or 0


def test_of_200_clients_with_one_invitation_one_is_accepted(database: Database) -> None:
    with database.transaction() as session:
        wave = a_wave(session)
        wave_id, code = wave.id, an_invitation(session, wave).code
    outcomes = race(database, wave_id, lambda: a_submission(invitation_code=code))
    accepted = [outcome for outcome in outcomes if isinstance(outcome, Accepted)]
    assert [outcome.is_repeat for outcome in accepted] == [False]
    assert outcomes.count(InvitationUsed) == N_CLIENTS - 1
    assert count_stored(database) == (1, 1)


def test_200_copies_of_one_submission_get_one_receipt(database: Database) -> None:
    with database.transaction() as session:
        wave = a_wave(session)
        wave_id, code = wave.id, an_invitation(session, wave).code
    submission = a_submission(invitation_code=code)
    outcomes = race(database, wave_id, lambda: submission)
    accepted = [outcome for outcome in outcomes if isinstance(outcome, Accepted)]
    assert len(accepted) == N_CLIENTS
    assert len({outcome.receipt_code for outcome in accepted}) == 1
    assert Counter(outcome.is_repeat for outcome in accepted) == {True: N_CLIENTS - 1, False: 1}
    assert count_stored(database) == (1, 1)


def test_200_copies_of_one_submission_by_open_link_get_one_receipt(database: Database) -> None:
    with database.transaction() as session:
        wave_id = a_wave(session, sample_type="O", capacity=5).id
    submission = a_submission()
    outcomes = race(database, wave_id, lambda: submission)
    assert len({outcome.receipt_code for outcome in outcomes if isinstance(outcome, Accepted)}) == 1
    assert count_stored(database) == (1, 1)
    with Session(database.engine) as session:
        assert session.get_one(Wave, wave_id).n_accepted == 1


def test_a_wave_for_10_takes_10_of_200(database: Database) -> None:
    with database.transaction() as session:
        wave_id = a_wave(session, sample_type="O", capacity=10).id
    outcomes = race(database, wave_id, a_submission)
    assert outcomes.count(WaveFull) == N_CLIENTS - 10
    assert count_stored(database) == (10, 10)
    with Session(database.engine) as session:
        assert session.get_one(Wave, wave_id).n_accepted == 10
