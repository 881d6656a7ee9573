"""Reading buttons: what a form without fields can say."""

from flask import abort, request


def read_answer(*answers: str) -> str:
    """The button that was pressed; whoever sends none of these has not used the page."""
    answer = request.form.get("answer", "")
    if answer not in answers:
        abort(400)
    return answer
