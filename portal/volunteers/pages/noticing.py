"""Certificates under public notice: everyone sees the list, other volunteers can object."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.clock import read_clock
from portal.db import db
from portal.volunteers.certificates.objections import raise_objection
from portal.volunteers.certificates.public_notice import find_noticed, list_noticed
from portal.volunteers.pages.forms import ObjectionForm
from portal.volunteers.pages.tools import current_rules
from portal.volunteers.pages.visitor import current_visitor, require_visitor
from portal.volunteers.refusals import AlreadyDecided, NotAllowed

public = Blueprint("noticing", __name__)
members = Blueprint("objecting", __name__)


@public.get("/certificates")
def show_noticed() -> ResponseReturnValue:
    """What is under notice, by number; with its volunteer's consent the family name beside it."""
    rules, visitor = current_rules(), current_visitor()
    return render_template(
        "volunteers/noticed.html",
        noticed=list_noticed(db.reader, today=rules.find_day(read_clock())),
        own_id=visitor.id if visitor else None,
        rules=rules,
    )


@members.route("/certificates/<int:request_id>/objection", methods=["GET", "POST"])
def object_to(request_id: int) -> ResponseReturnValue:
    """Say what is wrong about somebody's hours."""
    visitor, now, rules = require_visitor(), read_clock(), current_rules()
    noticed = find_noticed(db.reader, request_id, today=rules.find_day(now))
    if noticed.volunteer_id == visitor.id:
        raise NotAllowed
    form = ObjectionForm()
    if form.validate_on_submit():
        reason = form.reason.data.strip()
        try:
            raise_objection(db.session, request_id, visitor.id, reason, now=now, rules=rules)
        except AlreadyDecided:
            form.reason.errors = [_("您已经提过异议了，结果会通知您。")]
        else:
            flash(_("已送交市级管理员，结果会通知您。"))
            return redirect(url_for("volunteers.noticing.show_noticed"), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("volunteers/object.html", form=form, noticed=noticed), status
