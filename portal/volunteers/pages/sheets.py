"""A shift in the organiser's hand: list, rotating code, attendance sheet, messages, places."""

from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.clock import read_clock
from portal.db import db
from portal.volunteers.activities.listing import read_listed_shift
from portal.volunteers.activities.planning import change_places, find_shift
from portal.volunteers.activities.tables import Activity, Shift
from portal.volunteers.attendance.corrections import Claim, propose_backfill
from portal.volunteers.attendance.evaluations import GRADES, evaluate_service, list_evaluations
from portal.volunteers.attendance.lists import list_sheet
from portal.volunteers.attendance.service import (
    admit_walk_in,
    close_shift,
    list_attendance,
    strike_from_list,
)
from portal.volunteers.groups.rights import require_organiser
from portal.volunteers.notices.kinds import NoticeKind
from portal.volunteers.pages.choosing import list_choices
from portal.volunteers.pages.forms import ClaimForm, MessageForm, PlacesForm, ReasonForm
from portal.volunteers.pages.own import read_time
from portal.volunteers.pages.qr import draw_qr
from portal.volunteers.pages.tools import current_keys, current_rules, current_settings
from portal.volunteers.pages.visitor import current_actor, current_moment
from portal.volunteers.people.registration import find_by_number
from portal.volunteers.refusals import DeparturesMissing, NotFound, TimesImpossible
from portal.volunteers.signups.excuses import excuse_absence
from portal.volunteers.signups.lists import list_people, measure_reliability
from portal.volunteers.signups.service import cancel_shift
from portal.volunteers.signups.telling import tell_everyone
from portal.volunteers.signups.waiting import offer_free_places

blueprint = Blueprint("sheets", __name__)


@blueprint.get("/shifts/<int:shift_id>")
def show_shift(shift_id: int) -> ResponseReturnValue:
    """Everyone on the list, with arrival and departure."""
    shift, activity = _find_organised(shift_id)
    return _render_shift(shift, activity)


@blueprint.get("/shifts/<int:shift_id>/roster")
def print_roster(shift_id: int) -> ResponseReturnValue:
    """The list to print, with room for signatures."""
    _find_organised(shift_id)
    return render_template(
        "volunteers/roster.html",
        shift=read_listed_shift(db.reader, shift_id),
        people=list_people(db.reader, shift_id),
    )


@blueprint.get("/shifts/<int:shift_id>/code")
def show_code(shift_id: int) -> ResponseReturnValue:
    """The rotating code to hold out; the page renews itself."""
    _find_organised(shift_id)
    rules, now = current_rules(), read_clock()
    code = current_keys().codes.make(shift_id, now, rules=rules)
    path = url_for("volunteers.checking.check", shift_id=shift_id, code=code)
    page = render_template(
        "volunteers/code.html",
        shift=read_listed_shift(db.reader, shift_id),
        code=code,
        qr=draw_qr(current_settings().public_url + path),
    )
    seconds = rules.code_seconds - int(now.timestamp()) % rules.code_seconds + 1
    return page, 200, {"Refresh": str(seconds)}


@blueprint.get("/shifts/<int:shift_id>/poster")
def print_poster(shift_id: int) -> ResponseReturnValue:
    """A poster with a QR code that leads to the activity."""
    _shift, activity = _find_organised(shift_id)
    path = url_for("volunteers.finding.show_activity", activity_id=activity.id)
    address = current_settings().public_url + path
    return render_template(
        "volunteers/poster.html",
        shift=read_listed_shift(db.reader, shift_id),
        address=address,
        qr=draw_qr(address),
    )


@blueprint.post("/shifts/<int:shift_id>/sheet/<int:sign_up_id>")
def write_line(shift_id: int, sign_up_id: int) -> ResponseReturnValue:
    """Write one person's arrival and departure, or strike them off."""
    shift, activity = _find_organised(shift_id)
    if request.form.get("absent") == "yes":
        strike_from_list(db.session, sign_up_id, moment=current_moment())
        return _back_to(shift_id)
    try:
        times = _read_times(shift.starts_at)
        list_attendance(
            db.session, sign_up_id, times, moment=current_moment(), rules=current_rules()
        )
    except (TimesImpossible, ValueError):
        error = _("时间不合理：请填 09:00 这样的时间，不能早于签到开始，也不能晚于现在。")
        return _render_shift(shift, activity, line_error=(sign_up_id, error)), 422
    flash(_("已登记。"))
    return _back_to(shift_id)


@blueprint.post("/shifts/<int:shift_id>/walk-in")
def add_walk_in(shift_id: int) -> ResponseReturnValue:
    """Give somebody who came without signing up a free place, by volunteer number."""
    volunteer = find_by_number(db.session, request.form.get("number", "").strip().upper())
    admit_walk_in(
        db.session, shift_id, volunteer.id, moment=current_moment(), rules=current_rules()
    )
    flash(_("已加入名单。"))
    return _back_to(shift_id)


@blueprint.post("/shifts/<int:shift_id>/close")
def close(shift_id: int) -> ResponseReturnValue:
    """Close the sheet: hours count from now on."""
    shift, activity = _find_organised(shift_id)
    try:
        n_counted, n_held = close_shift(
            db.session, shift_id, moment=current_moment(), rules=current_rules()
        )
    except DeparturesMissing as refusal:
        error = _("还有 %(n)s 人没有离开时间，请先补上。", n=refusal.n_missing)
        return _render_shift(shift, activity, close_error=error), 422
    flash(_("已结束：%(n)s 人的时长已记入，%(held)s 条待核实。", n=n_counted, held=n_held))
    return _back_to(shift_id)


@blueprint.post("/shifts/<int:shift_id>/cancel")
def cancel(shift_id: int) -> ResponseReturnValue:
    """Cancel one shift and tell everyone on its list."""
    shift, activity = _find_organised(shift_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _render_shift(shift, activity), 422
    n_told = cancel_shift(
        db.session, shift_id, form.reason.data, moment=current_moment(), rules=current_rules()
    )
    flash(_("已取消，并通知 %(n)s 人。", n=n_told))
    return redirect(url_for("volunteers.organising.show_board"), 303)


@blueprint.post("/shifts/<int:shift_id>/message")
def send_message(shift_id: int) -> ResponseReturnValue:
    """Write to everyone with a place."""
    shift, activity = _find_organised(shift_id)
    form = MessageForm()
    if not form.validate_on_submit():
        return _render_shift(shift, activity), 422
    n_told = tell_everyone(
        db.session,
        shift,
        NoticeKind.ORGANISER_MESSAGE,
        current_moment(),
        rules=current_rules(),
        more={"message": form.message.data},
    )
    flash(_("已发给 %(n)s 人。", n=n_told))
    return _back_to(shift_id)


@blueprint.post("/shifts/<int:shift_id>/places")
def resize(shift_id: int) -> ResponseReturnValue:
    """Change how many are wanted; new places go to those who wait."""
    shift, activity = _find_organised(shift_id)
    form = PlacesForm()
    if not form.validate_on_submit():
        return _render_shift(shift, activity, places=form), 422
    least, most = form.min_places.data, form.max_places.data
    moment = current_moment()
    change_places(db.session, shift, min_places=least, max_places=most, actor=moment.actor)
    offer_free_places(db.session, shift, now=moment.now, rules=current_rules())
    flash(_("已保存。"))
    return _back_to(shift_id)


@blueprint.post("/shifts/<int:shift_id>/evaluations/<int:attendance_id>")
def evaluate(shift_id: int, attendance_id: int) -> ResponseReturnValue:
    """Say how well somebody's service was done."""
    grade, words = request.form.get("grade", ""), request.form.get("words", "")[:200].strip()
    if grade not in GRADES:
        raise NotFound
    evaluate_service(db.session, attendance_id, grade, words, moment=current_moment())
    flash(_("已保存。"))
    return _back_to(shift_id)


@blueprint.post("/sign-ups/<int:sign_up_id>/excuse")
def excuse(sign_up_id: int) -> ResponseReturnValue:
    """Record that an absence had a good reason."""
    shift_id = request.form.get("shift", 0, type=int)
    reason = request.form.get("reason", "")[:200]
    excuse_absence(db.session, sign_up_id, reason, moment=current_moment(), rules=current_rules())
    flash(_("已记为有正当理由。"))
    return _back_to(shift_id)


@blueprint.route("/shifts/<int:shift_id>/backfill", methods=["GET", "POST"])
def backfill(shift_id: int) -> ResponseReturnValue:
    """Propose a record that nobody made on the spot."""
    shift, _activity = _find_organised(shift_id)
    form, number = ClaimForm(), request.form.get("number", "").strip().upper()
    if form.validate_on_submit():
        zone = current_rules().timezone
        volunteer = find_by_number(db.session, number)
        try:
            claim = Claim(
                read_time(shift.starts_at, form.arrived.data, zone=zone),
                read_time(shift.starts_at, form.left.data, zone=zone),
                form.reason.data,
            )
            propose_backfill(db.session, shift_id, volunteer.id, claim, moment=current_moment())
        except (TimesImpossible, ValueError):
            form.left.errors = [_("请填班次当天的时间，例如 09:00，离开要晚于到达。")]
        else:
            flash(_("已提交，需要另一位组织者审核。"))
            return _back_to(shift_id)
    status = 422 if form.is_submitted() else 200
    listed = read_listed_shift(db.reader, shift_id)
    page = render_template("volunteers/backfill.html", form=form, shift=listed, number=number)
    return page, status


def _find_organised(shift_id: int) -> tuple[Shift, Activity]:
    shift, activity = find_shift(db.session, shift_id)
    require_organiser(db.session, activity.team_id, current_actor())
    return shift, activity


def _render_shift(
    shift: Shift,
    activity: Activity,
    *,
    line_error: tuple[int, str] | None = None,
    close_error: str = "",
    places: PlacesForm | None = None,
) -> str:
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
        is_over=now >= shift.ends_at,
        line_error=line_error,
        close_error=close_error,
        message=MessageForm(formdata=None),
        reason=ReasonForm(formdata=None),
    )


def _read_times(day: datetime) -> tuple[datetime, datetime | None]:
    zone = current_rules().timezone
    arrived_at = read_time(day, request.form.get("arrived", ""), zone=zone)
    left = request.form.get("left", "").strip()
    return arrived_at, read_time(day, left, zone=zone) if left else None


def _back_to(shift_id: int) -> ResponseReturnValue:
    return redirect(url_for("volunteers.sheets.show_shift", shift_id=shift_id), 303)
