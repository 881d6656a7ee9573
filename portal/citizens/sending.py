"""Review, send, receipt: the end of a filling-in."""

from dataclasses import replace

from flask import Blueprint, current_app, redirect, render_template
from flask.typing import ResponseReturnValue

from portal.citizens.forgery import make_token
from portal.citizens.openings import Opening, find_opening
from portal.citizens.review import list_lines
from portal.citizens.visit import (
    Visit,
    end_without_filling,
    keep_filling,
    load_visit,
    read_filling,
)
from portal.citizens.ways import RECEIPT, REVIEW, THANKS, find_way_on, make_address
from portal.clock import SECRETS, read_clock
from portal.db import db
from portal.i18n import reading_language
from surveys.responses.service import Instrument, Submission, accept_response
from surveys.sampling.codes import show_code

blueprint = Blueprint("sending", __name__)

ANSWERED_COOKIE = "answered"
"""Tells that somebody answered the wave on this device, and nothing else."""
ANSWERED_SECONDS = 60 * 24 * 3600


@blueprint.get(f"/s/<wave_code>/{REVIEW}")
def review_answers(wave_code: str) -> ResponseReturnValue:
    """All answers in words, before they are sent."""
    visit = load_visit(wave_code)
    if not _is_ready(visit):
        return redirect(find_way_on(visit), 303)
    lines = tuple(list_lines(visit))
    back = make_address(visit.opening, visit.path.pages[-1].code)
    token = make_token(visit.filling.submission_key)
    return render_template("citizens/review.html", lines=lines, back=back, token=token)


@blueprint.post(f"/s/<wave_code>/{REVIEW}")
def send_answers(wave_code: str) -> ResponseReturnValue:
    """Hand the answers to the intake and lead to the receipt."""
    # Whether the wave takes it is for the intake to say: a repeat finds its receipt even later.
    visit = load_visit(wave_code, must_be_open=False)
    if not _is_ready(visit):
        return redirect(find_way_on(visit), 303)
    opening, now = visit.opening, read_clock()
    accepted = accept_response(
        db.session,
        opening.wave_id,
        _make_submission(visit),
        instrument=Instrument(opening.version, opening.areas),
        now=now,
        today=visit.today,
        rng=SECRETS,
    )
    response = redirect(make_address(opening, RECEIPT), 303)
    response.set_cookie(
        ANSWERED_COOKIE,
        "yes",
        max_age=ANSWERED_SECONDS,
        path=opening.path,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )
    # The answers leave the browser; the receipt stays until it is closed.
    sent = replace(visit.filling, answers=b"", receipt_code=accepted.receipt_code)
    return keep_filling(response, opening, sent)


@blueprint.get(f"/s/<wave_code>/{RECEIPT}")
def show_receipt(wave_code: str) -> ResponseReturnValue:
    """The receipt of what was sent from this browser."""
    opening = find_opening(db.reader, wave_code)
    filling = read_filling(opening)
    if filling is None:
        end_without_filling(opening)
    if not filling.receipt_code:
        return redirect(make_address(opening, REVIEW), 303)
    return render_template(
        "citizens/receipt.html",
        receipt=show_code(filling.receipt_code),
        closing=opening.questionnaire.closing,
    )


@blueprint.get(f"/s/<wave_code>/{THANKS}")
def thank(wave_code: str) -> ResponseReturnValue:
    """The end for those whom the wave does not ask."""
    find_opening(db.reader, wave_code)
    return render_template("citizens/thank_you.html")


def _is_ready(visit: Visit) -> bool:
    return visit.first_open is None and not visit.path.is_screened_out


def _make_submission(visit: Visit) -> Submission:
    return Submission(
        key=visit.filling.submission_key,
        answers=visit.answers,
        seed=visit.filling.seed,
        language=_choose_language(visit.opening),
        invitation_code=visit.filling.invitation_code or None,
    )


def _choose_language(opening: Opening) -> str:
    """The language of the page, if the questionnaire speaks it, otherwise its first."""
    languages = opening.questionnaire.languages
    return reading_language() if reading_language() in languages else languages[0]
