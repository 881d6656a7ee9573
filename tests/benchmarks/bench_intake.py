"""Journeys and final POSTs per second through gunicorn, on SQLite and on PostgreSQL.

`python -m tests.benchmarks.bench_intake [--clients 16 64] [--seconds 8] [--only sqlite]`
Prints, per database and number of clients: whole journeys per second, the final POST alone (p50,
p99), CPU per journey, memory per worker, and ratios to an empty Flask page of the same gunicorn.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from tests.benchmarks.http_client import Visitor
from tests.benchmarks.journey import Journey, walk
from tests.benchmarks.server import Server, portal_server, run_flask
from tests.postgres import run_postgresql

OPEN_WAVE = "/s/open-1"
REVIEW = "/your-answers"


@dataclass(frozen=True)
class Load:
    """What one load of many clients gave: how many, how fast, at what cost."""

    n_done: int
    seconds: float
    cpu_seconds: float
    latencies: list[float]

    @property
    def per_second(self) -> float:
        return self.n_done / self.seconds

    @property
    def cpu_ms(self) -> float:
        return 1000 * self.cpu_seconds / self.n_done

    @property
    def p50_ms(self) -> float:
        return 1000 * median(self.latencies)

    @property
    def p99_ms(self) -> float:
        return 1000 * quantiles(self.latencies, n=100)[98]


Work = Callable[[Visitor], Awaitable[list[float]]]


def load(server: Server, work: Work, *, n_clients: int, seconds: float) -> Load:
    """Let n clients repeat the work for some seconds; the work returns latencies in seconds."""
    cpu_before, started = server.cpu_seconds(), time.perf_counter()
    latencies = asyncio.run(_all_clients(server.port, work, n_clients, started + seconds))
    return Load(
        n_done=len(latencies),
        seconds=time.perf_counter() - started,
        cpu_seconds=server.cpu_seconds() - cpu_before,
        latencies=latencies,
    )


async def _all_clients(port: int, work: Work, n_clients: int, until: float) -> list[float]:
    latencies: list[float] = []

    async def one_client() -> None:
        visitor = Visitor("127.0.0.1", port)
        while time.perf_counter() < until:
            latencies.extend(await work(visitor))
        await visitor.close()

    await asyncio.gather(*(one_client() for _ in range(n_clients)))
    return latencies


async def open_empty_page(visitor: Visitor) -> list[float]:
    return [(await visitor.get("/bench/empty")).seconds]


class Citizens:
    """Journeys that repeat a first one: same fields, fresh cookies and tokens."""

    def __init__(self, start: str) -> None:
        self.start = start
        self.script: dict[str, list[tuple[str, str]]] = {}
        self.n_requests = 0
        self.review_path = ""

    def rehearse(self, port: int) -> None:
        """Walk a few times reading every page, until each page's fields are known."""
        for _ in range(3):
            journey = asyncio.run(self._rehearse_once(Visitor("127.0.0.1", port)))
            self.script |= journey.replies
            self.n_requests, self.review_path = journey.n_requests, journey.last_path

    async def _rehearse_once(self, visitor: Visitor) -> Journey:
        journey = await walk(visitor, self.start, self.script)
        await visitor.close()
        return journey

    async def whole_journey(self, visitor: Visitor) -> list[float]:
        visitor.cookies = {}
        started = time.perf_counter()
        await walk(visitor, self.start, self.script)
        return [time.perf_counter() - started]


def load_final_posts(server: Server, citizens: Citizens, *, n_clients: int, n_posts: int) -> Load:
    """Bring citizens to their review page, then let n clients send: only the sending counts."""
    return asyncio.run(_send_prepared(server, citizens, n_clients, n_posts))


async def _send_prepared(server: Server, citizens: Citizens, n_clients: int, n_posts: int) -> Load:
    clients = [Visitor("127.0.0.1", server.port) for _ in range(n_clients)]
    ready: list[tuple[dict[str, str], list[tuple[str, str]]]] = []

    async def prepare(visitor: Visitor) -> None:
        while len(ready) < n_posts:
            visitor.cookies = {}
            journey = await walk(visitor, citizens.start, citizens.script, stop_before=REVIEW)
            ready.append((visitor.cookies, journey.last_fields))

    await asyncio.gather(*(prepare(visitor) for visitor in clients))
    latencies: list[float] = []

    async def send(visitor: Visitor) -> None:
        while ready:
            visitor.cookies, fields = ready.pop()
            answer = await visitor.post(citizens.review_path, fields)
            assert answer.status in {302, 303}, answer.text[:300]
            latencies.append(answer.seconds)

    cpu_before, started = server.cpu_seconds(), time.perf_counter()
    await asyncio.gather(*(send(visitor) for visitor in clients))
    seconds, cpu = time.perf_counter() - started, server.cpu_seconds() - cpu_before
    await asyncio.gather(*(visitor.close() for visitor in clients))
    return Load(len(latencies), seconds, cpu, latencies)


@contextmanager
def databases(folder: Path, only: str | None) -> Iterator[dict[str, str]]:
    """Fresh databases by name; a real PostgreSQL with fsync on, unless only SQLite is asked for."""
    urls = {"sqlite": f"sqlite:///{folder}/bench.sqlite"}
    if only == "sqlite":
        yield urls
        return
    with run_postgresql(is_durable=True) as address:
        url = address.render_as_string(hide_password=False)
        yield {**urls, "postgresql": url} if only is None else {"postgresql": url}


def bench(name: str, url: str, *, log: Path, client_counts: list[int], seconds: float) -> None:
    """Measure one database and print its lines."""
    run_flask(url, "db", "upgrade")
    run_flask(url, "city", "load")
    with portal_server(url, log=log) as server:
        citizens = Citizens(OPEN_WAVE)
        citizens.rehearse(server.port)
        print(
            f"\n{name}: {len(server.worker_pids)} workers x 4 threads, "
            f"{citizens.n_requests} requests a journey"
        )
        for n_clients in client_counts:
            _print_lines(server, citizens, n_clients=n_clients, seconds=seconds)
        print("  memory per worker, MiB: " + ", ".join(f"{m:.0f}" for m in server.memory_mib()))


def _print_lines(server: Server, citizens: Citizens, *, n_clients: int, seconds: float) -> None:
    empty = load(server, open_empty_page, n_clients=n_clients, seconds=seconds / 2)
    whole = load(server, citizens.whole_journey, n_clients=n_clients, seconds=seconds)
    final = load_final_posts(server, citizens, n_clients=n_clients, n_posts=int(50 * seconds))
    print(f"  {n_clients} clients")
    for name, measured in (("empty page", empty), ("whole journey", whole), ("final POST", final)):
        ratio = measured.cpu_ms / empty.cpu_ms
        print(
            f"    {name:14s}{measured.per_second:9.1f} /s   CPU {measured.cpu_ms:8.3f} ms"
            f"   p50 {measured.p50_ms:7.1f} ms   p99 {measured.p99_ms:7.1f} ms"
            f"   = {ratio:6.1f} empty pages of CPU"
        )


def main() -> None:
    """Read the words of the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, nargs="+", default=[16, 64])
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    words = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        databases(Path(folder), words.only) as urls,
    ):
        for name, url in urls.items():
            log = Path(folder) / f"{name}.log"
            bench(name, url, log=log, client_counts=words.clients, seconds=words.seconds)


if __name__ == "__main__":
    main()
