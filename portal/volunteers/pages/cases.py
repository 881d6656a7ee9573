"""What waits for a decision: corrections, back-filled and held records, reasons, birth months."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.service import record_audit
from portal.accounts.session import require_account
from portal.db import db
from portal.volunteers.attendance.confirming import clear_flags, refuse_held
from portal.volunteers.attendance.corrections import decide_backfill, decide_correction
from portal.volunteers.attendance.lists import list_open_cases
from portal.volunteers.certificates.objections import decide_objection, list_open_objections
from portal.volunteers.pages.guarding import read_answer
from portal.volunteers.pages.organising import find_own_teams
from portal.volunteers.pages.organising_forms import NoteForm
from portal.volunteers.pages.tools import current_rules
from portal.volunteers.pages.visitor import current_actor, current_moment
from portal.volunteers.protecting import decide_birth_correction, list_birth_corrections
from portal.volunteers.refusals import NotFound
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.excuses import decide_excuse, list_open_excuses
from portal.volunteers.signups.steps import Moment

blueprint = Blueprint("cases", __name__)


@blueprint.get("/cases")
def show_cases() -> ResponseReturnValue:
    """Everything that waits for this visitor, or for somebody else than them."""
    return _render_cases({})


def _render_cases(errors: Mapping[str, str]) -> str:
    team_ids, actor = find_own_teams(), current_actor()
    return render_template(
        "volunteers/cases.html",
        errors=errors,
        typed=request.form,
        cases=list_open_cases(db.reader, team_ids, actor_key=actor.key),
        excuses=list_open_excuses(db.reader, team_ids, actor_key=actor.key),
        births=list_birth_corrections(db.reader) if actor.is_coordinator else (),
        objections=list_open_objections(db.reader) if actor.is_coordinator else (),
    )


@blueprint.post("/cases/<kind>/<int:case_id>")
def decide_case(kind: str, case_id: int) -> ResponseReturnValue:
    """Decide one of them."""
    says_yes = read_answer("yes", "no") == "yes"
    moment, rules = current_moment(), current_rules()
    if kind == "correction":
        decide_correction(db.session, case_id, accepts=says_yes, moment=moment, rules=rules)
    elif kind == "backfill":
        decide_backfill(db.session, case_id, approves=says_yes, moment=moment, rules=rules)
    elif kind == "excuse":
        decide_excuse(db.session, case_id, accepts=says_yes, moment=moment, rules=rules)
    elif kind == "birth":
        _decide_birth(case_id, accepts=says_yes, moment=moment, rules=rules)
    elif kind in ("held", "objection"):
        form = NoteForm()
        if not form.validate_on_submit():
            return _render_cases({f"note-{kind}-{case_id}": str(form.note.errors[0])}), 422
        note = (form.note.data or "").strip()
        if kind == "held":
            _decide_held(case_id, note, counts=says_yes, moment=moment, rules=rules)
        else:
            _decide_objection(case_id, note, is_upheld=says_yes, moment=moment)
    else:
        raise NotFound
    flash(_("已处理。"))
    return redirect(url_for("volunteers.cases.show_cases"), 303)


def _decide_held(
    case_id: int, note: str, *, counts: bool, moment: Moment, rules: VolunteerRules
) -> None:
    if counts:
        clear_flags(db.session, case_id, note, moment=moment, rules=rules)
    else:
        refuse_held(db.session, case_id, moment=moment, rules=rules)


def _decide_objection(case_id: int, note: str, *, is_upheld: bool, moment: Moment) -> None:
    decide_objection(db.session, case_id, note, is_upheld=is_upheld, moment=moment)
    record_audit(
        db.session,
        who=require_account().name,
        action="certificate objection decided",
        subject=f"{case_id}: {'upheld' if is_upheld else 'not upheld'}",
        now=moment.now,
    )


def _decide_birth(case_id: int, *, accepts: bool, moment: Moment, rules: VolunteerRules) -> None:
    decide_birth_correction(db.session, case_id, accepts=accepts, moment=moment, rules=rules)
    record_audit(
        db.session,
        who=require_account().name,
        action="volunteer month of birth decided",
        subject=f"{case_id}: {'accepted' if accepts else 'refused'}",
        now=moment.now,
    )
