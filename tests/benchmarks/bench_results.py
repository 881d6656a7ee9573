"""The officials' wave page from 10,000 and from 1,000,000 responses, and keeping the tally.

`python -m tests.benchmarks.bench_results` (SQLite, one process, no network in between).
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import URL, text
from sqlalchemy.orm import Session

from portal import create_app
from portal.accounts.tables import Account, Role
from portal.clock import SECRETS, read_clock
from portal.config import DRIVERS, Settings
from portal.db import Database
from portal.schema import upgrade_schema
from surveys.city.loading import FIRST_WAVE, SECOND_WAVE
from surveys.city.service import load_sample_city
from surveys.results.service import wave_results
from surveys.tally.service import fold_inbox, rebuild_tally
from surveys.waves.service import find_wave

PAGE = f"/officials/waves/{SECOND_WAVE}"
EMPTY_PAGE = "/officials/none"
SIZES = (10_000, 1_000_000)
COLUMNS = "wave_id, community_code, language, mode, received_on, answers"
# The responses of the sample wave, again and again under new random ids.
MULTIPLY = f"""
WITH RECURSIVE copy(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM copy WHERE i < :n_copies)
INSERT INTO {{table}} (id, {COLUMNS})
SELECT abs(random()), {COLUMNS} FROM response JOIN copy
WHERE wave_id = :wave_id ORDER BY 1 LIMIT :n
"""  # noqa: S608 (nothing in it comes from outside)


def measure() -> None:
    """Print seconds for each size, and the ratio of the larger to the smaller."""
    with tempfile.TemporaryDirectory() as folder:
        url = URL.create(DRIVERS["sqlite"], database=str(Path(folder) / "bench.sqlite"))
        database = Database(url, n_threads=1)
        upgrade_schema(database.engine)
        with database.transaction() as session:
            load_sample_city(session, now=read_clock())
            _enlarge_city(session)
        pages = []
        for n in SIZES:
            _grow(database, n)
            _measure_estimates(database, n)
            pages.append(_measure_page(url, n))
        print(f"page from {SIZES[1]:,} / from {SIZES[0]:,}: {pages[1] / pages[0]:.2f}")
        _measure_folding(database)


def _enlarge_city(session: Session) -> None:
    """A city of a thousand times as many adults, so that a million of them can be asked."""
    for statement in (
        "UPDATE frame_count SET n_adults = 1000 * n_adults",
        "UPDATE sampled_psu SET n_adults_in_community = 1000 * n_adults_in_community,"
        " n_adults_drawn = 1000 * n_adults_drawn",
    ):
        session.execute(text(statement))


def _grow(database: Database, n: int) -> None:
    """Let the second wave have `n` responses, all counted."""
    with database.transaction() as session:
        wave = find_wave(session, SECOND_WAVE)
        n_there = _count(session, wave.id)
        _multiply(session, "response", wave.id, n=n - n_there)
        started = time.perf_counter()
        rebuild_tally(session, wave)
        seconds = time.perf_counter() - started
    print(f"{n:>9,} responses recounted from scratch: {seconds:.2f} s")


def _multiply(session: Session, table: str, wave_id: int, *, n: int) -> None:
    n_copies = n // _count(session, wave_id) + 1
    values = {"n_copies": n_copies, "wave_id": wave_id, "n": n}
    session.execute(text(MULTIPLY.format(table=table)), values)


def _count(session: Session, wave_id: int) -> int:
    counted = text("SELECT count(*) FROM response WHERE wave_id = :wave_id")
    return int(session.execute(counted, {"wave_id": wave_id}).scalar_one())


def _measure_estimates(database: Database, n: int) -> None:
    def estimate(*, with_change: bool) -> None:
        with database.reading() as session:
            wave = find_wave(session, SECOND_WAVE)
            previous = find_wave(session, FIRST_WAVE) if with_change else None
            wave_results(session, wave, previous=previous)

    alone = _best(lambda: estimate(with_change=False))
    changed = _best(lambda: estimate(with_change=True))
    print(
        f"{n:>9,} responses: all estimates {1000 * alone:.0f} ms, "
        f"with changes since the wave before {1000 * changed:.0f} ms"
    )


def _measure_page(url: URL, n: int) -> float:
    """Seconds of the wave's page where nothing is kept yet; also kept, and an empty page."""
    app = create_app(Settings(database_url=url, secret_key=SECRETS.randbytes(32).hex()))
    client = app.test_client()
    account_id, stamp = _open_account(app.extensions["database"])
    with client.session_transaction() as browser:
        browser |= {"account": account_id, "stamp": stamp, "seen": int(read_clock().timestamp())}

    def open_page(address: str, status: int) -> None:
        answer = client.get(address)
        assert answer.status_code == status, f"{address}: {answer.status}"

    def open_anew() -> None:
        app.extensions.pop("officials_shelves", None)
        open_page(PAGE, 200)

    anew = _best(open_anew)
    kept = _best(lambda: open_page(PAGE, 200))
    empty = _best(lambda: open_page(EMPTY_PAGE, 404))
    print(
        f"{n:>9,} responses: wave page {1000 * anew:.0f} ms, kept results {1000 * kept:.0f} ms, "
        f"a page of nothing {1000 * empty:.1f} ms (ratio {anew / empty:.0f})"
    )
    app.extensions["database"].engine.dispose()
    return anew


def _open_account(database: Database) -> tuple[int, str]:
    stamp = SECRETS.randbytes(16).hex()
    account = Account(
        name=f"bench-{stamp}", role=Role.OFFICIAL, session_stamp=stamp, created_at=read_clock()
    )
    with Session(database.engine, expire_on_commit=False) as session, session.begin():
        session.add(account)
    return account.id, stamp


def _measure_folding(database: Database) -> None:
    for n in (100, 1_000, 10_000):
        with database.transaction() as session:
            wave_id = find_wave(session, SECOND_WAVE).id
            _multiply(session, "response_inbox", wave_id, n=n)
        started = time.perf_counter()
        with database.transaction() as session:
            n_folded = fold_inbox(session, wave_id)
        seconds = time.perf_counter() - started
        print(f"{n_folded:>9,} waiting responses folded into the tally: {1000 * seconds:.0f} ms")


def _best(task: Callable[[], None], n_runs: int = 5) -> float:
    """The shortest of some runs: what the machine takes when its neighbours let it."""
    seconds = []
    for _ in range(n_runs):
        started = time.perf_counter()
        task()
        seconds.append(time.perf_counter() - started)
    return min(seconds)


if __name__ == "__main__":
    measure()
