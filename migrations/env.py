"""Runs the migrations on the connection that portal.schema hands over, one host at a time."""

from alembic import context
from sqlalchemy import Connection, text

from surveys.orm import Base

# Any number, the same on every host: who holds it migrates, the others wait.
LOCK_NUMBER = 20261121


def run_migrations(connection: Connection) -> None:
    """Run in the caller's transaction: a migration that fails leaves nothing behind."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK_NUMBER})
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        if broken:
            raise RuntimeError(f"rows point to rows that are gone: {broken[:5]}")


run_migrations(context.config.attributes["connection"])
