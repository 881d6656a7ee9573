"""Ready questions to copy into a draft: whole sections, or one question at a time."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.clock import read_clock
from portal.db import db
from portal.officials.questionnaires.listing import load_ready
from portal.officials.questionnaires.saving import begin, load_open_draft, show_draft_page
from surveys.errors import PartGone
from surveys.questionnaires.drafts.editing import add_questions
from surveys.questionnaires.drafts.service import change_draft
from surveys.questionnaires.model import Question, Questionnaire, Section
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
    """Copy what was ticked to the end of a section."""
    load_open_draft(draft_id)
    picked = tuple(_list_picked(set(request.form.getlist("pick"))))
    section = request.form.get("section", "")
    if not picked:
        flash(_("还没有勾选题目。"))
        return redirect(url_for(".show_library", draft_id=draft_id), 303)

    def edit(questionnaire: Questionnaire) -> Questionnaire:
        return add_questions(questionnaire, picked, section=section)

    subject = ", ".join(question.code for question in picked)
    try:
        change_draft(db.session, draft_id, edit, doing=begin("added", subject))
    except PartGone:
        abort(404)
    flash(_("已复制 %(n)s 题。代码有重复的，已换成没用过的。", n=len(picked)))
    address = url_for(
        "officials.questionnaires.outline.show_outline",
        draft_id=draft_id,
        _anchor=f"section-{section}",
    )
    return redirect(address, 303)


def _list_shelves() -> Iterator[Shelf]:
    for name in ("default", "youth"):
        ready = load_ready(name, read_clock().date())
        if ready:
            yield Shelf(name, ready.title, ready.sections)


def _list_picked(picked: set[str]) -> Iterator[Question]:
    """Yield what was ticked: a section `default/A`, or a question `default/A/Q1`."""
    for shelf in _list_shelves():
        for section in shelf.sections:
            whole = f"{shelf.name}/{section.code}"
            for question in section.questions:
                if whole in picked or f"{whole}/{question.code}" in picked:
                    yield question
