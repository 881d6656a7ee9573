"""Settings of random examples, and the sample city loaded once per run.

Tests with random examples take the time they take: how fast a machine is, is not their claim.
"""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import URL
from sqlalchemy.orm import Session

from portal.config import DRIVERS
from portal.db import make_engine
from surveys.city.service import load_sample_city

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

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
