"""The portal as it really runs: gunicorn on a free port, with the sample city."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import URL

from portal.accounts.service import find_account, issue_sign_in_link, open_account
from portal.accounts.tables import Role
from portal.clock import SECRETS, read_clock
from portal.db import Database
from surveys.sampling.service import unused_invitations
from surveys.waves.service import find_wave
from tests.postgres import find_free_port

ROOT = Path(__file__).parents[1]
START_SECONDS = 60


@dataclass(frozen=True)
class LiveServer:
    """A running portal: its address, its process, its database."""

    address: str
    process: subprocess.Popen[bytes]
    database: Database

    def list_codes(self, wave_code: str, n: int) -> tuple[str, ...]:
        """Unused invitation codes of a wave."""
        with self.database.reading() as session:
            return unused_invitations(session, find_wave(session, wave_code).id, n)

    def make_sign_in_link(self, name: str = "chen") -> str:
        """A fresh one-time link for an official, whose account is opened if there is none."""
        now = read_clock()
        with self.database.transaction() as session:
            account = find_account(session, name) or open_account(
                session, name, role=Role.OFFICIAL, now=now, rng=SECRETS
            )
            token = issue_sign_in_link(session, account, now=now, rng=SECRETS)
        return f"{self.address}/account/link/{token}"


@contextmanager
def run_server(
    database_url: URL,
    folder: Path,
    *,
    n_workers: int = 1,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[LiveServer]:
    """Start gunicorn on a migrated database, wait until it answers, stop it at the end.

    `settings` are further variables of its environment.
    """
    port = find_free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(folder),
        "DATABASE_URL": database_url.render_as_string(hide_password=False),
        "PORT": str(port),
        "WORKERS": str(n_workers),
        **settings,
    }
    command = [sys.executable, "-m", "gunicorn"]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    database = Database(database_url, n_threads=2)
    try:
        _wait_until_alive(process, port, folder / "server.log")
        yield LiveServer(address, process, database)
    finally:
        database.engine.dispose()
        process.terminate()
        process.wait(START_SECONDS)


def _wait_until_alive(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended at once:\n{log.read_text()}")
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/alive")
            connection.getresponse().read()
            connection.close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server did not answer:\n{log.read_text()}")
