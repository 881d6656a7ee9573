"""A shift in the organiser's hand: list, attendance sheet, messages, places."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.clock import read_clock
from portal.db import db
from portal.volunteers.activities.listing import read_listed_shift
from portal.volunteers.activities.planning import find_shift
from portal.volunteers.activities.tables import Activity, Shift
from portal.volunteers.attendance.corrections import Claim, propose_backfill
from portal.volunteers.attendance.evaluations import GRADES, list_evaluations
from portal.volunteers.attendance.lists import list_sheet
from portal.volunteers.attendance.sheets import (
    admit_walk_in,
    close_shift,
    list_attendance,
    strike_from_list,
)
from portal.volunteers.groups.rights import require_organiser
from portal.volunteers.notices.kinds import NoticeKind
from portal.volunteers.pages.choosing import list_choices
from portal.volunteers.pages.forms import is_time
from portal.volunteers.pages.numbers import find_numbered
from portal.volunteers.pages.organising_forms import (
    BackfillForm,
    MessageForm,
    PlacesForm,
    ReasonForm,
    WalkInForm,
)
from portal.volunteers.pages.own import read_span
from portal.volunteers.pages.tools import current_rules
from portal.volunteers.pages.visitor import current_actor, current_moment
from portal.volunteers.pages.walk_in_words import REFUSALS, WORDS
from portal.volunteers.refusals import (
    AlreadyDecided,
    DeparturesMissing,
    NotFound,
    PlacesTaken,
    ShiftStarted,
    TimesImpossible,
)
from portal.volunteers.signups.lists import is_on_list, list_people, measure_reliability
from portal.volunteers.signups.resizing import change_places
from portal.volunteers.signups.service import cancel_shift
from portal.volunteers.signups.telling import tell_everyone

blueprint = Blueprint("sheets", __name__)


@blueprint.get("/shifts/<int:shift_id>")
def show_shift(shift_id: int) -> ResponseReturnValue:
    """Everyone on the list, with arrival and departure."""
    shift, activity = find_organised(shift_id)
    return render_shift(shift, activity)


@blueprint.post("/shifts/<int:shift_id>/sheet/<int:sign_up_id>")
def write_line(shift_id: int, sign_up_id: int) -> ResponseReturnValue:
    """Write one person's arrival and departure, or strike them off."""
    shift, activity = find_organised(shift_id)
    if not is_on_list(db.session, shift_id, sign_up_id):
        raise NotFound
    if request.form.get("absent") == "yes":
        strike_from_list(db.session, sign_up_id, moment=current_moment())
        return go_back_to(shift_id)
    try:
        times = _read_times(shift)
        list_attendance(
            db.session, sign_up_id, times, moment=current_moment(), rules=current_rules()
        )
    except (TimesImpossible, ValueError):
        error = _("时间不合理：请填 09:00 这样的时间，不能早于签到开始，也不能晚于现在。")
        left = request.form.get("left", "").strip()
        name = "left" if left and not is_time(left) else "arrived"
        return render_shift(shift, activity, errors={f"{name}-{sign_up_id}": error}), 422
    flash(_("已登记。"))
    return go_back_to(shift_id)


@blueprint.post("/shifts/<int:shift_id>/walk-in")
def add_walk_in(shift_id: int) -> ResponseReturnValue:
    """Give somebody who came without signing up a free place, by volunteer number."""
    shift, activity = find_organised(shift_id)
    form = WalkInForm()
    if not form.validate_on_submit():
        return render_shift(shift, activity, walk_in=form), 422
    volunteer = find_numbered(form.number)
    try:
        admit_walk_in(
            db.session,
            shift_id,
            volunteer.id,
            moment=current_moment(),
            rules=current_rules(),
            is_accompanied=form.accompanied.data,
        )
    except REFUSALS as refusal:
        form.number.errors = [WORDS[type(refusal)]]
        return render_shift(shift, activity, walk_in=form), 422
    flash(_("已加入名单。"))
    return go_back_to(shift_id)


@blueprint.post("/shifts/<int:shift_id>/close")
def close(shift_id: int) -> ResponseReturnValue:
    """Close the sheet: hours count from now on."""
    shift, activity = find_organised(shift_id)
    try:
        n_counted, n_held = close_shift(
            db.session, shift_id, moment=current_moment(), rules=current_rules()
        )
    except DeparturesMissing as refusal:
        error = _("还有 %(n)s 人没有离开时间，请先补上。", n=refusal.n_missing)
        return render_shift(shift, activity, errors={"people": error}), 422
    flash(_("已结束：%(n)s 人的时长已记入，%(held)s 条待核实。", n=n_counted, held=n_held))
    return go_back_to(shift_id)


@blueprint.post("/shifts/<int:shift_id>/cancel")
def cancel(shift_id: int) -> ResponseReturnValue:
    """Cancel one shift and tell everyone on its list."""
    shift, activity = find_organised(shift_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return render_shift(shift, activity, reason=form), 422
    try:
        n_told = cancel_shift(
            db.session, shift_id, form.reason.data, moment=current_moment(), rules=current_rules()
        )
    except ShiftStarted:
        form.reason.errors = [
            _("班次已经开始，不能再取消；没有办成的，结束登记后可把缺席记为有正当理由。")
        ]
        return render_shift(shift, activity, reason=form), 422
    flash(_("已取消，并通知 %(n)s 人。", n=n_told))
    return redirect(url_for("volunteers.organising.show_board"), 303)


@blueprint.post("/shifts/<int:shift_id>/message")
def send_message(shift_id: int) -> ResponseReturnValue:
    """Write to everyone with a place."""
    shift, activity = find_organised(shift_id)
    form = MessageForm()
    if not form.validate_on_submit():
        return render_shift(shift, activity, message=form), 422
    n_told = tell_everyone(
        db.session,
        shift,
        NoticeKind.ORGANISER_MESSAGE,
        current_moment(),
        rules=current_rules(),
        more={"message": form.message.data},
    )
    flash(_("已发给 %(n)s 人。", n=n_told))
    return go_back_to(shift_id)


@blueprint.post("/shifts/<int:shift_id>/places")
def resize(shift_id: int) -> ResponseReturnValue:
    """Change how many are wanted; new places go to those who wait."""
    shift, activity = find_organised(shift_id)
    form = PlacesForm()
    if not form.validate_on_submit():
        return render_shift(shift, activity, places=form), 422
    try:
        change_places(
            db.session,
            shift_id,
            min_places=form.min_places.data,
            max_places=form.max_places.data,
            moment=current_moment(),
            rules=current_rules(),
        )
    except PlacesTaken:
        form.max_places.errors = [_("名额不能少于已占的位置。")]
    except ShiftStarted:
        form.max_places.errors = [_("班次已经开始，名额不能再改。")]
    else:
        flash(_("已保存。"))
        return go_back_to(shift_id)
    return render_shift(shift, activity, places=form), 422


@blueprint.route("/shifts/<int:shift_id>/backfill", methods=["GET", "POST"])
def backfill(shift_id: int) -> ResponseReturnValue:
    """Propose a record that nobody made on the spot."""
    shift, _activity = find_organised(shift_id)
    form = BackfillForm()
    if form.validate_on_submit():
        zone = current_rules().timezone
        volunteer = find_numbered(form.number)
        try:
            hours = (shift.starts_at, shift.ends_at)
            times = read_span(hours, form.arrived.data, form.left.data, zone=zone)
            claim = Claim(*times, form.reason.data)
            propose_backfill(db.session, shift_id, volunteer.id, claim, moment=current_moment())
        except (TimesImpossible, ValueError):
            form.left.errors = [_("请填班次当天的时间，例如 09:00，离开要晚于到达。")]
        except AlreadyDecided:
            form.number.errors = [_("这位志愿者在这个班次已有记录。")]
        else:
            flash(_("已提交，需要另一位组织者审核。"))
            return go_back_to(shift_id)
    status = 422 if form.is_submitted() else 200
    listed = read_listed_shift(db.reader, shift_id)
    page = render_template("volunteers/backfill.html", form=form, shift=listed)
    return page, status


def find_organised(shift_id: int) -> tuple[Shift, Activity]:
    """A shift that the visitor organises, with its activity."""
    shift, activity = find_shift(db.session, shift_id)
    require_organiser(db.session, activity.team_id, current_actor())
    return shift, activity


def render_shift(
    shift: Shift,
    activity: Activity,
    *,
    errors: Mapping[str, str] | None = None,
    walk_in: WalkInForm | None = None,
    places: PlacesForm | None = None,
    message: MessageForm | None = None,
    reason: ReasonForm | None = None,
) -> str:
    """The page of a shift, with the form that came back; `errors` by the id of a field."""
    now, rules = read_clock(), current_rules()
    people = list_people(db.session, shift.id)
    ids = [person.volunteer_id for person in people]
    sheet = list_sheet(db.session, shift.id)
    return render_template(
        "volunteers/shift.html",
        shift=read_listed_shift(db.session, shift.id),
        state=shift.state,
        activity=activity,
        people=people,
        sheet=sheet,
        evaluations=list_evaluations(
            db.session, [record.attendance_id for record in sheet.values()]
        ),
        grades=list_choices(GRADES),
        places=places or PlacesForm(formdata=None, obj=shift),
        reliability=measure_reliability(db.session, ids, now=now),
        has_begun=now >= shift.starts_at - timedelta(minutes=rules.check_in_early_minutes),
        is_to_come=now < shift.starts_at,
        is_over=now >= shift.ends_at,
        errors=errors or {},
        typed=request.form,
        walk_in=walk_in or WalkInForm(formdata=None),
        message=message or MessageForm(formdata=None),
        reason=reason or ReasonForm(formdata=None),
    )


def _read_times(shift: Shift) -> tuple[datetime, datetime | None]:
    zone, hours = current_rules().timezone, (shift.starts_at, shift.ends_at)
    arrived, left = request.form.get("arrived", ""), request.form.get("left", "").strip()
    arrived_at, left_at = read_span(hours, arrived, left or arrived, zone=zone)
    return arrived_at, left_at if left else None


def go_back_to(shift_id: int) -> ResponseReturnValue:
    """Lead to the page of a shift."""
    return redirect(url_for("volunteers.sheets.show_shift", shift_id=shift_id), 303)
