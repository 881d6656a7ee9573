"""At the place: a volunteer checks in and out with the organiser's code."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.clock import read_clock
from portal.db import db
from portal.volunteers.activities.listing import read_listed_shift
from portal.volunteers.activities.planning import find_public_shift
from portal.volunteers.attendance.lists import find_record
from portal.volunteers.attendance.service import ShownCode, check_in, check_out
from portal.volunteers.pages.forms import CodeForm
from portal.volunteers.pages.tools import current_keys, current_rules
from portal.volunteers.pages.visitor import require_visitor
from portal.volunteers.refusals import CodeWrong

blueprint = Blueprint("checking", __name__)


@blueprint.route("/shifts/<int:shift_id>/check-in", methods=["GET", "POST"])
def check(shift_id: int) -> ResponseReturnValue:
    """Arrive; once there, leave. The QR code brings its code along."""
    visitor = require_visitor()
    find_public_shift(db.reader, shift_id)
    record = find_record(db.reader, shift_id, visitor.id)
    form = CodeForm(code=request.args.get("code", ""))
    if form.validate_on_submit():
        try:
            _record(shift_id, form.code.data, leaves=request.form.get("leaves") == "yes")
        except CodeWrong:
            form.code.errors = [_("签到码不对或已更换，请看组织者的屏幕。")]
        else:
            return redirect(url_for("volunteers.checking.check", shift_id=shift_id), 303)
    return (
        render_template(
            "volunteers/check_in.html",
            form=form,
            record=record,
            shift=read_listed_shift(db.reader, shift_id),
        ),
        422 if form.is_submitted() else 200,
    )


def _record(shift_id: int, code: str, *, leaves: bool) -> None:
    shown = ShownCode(code, current_keys().codes)
    volunteer_id, now, rules = require_visitor().id, read_clock(), current_rules()
    if leaves:
        check_out(db.session, shift_id, volunteer_id, shown, now=now, rules=rules)
        flash(_("已签退。组织者结束登记后，时长会记入。"))
    else:
        check_in(db.session, shift_id, volunteer_id, shown, now=now, rules=rules)
        flash(_("已签到。离开时请再来签退。"))
