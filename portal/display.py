"""The switches every page carries: language and large print, and the sign that the portal lives."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, redirect, request
from werkzeug.wrappers import Response

from portal.doors import make_door
from portal.i18n import is_language

ONE_YEAR_SECONDS = 365 * 24 * 3600
DISPLAYS = ("normal", "large")

blueprint = Blueprint("display", __name__)


@blueprint.get("/language/<language>")
def choose_language(language: str) -> Response:
    """Remember the language, perhaps one that only questionnaires speak, and return whence."""
    if not is_language(language):
        abort(404)
    return _remember("lang", language)


@blueprint.get("/display/<display>")
def choose_display(display: str) -> Response:
    """Remember normal or large print and return to the page the visitor came from."""
    if display not in DISPLAYS:
        abort(404)
    return _remember("print", display)


@blueprint.get("/alive")
def tell_alive() -> Response:
    """Answer a monitor without touching anything."""
    return Response("ok", mimetype="text/plain")


def _remember(cookie: str, choice: str) -> Response:
    response = redirect(own_address(request.args.get("next")), 303)
    response.set_cookie(
        cookie,
        choice,
        max_age=ONE_YEAR_SECONDS,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def own_address(address: str | None) -> str:
    """`address` if it is a path on this portal, otherwise the home page."""
    if address is None or not address.startswith("/") or "\\" in address:
        return "/"
    parts = urlsplit(address)
    # "//elsewhere" is another host; control characters make browsers read it differently.
    if parts.scheme or parts.netloc or not address.isprintable():
        return "/"
    return address


door = make_door("common", "/", blueprint)
