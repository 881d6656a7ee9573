"""The database of a process: its engine, the sessions of a request, and the one place that commits.

A request that may change something (any method but GET and HEAD) works in `db.session`, which
commits after the response is made if its status is below 400 and rolls back otherwise. A GET, and
whoever asks for `db.reader`, reads one consistent snapshot and cannot write.

SQLite: the journal is a write-ahead log, flushed to the disk at every commit, so that what a
citizen was thanked for survives power loss. A writing transaction takes the write lock with its
first statement (it can then never fail half-way for want of it); prepare everything before.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

from flask import Flask, Response, current_app, g, request
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.orm import Session
from werkzeug.local import LocalProxy

from portal.write_queue import WriteQueue

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SQLITE_PATIENCE_SECONDS = 30
READ_OPTIONS: dict[str, dict[str, Any]] = {
    "sqlite": {"reads_only": True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}


class Database:
    """One engine per process and the transactions on it."""

    def __init__(self, url: URL, *, n_threads: int) -> None:
        self.engine = make_engine(url, n_threads=n_threads)
        self._read_engine = self.engine.execution_options(**READ_OPTIONS[self.engine.dialect.name])

    def init_app(self, app: Flask) -> None:
        """Give every request of `app` its sessions."""
        app.extensions["database"] = self
        app.after_request(_end_transaction)
        app.teardown_request(_close_sessions)

    @property
    def session(self) -> Session:
        """The request's session: a reader for GET, a writer for methods that may change things."""
        if request.method in SAFE_METHODS:
            return self.reader
        if "write_session" not in g:
            g.write_session = Session(self.engine)
        return cast(Session, g.write_session)

    @property
    def reader(self) -> Session:
        """The request's read-only session: one snapshot, no write lock."""
        if "read_session" not in g:
            g.read_session = Session(self._read_engine)
        return cast(Session, g.read_session)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A writing transaction outside requests (commands, the keeper): commits at the end."""
        with Session(self.engine) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A read-only snapshot outside the request's own (commands, streamed downloads)."""
        with Session(self._read_engine) as session:
            yield session


def _current_database() -> Database:
    return cast(Database, current_app.extensions["database"])


db = cast(Database, LocalProxy(_current_database))


def make_engine(url: URL, *, n_threads: int) -> Engine:
    """An engine whose pool serves every thread a reader and a writer at once."""
    # Two per thread, and two for the keeper and a streamed download.
    options = {"pool_size": 2 * n_threads + 2, "max_overflow": n_threads, "pool_timeout": 30}
    # An error's message goes to the log: it must not carry what a citizen answered.
    options["hide_parameters"] = True
    if url.get_backend_name() == "postgresql":
        # The ping lets a request that follows a restart of the database succeed at once.
        return create_engine(url, pool_pre_ping=True, **options)
    engine = create_engine(url, connect_args={"timeout": SQLITE_PATIENCE_SECONDS}, **options)
    queue = WriteQueue(Path(str(url.database)), patience_seconds=SQLITE_PATIENCE_SECONDS)
    queue.release_at_checkin(engine)
    event.listen(engine, "connect", _prepare_sqlite_connection)
    event.listen(engine, "begin", partial(_begin_sqlite_transaction, queue=queue))
    return engine


def _prepare_sqlite_connection(dbapi_connection: Any, _record: object) -> None:
    # The driver must not begin transactions by itself: _begin_sqlite_transaction does.
    dbapi_connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        dbapi_connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite_transaction(connection: Connection, *, queue: WriteQueue) -> None:
    reads_only = connection.get_execution_options().get("reads_only", False)
    if not reads_only:
        queue.enter(connection)
    if connection.info.get("reads_only", False) != reads_only:
        connection.exec_driver_sql(f"PRAGMA query_only={int(reads_only)}")
        connection.info["reads_only"] = reads_only
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def _end_transaction(response: Response) -> Response:
    session: Session | None = g.get("write_session")
    if session is not None:
        if response.status_code < 400:
            session.commit()
        else:
            session.rollback()
    return response


def _close_sessions(_error: BaseException | None) -> None:
    for name in ("write_session", "read_session"):
        session: Session | None = g.pop(name, None)
        if session is not None:
            session.close()
