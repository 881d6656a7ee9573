"""What coordinators set up: teams with their first leader, rewards, trainings, certificates."""

import re
from dataclasses import asdict

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField, ValidationError
from wtforms.validators import NumberRange

from portal.accounts.service import record_audit
from portal.accounts.session import require_account
from portal.clock import read_clock
from portal.db import db
from portal.volunteers.certificates.issuer import Issuer, change_issuer, load_issuer
from portal.volunteers.groups.service import TeamPlan, find_team, found_team
from portal.volunteers.pages.choosing import list_street_choices
from portal.volunteers.pages.forms import REQUIRED, longest
from portal.volunteers.pages.numbers import check_number, find_numbered
from portal.volunteers.pages.tools import current_rules
from portal.volunteers.pages.visitor import current_actor, current_moment
from portal.volunteers.recognition.redemptions import hand_over, list_redemptions
from portal.volunteers.recognition.rewards import add_reward, list_rewards, record_training
from portal.volunteers.refusals import NotFound

blueprint = Blueprint("founding", __name__)

CODE = re.compile(r"[a-z][a-z0-9-]{1,19}")


class TeamForm(FlaskForm):
    """A team and its first leader."""

    name_zh = StringField(_l("团队名称"), [REQUIRED, longest(40)])
    name_en = StringField(_l("英文名称（选填）"), [longest(80)])
    purpose_zh = StringField(_l("宗旨"), [REQUIRED, longest(200)])
    purpose_en = StringField(_l("英文宗旨（选填）"), [longest(400)])
    code = StringField(_l("网址里的简称"), [REQUIRED, longest(20)])
    contact = StringField(_l("联系方式"), [REQUIRED, longest(120)])
    street = SelectField(_l("所在街道"), [REQUIRED])
    leader = StringField(_l("队长的志愿者编号"), [REQUIRED, check_number])

    def validate_code(self, field: StringField) -> None:
        """Small letters and digits that no other team has."""
        if not CODE.fullmatch(field.data or ""):
            raise ValidationError(_l("请用小写字母和数字，字母开头，2 到 20 个。"))
        try:
            find_team(db.reader, field.data)
        except NotFound:
            return
        raise ValidationError(_l("这个简称已有团队使用。"))


class RewardForm(FlaskForm):
    """Something that points can buy."""

    name_zh = StringField(_l("奖品名称"), [REQUIRED, longest(40)])
    name_en = StringField(_l("英文名称（选填）"), [longest(80)])
    price = IntegerField(_l("所需积分"), [REQUIRED, NumberRange(1, 100_000)])
    n_in_stock = IntegerField(_l("数量"), [REQUIRED, NumberRange(1, 100_000)])


class IssuerForm(FlaskForm):
    """Who issues certificates; what is left empty is signed and sealed by hand."""

    organisation = StringField(_l("出具单位（选填）"), [longest(60)])
    head = StringField(_l("负责人（选填）"), [longest(40)])
    handler = StringField(_l("经办人（选填）"), [longest(40)])
    contact = StringField(_l("查询方式（选填）"), [longest(120)])


class TrainingForm(FlaskForm):
    """A training that a volunteer has had today."""

    number = StringField(_l("志愿者编号"), [REQUIRED, check_number])
    title = StringField(_l("培训名称"), [REQUIRED, longest(80)])
    minutes = IntegerField(_l("分钟"), [REQUIRED, NumberRange(5, 600)], default=60)


@blueprint.route("/teams/new", methods=["GET", "POST"])
def found() -> ResponseReturnValue:
    """Found a team."""
    form = TeamForm()
    form.street.choices = list_street_choices(db.reader)
    if form.validate_on_submit():
        leader = find_numbered(form.leader)
        plan = TeamPlan(
            code=form.code.data,
            name={"zh": form.name_zh.data, "en": form.name_en.data or form.name_zh.data},
            purpose={"zh": form.purpose_zh.data, "en": form.purpose_en.data or ""},
            contact=form.contact.data,
            area_code=form.street.data,
        )
        found_team(db.session, plan, leader, now=read_clock())
        _record("volunteer team founded", form.code.data)
        return redirect(url_for("volunteers.teams.show_team", code=form.code.data), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("volunteers/found_team.html", form=form), status


@blueprint.route("/rewards", methods=["GET", "POST"])
def stock_rewards() -> ResponseReturnValue:
    """The catalogue of rewards, and one more."""
    form = RewardForm()
    if form.validate_on_submit():
        name = {"zh": form.name_zh.data, "en": form.name_en.data or form.name_zh.data}
        add_reward(db.session, name, price=form.price.data, n_in_stock=form.n_in_stock.data)
        _record("volunteer reward added", form.name_zh.data)
        flash(_("已保存。"))
        return redirect(url_for("volunteers.founding.stock_rewards"), 303)
    status = 422 if form.is_submitted() else 200
    rewards = list_rewards(db.reader)
    return render_template("volunteers/stock_rewards.html", form=form, rewards=rewards), status


@blueprint.get("/redemptions")
def show_redemptions() -> ResponseReturnValue:
    """The service point: what waits to be handed over, and what was."""
    return render_template(
        "volunteers/redemptions.html",
        waiting=list_redemptions(db.reader, is_handed_over=False),
        done=list_redemptions(db.reader, is_handed_over=True),
    )


@blueprint.post("/redemptions/<int:redemption_id>")
def hand_over_reward(redemption_id: int) -> ResponseReturnValue:
    """Record that a reward was given to whoever redeemed it."""
    hand_over(db.session, redemption_id, moment=current_moment())
    _record("volunteer reward handed over", str(redemption_id))
    flash(_("已记为发放。"))
    return redirect(url_for("volunteers.founding.show_redemptions"), 303)


@blueprint.route("/issuer", methods=["GET", "POST"])
def set_issuer() -> ResponseReturnValue:
    """Who signs certificates from now on."""
    form = IssuerForm(data=asdict(load_issuer(db.reader)))
    if form.validate_on_submit():
        parts = {name: (form[name].data or "").strip() for name in asdict(Issuer())}
        by, now = require_account().name, read_clock()
        change_issuer(db.session, Issuer(**parts), by=by, now=now)
        _record("volunteer certificate issuer", parts["organisation"])
        flash(_("已保存。"))
        return redirect(url_for("volunteers.founding.set_issuer"), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("volunteers/issuer.html", form=form), status


@blueprint.route("/trainings", methods=["GET", "POST"])
def enter_training() -> ResponseReturnValue:
    """Record a training; it earns points, and is part of the record that law asks for."""
    form = TrainingForm()
    if form.validate_on_submit():
        now, rules = read_clock(), current_rules()
        record_training(
            db.session,
            find_numbered(form.number).id,
            title=form.title.data,
            day=rules.find_day(now),
            minutes=form.minutes.data,
            actor=current_actor(),
            now=now,
            rules=rules,
        )
        flash(_("已保存。"))
        return redirect(url_for("volunteers.founding.enter_training"), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("volunteers/training.html", form=form), status


def _record(action: str, subject: str) -> None:
    record_audit(
        db.session, who=require_account().name, action=action, subject=subject, now=read_clock()
    )
