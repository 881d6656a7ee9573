"""How large a post may be: small everywhere, larger where officials write questionnaires.

The limit must stand before anything reads the body, and the check against forged forms does so
first of all: who may send more is therefore decided here, not only at the door.
"""

from collections.abc import Mapping

from flask import Flask, abort, request

from portal.accounts.session import current_account
from portal.db import SAFE_METHODS
from surveys.questionnaires.xlsform.limits import MAX_FILE, MIB

MAX_POST = 64 * 1024
MAX_EDITOR_POST = MIB
"""A question of 300 options in two languages, each with long words, needs less than half of it."""
MAX_UPLOAD = MAX_FILE + MAX_POST
"""A form's file, and the fields beside it."""

LIMITS: Mapping[str, int] = {
    "officials.questionnaires.importing.": MAX_UPLOAD,
    "officials.questionnaires.": MAX_EDITOR_POST,
}
"""What the names of endpoints begin with, the narrower first."""


def init_post_limits(app: Flask) -> None:
    """Limit what `app` reads; to be called before whatever reads the body of a request."""
    app.config.from_mapping(
        MAX_CONTENT_LENGTH=MAX_POST, MAX_FORM_MEMORY_SIZE=MAX_POST, MAX_FORM_PARTS=500
    )
    app.before_request(raise_limit)


def raise_limit() -> None:
    """Let officials send more to the pages that need it."""
    endpoint = request.endpoint or ""
    limit = next((LIMITS[start] for start in LIMITS if endpoint.startswith(start)), None)
    if limit is None or request.method in SAFE_METHODS:
        return
    if current_account() is None:
        # Whoever was signed out meanwhile is told so, and not that the text is too long.
        if (request.content_length or 0) > MAX_POST:
            abort(403)
        return
    request.max_content_length = limit
    request.max_form_memory_size = min(limit, MAX_EDITOR_POST)
