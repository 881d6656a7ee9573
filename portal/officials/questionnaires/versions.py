"""A published version: its digest, its marks, and what is different from the one before."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from portal.db import db
from portal.officials.questionnaires.changes import tell_changes
from portal.officials.questionnaires.gate import find_previous
from portal.officials.questionnaires.words import name_type
from surveys.errors import UnknownVersion
from surveys.questionnaires.service import load_version
from surveys.questionnaires.tables import VersionRecord

blueprint = Blueprint("versions", __name__)


@blueprint.get("/versions/<int:version_id>")
def show_version(version_id: int) -> ResponseReturnValue:
    """One version, never to be changed."""
    try:
        version = load_version(db.session, version_id)
    except UnknownVersion:
        abort(404)
    record = db.session.get_one(VersionRecord, version_id)
    earlier = find_previous(db.session, version.questionnaire.code, before=record.number)
    changes = None
    if earlier:
        before = load_version(db.session, earlier.id).questionnaire
        changes = tell_changes(before, version.questionnaire)
    return render_template(
        "officials/questionnaires/version.html",
        version=version,
        number=record.number,
        published_at=record.published_at,
        earlier_number=earlier.number if earlier else None,
        changes=changes,
        name_type=name_type,
    )
