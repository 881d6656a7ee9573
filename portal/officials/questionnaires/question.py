"""One question of a draft: its words side by side, its options, its rules, its picture."""

from collections.abc import Mapping

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.db import db
from portal.headers import allow_own_frames
from portal.officials.questionnaires.conditions import (
    add_chosen,
    list_comparisons,
    list_joiners,
    list_subject_groups,
    say_condition,
)
from portal.officials.questionnaires.fields import (
    FAMILIES,
    FieldError,
    Values,
    list_members,
    read_question,
    write_fields,
)
from portal.officials.questionnaires.findings import address_part
from portal.officials.questionnaires.pressing import press
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
from portal.officials.questionnaires.type_settings import (
    list_pattern_choices,
    list_settings,
    takes_answer,
    uses_family,
)
from portal.officials.questionnaires.words import (
    list_type_choices,
    name_form_fields,
    name_language,
)
from surveys.errors import CodeTaken, DraftChanged, PartGone
from surveys.questionnaires.drafts.blank import find_free_code, list_codes
from surveys.questionnaires.drafts.editing import add_question, change_question, place_question
from surveys.questionnaires.drafts.parts import (
    PartPlace,
    find_home,
    find_part,
    find_question,
    seal_part,
)
from surveys.questionnaires.drafts.remaking import remake
from surveys.questionnaires.drafts.service import Draft, Seen, change_draft, load_draft
from surveys.questionnaires.model import Question, Questionnaire

blueprint = Blueprint("question", __name__)


@blueprint.get("/drafts/<int:draft_id>/questions/<code>")
def show_question(draft_id: int, code: str) -> ResponseReturnValue:
    """Everything about one question, to be changed."""
    draft = load_open_draft(draft_id)
    try:
        question = find_question(draft.questionnaire, code)
    except PartGone:
        abort(404)
    return _show(draft, code, write_fields(question, draft.questionnaire.languages))


@blueprint.post("/drafts/<int:draft_id>/questions/<code>")
def save_question(draft_id: int, code: str) -> ResponseReturnValue:
    """Keep what was typed, and do what the pressed button says."""
    draft = load_open_draft(draft_id)
    values = request.form.to_dict()
    try:
        before = find_question(draft.questionnaire, code)
        read = read_question(values, draft.questionnaire.languages, before)
        if read.part is None:
            return _refuse(draft, code, values, read.errors)
        return _save(draft, code, values, read.part)
    except CodeTaken as taken:
        error = FieldError("code", _("代码 %(code)s 已经有别的题目或部分用了。", code=str(taken)))
        return _refuse(draft, code, values, (error,))
    except DraftChanged as refusal:
        return _show_conflict(draft_id, code, values, refusal)
    except PartGone:
        return _show_gone(draft, code, values)


@blueprint.post("/drafts/<int:draft_id>/questions/<code>/place")
def move_to_section(draft_id: int, code: str) -> ResponseReturnValue:
    """Move the question to the end of another section."""
    section = request.form.get("section", "")

    def edit(questionnaire: Questionnaire) -> Questionnaire:
        return place_question(questionnaire, code, section=section)

    try:
        draft = change_draft(db.session, draft_id, edit, doing=begin("moved", code))
    except PartGone:
        abort(404)
    return redirect(address_part(draft.id, PartPlace("question", code)), 303)


@blueprint.post("/drafts/<int:draft_id>/questions/<code>/return")
def bring_back(draft_id: int, code: str) -> ResponseReturnValue:
    """Put a question that somebody removed back as it was typed here, under a free code."""
    draft = load_open_draft(draft_id)
    blank = Question(code="Q1", type="information", label={})
    values = request.form.to_dict()
    read = read_question(values, draft.questionnaire.languages, blank)
    if read.part is None or not draft.questionnaire.sections:
        return _show_gone(draft, code, values)
    free = find_free_code(list_codes(draft.questionnaire), like=read.part.code)
    question = remake(read.part, {"code": free})
    section = draft.questionnaire.sections[-1].code

    def edit(questionnaire: Questionnaire) -> Questionnaire:
        return add_question(questionnaire, question, section=section)

    saved = change_draft(db.session, draft_id, edit, doing=begin("added", free))
    return redirect(address_part(saved.id, PartPlace("question", free)), 303)


def _save(draft: Draft, code: str, values: Values, read: Question) -> ResponseReturnValue:
    pressed = press(read, values, draft.questionnaire.languages, is_script=is_script())
    question = pressed.question
    if values.get("do") == "add-condition":
        relevant = add_chosen(draft.questionnaire, values, before=code)
        question = remake(question, {"relevant": relevant})

    def edit(questionnaire: Questionnaire) -> Questionnaire:
        return change_question(questionnaire, code, question)

    seen = Seen(PartPlace("question", code), values.get("seal", ""))
    doing = begin("edited", question.code)
    saved = change_draft(db.session, draft.id, edit, doing=doing, seen=seen)
    return answer_saved(saved, PartPlace("question", question.code), anchor=pressed.anchor)


def _show_conflict(
    draft_id: int, code: str, values: Values, refusal: DraftChanged
) -> ResponseReturnValue:
    draft = load_draft(db.session, draft_id)
    theirs = find_question(draft.questionnaire, code)
    languages = draft.questionnaire.languages
    fields = write_fields(theirs, languages)
    names = name_form_fields({**values, **fields})
    conflict = make_conflict(refusal, list_conflict_pairs(values, fields, names))
    text = _("%(who)s 同时改了这一题。您的文字还在，没有保存。", who=refusal.by)
    errors = (FieldError("conflict", text),)
    return answer_refused(
        409, errors, "" if is_script() else _show(draft, code, values, conflict=conflict)
    )


def _refuse(
    draft: Draft, code: str, values: Values, errors: tuple[FieldError, ...]
) -> ResponseReturnValue:
    return answer_refused(
        422, errors, "" if is_script() else _show(draft, code, values, errors=errors)
    )


def _show_gone(draft: Draft, code: str, values: Values) -> ResponseReturnValue:
    errors = (FieldError("gone", _("这一题已经被删除或换了代码。您的文字还在，没有保存。")),)
    page = show_draft_page(
        "officials/questionnaires/question_gone.html",
        draft,
        tab="outline",
        code=code,
        values=values,
        names=name_form_fields(values),
    )
    return answer_refused(409, errors, page)


def _show(
    draft: Draft,
    code: str,
    values: Values,
    *,
    errors: tuple[FieldError, ...] = (),
    conflict: Conflict | None = None,
) -> str:
    allow_own_frames()
    questionnaire, type_name = draft.questionnaire, values.get("type", "")
    place = PartPlace("question", code)
    return show_draft_page(
        "officials/questionnaires/question.html",
        draft,
        tab="outline",
        code=code,
        values=values,
        errors=errors,
        conflict=conflict,
        seal=seal_part(find_part(questionnaire, place)),
        findings=[found for found in find_findings(draft) if found.part == place],
        languages=[(tag, name_language(tag)) for tag in questionnaire.languages],
        types=list_type_choices(),
        takes_answer=takes_answer(type_name),
        settings=list_settings(type_name),
        patterns=list_pattern_choices(),
        members={family: list_members(values, family) for family in FAMILIES},
        uses={family: uses_family(type_name, family) for family in FAMILIES},
        home=find_home(questionnaire, code),
        neighbours=_find_neighbours(questionnaire, code),
        condition=_describe_condition(questionnaire, values, code),
    )


def _describe_condition(
    questionnaire: Questionnaire, values: Values, code: str
) -> Mapping[str, object]:
    return {
        "words": say_condition(values.get("relevant", ""), questionnaire),
        "subjects": list_subject_groups(questionnaire, before=code),
        "comparisons": list_comparisons(),
        "joiners": list_joiners(),
    }


def _find_neighbours(questionnaire: Questionnaire, code: str) -> tuple[str, str]:
    codes = [question.code for question in questionnaire.questions]
    position = codes.index(code)
    return (
        codes[position - 1] if position else "",
        codes[position + 1] if position + 1 < len(codes) else "",
    )
