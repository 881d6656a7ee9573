"""What all pages of a draft share: finding it, who is at work, and the answer to a save."""

from dataclasses import dataclass
from typing import Any

from flask import abort, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.session import require_account
from portal.clock import read_clock
from portal.db import db
from portal.i18n import format_moment
from portal.officials.questionnaires.fields import FieldError, Values
from portal.officials.questionnaires.findings import (
    PlacedFinding,
    address_part,
    place_findings,
)
from portal.officials.questionnaires.words import say_step
from surveys.errors import DraftChanged, UnknownDraft
from surveys.questionnaires.drafts.parts import PartPlace, find_part, seal_part
from surveys.questionnaires.drafts.service import Doing, Draft, load_draft
from surveys.results.indicators import prepare_publication

BASE = "officials.questionnaires."
"""What the endpoints of the editor begin with."""


@dataclass(frozen=True)
class Conflict:
    """Somebody else's text, found where one's own was to be saved."""

    by: str
    when: str
    pairs: tuple[tuple[str, str, str], ...]
    """Field, one's own text, theirs: only where the two differ."""


def load_open_draft(draft_id: int) -> Draft:
    """Give an open draft as it is now; not found for any other."""
    draft = find_draft(draft_id)
    if draft.state != "open":
        abort(404)
    return draft


def find_draft(draft_id: int) -> Draft:
    """Give a draft in whatever state; not found where there is none."""
    try:
        return load_draft(db.reader, draft_id)
    except UnknownDraft:
        abort(404)


def begin(action: str, subject: str = "") -> Doing:
    """Say what the person signed in does now."""
    return Doing(action, subject[:100], require_account().name, read_clock())


def find_findings(draft: Draft) -> tuple[PlacedFinding, ...]:
    """Check a draft as publishing would, with every fault in words at its place."""
    found = prepare_publication(db.reader, now=read_clock()).check(draft.questionnaire)
    return place_findings(draft.id, draft.questionnaire, found)


def list_conflict_pairs(
    mine: Values, theirs: Values, names: dict[str, str]
) -> tuple[tuple[str, str, str], ...]:
    """Give the fields in which two forms differ, in words, with both texts."""
    fields = dict.fromkeys((*theirs, *(name for name in mine if name in names)))
    return tuple(
        (names.get(field, field), mine.get(field, ""), theirs.get(field, ""))
        for field in fields
        if mine.get(field, "").replace("\r\n", "\n").strip() != theirs.get(field, "").strip()
    )


def make_conflict(refusal: DraftChanged, pairs: tuple[tuple[str, str, str], ...]) -> Conflict:
    """Tell who changed what meanwhile."""
    return Conflict(refusal.by, format_moment(refusal.at), pairs)


def is_script() -> bool:
    """Tell whether the save comes from the page's script and not from a button."""
    return request.accept_mimetypes.best == "application/json"


def answer_saved(draft: Draft, place: PartPlace, *, anchor: str = "") -> ResponseReturnValue:
    """Answer a save that was kept: the page again, or to the script what it must know."""
    address = address_part(draft.id, place)
    if not is_script():
        return redirect(f"{address}#{anchor}" if anchor else address, 303)
    findings = [finding for finding in find_findings(draft) if finding.part == place]
    return jsonify(
        seal=seal_part(find_part(draft.questionnaire, place)),
        revision=draft.revision,
        address=address,
        findings=[{"text": finding.text, "field": finding.field_id} for finding in findings],
    )


def answer_refused(
    status: int, errors: tuple[FieldError, ...], show: str = ""
) -> ResponseReturnValue:
    """Answer a save that was not kept: the page with everything typed, or the errors alone."""
    if is_script():
        plain = [{"text": error.text, "field": error.field_id} for error in errors]
        return jsonify(errors=plain), status
    return show, status


def show_draft_page(template: str, draft: Draft, *, tab: str, **parts: Any) -> str:
    """Render a page of a draft with what stands around each of them."""
    return render_template(
        template,
        draft=draft,
        tab=tab,
        base=BASE,
        undo_words=say_step(draft.undone_next) if draft.undone_next else "",
        redo_words=say_step(draft.redone_next) if draft.redone_next else "",
        last_change=_say_last_change(draft),
        **parts,
    )


def _say_last_change(draft: Draft) -> str:
    when = format_moment(draft.changed_at)
    return str(_("%(who)s 修改于 %(when)s", who=draft.changed_by, when=when))
