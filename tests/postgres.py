"""A PostgreSQL cluster of the tests' own, from Debian's binaries, gone when the tests end."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine

MISSING = "PostgreSQL is needed by the tests: run `apt-get install postgresql`."


@contextmanager
def run_postgresql(*, is_durable: bool = False) -> Iterator[URL]:
    """Start a cluster that trusts local connections and hand over its address.

    A durable one flushes every commit to the disk, as in service; the tests need no such care.
    """
    binaries = _find_binaries()
    # Not pytest's folder: that is closed to the user postgres.
    folder = Path(tempfile.mkdtemp(prefix="minyi-postgresql-"))
    identity = _become_postgres(folder)
    port = find_free_port()
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} "
        "-c max_connections=300 "
    ) + ("" if is_durable else "-c fsync=off -c synchronous_commit=off -c full_page_writes=off")

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [binaries / program, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            **identity,
        )

    data, log = str(folder / "data"), str(folder / "log")
    locale = ("-E", "UTF8", "--locale=C.UTF-8")
    try:
        run("initdb", "-D", data, "-U", "portal", "-A", "trust", *locale, "--no-sync")
        run("pg_ctl", "-s", "-w", "-D", data, "-l", log, "-o", options, "start")
        yield URL.create(
            "postgresql+psycopg",
            username="portal",
            host="127.0.0.1",
            port=port,
            database="postgres",
        )
    finally:
        # Whoever interrupts the start leaves nothing running either.
        if (folder / "data" / "postmaster.pid").exists():
            run("pg_ctl", "-s", "-m", "immediate", "-D", data, "stop")
        shutil.rmtree(folder, ignore_errors=True)


def make_database(cluster: URL, name: str) -> URL:
    """A new and empty database of a cluster, in place of what had the name before."""
    admin = create_engine(cluster, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    admin.dispose()
    return cluster.set(database=name)


def find_free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _find_binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise RuntimeError(MISSING)
    return Path(on_path).resolve().parent


def _become_postgres(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: its own user does it then."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam("postgres")
    except KeyError as error:
        raise RuntimeError(MISSING) from error
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_name, "group": user.pw_gid, "extra_groups": []}
