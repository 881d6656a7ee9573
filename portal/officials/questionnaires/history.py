"""The steps of a draft: taken back, brought back, listed."""

from collections.abc import Callable

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.db import db
from portal.i18n import format_moment
from portal.officials.questionnaires.findings import address_outline
from portal.officials.questionnaires.saving import (
    DONE,
    WayOn,
    begin,
    go_on,
    load_open_draft,
    show_draft_page,
)
from portal.officials.questionnaires.words import say_step
from surveys.errors import DraftChanged, NothingToUndo
from surveys.questionnaires.drafts.service import Draft, list_steps, redo_step, undo_step

blueprint = Blueprint("history", __name__)


@blueprint.get("/drafts/<int:draft_id>/history")
def show_history(draft_id: int) -> ResponseReturnValue:
    """Every step that holds, the latest first."""
    draft = load_open_draft(draft_id)
    steps = [
        (say_step(step), step.made_by, format_moment(step.made_at))
        for step in list_steps(db.reader, draft_id)
    ]
    return show_draft_page(
        "officials/questionnaires/history.html", draft, tab="history", steps=steps
    )


@blueprint.post("/drafts/<int:draft_id>/undo")
def undo(draft_id: int) -> ResponseReturnValue:
    """Take the last step back."""
    step = load_open_draft(draft_id).undone_next
    return _go(draft_id, undo_step, _("已撤销：%(what)s。", what=say_step(step) if step else ""))


@blueprint.post("/drafts/<int:draft_id>/redo")
def redo(draft_id: int) -> ResponseReturnValue:
    """Bring back the step that was taken back last."""
    step = load_open_draft(draft_id).redone_next
    return _go(draft_id, redo_step, _("已重做：%(what)s。", what=say_step(step) if step else ""))


def _go(draft_id: int, take: Callable[..., Draft], done: str) -> ResponseReturnValue:
    revision = request.form.get("revision", 0, type=int)
    try:
        take(db.session, draft_id, revision=revision, doing=begin("went"))
    except DraftChanged as refusal:
        done = _("%(who)s 刚刚又改了草稿，所以没有撤销。请先看看改了什么。", who=refusal.by)
    except NothingToUndo:
        done = _("没有可以撤销或重做的了。")
    return go_on(address_outline(draft_id), WayOn(DONE, done))
