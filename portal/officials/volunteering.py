"""Volunteering beside the rates: figures against targets, charts, files, the targets themselves."""

from collections.abc import Mapping
from decimal import Decimal

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DecimalField
from wtforms.validators import InputRequired, NumberRange

from portal.accounts.service import record_audit
from portal.accounts.session import require_account
from portal.clock import read_clock
from portal.db import db
from portal.i18n import pick_words
from portal.officials.targets import basis_field
from portal.spreadsheets import send_csv, send_xlsx
from portal.volunteering.indicators import RegisterIndicator, RegisterTarget, find_indicator
from portal.volunteering.register import current_register
from portal.volunteering.rows import write_target
from portal.volunteering.view import build_view, make_sheet

blueprint = Blueprint("volunteering", __name__)


class RegisterTargetForm(FlaskForm):
    """A value to reach, in percent or in hours a year, and where it comes from."""

    value = DecimalField(
        _l("目标值"),
        [
            InputRequired(_l("请填写这一项。")),
            NumberRange(min=0.01, max=100, message=_l("请填 0 以上、100 以内的数。")),
        ],
        places=None,
    )
    basis_zh = basis_field(_l("依据（中文）"))
    basis_en = basis_field(_l("依据（英文）"))


@blueprint.get("/volunteers")
def show_figures() -> ResponseReturnValue:
    """Answers first, then every chart with its table."""
    return render_template("officials/volunteering.html", register=build_view())


@blueprint.get("/volunteers/figures.csv")
def download_csv() -> ResponseReturnValue:
    """Send the figures as CSV."""
    return send_csv(make_sheet())


@blueprint.get("/volunteers/figures.xlsx")
def download_xlsx() -> ResponseReturnValue:
    """Send the figures as a workbook."""
    return send_xlsx(make_sheet())


@blueprint.route("/volunteers/targets/<code>", methods=["GET", "POST"])
def edit_target(code: str) -> ResponseReturnValue:
    """Set a new target with its basis; show every one that held before."""
    indicator = find_indicator(code) or abort(404)
    history = current_register().list_target_history(db.reader, indicator)
    form = RegisterTargetForm(data=_read_current(history[0]))
    if form.validate_on_submit():
        _set_target(indicator, form)
        flash(_("目标已更新，各页的结论随之更新。"))
        return redirect(url_for("officials.targets.list_targets"), 303)
    return render_template(
        "officials/target.html",
        indicator=indicator,
        form=form,
        field=form.value,
        hint=_("每年每人多少小时，例如 20。")
        if indicator.unit == "hours"
        else _("百分数，例如 85 或 87.5。"),
        history=[(pick_words(write_target(target, indicator)), target) for target in history],
    ), (422 if form.is_submitted() else 200)


def _read_current(target: RegisterTarget) -> Mapping[str, object]:
    return {
        "value": Decimal(f"{target.value:g}"),
        "basis_zh": target.basis["zh"],
        "basis_en": target.basis["en"],
    }


def _set_target(indicator: RegisterIndicator, form: RegisterTargetForm) -> None:
    who, now = require_account().name, read_clock()
    target = RegisterTarget(
        float(form.value.data),
        {"zh": form.basis_zh.data, "en": form.basis_en.data},
        who,
        now,
    )
    current_register().set_target(db.session, indicator, target)
    subject = f"{indicator.code} {write_target(target, indicator)['zh']}"
    record_audit(db.session, who=who, action="target set", subject=subject, now=now)
