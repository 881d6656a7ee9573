"""Coordinators' spot checks: draw a random sample of records, say what was found about each."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.service import record_audit
from portal.accounts.session import require_account
from portal.clock import SECRETS
from portal.db import db
from portal.volunteers.attendance.spot_check_reports import list_spot_checks, read_spot_check
from portal.volunteers.attendance.spot_checks import (
    SpotCheckPlan,
    draw_spot_check,
    record_finding,
)
from portal.volunteers.pages.organising_forms import FindingForm, SpotCheckForm
from portal.volunteers.pages.tools import current_rules
from portal.volunteers.pages.visitor import current_actor, current_moment
from portal.volunteers.refusals import NothingToCheck

blueprint = Blueprint("spot_checks", __name__)

SEED_BYTES = 8


@blueprint.route("/checks", methods=["GET", "POST"])
def show_checks() -> ResponseReturnValue:
    """All spot checks with what they found; draw another."""
    moment = current_moment()
    today = current_rules().find_day(moment.now)
    form = SpotCheckForm(first=f"{today.year}-01-01", last=today.isoformat())
    if form.validate_on_submit():
        first_day, last_day = form.days
        # The seed comes from the machine, not from whoever draws, and is kept.
        seed = SECRETS.randbytes(SEED_BYTES).hex()
        plan = SpotCheckPlan(first_day, last_day, form.n_wanted.data, seed)
        try:
            check = draw_spot_check(db.session, plan, moment=moment, rules=current_rules())
        except NothingToCheck:
            form.last.errors = [_("这段时间没有已记入时长的记录。")]
        else:
            subject = f"{first_day} - {last_day}: {check.n_drawn}/{check.n_records}, seed {seed}"
            _record("volunteer spot check drawn", subject)
            return redirect(url_for("volunteers.spot_checks.show_check", check_id=check.id), 303)
    status = 422 if form.is_submitted() else 200
    checks = list_spot_checks(db.reader)
    return render_template("volunteers/checks.html", form=form, checks=checks), status


@blueprint.get("/checks/<int:check_id>")
def show_check(check_id: int) -> ResponseReturnValue:
    """One spot check: its records, each to be looked into."""
    return _render_check(check_id, {})


def _render_check(check_id: int, errors: Mapping[str, str]) -> str:
    """The page of a spot check; `errors` by the id of a field."""
    check, records = read_spot_check(db.reader, check_id, actor_key=current_actor().key)
    return render_template(
        "volunteers/check.html", check=check, records=records, errors=errors, typed=request.form
    )


@blueprint.post("/checks/<int:check_id>/records/<int:attendance_id>")
def save_finding(check_id: int, attendance_id: int) -> ResponseReturnValue:
    """Write down what was found about one record."""
    form = FindingForm()
    if not form.validate_on_submit():
        errors = {
            f"{field.name}-{attendance_id}": str(field.errors[0]) for field in form if field.errors
        }
        return _render_check(check_id, errors), 422
    finding, note = form.finding.data, (form.note.data or "").strip()
    record_finding(
        db.session,
        (check_id, attendance_id),
        (finding, note),
        moment=current_moment(),
        rules=current_rules(),
    )
    _record("volunteer spot check finding", f"{check_id}/{attendance_id}: {finding}")
    flash(_("已保存。"))
    return redirect(url_for("volunteers.spot_checks.show_check", check_id=check_id), 303)


def _record(action: str, subject: str) -> None:
    now = current_moment().now
    record_audit(db.session, who=require_account().name, action=action, subject=subject, now=now)
