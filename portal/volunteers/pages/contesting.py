"""A volunteer's word about the record: the month of birth, the reason for an absence."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.db import db
from portal.volunteers.pages.forms import BirthForm, ExcuseForm
from portal.volunteers.pages.tools import current_keys, current_rules
from portal.volunteers.pages.visitor import current_moment, require_visitor, require_volunteer
from portal.volunteers.protecting import (
    correct_birth_month,
    has_open_birth_correction,
    takes_protection,
)
from portal.volunteers.refusals import AlreadyDecided, IdentityNumberInvalid, NotFound, TooYoung
from portal.volunteers.signups.excuses import ask_for_excuse
from portal.volunteers.signups.lists import find_own_sign_up

blueprint = Blueprint("contesting", __name__)


@blueprint.route("/birth", methods=["GET", "POST"])
def correct_birth() -> ResponseReturnValue:
    """Correct the month of birth; where that takes protection off a minor, ask for it."""
    volunteer, form = require_volunteer(), BirthForm()
    before = volunteer.require_birth_month()
    if form.validate_on_submit():
        if form.birth_month == before:
            form.birth.errors = [_("和登记的一样。")]
        elif _lacks_reason(form, before):
            form.reason.errors = [_("请写明原因，市级管理员要据此核实。")]
        elif _correct(form):
            return redirect(url_for("volunteers.details.edit_details"), 303)
    page = render_template(
        "volunteers/birth.html",
        form=form,
        before=before,
        is_open=has_open_birth_correction(db.reader, volunteer.id),
        rules=current_rules(),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/sign-ups/<int:sign_up_id>/excuse", methods=["GET", "POST"])
def give_reason(sign_up_id: int) -> ResponseReturnValue:
    """Say why one did not come, or withdrew late."""
    visitor, form = require_visitor(), ExcuseForm()
    own = find_own_sign_up(db.reader, sign_up_id, visitor.id)
    if own is None:
        raise NotFound
    if form.validate_on_submit():
        moment = current_moment()
        ask_for_excuse(db.session, sign_up_id, visitor.id, form.reason.data, now=moment.now)
        flash(_("已送交组织者。处理之前，这一次不计入次数。"))
        return redirect(url_for("volunteers.own.show_past"), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("volunteers/excuse.html", form=form, own=own), status


def _lacks_reason(form: BirthForm, before: date) -> bool:
    """Whether a coordinator would have to decide without a word."""
    rules, today = current_rules(), current_rules().find_day(current_moment().now)
    is_asked = takes_protection(before, form.birth_month, today, rules=rules)
    return is_asked and not (form.reason.data or "").strip()


def _correct(form: BirthForm) -> bool:
    """Correct or ask; whether it was taken."""
    try:
        correction = correct_birth_month(
            db.session,
            require_visitor().id,
            (form.birth_month, form.reason.data or ""),
            vault=current_keys().vault,
            moment=current_moment(),
            rules=current_rules(),
        )
    except TooYoung:
        form.birth.errors = [
            _(
                "本市不登记 %(age)s 岁以下的志愿者。如果登记错了，请注销账号。",
                age=current_rules().min_age,
            )
        ]
    except IdentityNumberInvalid:
        form.birth.errors = [_("和您保存的身份证号不符。请先在“我同意的事项”收回身份证号。")]
    except AlreadyDecided:
        form.birth.errors = [_("您已有一个更正申请在等待。")]
    else:
        is_done = correction.state == "accepted"
        flash(_("已更正。") if is_done else _("已送交市级管理员，结果会通知您。"))
        return True
    return False
