"""Ready questions to copy into a draft: whole sections, or one question at a time."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.clock import read_clock
from portal.db import db
from portal.officials.questionnaires.findings import address_outline
from portal.officials.questionnaires.listing import load_ready
from portal.officials.questionnaires.saving import (
    DONE,
    WayOn,
    begin,
    go_on,
    load_open_draft,
    show_draft_page,
)
from surveys.errors import PartGone
from surveys.questionnaires.drafts.editing import add_questions, add_sections
from surveys.questionnaires.drafts.remaking import remake
from surveys.questionnaires.drafts.service import change_draft
from surveys.questionnaires.model import Questionnaire, Section
from surveys.words import Text

blueprint = Blueprint("library", __name__)


@dataclass(frozen=True)
class Shelf:
    """One ready questionnaire."""

    name: str
    title: Text
    sections: tuple[Section, ...]


@blueprint.get("/drafts/<int:draft_id>/library")
def show_library(draft_id: int) -> ResponseReturnValue:
    """Every ready question, to be ticked."""
    draft = load_open_draft(draft_id)
    return show_draft_page(
        "officials/questionnaires/library.html", draft, tab="library", shelves=list(_list_shelves())
    )


@blueprint.post("/drafts/<int:draft_id>/library")
def copy_from_library(draft_id: int) -> ResponseReturnValue:
    """Copy what was ticked to the end of a section, or as sections of their own."""
    load_open_draft(draft_id)
    picked = tuple(_list_picked(set(request.form.getlist("pick"))))
    questions = [question for section in picked for question in section.questions]
    section = request.form.get("section", "")
    if not questions:
        address = url_for(".show_library", draft_id=draft_id)
        return go_on(address, WayOn(DONE, _("还没有勾选题目。")))

    def edit(questionnaire: Questionnaire) -> Questionnaire:
        if section:
            return add_questions(questionnaire, questions, section=section)
        return add_sections(questionnaire, picked)

    subject = ", ".join(question.code for question in questions)
    try:
        change_draft(db.session, draft_id, edit, doing=begin("added", subject))
    except PartGone:
        abort(404)
    done = _("已复制 %(n)s 题。代码有重复的，已换成没用过的。", n=len(questions))
    return go_on(address_outline(draft_id), WayOn(DONE, done))


def _list_shelves() -> Iterator[Shelf]:
    for name in ("default", "youth"):
        ready = load_ready(name, read_clock().date())
        if ready:
            yield Shelf(name, ready.title, ready.sections)


def _list_picked(picked: set[str]) -> Iterator[Section]:
    """Yield sections with what was ticked of them: all, `default/A`, or one, `default/A/Q1`."""
    for shelf in _list_shelves():
        for section in shelf.sections:
            whole = f"{shelf.name}/{section.code}"
            questions = tuple(
                question
                for question in section.questions
                if whole in picked or f"{whole}/{question.code}" in picked
            )
            if questions:
                yield remake(section, {"questions": questions})
