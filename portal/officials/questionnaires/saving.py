"""What all pages of a draft share: finding it, who is at work, and the answer to a save."""

from dataclasses import dataclass
from typing import Any, cast

from flask import abort, flash, get_flashed_messages, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.session import require_account
from portal.clock import read_clock
from portal.db import db
from portal.i18n import format_moment
from portal.officials.questionnaires.fields import Values
from portal.officials.questionnaires.findings import (
    PlacedFinding,
    address_part,
    place_findings,
)
from portal.officials.questionnaires.languages import list_columns, list_seconds
from portal.officials.questionnaires.words import say_step
from surveys.errors import UnknownDraft
from surveys.questionnaires.drafts.parts import PartPlace, find_part, seal_part
from surveys.questionnaires.drafts.service import Doing, Draft, load_draft
from surveys.results.indicators import prepare_publication

BASE = "officials.questionnaires."
"""What the endpoints of the editor begin with."""


@dataclass(frozen=True)
class WayOn:
    """Where one goes on after a button: the id of what has the focus, and what was done."""

    anchor: str
    words: str = ""


DONE = "done"
"""The id of the notice that says what was done, for when what was pressed is gone."""


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


def is_script() -> bool:
    """Tell whether the save comes from the page's script and not from a button."""
    return request.accept_mimetypes.best == "application/json"


def find_way_on(values: Values) -> WayOn:
    """Give where one goes on after the buttons that all parts have; a new type has none."""
    match values.get("do"):
        case "add-condition" | "clear-condition":
            return WayOn("condition")
        case "save":
            return WayOn("save", _("保存好了。"))
    return WayOn("type")


def answer_saved(draft: Draft, place: PartPlace, way_on: WayOn) -> ResponseReturnValue:
    """Answer a save that was kept: the page again, or to the script what it must know."""
    address = address_part(draft.id, place)
    if not is_script():
        return go_on(address, way_on)
    findings = [finding for finding in find_findings(draft) if finding.part == place]
    return jsonify(
        seal=seal_part(find_part(draft.questionnaire, place)),
        revision=draft.revision,
        address=address,
        findings=[{"text": finding.text, "field": finding.field_id} for finding in findings],
    )


def go_on(address: str, way_on: WayOn) -> ResponseReturnValue:
    """Lead to an element of a page, which is described by what was done."""
    if way_on.words:
        flash(way_on.words, way_on.anchor)
    return redirect(f"{address}#{way_on.anchor}", 303)


def show_draft_page(template: str, draft: Draft, *, tab: str, **parts: Any) -> str:
    """Render a page of a draft with what stands around each of them."""
    return render_template(
        template,
        draft=draft,
        tab=tab,
        base=BASE,
        # Category is the id of what was pressed, so that what was done can be said beside it.
        done_at=dict(cast("list[tuple[str, str]]", get_flashed_messages(with_categories=True))),
        languages=list_columns(draft.questionnaire.languages),
        seconds=list_seconds(draft.questionnaire.languages),
        undo_words=say_step(draft.undone_next) if draft.undone_next else "",
        redo_words=say_step(draft.redone_next) if draft.redone_next else "",
        last_change=_say_last_change(draft),
        **parts,
    )


def _say_last_change(draft: Draft) -> str:
    when = format_moment(draft.changed_at)
    return str(_("%(who)s 修改于 %(when)s", who=draft.changed_by, when=when))
