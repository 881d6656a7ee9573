"""Checking a receipt: did a response arrive? Never which."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.asking.faces import PageError
from portal.citizens.words import say_code_refusal
from portal.db import db
from surveys.errors import MistypedCode, UnknownReceipt
from surveys.responses.service import find_receipt
from surveys.sampling.codes import show_code
from surveys.waves.tables import Wave

blueprint = Blueprint("receipts", __name__)

CODE_FIELD = "code"


@blueprint.get("/receipt")
def ask_receipt() -> ResponseReturnValue:
    """The field for a receipt code."""
    return render_template("citizens/check_receipt.html")


@blueprint.post("/receipt")
def check_receipt() -> ResponseReturnValue:
    """Say whether a response arrived under the code."""
    typed = request.form.get(CODE_FIELD, "")
    try:
        return _render_found(db.reader, typed)
    except (MistypedCode, UnknownReceipt) as refusal:
        errors = (PageError(CODE_FIELD, say_code_refusal(refusal)),)
        return render_template("citizens/check_receipt.html", code=typed, errors=errors), 422


def _render_found(session: Session, typed: str) -> str:
    receipt = find_receipt(session, typed)
    wave = session.get_one(Wave, receipt.wave_id)
    return render_template(
        "citizens/check_receipt.html",
        receipt=receipt,
        shown_code=show_code(receipt.code),
        wave_title={"zh": wave.title_zh, "en": wave.title_en},
    )
