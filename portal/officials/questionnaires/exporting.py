"""Questionnaires as XLSForm files to take away: every published version, every draft as it is."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.db import db
from portal.officials.questionnaires.saving import find_draft
from portal.spreadsheets import XLSX_TYPE, attach
from surveys.questionnaires.service import load_version
from surveys.questionnaires.tables import VersionRecord
from surveys.questionnaires.xlsform.writer import write_form

blueprint = Blueprint("exporting", __name__)


@blueprint.get("/versions/<int:version_id>/form.xlsx")
def download_version(version_id: int) -> ResponseReturnValue:
    """Send a published version."""
    questionnaire = load_version(db.session, version_id).questionnaire
    number = db.session.get_one(VersionRecord, version_id).number
    filename = f"{questionnaire.code}-v{number}.xlsx"
    return attach(write_form(questionnaire), XLSX_TYPE, filename=filename)


@blueprint.get("/drafts/<int:draft_id>/form.xlsx")
def download_draft(draft_id: int) -> ResponseReturnValue:
    """Send a draft as it is now, finished or not."""
    draft = find_draft(draft_id)
    filename = f"{draft.questionnaire.code}-draft-{draft.id}.xlsx"
    return attach(write_form(draft.questionnaire), XLSX_TYPE, filename=filename)
