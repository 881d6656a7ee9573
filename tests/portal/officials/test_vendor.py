"""What we serve that others wrote is what we say it is."""

import hashlib
import re
from pathlib import Path

import pytest

VENDOR = Path(__file__).parents[3] / "portal" / "static" / "vendor"
ROWS = re.findall(
    r"^\| `([^`]+\.js)` .*`([^`]+\.LICENSE)` \| `([0-9a-f]{64})` \|$",
    (VENDOR / "README.md").read_text("utf-8"),
    re.MULTILINE,
)


@pytest.mark.parametrize(("name", "licence", "digest"), ROWS)
def test_vendored_file_has_the_digest_and_licence_of_its_table(
    name: str, licence: str, digest: str
) -> None:
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest
    assert (VENDOR / licence).read_text("utf-8").strip()


def test_every_vendored_file_stands_in_the_table() -> None:
    assert {path.name for path in VENDOR.glob("*.js")} == {name for name, _, _ in ROWS}
