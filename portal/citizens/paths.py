"""The path of a filling-in, walked once for each state of its answers and then recalled.

A page is shown, answered, and leads to the next: three requests ask for the same path. What is
kept is the path under a keyed digest of the answers, in the memory of the process: never the
answers themselves, and nothing that another process would miss.
"""

import secrets
from datetime import date
from hashlib import blake2b

from portal.citizens.openings import Opening
from portal.citizens.progress import Filling
from surveys.questionnaires.pages import Answers, Path
from surveys.questionnaires.routing import find_path

MAX_KEPT = 4096
_KEY = secrets.token_bytes(32)
_kept: dict[bytes, Path] = {}


def recall_path(opening: Opening, filling: Filling, answers: Answers, *, today: date) -> Path:
    """The path of `answers`, which are those that the filling-in carries packed."""
    path = _kept.get(_name_state(opening, filling, today))
    if path is None:
        path = find_path(opening.questionnaire, answers, seed=filling.seed, today=today)
        keep_path(opening, filling, path, today=today)
    return path


def keep_path(opening: Opening, filling: Filling, path: Path, *, today: date) -> None:
    """Keep a path that was just walked, for the requests that follow on the same day."""
    if len(_kept) >= MAX_KEPT:
        _kept.clear()
    _kept[_name_state(opening, filling, today)] = path


def _name_state(opening: Opening, filling: Filling, today: date) -> bytes:
    digest = blake2b(filling.answers, digest_size=16, key=_KEY)
    digest.update(f"{opening.version.digest}:{filling.seed}:{today}".encode())
    return digest.digest()
