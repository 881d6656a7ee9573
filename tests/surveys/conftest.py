"""The sample city, loaded once per run, for tests that only read it."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import URL
from sqlalchemy.orm import Session

from portal.config import DRIVERS
from portal.db import make_engine
from surveys.city.service import load_sample_city

CITY_LOADED_AT = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.fixture(scope="session")
def city_file(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the whole sample city."""
    path = tmp_path_factory.mktemp("city") / "city.sqlite"
    shutil.copy(migrated_sqlite, path)
    engine = make_engine(URL.create(DRIVERS["sqlite"], database=str(path)), n_threads=1)
    with Session(engine) as session, session.begin():
        load_sample_city(session, now=CITY_LOADED_AT)
    engine.dispose()
    return path


@pytest.fixture
def city(city_file: Path, tmp_path: Path) -> Iterator[Session]:
    """A session on a copy of the sample city."""
    path = tmp_path / "city.sqlite"
    shutil.copy(city_file, path)
    engine = make_engine(URL.create(DRIVERS["sqlite"], database=str(path)), n_threads=1)
    with Session(engine) as session:
        yield session
    engine.dispose()
