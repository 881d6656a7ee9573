"""Against forged forms: only who carries a filling-in can post to it.

Every form of a filling-in holds a token made from the random key inside its sealed cookie. Another
site can neither read the cookie nor make the token. So answering needs no session, no second
cookie, and no look at the clock. The check runs before every view of the blueprints it guards: a
new page cannot forget it.
"""

import hmac
import os
from base64 import urlsafe_b64encode

from flask import request
from flask_wtf.csrf import CSRFError

from portal.citizens.openings import find_opening
from portal.citizens.visit import end_without_filling, read_filling
from portal.db import SAFE_METHODS, db

FIELD = "csrf_token"
N_SALT = 11
"""Characters of the salt: the same key gives another token on every page, so that compressed
pages tell nothing about it."""


def make_token(submission_key: str) -> str:
    """A fresh token for the forms of one filling-in."""
    return _sign(urlsafe_b64encode(os.urandom(8)).decode()[:N_SALT], submission_key)


def is_genuine(token: str, submission_key: str) -> bool:
    """Whether a token was made for this filling-in."""
    expected = _sign(token[:N_SALT], submission_key)
    return hmac.compare_digest(token.encode(), expected.encode())


def refuse_forged() -> None:
    """End a request that would change something without the filling-in's own token."""
    if request.method in SAFE_METHODS:
        return
    token = request.form.get(FIELD)
    if not token:
        raise CSRFError("the form carries no token")
    opening = find_opening(db.reader, (request.view_args or {})["wave_code"])
    filling = read_filling(opening)
    if filling is None:
        end_without_filling(opening)
    if not is_genuine(token, filling.submission_key):
        raise CSRFError("the token was not made for this filling-in")


def _sign(salt: str, submission_key: str) -> str:
    digest = hmac.digest(submission_key.encode(), salt.encode(), "sha256")
    return salt + urlsafe_b64encode(digest[:18]).decode()
