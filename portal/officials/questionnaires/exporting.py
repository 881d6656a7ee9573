"""Questionnaires as XLSForm files to take away: every published version, every draft as it is."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from portal.db import db
from portal.officials.questionnaires.saving import find_draft
from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.service import load_version
from surveys.questionnaires.tables import VersionRecord
from surveys.questionnaires.xlsform.writer import write_form

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

blueprint = Blueprint("exporting", __name__)


@blueprint.get("/versions/<int:version_id>/form.xlsx")
def download_version(version_id: int) -> ResponseReturnValue:
    """Send a published version."""
    questionnaire = load_version(db.session, version_id).questionnaire
    number = db.session.get_one(VersionRecord, version_id).number
    return _attach(questionnaire, f"{questionnaire.code}-v{number}.xlsx")


@blueprint.get("/drafts/<int:draft_id>/form.xlsx")
def download_draft(draft_id: int) -> ResponseReturnValue:
    """Send a draft as it is now, finished or not."""
    draft = find_draft(draft_id)
    return _attach(draft.questionnaire, f"{draft.questionnaire.code}-draft-{draft.id}.xlsx")


def _attach(questionnaire: Questionnaire, filename: str) -> Response:
    response = Response(write_form(questionnaire), content_type=XLSX_TYPE)
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response
