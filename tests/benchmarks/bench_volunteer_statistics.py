"""The volunteers' statistics over 1,000,000 attendance records, on SQLite and on PostgreSQL.

`python -m tests.benchmarks.bench_volunteer_statistics [--records 1000000] [--only sqlite]`
Prints the measure alone (first call of a new process, then the middle of many), and the pages that
show it with the ratio to an empty page of the same gunicorn.
"""

import argparse
import asyncio
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import make_url, text

from portal.accounts.service import find_account
from portal.clock import read_clock
from portal.db import Database
from portal.volunteers.recognition.totals import find_differences
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.statistics.participation import measure_participation
from portal.welcome import FIRST_OFFICIAL
from tests.benchmarks.bench_intake import databases, load, open_empty_page
from tests.benchmarks.http_client import Visitor
from tests.benchmarks.server import portal_server, run_flask, unwind_when_terminated
from tests.benchmarks.volunteer_city import (
    add_activities,
    add_records,
    add_shifts,
    add_volunteers,
    days_around,
    sign_session,
)

N_VOLUNTEERS, N_SHIFTS, N_RUNS = 100_000, 10_000, 9
PAGES = ("/officials/volunteers", "/officials/", "/volunteers/city/")


def fill(url: str, n_records: int) -> None:
    """Three years of records; the totals are checked against a recount of the ledger."""
    run_flask(url, "prepare")
    database = Database(make_url(url), n_threads=1)
    with database.transaction() as session:
        volunteers = add_volunteers(session, N_VOLUNTEERS)
        activities = add_activities(session, 1000)
        first = date.today() - timedelta(days=3 * 365)
        moments = days_around(N_SHIFTS, first=first, n_days=3 * 365 - 1)
        shifts = add_shifts(session, activities, moments, max_places=n_records)
        add_records(session, volunteers, shifts, n_records)
    with database.reading() as session:
        assert not find_differences(session)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    database.engine.dispose()


def measure(url: str) -> tuple[list[float], float]:
    """Milliseconds of the measure alone, each on a session of its own; the least CPU.

    SQLite counts inside this process, PostgreSQL in its own.
    """
    database = Database(make_url(url), n_threads=1)
    rules, times, cpu = VolunteerRules(), [], []
    for _ in range(N_RUNS):
        with database.reading() as session:
            started, cpu_before = time.perf_counter(), time.process_time()
            measure_participation(session, now=read_clock(), rules=rules)
            times.append(1000 * (time.perf_counter() - started))
            cpu.append(1000 * (time.process_time() - cpu_before))
    database.engine.dispose()
    return times, min(cpu)


def bench(name: str, url: str, *, log: Path, n_records: int) -> None:
    """Fill one database and print its lines."""
    started = time.perf_counter()
    fill(url, n_records)
    print(f"\n{name}: {n_records:,} records written in {time.perf_counter() - started:.0f} s")
    (first, *rest), cpu = measure(url)
    with portal_server(url, log=log) as server:
        empty = load(server, open_empty_page, n_clients=1, seconds=2)
        cookies = _sign_in(url)
        print(f"  {'an empty page':30s}{empty.p50_ms:9.1f} ms")
        print(
            f"  {'the measure alone':30s}{median(rest):9.1f} ms"
            f"   = {median(rest) / empty.p50_ms:6.0f} empty pages"
            f"   (first {first:.0f}, least {min(rest):.0f}, CPU of this process {cpu:.0f} ms)"
        )
        for page in PAGES:
            times = asyncio.run(_open_often(server.port, page, cookies))
            print(
                f"  {page:30s}{median(times[1:]):9.1f} ms"
                f"   = {median(times[1:]) / empty.p50_ms:6.0f} empty pages"
                f"   (first {times[0]:.0f} ms)"
            )


def _sign_in(url: str) -> dict[str, str]:
    database = Database(make_url(url), n_threads=1)
    with database.reading() as session:
        account = find_account(session, FIRST_OFFICIAL)
        assert account is not None
        content = {"account": account.id, "stamp": account.session_stamp}
    database.engine.dispose()
    return sign_session(content | {"seen": int(read_clock().timestamp())})


async def _open_often(port: int, page: str, cookies: dict[str, str]) -> list[float]:
    visitor = Visitor("127.0.0.1", port, cookies)
    times = []
    for _ in range(N_RUNS):
        answer = await visitor.get(page)
        assert answer.status == 200, f"{page}: {answer.status}"
        times.append(1000 * answer.seconds)
    await visitor.close()
    return times


def main() -> None:
    """Read the words of the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    words = parser.parse_args()
    unwind_when_terminated()
    with (
        tempfile.TemporaryDirectory() as folder,
        databases(Path(folder), words.only) as urls,
    ):
        for name, url in urls.items():
            bench(name, url, log=Path(folder, f"{name}.log"), n_records=words.records)


if __name__ == "__main__":
    main()
