"""All questionnaires: their published versions, the drafts in hand, and how to begin one."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.service import record_audit
from portal.clock import read_clock
from portal.db import db
from portal.officials.questionnaires.fields import FieldError
from portal.officials.questionnaires.findings import address_outline
from portal.officials.questionnaires.saving import begin
from surveys.errors import DraftClosed, UnknownDraft, UnknownVersion
from surveys.questionnaires.drafts.blank import make_questionnaire
from surveys.questionnaires.drafts.service import (
    Draft,
    list_drafts,
    restore_draft,
    start_draft,
)
from surveys.questionnaires.drafts.youth import make_youth_version
from surveys.questionnaires.library import load_questionnaire
from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.service import load_version
from surveys.questionnaires.tables import QuestionnaireRecord, VersionRecord
from surveys.words import Text

blueprint = Blueprint("listing", __name__)


@dataclass(frozen=True)
class VersionLine:
    """One published version in the list."""

    id: int
    code: str
    number: int
    title: Text
    n_questions: int
    digest: str
    published_at: datetime


@blueprint.get("/")
def list_questionnaires() -> ResponseReturnValue:
    """Show drafts first, then what is published."""
    return _show()


@blueprint.post("/new")
def start_empty() -> ResponseReturnValue:
    """Begin a draft with nothing but its title."""
    title = {
        language: words
        for language in ("zh", "en")
        if (words := request.form.get(f"title-{language}", "").strip())
    }
    if "zh" not in title:
        error = FieldError("title-zh", _("请先写中文标题，以后还可以改。"))
        return _show(errors=(error,)), 422
    code = f"questionnaire_{read_clock():%Y%m%d_%H%M%S}"
    return _start(make_questionnaire(code, title=title))


@blueprint.post("/from-library/<name>")
def start_from_library(name: str) -> ResponseReturnValue:
    """Begin a draft that says what a ready questionnaire says."""
    questionnaire = load_ready(name, read_clock().date())
    if questionnaire is None:
        abort(404)
    return _start(questionnaire)


@blueprint.post("/from-version/<int:version_id>")
def start_from_version(version_id: int) -> ResponseReturnValue:
    """Begin a draft that says what a published version says."""
    try:
        version = load_version(db.session, version_id)
    except UnknownVersion:
        abort(404)
    return _start(version.questionnaire, based_on_id=version_id)


@blueprint.post("/drafts/<int:draft_id>/restore")
def restore(draft_id: int) -> ResponseReturnValue:
    """Bring back a draft that was put away."""
    try:
        restore_draft(db.session, draft_id, doing=begin("restored"))
    except (UnknownDraft, DraftClosed):
        abort(404)
    return redirect(address_outline(draft_id), 303)


def load_ready(name: str, today: date) -> Questionnaire | None:
    """Give a ready questionnaire; its marks are to be replaced by the city's own.

    Their last day is today: whoever publishes must set it, and with it the other marks.
    """
    default = load_questionnaire(valid_until=today)
    ready = {"default": default, "youth": make_youth_version(default)}
    return ready.get(name)


def list_versions(session: Session) -> tuple[VersionLine, ...]:
    """Give every published version, the newest of each questionnaire first."""
    rows = session.execute(
        select(VersionRecord, QuestionnaireRecord.code)
        .join(VersionRecord.questionnaire)
        .order_by(QuestionnaireRecord.code, VersionRecord.number.desc())
    )
    return tuple(_tell_version(session, record, code) for record, code in rows)


def _tell_version(session: Session, record: VersionRecord, code: str) -> VersionLine:
    questionnaire = load_version(session, record.id).questionnaire
    return VersionLine(
        id=record.id,
        code=code,
        number=record.number,
        title=questionnaire.title,
        n_questions=len(questionnaire.questions),
        digest=record.digest,
        published_at=record.published_at,
    )


def _start(questionnaire: Questionnaire, *, based_on_id: int | None = None) -> ResponseReturnValue:
    doing = begin("started")
    draft = start_draft(db.session, questionnaire, doing=doing, based_on_id=based_on_id)
    record_audit(
        db.session, who=doing.by, action="draft started", subject=_name(draft), now=doing.now
    )
    flash(_("草稿已建好。写下的每一个字都会自动保存，随时可以关掉。"))
    return redirect(address_outline(draft.id), 303)


def _name(draft: Draft) -> str:
    return f"{draft.questionnaire.code} #{draft.id}"


def _show(errors: tuple[FieldError, ...] = ()) -> str:
    return render_template(
        "officials/questionnaires/list.html",
        drafts=list_drafts(db.reader),
        removed=list_drafts(db.reader, state="removed"),
        versions=list_versions(db.reader),
        errors=errors,
        values=request.form.to_dict(),
    )
