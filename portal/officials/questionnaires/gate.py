"""The gate before publishing: every finding, every difference, a deliberate yes."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.service import record_audit
from portal.db import db
from portal.officials.questionnaires.changes import Change, tell_changes
from portal.officials.questionnaires.fields import YES, FieldError
from portal.officials.questionnaires.findings import PlacedFinding
from portal.officials.questionnaires.saving import (
    begin,
    find_findings,
    load_open_draft,
    show_draft_page,
)
from surveys.errors import DraftChanged, QuestionnaireRefused
from surveys.questionnaires.drafts.service import Draft, publish_draft
from surveys.questionnaires.service import load_version
from surveys.questionnaires.tables import QuestionnaireRecord, VersionRecord
from surveys.results.indicators import list_indicator_codes

blueprint = Blueprint("gate", __name__)


N_SHOWN = 5
"""Places without a translation that are named at once; the others are folded away."""


@dataclass(frozen=True)
class Lacking:
    """A language with the places that have no words in it."""

    language: str
    first: tuple[PlacedFinding, ...]
    rest: tuple[PlacedFinding, ...]

    @property
    def n_places(self) -> int:
        """How many places there are in all."""
        return len(self.first) + len(self.rest)


@dataclass(frozen=True)
class Previous:
    """The version that the draft would follow."""

    number: int
    changes: tuple[Change, ...]


@blueprint.get("/drafts/<int:draft_id>/publish")
def show_gate(draft_id: int) -> ResponseReturnValue:
    """What would be published, and whether it may be."""
    return _show(load_open_draft(draft_id))


@blueprint.post("/drafts/<int:draft_id>/publish")
def publish(draft_id: int) -> ResponseReturnValue:
    """Publish what was looked at; the page again where it changed, is faulty or unconfirmed."""
    draft = load_open_draft(draft_id)
    if request.form.get("confirmed") != YES:
        error = FieldError("confirmed", _("请先核对，再勾选确认。"))
        return _show(draft, errors=(error,)), 422
    doing = begin("published")
    revision = request.form.get("revision", 0, type=int)
    try:
        version = publish_draft(
            db.session,
            draft_id,
            revision=revision,
            doing=doing,
            indicators=list_indicator_codes(db.session, draft.questionnaire.code),
        )
    except DraftChanged as refusal:
        text = _("%(who)s 刚刚改了草稿，所以没有发布。请重新核对。", who=refusal.by)
        return _show(load_open_draft(draft_id), errors=(FieldError("confirmed", text),)), 409
    except QuestionnaireRefused:
        error = FieldError("findings", _("还有必须改好的问题，所以没有发布。"))
        return _show(draft, errors=(error,)), 422
    subject = f"{version.questionnaire.code} {version.digest[:12]}"
    record_audit(
        db.session, who=doing.by, action="questionnaire published", subject=subject, now=doing.now
    )
    flash(_("已发布。这个版本从此不会改变；要改，就从它新建草稿。"))
    address = url_for("officials.questionnaires.versions.show_version", version_id=version.id)
    return redirect(address, 303)


def find_previous(
    session: Session, code: str, *, before: int | None = None
) -> VersionRecord | None:
    """Give the newest version of a questionnaire, or the one before version number `before`."""
    versions = (
        select(VersionRecord)
        .join(VersionRecord.questionnaire)
        .where(QuestionnaireRecord.code == code)
        .order_by(VersionRecord.number.desc())
    )
    if before is not None:
        versions = versions.where(VersionRecord.number < before)
    return session.scalar(versions.limit(1))


def list_lacking(findings: Sequence[PlacedFinding]) -> tuple[Lacking, ...]:
    """Gather the places whose words are missing, language by language."""
    by_language: dict[str, list[PlacedFinding]] = {}
    for finding in findings:
        if finding.lacking:
            by_language.setdefault(finding.lacking, []).append(finding)
    return tuple(
        Lacking(language, tuple(found[:N_SHOWN]), tuple(found[N_SHOWN:]))
        for language, found in by_language.items()
    )


def _tell_previous(draft: Draft) -> Previous | None:
    record = find_previous(db.reader, draft.questionnaire.code)
    if record is None:
        return None
    published = load_version(db.reader, record.id).questionnaire
    return Previous(record.number, tell_changes(published, draft.questionnaire))


def _show(draft: Draft, errors: tuple[FieldError, ...] = ()) -> str:
    findings = find_findings(draft)
    return show_draft_page(
        "officials/questionnaires/gate.html",
        draft,
        tab="publish",
        errors=errors,
        n_faults=sum(finding.is_error for finding in findings),
        faults=[finding for finding in findings if finding.is_error and not finding.lacking],
        lacking=list_lacking(findings),
        warnings=[finding for finding in findings if not finding.is_error],
        previous=_tell_previous(draft),
        digest=draft.questionnaire.digest,
    )
