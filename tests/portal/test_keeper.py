"""The keeper: tallies kept up by themselves, waves closed in time, no double work."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, text

from portal.config import SHANGHAI
from portal.db import Database
from portal.keeper import Keeper, keep_once
from surveys.responses.tables import InboxResponse, Response
from surveys.tally.service import tally_equals_recount
from surveys.waves.tables import Wave
from tests.builders import a_wave, some_responses
from tests.surveys.questionnaires.samples import VALID_UNTIL
from tests.surveys.responses.samples import NOW


def count(database: Database, table: type[InboxResponse] | type[Response]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def keep(database: Database, *, now: datetime = NOW, zone: ZoneInfo = SHANGHAI) -> int:
    return keep_once(database, now=now, city_timezone=zone)


def read_state(database: Database) -> str:
    with database.reading() as session:
        return session.scalars(select(Wave.state)).one()


def test_waiting_responses_are_folded(database: Database) -> None:
    with database.transaction() as session:
        wave_id = some_responses(session, n=25)
    assert keep(database) == 25
    assert keep(database) == 0
    assert (count(database, InboxResponse), count(database, Response)) == (0, 25)
    with database.reading() as session:
        assert tally_equals_recount(session, session.get_one(Wave, wave_id))


def test_keepers_of_many_hosts_do_no_double_work(database: Database) -> None:
    with database.transaction() as session:
        wave_id = some_responses(session, n=60)
    with ThreadPoolExecutor(8) as hosts:
        folded = sum(hosts.map(lambda _: keep(database), range(8)))
    assert folded == 60
    with database.reading() as session:
        assert tally_equals_recount(session, session.get_one(Wave, wave_id))


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (NOW, "open"),
        (NOW + timedelta(days=1), "closed"),
        (datetime.combine(VALID_UNTIL, datetime.min.time(), SHANGHAI), "open"),
        (datetime.combine(VALID_UNTIL, datetime.min.time(), SHANGHAI) + timedelta(1), "closed"),
    ],
)
def test_wave_closes_with_its_period_or_its_approval(
    database: Database, now: datetime, state: str
) -> None:
    closes_at = NOW + timedelta(days=1) if now < NOW + timedelta(days=2) else now + timedelta(9)
    with database.transaction() as session:
        a_wave(session, sample_type="O", closes_at=closes_at)
    keep(database, now=now)
    assert read_state(database) == state


def test_closed_wave_leaves_no_response_waiting(database: Database) -> None:
    with database.transaction() as session:
        some_responses(session, n=3)
    assert keep(database) == 0
    assert keep(database, now=NOW + timedelta(days=1)) == 3


def expect_kept(keeper: Keeper, database: Database) -> None:
    """The running keeper empties the inbox; then it is stopped."""
    deadline = time.monotonic() + 30
    while count(database, InboxResponse) and time.monotonic() < deadline:
        time.sleep(0.05)
    keeper.stop()
    assert count(database, InboxResponse) == 0


def test_thread_keeps_and_stops(database: Database) -> None:
    with database.transaction() as session:
        some_responses(session, n=25)
    keeper = Keeper(database, city_timezone=SHANGHAI)
    keeper.start()
    expect_kept(keeper, database)


def test_thread_outlives_a_restart_of_the_database(database: Database) -> None:
    with database.transaction() as session:
        some_responses(session, n=25)
    keeper = Keeper(database, city_timezone=SHANGHAI)
    with database.transaction() as session:
        session.execute(text("ALTER TABLE wave RENAME TO wave_away"))
    keeper.start()
    time.sleep(2.5)
    with database.transaction() as session:
        session.execute(text("ALTER TABLE wave_away RENAME TO wave"))
    expect_kept(keeper, database)
