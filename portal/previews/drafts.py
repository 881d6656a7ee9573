"""The preview of a draft: the whole of it, or one question at once."""

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import db
from portal.previews import pages
from portal.previews.trial import ANSWERS, Trial, begin_trial
from surveys.errors import UnknownDraft
from surveys.questionnaires.drafts.service import load_draft
from surveys.questionnaires.drafts.showing import show_alone
from surveys.questionnaires.model import Questionnaire
from surveys.sampling.areas import load_areas

blueprint = Blueprint("drafts", __name__)


@blueprint.route("/drafts/<int:draft_id>", methods=["GET", "POST"])
def show_start(draft_id: int) -> ResponseReturnValue:
    """The start page of a draft."""
    return pages.show_start(_begin(draft_id, _load(draft_id)))


@blueprint.route("/drafts/<int:draft_id>/pages/<page_code>", methods=["GET", "POST"])
def show_page(draft_id: int, page_code: str) -> ResponseReturnValue:
    """One page of a draft, with the answers that the address carries."""
    return pages.show_page(_begin(draft_id, _load(draft_id)), page_code)


@blueprint.route("/drafts/<int:draft_id>/questions/<code>", methods=["GET", "POST"])
def show_question(draft_id: int, code: str) -> ResponseReturnValue:
    """One question of a draft, whatever leads to it."""
    questionnaire = _load(draft_id)
    if not any(question.code == code for question in questionnaire.questions):
        abort(404)
    return pages.show_alone(_begin(draft_id, show_alone(questionnaire, code)), code)


@blueprint.get("/drafts/<int:draft_id>/from/<code>")
def start_at(draft_id: int, code: str) -> ResponseReturnValue:
    """Begin a try at a question, or at its page alone where only some are asked it."""
    trial = _begin(draft_id, _load(draft_id))
    for page in trial.path.pages:
        if any(item.question.code == code for item in page.items):
            return redirect(trial.address(page.code), 303)
    return redirect(url_for(".show_question", draft_id=draft_id, code=code), 303)


def _load(draft_id: int) -> Questionnaire:
    try:
        return load_draft(db.reader, draft_id).questionnaire
    except UnknownDraft:
        abort(404)


def _begin(draft_id: int, questionnaire: Questionnaire) -> Trial:
    start = url_for("previews.drafts.show_start", draft_id=draft_id)
    answers = request.args.get(ANSWERS, "")
    return begin_trial(questionnaire, load_areas(db.reader), start=start, answers=answers)
