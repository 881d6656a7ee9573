"""What the tests of the volunteers' pages share: a clock to move, a small city, codes."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from portal.db import Database
from portal.volunteers.attendance.codes import CodeMaker
from tests.portal.volunteers.builders import NOW, a_city
from tests.portal.volunteers.world import World, build_world


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that the test moves."""
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


@pytest.fixture
def city(database: Database) -> None:
    with database.transaction() as session:
        a_city(session)


@pytest.fixture
def codes(app: Flask) -> CodeMaker:
    return CodeMaker(app.extensions["settings"].secret_key)


@pytest.fixture
def world(database: Database) -> World:
    """Two teams, and one volunteer with something of everything."""
    with database.transaction() as session:
        return build_world(session)
