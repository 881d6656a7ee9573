"""The public pages of activities with 10,000 of them: list with filters, month, map, calendar.

`python -m tests.benchmarks.bench_public_list [--activities 10000] [--only sqlite]`
Prints for each page its middle time with one reader, its CPU as empty pages of the same gunicorn,
and what it weighs compressed; then the weight of the first visit with its style sheets.
"""

import argparse
import asyncio
import gzip
import re
import tempfile
from collections.abc import Callable, Coroutine
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import make_url, text

from portal.db import Database
from tests.benchmarks.bench_intake import databases, load, open_empty_page
from tests.benchmarks.http_client import Visitor
from tests.benchmarks.server import Server, portal_server, run_flask, unwind_when_terminated
from tests.benchmarks.volunteer_city import add_activities, add_shifts, days_around

N_DAYS = 60
LIST = "/volunteers/"


def fill(url: str, n_activities: int) -> int:
    """A city with so many activities in the coming weeks; gives the id of one."""
    run_flask(url, "prepare")
    database = Database(make_url(url), n_threads=1)
    with database.transaction() as session:
        activities = add_activities(session, n_activities)
        first = date.today() + timedelta(days=1)
        add_shifts(session, activities, days_around(n_activities, first=first, n_days=N_DAYS))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    database.engine.dispose()
    return activities[len(activities) // 2]


def list_pages(activity_id: int) -> dict[str, str]:
    """What somebody looking for something to do opens."""
    today = date.today()
    week = f"from={today + timedelta(days=20)}&to={today + timedelta(days=26)}"
    return {
        "list": LIST,
        "list, by field": f"{LIST}?field=environment",
        "list, by audience, free": f"{LIST}?audience=everyone&free=yes",
        "list, a district": f"{LIST}?area=990102000000",
        "list, a street, a week, free": f"{LIST}?area=990102001000&{week}&free=yes",
        "list, nothing found": f"{LIST}?from=2199-01-01",
        "list, page 400": f"{LIST}?page=400",
        "month": f"/volunteers/month?month={today + timedelta(days=31):%Y-%m}",
        "map": "/volunteers/map",
        "one activity": f"/volunteers/activities/{activity_id}",
        "calendar feed": "/volunteers/calendar.ics",
    }


def bench(name: str, url: str, *, log: Path, n_activities: int, seconds: float) -> None:
    """Measure one database and print its lines."""
    pages = list_pages(fill(url, n_activities))
    print(f"\n{name}: {n_activities:,} activities in {N_DAYS} days")
    with portal_server(url, log=log) as server:
        empty = load(server, open_empty_page, n_clients=1, seconds=seconds)
        print(f"  {'an empty page':30s}{empty.p50_ms:8.1f} ms   CPU {empty.cpu_ms:7.2f} ms")
        for title, path in pages.items():
            for _ in range(2 * len(server.worker_pids)):
                _fetch(server, path)
            measured = load(server, _open(path), n_clients=1, seconds=seconds)
            print(
                f"  {title:30s}{measured.p50_ms:8.1f} ms   CPU {measured.cpu_ms:7.2f} ms"
                f"   = {measured.cpu_ms / empty.cpu_ms:6.1f} empty pages"
                f"   {len(gzip.compress(_fetch(server, path))):7,d} bytes"
            )
        _print_weight(server)


def _open(path: str) -> Callable[[Visitor], Coroutine[Any, Any, list[float]]]:
    async def open_page(visitor: Visitor) -> list[float]:
        answer = await visitor.get(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        return [answer.seconds]

    return open_page


def _fetch(server: Server, path: str) -> bytes:
    async def fetch() -> bytes:
        visitor = Visitor("127.0.0.1", server.port)
        answer = await visitor.get(path)
        await visitor.close()
        return answer.body

    return asyncio.run(fetch())


def _print_weight(server: Server) -> None:
    page = _fetch(server, LIST)
    parts = {LIST: page}
    for found in re.findall(rb'(?:href|src)="(/[^"]+\.(?:css|js)[^"]*)"', page):
        parts[found.decode()] = _fetch(server, found.decode())
    sizes = {name: len(gzip.compress(body, 6)) for name, body in parts.items()}
    for part, size in sizes.items():
        print(f"  {size:7,d} bytes  {part}")
    print(f"  {sum(sizes.values()):7,d} bytes  first visit to the list")


def main() -> None:
    """Read the words of the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--activities", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    words = parser.parse_args()
    unwind_when_terminated()
    with (
        tempfile.TemporaryDirectory() as folder,
        databases(Path(folder), words.only) as urls,
    ):
        for name, url in urls.items():
            log = Path(folder, f"{name}.log")
            bench(name, url, log=log, n_activities=words.activities, seconds=words.seconds)


if __name__ == "__main__":
    main()
