"""One question of a draft: its words side by side, its options, its rules, its picture."""

from functools import partial

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.db import db
from portal.headers import allow_own_frames
from portal.officials.questionnaires.conditions import describe_condition, press_condition
from portal.officials.questionnaires.fields import (
    FAMILIES,
    FieldError,
    FieldsFaulty,
    Values,
    list_form_languages,
    list_members,
    read_question,
    write_fields,
)
from portal.officials.questionnaires.findings import address_part
from portal.officials.questionnaires.pressing import press
from portal.officials.questionnaires.refusing import (
    NOT_REFUSED,
    Refusal,
    answer_refused,
    keep_or_refuse,
    show_part_page,
)
from portal.officials.questionnaires.saving import (
    answer_saved,
    begin,
    is_script,
    load_open_draft,
    show_draft_page,
)
from portal.officials.questionnaires.type_settings import (
    list_pattern_choices,
    list_settings,
    takes_answer,
    uses_family,
)
from portal.officials.questionnaires.words import list_type_choices, name_form_fields
from surveys.errors import PartGone
from surveys.questionnaires.drafts.blank import find_free_code, list_codes
from surveys.questionnaires.drafts.editing import add_question, change_question, place_question
from surveys.questionnaires.drafts.parts import PartPlace, find_home, find_question
from surveys.questionnaires.drafts.remaking import remake
from surveys.questionnaires.drafts.service import Draft, Seen, change_draft
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
    return _show(code, draft, write_fields(question, draft.questionnaire.languages))


@blueprint.post("/drafts/<int:draft_id>/questions/<code>")
def save_question(draft_id: int, code: str) -> ResponseReturnValue:
    """Keep what was typed, and do what the pressed button says."""
    draft = load_open_draft(draft_id)
    values = request.form.to_dict()
    try:
        return keep_or_refuse(
            draft,
            values,
            place=PartPlace("question", code),
            keep=partial(_save, draft, code, values),
            show=partial(_show, code),
        )
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
    try:
        read = read_question(values, draft.questionnaire.languages, blank)
    except FieldsFaulty:
        return _show_gone(draft, code, values)
    if not draft.questionnaire.sections:
        return _show_gone(draft, code, values)
    free = find_free_code(list_codes(draft.questionnaire), like=read.code)
    question = remake(read, {"code": free})
    section = draft.questionnaire.sections[-1].code

    def edit(questionnaire: Questionnaire) -> Questionnaire:
        return add_question(questionnaire, question, section=section)

    saved = change_draft(db.session, draft_id, edit, doing=begin("added", free))
    return redirect(address_part(saved.id, PartPlace("question", free)), 303)


def _save(draft: Draft, code: str, values: Values) -> ResponseReturnValue:
    questionnaire = draft.questionnaire
    read = read_question(values, questionnaire.languages, find_question(questionnaire, code))
    relevant = press_condition(questionnaire, values, before=code)
    shown = list_form_languages(values, questionnaire.languages)
    pressed = press(read, values, shown, is_script=is_script())
    question = remake(pressed.question, {"relevant": relevant})

    def edit(questionnaire: Questionnaire) -> Questionnaire:
        return change_question(questionnaire, code, question)

    seen = Seen(PartPlace("question", code), values.get("seal", ""))
    doing = begin("edited", question.code)
    saved = change_draft(db.session, draft.id, edit, doing=doing, seen=seen)
    return answer_saved(saved, PartPlace("question", question.code), pressed.way_on)


def _show_gone(draft: Draft, code: str, values: Values) -> ResponseReturnValue:
    error = FieldError("gone", _("这一题已经被删除或换了代码。您的文字还在，没有保存。"))
    page = show_draft_page(
        "officials/questionnaires/question_gone.html",
        draft,
        tab="outline",
        code=code,
        values=values,
        names=name_form_fields(values),
    )
    return answer_refused(Refusal(errors=(error,), status=409), page)


def _show(code: str, draft: Draft, values: Values, refusal: Refusal = NOT_REFUSED) -> str:
    allow_own_frames()
    questionnaire, type_name = draft.questionnaire, values.get("type", "")
    return show_part_page(
        "officials/questionnaires/question.html",
        draft,
        place=PartPlace("question", code),
        values=values,
        refusal=refusal,
        code=code,
        types=list_type_choices(),
        takes_answer=takes_answer(type_name),
        settings=list_settings(type_name),
        patterns=list_pattern_choices(),
        members={family: list_members(values, family) for family in FAMILIES},
        uses={family: uses_family(type_name, family) for family in FAMILIES},
        home=find_home(questionnaire, code),
        neighbours=_find_neighbours(questionnaire, code),
        condition=describe_condition(questionnaire, values, before=code),
    )


def _find_neighbours(questionnaire: Questionnaire, code: str) -> tuple[str, str]:
    codes = [question.code for question in questionnaire.questions]
    position = codes.index(code)
    return (
        codes[position - 1] if position else "",
        codes[position + 1] if position + 1 < len(codes) else "",
    )
