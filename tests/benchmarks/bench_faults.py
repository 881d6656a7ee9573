"""Twenty kill -9 under load, and 200 clients with one invitation: what was lost or counted twice.

`python -m tests.benchmarks.bench_faults [--kills 20] [--only sqlite]`
Clients fill in the open questionnaire and note each receipt they are shown. The server, master and
workers, is killed without warning and started again; a client whose sending was cut off sends the
same again, as a browser does. At the end every receipt shown must be in the database exactly once,
there must be one response for each receipt, and the tally must equal the recount.
"""

import argparse
import asyncio
import re
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, text

from tests.benchmarks.bench_intake import OPEN_WAVE, REVIEW, Citizens, databases
from tests.benchmarks.http_client import Visitor
from tests.benchmarks.journey import walk
from tests.benchmarks.server import Server, free_port, run_flask, start_server

N_CLIENTS = 16
SECONDS_BETWEEN_KILLS = 2.5
CUT_OFF = (OSError, asyncio.IncompleteReadError)
RECEIPT = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{2,4})+")


@dataclass
class Witness:
    """What the clients saw."""

    receipts: list[str] = field(default_factory=list)
    n_cut_off: int = 0
    is_over: bool = False


async def fill_in_and_send(citizens: Citizens, port: int, witness: Witness) -> None:
    """One citizen after another on one phone, until the end; each insists on a receipt."""
    visitor = Visitor("127.0.0.1", port)
    while not witness.is_over:
        visitor.cookies = {}
        try:
            journey = await walk(visitor, citizens.start, citizens.script, stop_before=REVIEW)
        except CUT_OFF:
            await asyncio.sleep(0.1)
            continue
        code = await _send_until_receipt(
            visitor, citizens.review_path, journey.last_fields, witness
        )
        witness.receipts.append(code)
    await visitor.close()


async def _send_until_receipt(
    visitor: Visitor, path: str, fields: list[tuple[str, str]], witness: Witness
) -> str:
    while True:
        try:
            answer = await visitor.post(path, fields)
            while answer.status in {302, 303}:
                answer = await visitor.get(answer.headers["location"])
        except CUT_OFF:
            witness.n_cut_off += 1
            await asyncio.sleep(0.1)
            continue
        found = RECEIPT.search(answer.text)
        assert found, f"status {answer.status}, no receipt: {answer.text[:400]}"
        return found[0].replace("-", "")


async def kill_again_and_again(
    url: str, citizens: Citizens, server: Server, *, n_kills: int, log: Path
) -> tuple[Witness, Server]:
    """Load the server with clients, and kill it n times meanwhile."""
    witness = Witness()
    clients = [
        asyncio.create_task(fill_in_and_send(citizens, server.port, witness))
        for _ in range(N_CLIENTS)
    ]
    for _ in range(n_kills):
        await asyncio.sleep(SECONDS_BETWEEN_KILLS)
        server.kill()
        server = await asyncio.to_thread(start_server, url, log=log, port=server.port)
    await asyncio.sleep(SECONDS_BETWEEN_KILLS)
    witness.is_over = True
    await asyncio.gather(*clients)
    return witness, server


def check_database(url: str, witness: Witness, n_before: tuple[int, int]) -> None:
    """Print what the database holds against what the clients saw."""
    n_receipts, n_responses = count_rows(url)
    stored = read_receipts(url)
    lost = [code for code in witness.receipts if code not in stored]
    print(f"  receipts shown {len(witness.receipts)}, cut-off sendings {witness.n_cut_off}")
    print(f"  receipts shown twice: {len(witness.receipts) - len(set(witness.receipts))}")
    print(f"  receipts shown and not in the database: {len(lost)}")
    print(f"  new receipts {n_receipts - n_before[0]}, new responses {n_responses - n_before[1]}")
    print("  " + run_flask(url, "tally", "check").strip().replace("\n", "\n  "))


def count_rows(url: str) -> tuple[int, int]:
    """Receipts and responses (counted or waiting) of all waves, in one snapshot."""
    query = (
        "SELECT (SELECT count(*) FROM receipt),"
        " (SELECT count(*) FROM response) + (SELECT count(*) FROM response_inbox)"
    )
    engine = create_engine(url)
    with engine.connect() as connection:
        n_receipts, n_responses = connection.execute(text(query)).one()
    engine.dispose()
    return int(n_receipts), int(n_responses)


def read_receipts(url: str) -> set[str]:
    """All receipt codes."""
    engine = create_engine(url)
    with engine.connect() as connection:
        codes = set(connection.execute(text("SELECT code FROM receipt")).scalars())
    engine.dispose()
    return codes


async def send_with_one_invitation(port: int, start: str, n_clients: int) -> Counter[int]:
    """Let n clients fill in with the same invitation, then send all at once; answers by status."""
    script: dict[str, list[tuple[str, str]]] = {}
    visitors = [Visitor("127.0.0.1", port) for _ in range(n_clients)]
    prepared = []
    for visitor in visitors:
        journey = await walk(visitor, start, script, stop_before=REVIEW)
        script |= journey.replies
        prepared.append(visitor.post(journey.last_path, journey.last_fields))
        # The server would end the connection while the others fill in.
        await visitor.close()
    answers = await asyncio.gather(*prepared)
    await asyncio.gather(*(visitor.close() for visitor in visitors))
    return Counter(answer.status for answer in answers)


def try_faults(name: str, url: str, *, n_kills: int, log: Path) -> None:
    """Try all faults on one database and print what happened."""
    run_flask(url, "db", "upgrade")
    run_flask(url, "city", "load")
    server = start_server(url, log=log, port=free_port())
    try:
        n_before = count_rows(url)
        citizens = Citizens(OPEN_WAVE)
        citizens.rehearse(server.port)
        print(f"{name}: {n_kills} kills under {N_CLIENTS} clients")
        n_rehearsed = count_rows(url)[0] - n_before[0]
        witness, server = asyncio.run(
            kill_again_and_again(url, citizens, server, n_kills=n_kills, log=log)
        )
        print(f"  responses of the rehearsal: {n_rehearsed}")
        check_database(url, witness, n_before)
        outcome = asyncio.run(send_with_one_invitation(server.port, find_invitation(url), 200))
        print(f"{name}: 200 clients with one invitation, answers by status: {dict(outcome)}")
        print("  " + run_flask(url, "tally", "check").strip().replace("\n", "\n  "))
    finally:
        server.kill()


def find_invitation(url: str) -> str:
    """The address of an invitation that nobody has used."""
    query = "SELECT code FROM invitation WHERE disposition = 'issued' ORDER BY id LIMIT 1"
    engine = create_engine(url)
    with engine.connect() as connection:
        code = connection.execute(text(query)).scalar_one()
    engine.dispose()
    return f"/i/{code}"


def main() -> None:
    """Read the words of the command line and try both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder), words.only) as urls:
        for name, url in urls.items():
            try_faults(name, url, n_kills=words.kills, log=Path(folder) / f"{name}.log")


if __name__ == "__main__":
    main()
