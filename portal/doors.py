"""The doors of the portal: one parent blueprint per audience, which carries its access check.

Folder, address prefix and endpoint name all say who may enter (`portal/officials/`, `/officials`,
`officials.`), and a page behind a door cannot forget the check: it is the door's, not the page's.
"""

from collections.abc import Callable

from flask import Blueprint
from flask.typing import ResponseReturnValue

AccessCheck = Callable[[], ResponseReturnValue | None]


def make_door(
    name: str, url_prefix: str, *topics: Blueprint, admit: AccessCheck | None = None
) -> Blueprint:
    """A door with its topics behind it.

    `admit` runs before every page behind the door: None lets the visitor in, anything else is
    what the visitor gets instead. Without it the door is open to everyone.
    """
    door = Blueprint(name, __name__, url_prefix=url_prefix)
    if admit is not None:
        door.before_request(admit)
    for topic in topics:
        door.register_blueprint(topic)
    return door
