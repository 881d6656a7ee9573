"""The outline of a draft: sections and questions in order, each to be moved, copied, removed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.service import record_audit
from portal.db import db
from portal.officials.questionnaires.conditions import ConditionTeller
from portal.officials.questionnaires.findings import PlacedFinding, address_part
from portal.officials.questionnaires.saving import (
    DONE,
    WayOn,
    begin,
    find_findings,
    go_on,
    load_open_draft,
    show_draft_page,
)
from portal.officials.questionnaires.words import list_type_choices, name_type, pick_words_or
from surveys.errors import DraftChanged, DraftClosed, PartGone
from surveys.questionnaires.drafts.blank import make_question, make_section
from surveys.questionnaires.drafts.editing import (
    add_question,
    add_section,
    copy_question,
    copy_section,
    move_question,
    move_section,
    remove_question,
    remove_section,
)
from surveys.questionnaires.drafts.parts import (
    GENERAL,
    PartKind,
    PartPlace,
    find_home,
    seal_part,
)
from surveys.questionnaires.drafts.service import (
    Draft,
    Seen,
    change_draft,
    remove_draft,
)
from surveys.questionnaires.model import Question, Questionnaire, Section
from surveys.questionnaires.types import TYPE_BY_NAME

blueprint = Blueprint("outline", __name__)

Move = Callable[[Questionnaire, str], Questionnaire]
_MOVES: Mapping[tuple[str, PartKind], tuple[str, Move]] = {
    ("up", "section"): ("moved", lambda q, code: move_section(q, code, by=-1)),
    ("down", "section"): ("moved", lambda q, code: move_section(q, code, by=1)),
    ("copy", "section"): ("copied", copy_section),
    ("remove", "section"): ("removed", remove_section),
    ("up", "question"): ("moved", lambda q, code: move_question(q, code, by=-1)),
    ("down", "question"): ("moved", lambda q, code: move_question(q, code, by=1)),
    ("copy", "question"): ("copied", copy_question),
    ("remove", "question"): ("removed", remove_question),
}
_FindingsByPart = Mapping[PartPlace, tuple[PlacedFinding, ...]]
_KINDS: Mapping[str, PartKind] = {"section": "section", "question": "question"}


@dataclass(frozen=True)
class QuestionLine:
    """One question of the outline."""

    question: Question
    seal: str
    address: str
    type_words: str
    condition: str
    findings: tuple[PlacedFinding, ...]


@dataclass(frozen=True)
class SectionLine:
    """One section of the outline with its questions."""

    section: Section
    seal: str
    address: str
    condition: str
    findings: tuple[PlacedFinding, ...]
    questions: tuple[QuestionLine, ...]


@blueprint.get("/drafts/<int:draft_id>")
def show_outline(draft_id: int) -> ResponseReturnValue:
    """The whole draft at a glance, with what the check finds at each place."""
    draft = load_open_draft(draft_id)
    findings = find_findings(draft)
    by_part: dict[PartPlace, tuple[PlacedFinding, ...]] = {}
    for finding in findings:
        by_part[finding.part] = (*by_part.get(finding.part, ()), finding)
    teller = ConditionTeller(draft.questionnaire)
    return show_draft_page(
        "officials/questionnaires/outline.html",
        draft,
        tab="outline",
        sections=[
            _tell_section(draft, section, by_part, teller)
            for section in draft.questionnaire.sections
        ],
        types=list_type_choices(),
        general_findings=by_part.get(GENERAL, ()),
        n_errors=sum(finding.is_error for finding in findings),
    )


@blueprint.post("/drafts/<int:draft_id>")
def change_outline(draft_id: int) -> ResponseReturnValue:
    """Do what the pressed button says: `up-question:Q1`, `add-question:A`, `add-section`."""
    draft = load_open_draft(draft_id)
    action, _colon, target = request.form.get("do", "").partition(":")
    try:
        if action == "add-section":
            return _add_section(draft)
        if action == "add-question":
            return _add_question(draft, target)
        return _rearrange(draft, action, target)
    except DraftChanged as refusal:
        told = _("%(who)s 刚刚改了它，所以没有删除。请看过再决定。", who=refusal.by)
    except PartGone as gone:
        told = _("%(code)s 已经不在这里了。", code=str(gone))
    return go_on(url_for(".show_outline", draft_id=draft_id), WayOn(DONE, told))


@blueprint.post("/drafts/<int:draft_id>/remove")
def put_away(draft_id: int) -> ResponseReturnValue:
    """Put the draft away; the list offers to bring it back."""
    doing = begin("removed")
    try:
        remove_draft(db.session, draft_id, doing=doing)
    except DraftClosed:
        abort(404)
    subject = f"#{draft_id}"
    record_audit(db.session, who=doing.by, action="draft removed", subject=subject, now=doing.now)
    flash(_("草稿已收起，在本页下方可以取回。"))
    return redirect(url_for("officials.questionnaires.listing.list_questionnaires"), 303)


def _add_section(draft: Draft) -> ResponseReturnValue:
    section = make_section(draft.questionnaire)

    def edit(questionnaire: Questionnaire) -> Questionnaire:
        return add_section(questionnaire, make_section(questionnaire))

    change_draft(db.session, draft.id, edit, doing=begin("added", section.code))
    address = address_part(draft.id, PartPlace("section", section.code))
    return go_on(address, WayOn(f"title-{draft.questionnaire.languages[0]}"))


def _add_question(draft: Draft, section_code: str) -> ResponseReturnValue:
    type_name = request.form.get(f"type-{section_code}", "")
    if type_name not in TYPE_BY_NAME:
        abort(400)
    uses = TYPE_BY_NAME[type_name].uses
    added: list[str] = []

    def edit(questionnaire: Questionnaire) -> Questionnaire:
        question = make_question(questionnaire, type_name=type_name, uses=uses)
        added.append(question.code)
        return add_question(questionnaire, question, section=section_code)

    expected = make_question(draft.questionnaire, type_name=type_name, uses=uses).code
    change_draft(db.session, draft.id, edit, doing=begin("added", expected))
    address = address_part(draft.id, PartPlace("question", added[-1]))
    return go_on(address, WayOn(f"label-{draft.questionnaire.languages[0]}"))


def _rearrange(draft: Draft, action: str, target: str) -> ResponseReturnValue:
    verb, _dash, noun = action.partition("-")
    code, _colon, seal = target.partition(":")
    kind = _KINDS.get(noun)
    if kind is None or (verb, kind) not in _MOVES:
        abort(400)
    done, move = _MOVES[verb, kind]

    def edit(questionnaire: Questionnaire) -> Questionnaire:
        return move(questionnaire, code)

    seen = Seen(PartPlace(kind, code), seal) if verb == "remove" else None
    changed = change_draft(db.session, draft.id, edit, doing=begin(done, code), seen=seen)
    address = url_for(".show_outline", draft_id=draft.id)
    if verb == "remove":
        return go_on(address, WayOn(DONE, _("%(code)s 已删除。按“撤销”可以取回。", code=code)))
    if verb == "copy":
        words = _("%(code)s 已复制，副本在它的后面。", code=code)
    else:
        words = _say_place(changed.questionnaire, kind, code)
    return go_on(address, WayOn(f"{verb}-{kind}-{code}", words))


def _say_place(questionnaire: Questionnaire, kind: PartKind, code: str) -> str:
    """Say where a section or question stands now."""
    if kind == "section":
        sections = [section.code for section in questionnaire.sections]
        place = sections.index(code) + 1
        return str(_("%(code)s 现在是第 %(place)s 部分。", code=code, place=place))
    home = find_home(questionnaire, code)
    codes = [question.code for question in home.questions]
    place, n = codes.index(code) + 1, len(codes)
    where = pick_words_or(home.title, home.code)
    return str(
        _(
            "%(code)s 现在是“%(where)s”的第 %(place)s 题，共 %(n)s 题。",
            code=code,
            where=where,
            place=place,
            n=n,
        )
    )


def _tell_section(
    draft: Draft, section: Section, findings: _FindingsByPart, teller: ConditionTeller
) -> SectionLine:
    place = PartPlace("section", section.code)
    return SectionLine(
        section=section,
        seal=seal_part(section),
        address=address_part(draft.id, place),
        condition=teller.say(section.relevant),
        findings=findings.get(place, ()),
        questions=tuple(
            _tell_question(draft, question, findings, teller) for question in section.questions
        ),
    )


def _tell_question(
    draft: Draft, question: Question, findings: _FindingsByPart, teller: ConditionTeller
) -> QuestionLine:
    place = PartPlace("question", question.code)
    return QuestionLine(
        question=question,
        seal=seal_part(question),
        address=address_part(draft.id, place),
        type_words=name_type(question.type),
        condition=teller.say(question.relevant),
        findings=findings.get(place, ()),
    )
