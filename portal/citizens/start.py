"""The start of a wave: what it is for, its marks and its privacy on one screen, and one button."""

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.citizens.forgery import make_token
from portal.citizens.openings import Opening, find_opening, refuse_unless_open
from portal.citizens.progress import Filling, start_filling
from portal.citizens.sending import ANSWERED_COOKIE
from portal.citizens.visit import end_without_filling, keep_filling, load_visit, read_filling
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
    filling, typed = read_filling(opening), request.args.get("code", "")
    if filling and _goes_on(filling, typed):
        return _show(opening, filling)
    if opening.is_by_invitation and not typed:
        return render_template("citizens/code_needed.html", opening=opening), 403
    if filling and filling.receipt_code and not opening.is_by_invitation:
        return _offer_another(filling)
    fresh = start_filling(opening.version.id, invitation_code=_admit(opening, typed))
    # An invitation is good for one person, whoever used the device before.
    is_second = ANSWERED_COOKIE in request.cookies and not opening.is_by_invitation
    page = _offer_another(fresh) if is_second else _show(opening, fresh)
    return keep_filling(make_response(page), opening, fresh)


@blueprint.post("/s/<wave_code>")
def start(wave_code: str) -> ResponseReturnValue:
    """Begin a fresh filling-in and lead to its first page."""
    opening = find_opening(db.reader, wave_code)
    refuse_unless_open(opening, read_clock())
    shown = read_filling(opening)
    if shown is None:
        end_without_filling(opening)
    code = _admit(opening, shown.invitation_code)
    filling = start_filling(opening.version.id, invitation_code=code)
    first = find_path(opening.questionnaire, {}, seed=filling.seed).pages[0]
    return keep_filling(redirect(make_address(opening, first.code), 303), opening, filling)


def _goes_on(filling: Filling, typed: str) -> bool:
    """Whether a filling-in is unsent and of the invitation in the address, if there is one."""
    return not filling.receipt_code and typed in ("", filling.invitation_code)


def _show(opening: Opening, filling: Filling) -> str:
    return render_template(
        "asking/start.html",
        opening=opening,
        questionnaire=opening.questionnaire,
        way_on=find_way_on(load_visit(opening.code)) if filling.answers else "",
        token=make_token(filling.submission_key),
    )


def _offer_another(filling: Filling) -> str:
    """The page of a device on which somebody has answered already."""
    token = make_token(filling.submission_key)
    return render_template("citizens/answered_here.html", token=token)


def _admit(opening: Opening, typed: str) -> str:
    """The invitation's code, once it has been found good for this wave."""
    if not opening.is_by_invitation:
        return ""
    if not typed:
        raise InvitationRequired
    wave_code, code = find_invited_wave(db.reader, typed)
    if wave_code != opening.code:
        raise InvitationOfAnotherWave
    return code
