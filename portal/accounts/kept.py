"""What somebody sent who was signed out meanwhile: kept on the sign-in page, sent again after it.

It travels in the pages alone, from the form that was sent to the sign-in page and on to a page
that offers to send it again. Nothing of it is stored, and nothing is sent by itself.
"""

import json
from collections.abc import Sequence
from typing import cast

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from portal.accounts.forms import SignInForm
from portal.display import own_address

KEPT = "kept"
OWN_FIELDS = frozenset({"csrf_token", "current", "password", "repeated", KEPT})
"""What is not kept: tokens of the session that ended, and passwords."""

Fields = Sequence[tuple[str, str]]


def ask_again() -> ResponseReturnValue:
    """Show where to sign in, with what was sent kept on the page; refuse where nothing was."""
    fields = [
        (name, value) for name, value in request.form.items(multi=True) if name not in OWN_FIELDS
    ]
    if request.method != "POST" or not fields or _is_script():
        abort(403)
    form = SignInForm(formdata=None, next=request.path)
    return render_template("accounts/sign_in.html", form=form, kept=json.dumps(fields)), 403


def read_kept() -> str:
    """Give what a sign-in form carries, as it carries it."""
    return request.form.get(KEPT, "")


def offer_kept(kept: str, address: str | None) -> ResponseReturnValue:
    """Show a page that sends what was kept to where it was going."""
    return render_template(
        "accounts/go_on.html", address=own_address(address), fields=_read_fields(kept)
    )


def _read_fields(kept: str) -> Fields:
    try:
        plain = json.loads(kept)
    except ValueError:
        abort(400)
    if not isinstance(plain, list):
        abort(400)
    pairs = [pair for pair in plain if isinstance(pair, list) and len(pair) == 2]
    return cast(Fields, [(str(name), str(value)) for name, value in pairs])


def _is_script() -> bool:
    return request.accept_mimetypes.best == "application/json"
