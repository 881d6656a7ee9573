"""One SQLite file that test after test finds filled anew at the same address."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from portal.config import DRIVERS


@dataclass(frozen=True)
class SqliteFile:
    """A path; nobody may be connected to it while it is filled."""

    path: Path

    def fill(self, source: Path) -> URL:
        """Put a copy of another database in its place; gives its address."""
        for rest in ("-wal", "-shm"):
            self.path.with_name(self.path.name + rest).unlink(missing_ok=True)
        # A new file, not new bytes in the old one, which a forgotten connection might still hold.
        self.path.unlink(missing_ok=True)
        shutil.copy(source, self.path)
        return URL.create(DRIVERS["sqlite"], database=str(self.path))
