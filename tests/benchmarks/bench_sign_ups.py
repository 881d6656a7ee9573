"""Sign-ups on the last places of a popular activity, by many at once, against a real gunicorn.

`python -m tests.benchmarks.bench_sign_ups [--clients 200] [--places 20] [--rounds 5]`
Each round is a shift of its own: everybody posts at the same moment for a few places. Prints tries
per second and CPU per try beside an empty page, and fails unless exactly as many were admitted as
there are places.
"""

import argparse
import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path

from sqlalchemy import func, make_url, select

from portal.db import Database
from portal.volunteers.activities.tables import Shift
from portal.volunteers.rules import DEFAULT_TIMEZONE
from portal.volunteers.signups.tables import SignUp
from tests.benchmarks.bench_intake import Load, databases, load, open_empty_page
from tests.benchmarks.form_reader import read_forms
from tests.benchmarks.http_client import Answer, Visitor
from tests.benchmarks.server import Server, portal_server, run_flask, unwind_when_terminated
from tests.benchmarks.volunteer_city import (
    add_activities,
    add_shifts,
    add_volunteers,
    sign_in_volunteer,
)

ADMITTED, REFUSED = 303, 409


@dataclass(frozen=True)
class Crowd:
    """Everybody who wants a place: signed in, with the page before them."""

    visitors: Sequence[Visitor]
    tokens: Sequence[str]


def fill(url: str, *, n_clients: int, n_places: int, n_rounds: int) -> tuple[range, int, range]:
    """People, one activity, a shift for each round; gives their ids."""
    run_flask(url, "prepare")
    database = Database(make_url(url), n_threads=1)
    with database.transaction() as session:
        volunteers = add_volunteers(session, n_clients)
        activities = add_activities(session, 1)
        first = datetime.combine(date.today(), time_of_day(9), tzinfo=DEFAULT_TIMEZONE)
        moments = [first + timedelta(days=10 + nth) for nth in range(n_rounds)]
        shifts = add_shifts(session, activities, moments, max_places=n_places)
        for shift_id in shifts:
            session.get_one(Shift, shift_id).n_taken = 0
    database.engine.dispose()
    return volunteers, activities[0], shifts


def bench(name: str, url: str, *, log: Path, n_clients: int, n_places: int, n_rounds: int) -> None:
    """Measure one database and print its lines."""
    people, activity_id, shifts = fill(
        url, n_clients=n_clients, n_places=n_places, n_rounds=n_rounds
    )
    print(f"\n{name}: {n_clients} at once for {n_places} places, {n_rounds} rounds")
    with portal_server(url, log=log) as server:
        empty = load(server, open_empty_page, n_clients=16, seconds=3)
        rush = asyncio.run(_rush(server, people, activity_id, shifts))
        _require_exact(url, shifts, n_places)

    print(
        f"  an empty page  {empty.per_second:8.0f} /s   CPU {empty.cpu_ms:6.2f} ms\n"
        f"  a sign-up      {rush.per_second:8.0f} /s   CPU {rush.cpu_ms:6.2f} ms"
        f"   = {rush.cpu_ms / empty.cpu_ms:6.1f} empty pages"
        f"   (p50 {rush.p50_ms:.0f} ms, p99 {rush.p99_ms:.0f} ms,"
        f" {empty.per_second / rush.per_second:.0f} times as long)\n"
        f"  admitted in each round: {n_places} for {n_places} places"
    )


async def _rush(server: Server, people: range, activity_id: int, shifts: range) -> Load:
    """All rounds, one after the other; only the posts are measured."""
    crowd = await _gather_crowd(server, people, activity_id)
    latencies: list[float] = []
    seconds, cpu = 0.0, server.cpu_seconds()
    for shift_id in shifts:
        started = time.perf_counter()
        answers = await asyncio.gather(
            *(
                _try(visitor, token, shift_id)
                for visitor, token in zip(crowd.visitors, crowd.tokens, strict=True)
            )
        )
        seconds += time.perf_counter() - started
        statuses = Counter(answer.status for answer in answers)
        assert set(statuses) <= {ADMITTED, REFUSED}, statuses
        latencies += [answer.seconds for answer in answers]
    cpu = server.cpu_seconds() - cpu
    return Load(len(latencies), seconds, cpu, latencies)


async def _gather_crowd(server: Server, people: range, activity_id: int) -> Crowd:
    visitors, tokens = [], []
    for volunteer_id in people:
        visitor = Visitor("127.0.0.1", server.port, sign_in_volunteer(volunteer_id))
        page = await visitor.get(f"/volunteers/activities/{activity_id}")
        forms = [form for form in read_forms(page.text) if form.action.endswith("/sign-up")]
        # Whoever reads for long comes back on a new connection.
        await visitor.close()
        visitors.append(visitor)
        tokens.append(forms[0].hidden["csrf_token"])
    return Crowd(visitors, tokens)


async def _try(visitor: Visitor, token: str, shift_id: int) -> Answer:
    path = f"/volunteers/me/shifts/{shift_id}/sign-up"
    answer = await visitor.post(path, [("csrf_token", token)])
    await visitor.close()
    return answer


def _require_exact(url: str, shifts: range, n_places: int) -> None:
    database = Database(make_url(url), n_threads=1)
    with database.reading() as session:
        admitted = session.execute(
            select(SignUp.shift_id, func.count())
            .where(SignUp.shift_id.in_(shifts), SignUp.state == "signed up")
            .group_by(SignUp.shift_id)
        )
        counts = {shift_id: n for shift_id, n in admitted}
        taken = set(session.scalars(select(Shift.n_taken).where(Shift.id.in_(shifts))))
    database.engine.dispose()
    assert counts == dict.fromkeys(shifts, n_places), counts
    assert taken == {n_places}, taken


def main() -> None:
    """Read the words of the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--places", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    words = parser.parse_args()
    unwind_when_terminated()
    with (
        tempfile.TemporaryDirectory() as folder,
        databases(Path(folder), words.only) as urls,
    ):
        for name, url in urls.items():
            bench(
                name,
                url,
                log=Path(folder, f"{name}.log"),
                n_clients=words.clients,
                n_places=words.places,
                n_rounds=words.rounds,
            )


if __name__ == "__main__":
    main()
