"""One section of a draft: its title side by side, its layout, when it is asked."""

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.db import db
from portal.officials.questionnaires.conditions import (
    add_chosen,
    list_comparisons,
    list_joiners,
    list_subject_groups,
    say_condition,
)
from portal.officials.questionnaires.fields import (
    FieldError,
    Values,
    read_section,
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
from surveys.errors import CodeTaken, DraftChanged, PartGone
from surveys.questionnaires.drafts.editing import change_section
from surveys.questionnaires.drafts.parts import PartPlace, find_section, seal_part
from surveys.questionnaires.drafts.remaking import remake
from surveys.questionnaires.drafts.service import Draft, Seen, change_draft, load_draft
from surveys.questionnaires.model import Questionnaire, Section

blueprint = Blueprint("section", __name__)


@blueprint.get("/drafts/<int:draft_id>/sections/<code>")
def show_section(draft_id: int, code: str) -> ResponseReturnValue:
    """Everything about one section but its questions."""
    draft = load_open_draft(draft_id)
    try:
        section = find_section(draft.questionnaire, code)
    except PartGone:
        abort(404)
    return _show(draft, code, write_fields(section, draft.questionnaire.languages))


@blueprint.post("/drafts/<int:draft_id>/sections/<code>")
def save_section(draft_id: int, code: str) -> ResponseReturnValue:
    """Keep what was typed; a button adds the condition that was put together."""
    draft = load_open_draft(draft_id)
    values = request.form.to_dict()
    try:
        before = find_section(draft.questionnaire, code)
        read = read_section(values, draft.questionnaire.languages, before)
        if read.part is None:
            return _refuse(draft, code, values, read.errors)
        return _save(draft, code, values, read.part)
    except CodeTaken as taken:
        error = FieldError("code", _("代码 %(code)s 已经有别的题目或部分用了。", code=str(taken)))
        return _refuse(draft, code, values, (error,))
    except DraftChanged as refusal:
        return _show_conflict(draft_id, code, values, refusal)
    except PartGone:
        abort(404)


def _save(draft: Draft, code: str, values: Values, section: Section) -> ResponseReturnValue:
    if values.get("do") == "add-condition":
        relevant = add_chosen(draft.questionnaire, values, before=code)
        section = remake(section, {"relevant": relevant})

    def edit(questionnaire: Questionnaire) -> Questionnaire:
        return change_section(questionnaire, code, section)

    seen = Seen(PartPlace("section", code), values.get("seal", ""))
    doing = begin("edited", section.code)
    saved = change_draft(db.session, draft.id, edit, doing=doing, seen=seen)
    return answer_saved(saved, PartPlace("section", section.code))


def _show_conflict(
    draft_id: int, code: str, values: Values, refusal: DraftChanged
) -> ResponseReturnValue:
    draft = load_draft(db.session, draft_id)
    section = find_section(draft.questionnaire, code)
    fields = write_fields(section, draft.questionnaire.languages)
    names = name_form_fields({**values, **fields})
    conflict = make_conflict(refusal, list_conflict_pairs(values, fields, names))
    text = _("%(who)s 同时改了这一部分。您的文字还在，没有保存。", who=refusal.by)
    page = "" if is_script() else _show(draft, code, values, conflict=conflict)
    return answer_refused(409, (FieldError("conflict", text),), page)


def _refuse(
    draft: Draft, code: str, values: Values, errors: tuple[FieldError, ...]
) -> ResponseReturnValue:
    page = "" if is_script() else _show(draft, code, values, errors=errors)
    return answer_refused(422, errors, page)


def _show(
    draft: Draft,
    code: str,
    values: Values,
    *,
    errors: tuple[FieldError, ...] = (),
    conflict: Conflict | None = None,
) -> str:
    questionnaire = draft.questionnaire
    place = PartPlace("section", code)
    return show_draft_page(
        "officials/questionnaires/section.html",
        draft,
        tab="outline",
        code=code,
        values=values,
        errors=errors,
        conflict=conflict,
        seal=seal_part(find_section(questionnaire, code)),
        findings=[found for found in find_findings(draft) if found.part == place],
        languages=[(tag, name_language(tag)) for tag in questionnaire.languages],
        condition={
            "words": say_condition(values.get("relevant", ""), questionnaire),
            "subjects": list_subject_groups(questionnaire, before=code),
            "comparisons": list_comparisons(),
            "joiners": list_joiners(),
        },
    )
