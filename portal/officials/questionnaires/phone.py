"""The draft as a citizen will see it, in the frame of a phone, from the start or any question."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portal.headers import allow_own_frames
from portal.officials.questionnaires.saving import load_open_draft, show_draft_page

blueprint = Blueprint("phone", __name__)


@blueprint.get("/drafts/<int:draft_id>/preview")
def show_phone(draft_id: int) -> ResponseReturnValue:
    """The citizens' pages, to be tried out; nothing is kept."""
    draft = load_open_draft(draft_id)
    allow_own_frames()
    codes = {question.code for question in draft.questionnaire.questions}
    begins_at = request.args.get("from", "")
    if begins_at in codes:
        address = url_for("previews.drafts.start_at", draft_id=draft_id, code=begins_at)
    else:
        address = url_for("previews.drafts.show_start", draft_id=draft_id)
    return show_draft_page(
        "officials/questionnaires/preview.html",
        draft,
        tab="preview",
        address=address,
        begins_at=begins_at,
    )
