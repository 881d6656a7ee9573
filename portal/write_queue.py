"""A fair queue of writers for SQLite, which itself lets writers poll, and some of them starve.

Writers of one process queue at a mutex, the processes of one host at a lock on a file beside the
database; both are handed on at once. SQLite's own lock stays what keeps the data right: a program
that does not queue here (a shell, a backup) only waits longer.
"""

import fcntl
import os
import threading
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import TimeoutError as DatabaseTimeout

IS_QUEUED = "is in the write queue"


class WriteQueue:
    """Lets one writing transaction at a time begin on an engine."""

    def __init__(self, database_file: Path, *, patience_seconds: float) -> None:
        self._lock_file = database_file.with_name(database_file.name + ".lock")
        self._patience_seconds = patience_seconds
        self._mutex = threading.Lock()
        self._descriptor: int | None = None

    def enter(self, connection: Connection) -> None:
        """Wait for the turn of this connection; it holds it until it is back in its pool."""
        if connection.info.get(IS_QUEUED):
            return
        if not self._mutex.acquire(timeout=self._patience_seconds):
            raise DatabaseTimeout("another transaction of this process has not ended")
        connection.info[IS_QUEUED] = True
        if self._descriptor is None:
            # Opened by the process that uses it: a lock is shared with whoever forks later.
            self._descriptor = os.open(self._lock_file, os.O_RDWR | os.O_CREAT, 0o644)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def release_at_checkin(self, engine: Engine) -> None:
        """Hand the turn on when a connection goes back to the engine's pool."""
        event.listen(engine, "checkin", self._leave)

    def _leave(self, _dbapi_connection: Any, record: Any) -> None:
        if record.info.pop(IS_QUEUED, False):
            if self._descriptor is not None:
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)
            self._mutex.release()
