"""A save that is not kept: what cannot be read, a code that is taken, somebody else's text.

All pages that edit a part go through `keep_or_refuse`, so that the same thing is said of the same
refusal everywhere, and what was typed is on the page again whatever happened.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from flask import jsonify
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.db import db
from portal.i18n import format_moment
from portal.officials.questionnaires.fields import (
    FieldError,
    FieldsFaulty,
    Values,
    list_form_languages,
    write_fields,
)
from portal.officials.questionnaires.saving import find_findings, is_script, show_draft_page
from portal.officials.questionnaires.words import name_form_fields
from surveys.errors import CodeTaken, DraftChanged
from surveys.questionnaires.drafts.parts import PartPlace, find_part, seal_part
from surveys.questionnaires.drafts.service import Draft, load_draft


@dataclass(frozen=True)
class Conflict:
    """Somebody else's text, found where one's own was to be saved."""

    by: str
    when: str
    pairs: tuple[tuple[str, str, str], ...]
    """Field, one's own text, theirs: only where the two differ."""


@dataclass(frozen=True)
class Refusal:
    """Why a page is shown again instead of being left."""

    errors: tuple[FieldError, ...] = ()
    conflict: Conflict | None = None
    status: int = 422


NOT_REFUSED = Refusal()


class ShowPart(Protocol):
    """Renders the page of a part with what was typed."""

    def __call__(self, draft: Draft, values: Values, refusal: Refusal = NOT_REFUSED) -> str:
        """Give the page."""
        ...


def keep_or_refuse(
    draft: Draft,
    values: Values,
    *,
    place: PartPlace,
    keep: Callable[[], ResponseReturnValue],
    show: ShowPart,
) -> ResponseReturnValue:
    """Keep what was typed, or show it again with the reason why it was not kept."""
    try:
        return keep()
    except FieldsFaulty as faulty:
        refusal = Refusal(errors=faulty.errors)
    except CodeTaken as taken:
        text = _("代码 %(code)s 已经有别的题目或部分用了。", code=str(taken))
        refusal = Refusal(errors=(FieldError("code", text),))
    except DraftChanged as changed:
        draft = load_draft(db.session, draft.id)
        refusal = Refusal(conflict=_compare(draft, values, place, changed), status=409)
    page = "" if is_script() else show(draft, values, refusal)
    return answer_refused(refusal, page)


def answer_refused(refusal: Refusal, page: str) -> ResponseReturnValue:
    """Answer a save that was not kept: the page with everything typed, or the errors alone."""
    if not is_script():
        return page, refusal.status
    errors = [{"text": error.text, "field": error.field_id} for error in refusal.errors]
    if refusal.conflict:
        text = _("%(who)s 同时改了这里。您的文字还在，没有保存。", who=refusal.conflict.by)
        errors.append({"text": text, "field": "conflict"})
    return jsonify(errors=errors), refusal.status


def show_part_page(
    template: str,
    draft: Draft,
    *,
    place: PartPlace,
    values: Values,
    refusal: Refusal,
    **parts: Any,
) -> str:
    """Render the page that edits a part: its form, what the check finds, why it came back."""
    return show_draft_page(
        template,
        draft,
        tab="general" if place.kind == "general" else "outline",
        values=values,
        errors=refusal.errors,
        conflict=refusal.conflict,
        seal=seal_part(find_part(draft.questionnaire, place)),
        findings=[found for found in find_findings(draft) if found.part == place],
        **parts,
    )


def _compare(draft: Draft, values: Values, place: PartPlace, changed: DraftChanged) -> Conflict:
    part = find_part(draft.questionnaire, place)
    # Of a text in a language that is not on the page, nothing was typed that could differ.
    shown = list_form_languages(values, draft.questionnaire.languages)
    theirs = write_fields(part, shown)
    names = name_form_fields({**values, **theirs})
    return Conflict(changed.by, format_moment(changed.at), _list_pairs(values, theirs, names))


def _list_pairs(
    mine: Values, theirs: Values, names: dict[str, str]
) -> tuple[tuple[str, str, str], ...]:
    """Give the fields in which two forms differ, in words, with both texts."""
    fields = dict.fromkeys((*theirs, *(name for name in mine if name in names)))
    return tuple(
        (names.get(field, field), mine.get(field, ""), theirs.get(field, ""))
        for field in fields
        if _fold(mine.get(field, "")) != _fold(theirs.get(field, ""))
    )


def _fold(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
