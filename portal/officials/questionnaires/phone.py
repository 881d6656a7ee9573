"""The draft as a citizen will see it, in the frame of a phone."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.headers import allow_own_frames
from portal.officials.questionnaires.saving import load_open_draft, show_draft_page

blueprint = Blueprint("phone", __name__)


@blueprint.get("/drafts/<int:draft_id>/preview")
def show_phone(draft_id: int) -> ResponseReturnValue:
    """The citizens' pages from the start, to be tried out; nothing is kept."""
    draft = load_open_draft(draft_id)
    allow_own_frames()
    return show_draft_page("officials/questionnaires/preview.html", draft, tab="preview")
