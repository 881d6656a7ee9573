"""Every index that is there for a page is the one by which the database answers that page."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Connection, event
from sqlalchemy.orm import Session

from portal.config import DRIVERS
from portal.db import Database
from portal.schema import upgrade_schema
from portal.volunteers.activities.listing import (
    ShiftFilter,
    count_by_day,
    count_by_place,
    list_shifts,
)
from portal.volunteers.recognition.redemptions import list_redemptions
from portal.volunteers.statistics.participation import measure_participation
from tests.portal.volunteers.builders import NOW, RULES
from tests.postgres import make_database

Work = Callable[[Session], object]


@pytest.fixture(params=["sqlite", "postgresql"])
def unused_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database that nothing has been in: PostgreSQL plans by what it remembers of its tables."""
    url = URL.create(DRIVERS["sqlite"], database=str(tmp_path / "unused.sqlite"))
    if request.param == "postgresql":
        url = make_database(request.getfixturevalue("postgresql_cluster"), "unused")
    database = Database(url, n_threads=1)
    upgrade_schema(database.engine)
    yield database
    database.engine.dispose()


def read_plans(database: Database, work: Work) -> str:
    """How the database would answer each statement of the work, in its own words."""
    statements: list[tuple[str, Any]] = []
    with database.reading() as session:
        connection = session.connection()

        @event.listens_for(connection, "before_cursor_execute")
        def note(_connection: Connection, _cursor: object, *statement: Any) -> None:
            statements.append((statement[0], statement[1]))

        work(session)
        asked = list(statements)
        is_sqlite = connection.dialect.name == "sqlite"
        if not is_sqlite:
            # The tables of a test are so small that reading them whole is always cheapest.
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        word = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
        return "\n".join(
            str(row)
            for text, values in asked
            for row in connection.exec_driver_sql(word + text, values)
        )


def list_with(**wanted: Any) -> Work:
    wish = replace(ShiftFilter(), **wanted)
    return lambda session: list_shifts(session, wish, now=NOW, timezone=RULES.timezone)


def count_days(session: Session) -> object:
    month = ShiftFilter(first_day=NOW.date(), last_day=NOW.date())
    return count_by_day(session, month, now=NOW, timezone=RULES.timezone)


def count_places(session: Session) -> object:
    return count_by_place(session, ShiftFilter(), now=NOW, timezone=RULES.timezone)


def list_waiting(session: Session) -> object:
    return list_redemptions(session, is_handed_over=False)


def measure(session: Session) -> object:
    return measure_participation(session, now=NOW, rules=RULES)


PAGES: tuple[tuple[Work, tuple[str, ...]], ...] = (
    (list_with(), ("ix_volunteer_shift_listed", "ix_volunteer_activity_unpublished")),
    (list_with(field="environment"), ("ix_volunteer_activity_field",)),
    (list_with(audience="everyone"), ("ix_volunteer_activity_audience",)),
    (count_days, ("ix_volunteer_shift_listed",)),
    (count_places, ("ix_volunteer_shift_listed",)),
    (list_waiting, ("ix_volunteer_points_entry_redeemed",)),
    (
        measure,
        ("ix_volunteer_counted", "ix_volunteer_total_counted", "ix_volunteer_sample_data"),
    ),
)


def test_every_page_is_answered_by_its_indexes(unused_database: Database) -> None:
    unused = []
    for work, indexes in PAGES:
        plans = read_plans(unused_database, work)
        unused += [index for index in indexes if index not in plans]
    assert unused == []
