"""The officials' pages are tested on the sample city, which has a wave of each kind."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import URL

from portal.config import DRIVERS


@pytest.fixture
def database_url(sample_city_file: Path, tmp_path: Path) -> URL:
    """A copy of the sample city."""
    path = tmp_path / "city.sqlite"
    shutil.copy(sample_city_file, path)
    return URL.create(DRIVERS["sqlite"], database=str(path))
