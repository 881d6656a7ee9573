"""Retention: what is past its time goes by itself; totals, stars and everybody else stay."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import func, select

from portal.db import Database
from portal.volunteers.attendance.tables import Attendance
from portal.volunteers.closing import close_account
from portal.volunteers.jobs import keep_volunteers
from portal.volunteers.notices.tables import Notice
from portal.volunteers.people.consents import ConsentKind, give_consent, withdraw_consent
from portal.volunteers.people.guardians import answer_request, ask_guardian
from portal.volunteers.people.registration import Registration, register_volunteer
from portal.volunteers.people.sign_in import issue_link
from portal.volunteers.people.tables import Consent, GuardianConsent, Volunteer, VolunteerLink
from portal.volunteers.recognition.ledger import sum_minutes
from portal.volunteers.recognition.tables import HoursEntry
from portal.volunteers.recognition.totals import find_differences, rebuild_totals
from portal.volunteers.retention.purging import BATCH, purge
from portal.volunteers.retention.tables import PurgeRun
from portal.volunteers.signups.service import withdraw
from portal.volunteers.signups.tables import SignUp, SignUpStep
from tests.portal.volunteers.builders import (
    CLOSING,
    NOW,
    RULES,
    STREET,
    a_city,
    a_shift,
    a_volunteer,
    close,
    serve,
    signed_up,
)

LAST_KEPT = datetime(2036, 12, 31, 12, tzinfo=UTC)
FIRST_GONE = datetime(2037, 1, 1, 1, tzinfo=UTC)


@pytest.fixture
def served(database: Database) -> int:
    """A volunteer with three hours of 2026."""
    with database.transaction() as session:
        volunteer, shift = a_volunteer(session), a_shift(session)
        signed_up(session, shift, volunteer)
        serve(session, shift, volunteer)
        close(session, shift)
        volunteer_id = volunteer.id
    return volunteer_id


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_records_go_after_ten_full_years_and_the_totals_stay(
    database: Database, served: int
) -> None:
    keep_volunteers(database, {}, now=LAST_KEPT, rules=RULES)
    assert count(database, HoursEntry) == 1
    keep_volunteers(database, {}, now=FIRST_GONE, rules=RULES)
    for table in (HoursEntry, Attendance, SignUp, SignUpStep):
        assert count(database, table) == 0, table
    with database.transaction() as session:
        assert sum_minutes(session, served) == (180, 0)
        assert session.get_one(Volunteer, served).name == "志愿者001"
        assert find_differences(session) == ()
        rebuild_totals(session)
        assert sum_minutes(session, served) == (180, 0)


def test_a_closed_account_is_forgotten_with_its_last_record(
    database: Database, served: int
) -> None:
    with database.transaction() as session:
        volunteer = session.get_one(Volunteer, served)
        close_account(session, volunteer, now=CLOSING, rng=Random(1), rules=RULES)
    keep_volunteers(database, {}, now=LAST_KEPT, rules=RULES)
    with database.reading() as session:
        assert session.get_one(Volunteer, served).name is None
    keep_volunteers(database, {}, now=FIRST_GONE, rules=RULES)
    with database.reading() as session:
        assert session.get(Volunteer, served) is None
        assert find_differences(session) == ()


def test_what_came_to_nothing_goes_long_before(database: Database) -> None:
    with database.transaction() as session:
        volunteer, shift = a_volunteer(session), a_shift(session)
        made = signed_up(session, shift, volunteer)
        withdraw(session, made.id, volunteer.id, now=NOW, rules=RULES)
        issue_link(session, volunteer, now=NOW, rng=Random(1))
        ask_guardian(session, volunteer, ("监护人", "g@example.org"), now=NOW, rng=Random(2))
        give_consent(session, volunteer, ConsentKind.NEWS, now=NOW)
        withdraw_consent(session, volunteer, ConsentKind.NEWS, now=NOW)
    keep_volunteers(database, {}, now=NOW + timedelta(days=380), rules=RULES)
    assert count(database, VolunteerLink) == 0
    assert count(database, SignUp) == 1
    assert count(database, Notice) == 2
    keep_volunteers(database, {}, now=NOW + timedelta(days=420), rules=RULES)
    assert count(database, SignUp) == count(database, SignUpStep) == count(database, Notice) == 0
    assert count(database, GuardianConsent) == 0
    # Proof of the consents, of the volunteer and of the team's leader, is kept for longer.
    assert count(database, Consent) == 3
    keep_volunteers(database, {}, now=NOW + timedelta(days=3 * 365 + 1), rules=RULES)
    assert count(database, Consent) == 2


def test_a_day_has_one_purge_whoever_does_it(database: Database, served: int) -> None:
    with ThreadPoolExecutor(4) as pool:
        hosts = [
            pool.submit(purge, database.transaction, now=FIRST_GONE, rules=RULES) for _ in range(4)
        ]
        n_gone = [host.result() for host in hosts]
    assert sum(n > 0 for n in n_gone) == 1
    with database.reading() as session:
        (run,) = session.scalars(select(PurgeRun)).all()
        assert run.n_records + run.n_others == sum(n_gone)
        # The attendance, the sign-up and the points; what hangs on them is not counted.
        assert run.n_records == 3


def test_more_than_a_batch_goes_on_the_same_day(database: Database) -> None:
    with database.transaction() as session:
        volunteer = a_volunteer(session)
        session.add_all(
            Notice(
                volunteer_id=volunteer.id,
                kind="reminder",
                data={},
                written_at=NOW,
                state="unaddressed",
                next_try_at=NOW,
            )
            for _ in range(2 * BATCH + 1)
        )
    assert purge(database.transaction, now=NOW + timedelta(days=401), rules=RULES) == 2 * BATCH + 1
    assert count(database, Notice) == 0


@pytest.mark.parametrize("answer", [None, False, True])
def test_a_child_whose_guardian_never_agreed_goes_after_the_trace_days(
    database: Database, answer: bool | None
) -> None:
    rules = replace(RULES, min_age=10)
    with database.transaction() as session:
        registration = Registration(
            name="志愿者001",
            birth_month=date(2014, 5, 1),
            street_code=STREET,
            email="v1@example.org",
            consents=frozenset({ConsentKind.REGISTRATION}),
        )
        a_city(session)
        child = register_volunteer(session, registration, now=NOW, rng=Random(1), rules=rules)
        token = ask_guardian(session, child, ("监护人", "g@example.org"), now=NOW, rng=Random(2))
        if answer is not None:
            answer_request(session, token, agrees=answer, now=NOW)
        a_volunteer(session, 2)
    purge(database.transaction, now=NOW + timedelta(days=399), rules=rules)
    assert count(database, Volunteer) == 2
    purge(database.transaction, now=NOW + timedelta(days=401), rules=rules)
    assert count(database, Volunteer) == (2 if answer else 1)
    assert count(database, GuardianConsent) == (1 if answer else 0)
