"""What no page can work with, turned away at every door before a view or a database sees it."""

from collections.abc import Iterable

from flask import Flask, abort, request

from portal.db import SAFE_METHODS

NUL = "\0"
LARGEST_ID = 2**31 - 1
"""Of the tables' keys; a larger number in an address names nothing."""
ANSWERING = "citizens."
"""The door whose pages say at the question what is wrong with an answer, whatever was typed."""


def init_impossible_values(app: Flask) -> None:
    """Look at every request of the application."""
    app.before_request(refuse_impossible_values)


def refuse_impossible_values() -> None:
    """404 for a number that no row can have, 400 for a character that no database keeps."""
    places = (request.view_args or {}).values()
    if any(isinstance(place, int) and place > LARGEST_ID for place in places):
        abort(404)
    if any(NUL in str(place) for place in places):
        abort(404)
    _refuse_nul(request.args.items(multi=True))
    if request.method in SAFE_METHODS or (request.blueprint or "").startswith(ANSWERING):
        return
    names_and_files = (
        (name, upload.filename or "") for name, upload in request.files.items(multi=True)
    )
    _refuse_nul((*request.form.items(multi=True), *names_and_files))


def _refuse_nul(names_and_texts: Iterable[tuple[str, str]]) -> None:
    if any(NUL in name or NUL in text for name, text in names_and_texts):
        abort(400)
