"""The officials' pages are tested on the sample city, which has a wave of each kind."""

from pathlib import Path

import pytest
from sqlalchemy import URL

from tests.sqlite_file import SqliteFile


@pytest.fixture
def database_url(sample_city_file: Path, sqlite_file: SqliteFile) -> URL:
    """A copy of the sample city."""
    return sqlite_file.fill(sample_city_file)
