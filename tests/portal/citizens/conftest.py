"""Ground of the citizens' tests: a small city with one wave open to all, `o1`."""

import pytest

from portal.db import Database
from surveys.sampling.tables import SamplingFrame
from tests.portal.citizens.survey import a_city, a_wave


@pytest.fixture
def frame(database: Database) -> SamplingFrame:
    """The sampling frame of a small city."""
    with database.transaction() as session:
        frame = a_city(session)
        session.expunge(frame)
    return frame


@pytest.fixture
def open_wave(database: Database, frame: SamplingFrame) -> None:
    """The wave `o1`, open to all."""
    with database.transaction() as session:
        a_wave(session, frame, "o1")
