"""Ground of the citizens' tests: a small city with one wave open to all, `o1`."""

import pytest

from portal.db import Database
from surveys.sampling.tables import SamplingFrame
from surveys.waves.sample_types import SampleType
from tests.portal.citizens.survey import a_city, a_wave, an_invitation


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


@pytest.fixture
def invitation(database: Database, frame: SamplingFrame) -> str:
    """The code of an invitation to the wave `r2`."""
    with database.transaction() as session:
        wave = a_wave(session, frame, "r2", sample_type=SampleType.RANDOM)
        return an_invitation(session, wave)
