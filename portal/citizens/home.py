"""The front page, and the two pages of help."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.asking.faces import PageError
from portal.citizens.openings import find_opening, list_openings
from portal.citizens.ways import make_start_address
from portal.citizens.words import say_code_refusal
from portal.clock import read_clock
from portal.db import db
from surveys.errors import InvitationUsed, MistypedCode, UnknownInvitation
from surveys.waves.invitations import find_invited_wave

blueprint = Blueprint("home", __name__)

CODE_FIELD = "code"


@blueprint.get("/")
def show_home() -> ResponseReturnValue:
    """The way in: by invitation code, or to a wave open to all."""
    return _render_home()


@blueprint.post("/")
def enter_code() -> ResponseReturnValue:
    """Lead from an invitation code to its wave."""
    typed = request.form.get(CODE_FIELD, "")
    try:
        wave_code, code = find_invited_wave(db.reader, typed)
    except (MistypedCode, UnknownInvitation, InvitationUsed) as refusal:
        return _render_home(typed, (PageError(CODE_FIELD, say_code_refusal(refusal)),)), 422
    return redirect(make_start_address(find_opening(db.reader, wave_code), code), 303)


@blueprint.get("/privacy")
def explain_privacy() -> ResponseReturnValue:
    """What the portal knows of those who answer: nothing that names them."""
    return render_template("citizens/privacy.html")


@blueprint.get("/accessibility")
def explain_accessibility() -> ResponseReturnValue:
    """How to use the portal with large print, keyboard, screen reader or a slow line."""
    return render_template("citizens/accessibility.html")


def _render_home(typed: str = "", errors: tuple[PageError, ...] = ()) -> str:
    openings = list_openings(db.reader, now=read_clock())
    return render_template("citizens/home.html", openings=openings, code=typed, errors=errors)
