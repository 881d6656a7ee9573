"""Weight of a questionnaire's first page with its style sheet, compressed, in bytes.

`python -m tests.benchmarks.bench_first_page`
"""

import gzip
import re
import tempfile
from http.client import HTTPConnection
from pathlib import Path

from tests.benchmarks.server import portal_server, run_flask

LIMIT = 14 * 1024


def measure() -> None:
    """Print each part's size; the sum is what must fit one TCP window."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.sqlite"
        run_flask(url, "db", "upgrade")
        run_flask(url, "city", "load")
        with portal_server(url, log=Path(folder) / "log") as server:
            home = _fetch(server.port, "/")
            wave = re.search(rb'href="(/s/[^"/]+)"', home)
            assert wave, "the home page names no open wave"
            _print_weight(server.port, wave[1].decode())


def _print_weight(port: int, path: str) -> None:
    page = _fetch(port, path)
    parts = {path: page}
    for found in re.findall(rb'(?:href|src)="(/[^"]+\.(?:css|js)[^"]*)"', page):
        parts[found.decode()] = _fetch(port, found.decode())
    sizes = {name: len(gzip.compress(body, 6)) for name, body in parts.items()}
    for name, size in sizes.items():
        print(f"{size:7d} bytes  {name}")
    needed = sum(size for name, size in sizes.items() if ".js" not in name)
    print(f"{needed:7d} bytes  page and style sheet together, limit {LIMIT}")


def _fetch(port: int, path: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    body = connection.getresponse().read()
    connection.close()
    return body


if __name__ == "__main__":
    measure()
