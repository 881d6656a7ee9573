"""Starts the portal under gunicorn for a benchmark, and reads what its workers cost."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECRET_KEY = "a secret of the benchmark only, 0123456789abcdef"
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Server:
    """A running gunicorn: its port, its process, its workers."""

    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def worker_pids(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def cpu_seconds(self) -> float:
        """CPU seconds spent by all workers so far (user and system)."""
        return sum(_cpu_seconds(pid) for pid in self.worker_pids)

    def memory_mib(self) -> list[float]:
        """Resident memory of each worker in MiB; pages shared with the master count in each."""
        return [_resident_mib(pid) for pid in self.worker_pids]

    def kill(self) -> None:
        """kill -9 of the master and every worker, at once; those that have gone need none."""
        with suppress(FileNotFoundError, ProcessLookupError):
            pids = [self.process.pid, *self.worker_pids]
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _resident_mib(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / 2**20


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(database_url: str, port: int) -> dict[str, str]:
    """The environment of a portal on the given database and port, with a secret of its own."""
    return {
        **os.environ,
        "DATABASE_URL": database_url,
        "PORT": str(port),
        "SECRET_KEY": SECRET_KEY,
        "WORKERS": os.environ.get("BENCH_WORKERS", "4"),
        "THREADS": "4",
        "PYTHONPATH": str(ROOT),
    }


def run_flask(database_url: str, *words: str) -> str:
    """Run one of the portal's own commands on the given database; returns what it printed."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    env = environment(database_url, 8000)
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout


def unwind_when_terminated() -> None:
    """Take a termination like Ctrl-C, so that servers, clusters and folders go with the process."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@contextmanager
def portal_server(database_url: str, *, log: Path, port: int | None = None) -> Iterator[Server]:
    """A portal with its benchmark page on a free port; killed at the end."""
    server = start_server(database_url, log=log, port=port or free_port())
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.kill()


def start_server(database_url: str, *, log: Path, port: int) -> Server:
    """Start gunicorn and wait until it answers."""
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py"]
    with log.open("ab") as out:
        process = subprocess.Popen(
            [*command, "tests.benchmarks.wsgi_bench:app"],
            cwd=ROOT,
            env=environment(database_url, port),
            stdout=out,
            stderr=out,
        )
    server = Server(port, process)
    with ExitStack() as stack:
        stack.callback(server.kill)
        _wait_until_answering(server, log)
        stack.pop_all()
    return server


def _wait_until_answering(server: Server, log: Path) -> None:
    for _ in range(300):
        if server.process.poll() is not None:
            raise RuntimeError(f"gunicorn stopped:\n{log.read_text()[-2000:]}")
        connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
        try:
            connection.request("GET", "/bench/empty")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError("gunicorn did not answer within 30 seconds")
