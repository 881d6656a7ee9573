"""One section of a draft: its title side by side, its layout, when it is asked."""

from functools import partial

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from portal.db import db
from portal.officials.questionnaires.conditions import describe_condition, press_condition
from portal.officials.questionnaires.fields import Values, read_section, write_fields
from portal.officials.questionnaires.refusing import (
    NOT_REFUSED,
    Refusal,
    keep_or_refuse,
    show_part_page,
)
from portal.officials.questionnaires.saving import (
    answer_saved,
    begin,
    find_way_on,
    load_open_draft,
)
from surveys.errors import PartGone
from surveys.questionnaires.drafts.editing import change_section
from surveys.questionnaires.drafts.parts import PartPlace, find_section
from surveys.questionnaires.drafts.remaking import remake
from surveys.questionnaires.drafts.service import Draft, Seen, change_draft
from surveys.questionnaires.model import Questionnaire

blueprint = Blueprint("section", __name__)


@blueprint.get("/drafts/<int:draft_id>/sections/<code>")
def show_section(draft_id: int, code: str) -> ResponseReturnValue:
    """Everything about one section but its questions."""
    draft = load_open_draft(draft_id)
    try:
        section = find_section(draft.questionnaire, code)
    except PartGone:
        abort(404)
    return _show(code, draft, write_fields(section, draft.questionnaire.languages))


@blueprint.post("/drafts/<int:draft_id>/sections/<code>")
def save_section(draft_id: int, code: str) -> ResponseReturnValue:
    """Keep what was typed; a button adds the condition that was put together."""
    draft = load_open_draft(draft_id)
    values = request.form.to_dict()
    return keep_or_refuse(
        draft,
        values,
        place=PartPlace("section", code),
        keep=partial(_save, draft, code, values),
        show=partial(_show, code),
    )


def _save(draft: Draft, code: str, values: Values) -> ResponseReturnValue:
    questionnaire = draft.questionnaire
    read = read_section(values, questionnaire.languages, find_section(questionnaire, code))
    relevant = press_condition(questionnaire, values, before=code)
    section = remake(read, {"relevant": relevant})

    def edit(questionnaire: Questionnaire) -> Questionnaire:
        return change_section(questionnaire, code, section)

    seen = Seen(PartPlace("section", code), values.get("seal", ""))
    doing = begin("edited", section.code)
    saved = change_draft(db.session, draft.id, edit, doing=doing, seen=seen)
    return answer_saved(saved, PartPlace("section", section.code), find_way_on(values))


def _show(code: str, draft: Draft, values: Values, refusal: Refusal = NOT_REFUSED) -> str:
    return show_part_page(
        "officials/questionnaires/section.html",
        draft,
        place=PartPlace("section", code),
        values=values,
        refusal=refusal,
        code=code,
        condition=describe_condition(draft.questionnaire, values, before=code),
    )
