"""What no page can work with, turned away at the door before a view or a database sees it."""

from flask import abort, request

NUL = "\0"
LARGEST_ID = 2**31 - 1
"""Of the tables' keys; a larger number in an address names nothing."""


def refuse_impossible_values() -> None:
    """404 for a number that no row can have, 400 for a character that no database keeps."""
    places = (request.view_args or {}).values()
    if any(isinstance(place, int) and place > LARGEST_ID for place in places):
        abort(404)
    if any(NUL in str(place) for place in places):
        abort(404)
    sent = (*request.args.values(), *request.form.values())
    if any(NUL in text for text in sent):
        abort(400)


def read_answer(*answers: str) -> str:
    """The button that was pressed; whoever sends none of these has not used the page."""
    answer = request.form.get("answer", "")
    if answer not in answers:
        abort(400)
    return answer
