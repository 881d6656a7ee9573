"""The general part of a draft: code, languages, the four texts, the four statutory marks."""

from functools import partial

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.db import db
from portal.officials.questionnaires.fields import Values, read_general, write_fields
from portal.officials.questionnaires.languages import list_known_languages, press_language
from portal.officials.questionnaires.refusing import (
    NOT_REFUSED,
    Refusal,
    keep_or_refuse,
    show_part_page,
)
from portal.officials.questionnaires.saving import (
    WayOn,
    answer_saved,
    begin,
    find_way_on,
    load_open_draft,
)
from surveys.questionnaires.drafts.editing import change_general
from surveys.questionnaires.drafts.parts import GENERAL
from surveys.questionnaires.drafts.remaking import remake
from surveys.questionnaires.drafts.service import Draft, Seen, change_draft
from surveys.questionnaires.drafts.translating import count_untranslated
from surveys.questionnaires.model import Questionnaire

blueprint = Blueprint("general", __name__)


@blueprint.get("/drafts/<int:draft_id>/general")
def show_general(draft_id: int) -> ResponseReturnValue:
    """What stands around the questions."""
    draft = load_open_draft(draft_id)
    return _show(draft, write_fields(draft.questionnaire, draft.questionnaire.languages))


@blueprint.post("/drafts/<int:draft_id>/general")
def save_general(draft_id: int) -> ResponseReturnValue:
    """Keep what was typed, and do what the pressed button says."""
    draft = load_open_draft(draft_id)
    values = request.form.to_dict()
    return keep_or_refuse(
        draft, values, place=GENERAL, keep=partial(_save, draft, values), show=_show
    )


def _save(draft: Draft, values: Values) -> ResponseReturnValue:
    read = read_general(values, draft.questionnaire.languages, draft.questionnaire)
    general = remake(read, {"languages": press_language(read.languages, values)})

    def edit(questionnaire: Questionnaire) -> Questionnaire:
        return change_general(questionnaire, general)

    seen = Seen(GENERAL, values.get("seal", ""))
    saved = change_draft(db.session, draft.id, edit, doing=begin("edited"), seen=seen)
    is_language = "language" in values.get("do", "")
    told = WayOn("new-language", _("语言已改好。")) if is_language else find_way_on(values)
    return answer_saved(saved, GENERAL, told)


def _show(draft: Draft, values: Values, refusal: Refusal = NOT_REFUSED) -> str:
    questionnaire = draft.questionnaire
    return show_part_page(
        "officials/questionnaires/general.html",
        draft,
        place=GENERAL,
        values=values,
        refusal=refusal,
        n_untranslated=count_untranslated(questionnaire),
        known_languages=list_known_languages(but=questionnaire.languages),
    )
