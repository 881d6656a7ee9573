"""The schema of the database: brought to the newest migration, taken back, compared with the code.

The migrations lie in `migrations/versions/`, numbered; hosts that migrate at the same moment wait
for each other, and the later ones find nothing left to do.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import OperationalError

import portal.volunteers.tables  # noqa: F401
import surveys.questionnaires.drafts.tables
import surveys.questionnaires.tables
import surveys.responses.tables
import surveys.results.tables
import surveys.sampling.outlines.tables
import surveys.sampling.tables
import surveys.tally.tables
import surveys.waves.tables  # noqa: F401  (each import adds its tables to the metadata)
from portal.config import PROJECT_ROOT
from surveys.orm import Base

MIGRATIONS = PROJECT_ROOT / "migrations"


class SchemaError(Exception):
    """The database cannot be used as it is; the sentence says what to do."""


def upgrade_schema(engine: Engine, revision: str = "head") -> None:
    """Run the migrations up to `revision`."""
    with _migrating(engine) as config:
        command.upgrade(config, revision)


def downgrade_schema(engine: Engine, revision: str) -> None:
    """Take the migrations back to `revision`, "base" for an empty database."""
    with _migrating(engine) as config:
        command.downgrade(config, revision)


def check_schema(engine: Engine) -> None:
    """Raise SchemaError unless the database answers and stands at the newest migration."""
    address = engine.url.render_as_string(hide_password=True)
    try:
        with engine.execution_options(reads_only=True).connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise SchemaError(f"DATABASE_URL: {address} cannot be opened ({reason}).") from error
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if current != head:
        raise SchemaError(
            f"DATABASE_URL: {address} is at migration {current or 'none'}, this portal needs "
            f"{head}; run `flask --app wsgi db upgrade`."
        )


def find_differences(engine: Engine) -> list[object]:
    """What the tables in the code have and the database has not, or the other way round."""
    with engine.execution_options(reads_only=True).connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, Base.metadata))


def is_empty(engine: Engine) -> bool:
    """Whether no migration has ever run on the database."""
    return not inspect(engine).has_table("alembic_version")


@contextmanager
def _migrating(engine: Engine) -> Iterator[Config]:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect() as connection:
        _set_foreign_keys(connection, is_on=False)
        try:
            with connection.begin():
                config.attributes["connection"] = connection
                yield config
        finally:
            _set_foreign_keys(connection, is_on=True)


def _set_foreign_keys(connection: Connection, *, is_on: bool) -> None:
    """SQLite changes a table by copying it: its references must not be enforced meanwhile."""
    if connection.dialect.name == "sqlite":
        # Through the driver: inside a transaction the pragma would do nothing.
        driver_connection = cast(sqlite3.Connection, connection.connection.driver_connection)
        driver_connection.execute(f"PRAGMA foreign_keys={int(is_on)}")
