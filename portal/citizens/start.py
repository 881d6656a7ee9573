"""The start of a wave: what it is for, its marks and its privacy on one screen, and one button."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.citizens.openings import Opening, find_opening, refuse_unless_open
from portal.citizens.progress import Filling, start_filling
from portal.citizens.sending import ANSWERED_COOKIE
from portal.citizens.visit import keep_filling, load_visit, read_filling
from portal.citizens.ways import find_way_on, make_address, make_start_address
from portal.clock import read_clock
from portal.db import db
from surveys.errors import InvitationOfAnotherWave, InvitationRequired
from surveys.questionnaires.routing import find_path
from surveys.waves.invitations import find_invited_wave

blueprint = Blueprint("start", __name__)


@blueprint.get("/i/<code>")
def open_invitation(code: str) -> ResponseReturnValue:
    """The address printed on an invitation: leads to its wave."""
    wave_code, invitation_code = find_invited_wave(db.reader, code)
    return redirect(make_start_address(find_opening(db.reader, wave_code), invitation_code), 303)


@blueprint.get("/s/<wave_code>")
def show_start(wave_code: str) -> ResponseReturnValue:
    """The start page; for a wave by invitation, after its code."""
    opening = find_opening(db.reader, wave_code)
    refuse_unless_open(opening, read_clock())
    begun = _read_begun(opening)
    if begun is None and opening.is_by_invitation and not request.args.get("code"):
        return render_template("citizens/code_needed.html", opening=opening), 403
    if begun is None:
        _admit(opening)
    if begun is None and ANSWERED_COOKIE in request.cookies:
        return render_template("citizens/answered_here.html")
    way_on = find_way_on(load_visit(wave_code)) if begun else ""
    return render_template(
        "citizens/start.html",
        opening=opening,
        questionnaire=opening.questionnaire,
        way_on=way_on,
    )


@blueprint.post("/s/<wave_code>")
def start(wave_code: str) -> ResponseReturnValue:
    """Begin a fresh filling-in and lead to its first page."""
    opening = find_opening(db.reader, wave_code)
    refuse_unless_open(opening, read_clock())
    filling = start_filling(opening.version.id, invitation_code=_admit(opening))
    first = find_path(opening.questionnaire, {}, seed=filling.seed).pages[0]
    return keep_filling(redirect(make_address(opening, first.code), 303), opening, filling)


def _admit(opening: Opening) -> str:
    """The invitation's code from the address, once it has been found good for this wave."""
    if not opening.is_by_invitation:
        return ""
    typed = request.args.get("code") or _read_code_begun_with(opening)
    if not typed:
        raise InvitationRequired
    wave_code, code = find_invited_wave(db.reader, typed)
    if wave_code != opening.code:
        raise InvitationOfAnotherWave
    return code


def _read_begun(opening: Opening) -> Filling | None:
    """The filling-in that this browser has begun and not sent, if it is of the same invitation."""
    filling = read_filling(opening)
    if filling is None or filling.receipt_code:
        return None
    typed = request.args.get("code", filling.invitation_code)
    return filling if typed == filling.invitation_code else None


def _read_code_begun_with(opening: Opening) -> str:
    begun = _read_begun(opening)
    return begun.invitation_code if begun else ""
