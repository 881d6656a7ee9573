"""The preview of a published version."""

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import db
from portal.previews import pages
from portal.previews.trial import ANSWERS, Trial, begin_trial
from surveys.errors import UnknownVersion
from surveys.questionnaires.service import load_version
from surveys.sampling.areas import load_areas

blueprint = Blueprint("versions", __name__)


@blueprint.route("/versions/<int:version_id>", methods=["GET", "POST"])
def show_start(version_id: int) -> ResponseReturnValue:
    """The start page of a version."""
    return pages.show_start(_begin(version_id))


@blueprint.route("/versions/<int:version_id>/pages/<page_code>", methods=["GET", "POST"])
def show_page(version_id: int, page_code: str) -> ResponseReturnValue:
    """One page of a version, with the answers that the address carries."""
    return pages.show_page(_begin(version_id), page_code)


def _begin(version_id: int) -> Trial:
    try:
        questionnaire = load_version(db.reader, version_id).questionnaire
    except UnknownVersion:
        abort(404)
    start = url_for("previews.versions.show_start", version_id=version_id)
    answers = request.args.get(ANSWERS, "")
    return begin_trial(questionnaire, load_areas(db.reader), start=start, answers=answers)
