"""Organisers: the staffing board, writing an activity, its shifts, publishing and cancelling."""

from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.clock import read_clock
from portal.db import db
from portal.i18n import pick_words
from portal.volunteers.activities.choices import AUDIENCES
from portal.volunteers.activities.listing import list_activity_shifts
from portal.volunteers.activities.news import announce_activity
from portal.volunteers.activities.places import PlacePlan, list_usable, reuse_place
from portal.volunteers.activities.planning import (
    ActivityPlan,
    ShiftPlan,
    add_shift,
    draft_activity,
    find_activity,
    list_skills,
    publish_activity,
    repeat_weekly,
)
from portal.volunteers.activities.staffing import (
    list_own_activities,
    list_staffing,
    list_unclosed,
)
from portal.volunteers.activities.tables import Activity
from portal.volunteers.attendance.lists import list_open_cases
from portal.volunteers.certificates.objections import list_open_objections
from portal.volunteers.groups.rights import list_organised_teams, require_organiser
from portal.volunteers.groups.service import find_team, list_teams
from portal.volunteers.pages.choosing import list_choices, list_street_choices
from portal.volunteers.pages.forms import read_day
from portal.volunteers.pages.organising_forms import ActivityForm, ReasonForm, ShiftForm
from portal.volunteers.pages.own import read_time
from portal.volunteers.pages.tools import current_rules
from portal.volunteers.pages.visitor import current_actor, current_moment, current_visitor
from portal.volunteers.people.choices import FIELDS, SKILLS
from portal.volunteers.protecting import list_birth_corrections
from portal.volunteers.signups.excuses import list_open_excuses
from portal.volunteers.signups.reviewing import revise_and_review
from portal.volunteers.signups.service import cancel_activity

blueprint = Blueprint("organising", __name__)


def find_own_teams() -> tuple[int, ...] | None:
    """The teams that the visitor organises; None for coordinators, who see all."""
    visitor = current_visitor()
    return None if visitor is None else list_organised_teams(db.reader, visitor.id)


@blueprint.get("/")
def show_board() -> ResponseReturnValue:
    """What lacks people, what is to be closed, what is to be decided."""
    team_ids, now = find_own_teams(), read_clock()
    cases = list_open_cases(db.reader, team_ids, actor_key=current_actor().key)
    excuses = list_open_excuses(db.reader, team_ids, actor_key=current_actor().key)
    n_cases = len(cases.corrections) + len(cases.backfills) + len(cases.held) + len(excuses)
    if current_actor().is_coordinator:
        n_cases += len(list_birth_corrections(db.reader)) + len(list_open_objections(db.reader))
    teams = [team for team, _n in list_teams(db.reader) if team_ids is None or team.id in team_ids]
    return render_template(
        "volunteers/board.html",
        staffing=list_staffing(db.reader, team_ids, now=now),
        unclosed=list_unclosed(db.reader, team_ids, now=now),
        activities=list_own_activities(db.reader, team_ids),
        n_cases=n_cases,
        teams=teams,
        now=now,
    )


@blueprint.route("/teams/<code>/activities/new", methods=["GET", "POST"])
def write_activity(code: str) -> ResponseReturnValue:
    """Write down a new activity as a draft."""
    team = find_team(db.reader, code)
    require_organiser(db.reader, team.id, current_actor())
    form = _make_activity_form(None)
    if form.validate_on_submit():
        activity = draft_activity(
            db.session, team, _read_plan(form), actor=current_actor(), now=read_clock()
        )
        flash(_("已存为草稿。请添加班次，再发布。"))
        return redirect(
            url_for("volunteers.organising.show_activity", activity_id=activity.id), 303
        )
    status = 422 if form.is_submitted() else 200
    page = render_template("volunteers/edit_activity.html", form=form, activity=None, team=team)
    return page, status


@blueprint.route("/activities/<int:activity_id>/edit", methods=["GET", "POST"])
def edit_activity(activity_id: int) -> ResponseReturnValue:
    """Change the words and conditions."""
    activity = _find_organised(activity_id)
    form = _make_activity_form(activity)
    if form.validate_on_submit():
        n_ended = revise_and_review(
            db.session, activity, _read_plan(form), moment=current_moment(), rules=current_rules()
        )
        flash(_("已保存。"))
        if n_ended:
            flash(_("活动现在有危险：%(n)s 位未成年人的报名已取消，并通知了本人。", n=n_ended))
        return redirect(
            url_for("volunteers.organising.show_activity", activity_id=activity_id), 303
        )
    status = 422 if form.is_submitted() else 200
    page = render_template("volunteers/edit_activity.html", form=form, activity=activity)
    return page, status


@blueprint.get("/activities/<int:activity_id>")
def show_activity(activity_id: int) -> ResponseReturnValue:
    """One activity with its shifts, and what can be done with it."""
    activity = _find_organised(activity_id)
    return _render_activity(activity, _make_shift_form(activity))


@blueprint.post("/activities/<int:activity_id>/shifts")
def plan_shift(activity_id: int) -> ResponseReturnValue:
    """Add a shift, and the same in the weeks after."""
    activity = _find_organised(activity_id)
    form = _make_shift_form(activity)
    if form.validate_on_submit():
        try:
            n_added = _add_shifts(activity, form)
        except ValueError:
            form.day.errors = [_("班次要在将来。")]
        else:
            flash(_("已添加 %(n)s 个班次。", n=n_added))
            return redirect(
                url_for("volunteers.organising.show_activity", activity_id=activity_id), 303
            )
    return _render_activity(activity, form), 422


@blueprint.post("/activities/<int:activity_id>/publish")
def publish(activity_id: int) -> ResponseReturnValue:
    """Open a draft for sign-ups."""
    activity, moment = find_activity(db.session, activity_id), current_moment()
    publish_activity(db.session, activity, actor=moment.actor)
    n_told = announce_activity(db.session, activity, moment=moment, rules=current_rules())
    flash(
        _("已发布，并告诉了 %(n)s 位想收到这类消息的志愿者。", n=n_told)
        if n_told
        else _("已发布。")
    )
    return redirect(url_for("volunteers.organising.show_activity", activity_id=activity_id), 303)


@blueprint.post("/activities/<int:activity_id>/cancel")
def cancel(activity_id: int) -> ResponseReturnValue:
    """Cancel everything to come and tell everyone on the lists."""
    activity, form = _find_organised(activity_id), ReasonForm()
    if not form.validate_on_submit():
        return _render_activity(activity, _make_shift_form(activity), form), 422
    n_told = cancel_activity(
        db.session, activity, form.reason.data, moment=current_moment(), rules=current_rules()
    )
    flash(_("已取消，并通知 %(n)s 人。", n=n_told))
    return redirect(url_for("volunteers.organising.show_activity", activity_id=activity_id), 303)


def _find_organised(activity_id: int) -> Activity:
    activity = find_activity(db.session, activity_id)
    require_organiser(db.session, activity.team_id, current_actor())
    return activity


def _render_activity(activity: Activity, form: ShiftForm, reason: ReasonForm | None = None) -> str:
    return render_template(
        "volunteers/organise_activity.html",
        activity=activity,
        shifts=list_activity_shifts(db.session, activity.id),
        form=form,
        reason=reason or ReasonForm(formdata=None),
        now=read_clock(),
    )


def _make_activity_form(activity: Activity | None) -> ActivityForm:
    skills = sorted(list_skills(db.reader, activity.id)) if activity else []
    form = ActivityForm(obj=activity, skills=skills)
    form.skills.choices = list_choices(SKILLS)
    form.field.choices = list_choices(FIELDS)
    form.audience.choices = list_choices(AUDIENCES)
    form.risk.choices = [("ordinary", _("一般")), ("dangerous", _("有危险，未成年人不能参加"))]
    return form


def _read_plan(form: ActivityForm) -> ActivityPlan:
    return ActivityPlan(
        title=form.read_words("title"),
        content=form.read_words("content"),
        field=form.field.data,
        audience=form.audience.data,
        risk=form.risk.data,
        risk_note=form.read_words("risk_note"),
        insurance_note=form.read_words("insurance_note"),
        cost_note=form.read_words("cost_note"),
        contact=form.read_words("contact"),
        min_age=form.min_age.data,
        max_age=form.max_age.data,
        skills=frozenset(form.skills.data or ()),
        checks_location=form.checks_location.data,
    )


def _make_shift_form(activity: Activity) -> ShiftForm:
    form = ShiftForm()
    form.known_place.choices = [("", _("新地点（在下面填写）"))] + [
        (str(place.place_id), f"{pick_words(place.name)} · {pick_words(place.street)}")
        for place in list_usable(db.session, activity.team_id)
    ]
    form.street.choices = list_street_choices(db.reader)
    return form


def _add_shifts(activity: Activity, form: ShiftForm) -> int:
    zone, actor = current_rules().timezone, current_actor()
    day = read_day(form.day)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
    starts_at = read_time(noon, form.starts.data, zone=zone)
    ends_at = read_time(noon, form.ends.data, zone=zone)
    if ends_at <= starts_at:
        ends_at += timedelta(days=1)
    if starts_at <= read_clock():
        raise ValueError("a shift lies in the future")
    plan = ShiftPlan(
        place_id=_choose_place(activity, form),
        starts_at=starts_at,
        ends_at=ends_at,
        max_places=form.max_places.data,
        min_places=form.min_places.data,
        task={"zh": form.task_zh.data or "", "en": form.task_en.data or ""},
    )
    shift = add_shift(db.session, activity, plan, actor=actor)
    n_weeks = form.n_weeks.data or 0
    return 1 + len(repeat_weekly(db.session, shift, n_weeks, actor=actor, timezone=zone))


def _choose_place(activity: Activity, form: ShiftForm) -> int:
    """The known place, or the new one, kept for the team's later shifts."""
    if form.known_place.data:
        return int(form.known_place.data)
    name = form.place.data.strip()
    plan = PlacePlan(
        name={"zh": name, "en": (form.place_en.data or "").strip()},
        area_code=form.street.data,
        address=(form.address.data or "").strip(),
        team_id=activity.team_id,
    )
    return reuse_place(db.session, plan, actor=current_actor()).id
