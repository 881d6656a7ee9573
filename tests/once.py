"""What one worker of a run makes and all of them use."""

import fcntl
from collections.abc import Callable
from pathlib import Path


def make_once(path: Path, make: Callable[[Path], None]) -> Path:
    """The file at `path`; whoever comes first makes it, the others wait until it is whole."""
    draft = path.with_name(f"draft-{path.name}")
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            draft.unlink(missing_ok=True)
            make(draft)
            draft.rename(path)
    return path
