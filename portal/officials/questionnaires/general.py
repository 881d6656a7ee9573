"""The general part of a draft: code, languages, the four texts, the four statutory marks."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.db import db
from portal.officials.questionnaires.fields import (
    FieldError,
    Values,
    read_general,
    write_fields,
)
from portal.officials.questionnaires.saving import (
    Conflict,
    answer_refused,
    answer_saved,
    begin,
    find_findings,
    is_script,
    list_conflict_pairs,
    load_open_draft,
    make_conflict,
    show_draft_page,
)
from portal.officials.questionnaires.words import name_form_fields, name_language
from surveys.errors import DraftChanged
from surveys.questionnaires.drafts.editing import change_general
from surveys.questionnaires.drafts.parts import GENERAL, seal_part
from surveys.questionnaires.drafts.service import Draft, Seen, change_draft, load_draft
from surveys.questionnaires.model import Questionnaire

blueprint = Blueprint("general", __name__)


@blueprint.get("/drafts/<int:draft_id>/general")
def show_general(draft_id: int) -> ResponseReturnValue:
    """What stands around the questions."""
    draft = load_open_draft(draft_id)
    return _show(draft, write_fields(draft.questionnaire, draft.questionnaire.languages))


@blueprint.post("/drafts/<int:draft_id>/general")
def save_general(draft_id: int) -> ResponseReturnValue:
    """Keep what was typed."""
    draft = load_open_draft(draft_id)
    values = request.form.to_dict()
    read = read_general(values, draft.questionnaire.languages, draft.questionnaire)
    if read.part is None:
        return _refuse(draft, values, read.errors)
    general = read.part

    def edit(questionnaire: Questionnaire) -> Questionnaire:
        return change_general(questionnaire, general)

    seen = Seen(GENERAL, values.get("seal", ""))
    try:
        saved = change_draft(db.session, draft_id, edit, doing=begin("edited"), seen=seen)
    except DraftChanged as refusal:
        return _show_conflict(draft_id, values, refusal)
    return answer_saved(saved, GENERAL)


def _show_conflict(draft_id: int, values: Values, refusal: DraftChanged) -> ResponseReturnValue:
    draft = load_draft(db.session, draft_id)
    fields = write_fields(draft.questionnaire, draft.questionnaire.languages)
    names = name_form_fields({**values, **fields})
    conflict = make_conflict(refusal, list_conflict_pairs(values, fields, names))
    text = _("%(who)s 同时改了基本信息。您的文字还在，没有保存。", who=refusal.by)
    page = "" if is_script() else _show(draft, values, conflict=conflict)
    return answer_refused(409, (FieldError("conflict", text),), page)


def _refuse(draft: Draft, values: Values, errors: tuple[FieldError, ...]) -> ResponseReturnValue:
    return answer_refused(422, errors, "" if is_script() else _show(draft, values, errors=errors))


def _show(
    draft: Draft,
    values: Values,
    *,
    errors: tuple[FieldError, ...] = (),
    conflict: Conflict | None = None,
) -> str:
    return show_draft_page(
        "officials/questionnaires/general.html",
        draft,
        tab="general",
        values=values,
        errors=errors,
        conflict=conflict,
        seal=seal_part(draft.questionnaire),
        findings=[found for found in find_findings(draft) if found.part == GENERAL],
        languages=[(tag, name_language(tag)) for tag in draft.questionnaire.languages],
    )
