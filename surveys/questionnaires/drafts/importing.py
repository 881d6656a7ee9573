"""Drafts that begin with a form from a file: one draft for one form, however often it is sent."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.errors import DraftChanged, DraftClosed, UnknownDraft
from surveys.questionnaires.drafts.remaking import remake
from surveys.questionnaires.drafts.service import (
    Doing,
    Draft,
    change_draft,
    list_drafts,
    start_draft,
)
from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.service import list_codes
from surveys.questionnaires.tables import QuestionnaireRecord, VersionRecord
from surveys.questionnaires.xlsform.codes import make_code


@dataclass(frozen=True)
class Untouched:
    """A draft that an earlier file made, and the digest that it had then."""

    draft_id: int
    digest: str


def import_draft(
    session: Session,
    questionnaire: Questionnaire,
    *,
    doing: Doing,
    earlier: Untouched | None = None,
) -> Draft:
    """Store what a form says as a draft.

    The draft of an `earlier` file says it from now on, as one step that can be taken back, unless
    somebody has worked on it since. An open draft that says the same already is used again, so
    that a file sent twice makes one draft. Otherwise a new draft begins, based on the newest
    version of its code.
    """
    if earlier is not None:
        mended = _replace(session, questionnaire, doing=doing, earlier=earlier)
        if mended is not None:
            return mended
    for draft in list_drafts(session):
        if draft.questionnaire == questionnaire:
            return draft
    newest = _find_newest(session, questionnaire.code)
    return start_draft(session, questionnaire, doing=doing, based_on_id=newest)


def give_own_code(session: Session, draft_id: int, *, doing: Doing) -> Draft:
    """Give a draft a code that no published questionnaire and no other open draft has."""
    published = list_codes(session)
    drafts = (draft for draft in list_drafts(session) if draft.id != draft_id)
    taken = {*published, *(draft.questionnaire.code for draft in drafts)}

    def edit(questionnaire: Questionnaire) -> Questionnaire:
        code = make_code(questionnaire.code, spare="questionnaire", taken=set(taken))
        return remake(questionnaire, {"code": code})

    return change_draft(session, draft_id, edit, doing=doing)


def _replace(
    session: Session, questionnaire: Questionnaire, *, doing: Doing, earlier: Untouched
) -> Draft | None:
    def edit(now: Questionnaire) -> Questionnaire:
        if now.digest != earlier.digest:
            raise DraftChanged(by=doing.by, at=doing.now)
        return questionnaire

    try:
        return change_draft(session, earlier.draft_id, edit, doing=doing)
    except (DraftChanged, DraftClosed, UnknownDraft):
        return None


def _find_newest(session: Session, code: str) -> int | None:
    versions = (
        select(VersionRecord.id)
        .join(VersionRecord.questionnaire)
        .where(QuestionnaireRecord.code == code)
        .order_by(VersionRecord.number.desc())
    )
    return session.scalar(versions.limit(1))
