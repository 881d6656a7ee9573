"""A volunteer's own page: what is to come, what was, hours, stars; signing up, withdrawing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.clock import read_clock
from portal.db import db
from portal.i18n import current_language
from portal.volunteers.activities.feed import write_feed
from portal.volunteers.activities.listing import read_listed_shift
from portal.volunteers.activities.planning import find_public_shift
from portal.volunteers.attendance.corrections import Claim, ask_for_correction
from portal.volunteers.attendance.evaluations import GRADES, list_evaluations
from portal.volunteers.attendance.lists import list_hours, list_own_records
from portal.volunteers.groups.service import list_memberships
from portal.volunteers.notices.kinds import render_notice
from portal.volunteers.notices.outbox import list_notices
from portal.volunteers.pages.forms import ClaimForm
from portal.volunteers.pages.tools import current_rules, current_settings
from portal.volunteers.pages.visitor import is_visitor_minor, require_visitor
from portal.volunteers.people.guardians import has_guardian_consent
from portal.volunteers.recognition.ledger import sum_minutes
from portal.volunteers.recognition.redemptions import list_redemptions
from portal.volunteers.recognition.rewards import buy_reward, list_rewards, read_balance
from portal.volunteers.recognition.stars import find_stars
from portal.volunteers.refusals import NotFound, TimesImpossible, WrongState
from portal.volunteers.signups.excuses import find_pause, list_own_excuses
from portal.volunteers.signups.lists import (
    find_own,
    list_past,
    list_planned,
    measure_reliability,
)
from portal.volunteers.signups.service import accept_offer, sign_up, withdraw
from portal.volunteers.signups.states import State

blueprint = Blueprint("own", __name__)

N_PAST = 30
N_NOTICES = 5
N_MOST_NOTICES = 500
ONE_DAY = timedelta(days=1)
EARLIEST = timedelta(hours=2)
"""Nobody arrives longer before a shift than this."""


@dataclass(frozen=True)
class ShownNotice:
    """A notice in the words of the page's language."""

    subject: str
    body: str
    written_at: datetime


@blueprint.get("/")
def show_home() -> ResponseReturnValue:
    """What is to come, what I have been told, what my service amounts to."""
    visitor, now, rules = require_visitor(), read_clock(), current_rules()
    minor = is_visitor_minor()
    credited, honour = sum_minutes(db.reader, visitor.id)
    return render_template(
        "volunteers/home.html",
        planned=list_planned(db.reader, visitor.id, now=now),
        notices=_show_notices(visitor.id, n_newest=N_NOTICES),
        credited=credited,
        honour=honour,
        stars=find_stars(credited, rules=rules),
        points=read_balance(db.reader, visitor.id),
        memberships=list_memberships(db.reader, visitor.id),
        pause=find_pause(db.reader, visitor.id, now=now, rules=rules),
        reliability=measure_reliability(db.reader, [visitor.id], now=now)[visitor.id],
        is_minor=minor,
        needs_guardian=minor and not has_guardian_consent(db.reader, visitor.id),
        early=timedelta(minutes=rules.check_in_early_minutes),
        late=timedelta(hours=rules.withdraw_hours),
        now=now,
        rules=rules,
    )


@blueprint.get("/notices")
def show_all_notices() -> ResponseReturnValue:
    """Everything I have been told, as far as it is kept."""
    notices = _show_notices(require_visitor().id, n_newest=N_MOST_NOTICES)
    return render_template("volunteers/notices.html", notices=notices, rules=current_rules())


@blueprint.get("/past")
def show_past() -> ResponseReturnValue:
    """Every sign-up that is over and what became of it; hours entry by entry."""
    visitor, now = require_visitor(), read_clock()
    rules = current_rules()
    reliability = measure_reliability(db.reader, [visitor.id], now=now)[visitor.id]
    records = list_own_records(db.reader, visitor.id)
    return render_template(
        "volunteers/past.html",
        past=list_past(db.reader, visitor.id, now=now, n_newest=N_PAST),
        records=records,
        evaluations=list_evaluations(
            db.reader, [record.attendance_id for record in records.values()]
        ),
        grades=GRADES,
        excuses=list_own_excuses(db.reader, visitor.id),
        pause=find_pause(db.reader, visitor.id, now=now, rules=rules),
        rules=rules,
        hours_lines=list_hours(db.reader, visitor.id, n_newest=N_PAST),
        reliability=reliability,
    )


@blueprint.get("/calendar.ics")
def show_own_calendar() -> Response:
    """One's own shifts for the phone's calendar."""
    now = read_clock()
    planned = list_planned(db.reader, require_visitor().id, now=now)
    shifts = [
        read_listed_shift(db.reader, own.shift_id)
        for own in planned
        if own.state in (State.SIGNED_UP, State.ATTENDED)
    ]
    address = current_settings().public_url + url_for("volunteers.finding.show_list")
    feed = write_feed(
        _("我的志愿服务"),
        shifts,
        address=f"{address}activities",
        language=current_language(),
        now=now,
    )
    return Response(feed, mimetype="text/calendar")


@blueprint.post("/shifts/<int:shift_id>/sign-up")
def take_place(shift_id: int) -> ResponseReturnValue:
    """Sign up for a shift, or wait for a place."""
    find_public_shift(db.session, shift_id)
    made = sign_up(
        db.session,
        shift_id,
        require_visitor().id,
        now=read_clock(),
        rules=current_rules(),
        waits=request.form.get("waits") == "yes",
        is_accompanied=request.form.get("accompanied") == "yes",
    )
    is_waiting = made.state == State.WAITING
    flash(_("已排队等候。") if is_waiting else _("报名成功。"))
    return redirect(url_for("volunteers.own.show_home"), 303)


@blueprint.post("/sign-ups/<int:sign_up_id>/accept")
def accept(sign_up_id: int) -> ResponseReturnValue:
    """Accept an offered place."""
    accept_offer(
        db.session,
        sign_up_id,
        require_visitor().id,
        now=read_clock(),
        rules=current_rules(),
        is_accompanied=request.form.get("accompanied") == "yes",
    )
    flash(_("报名成功。"))
    return redirect(url_for("volunteers.own.show_home"), 303)


@blueprint.post("/sign-ups/<int:sign_up_id>/withdraw")
def give_back(sign_up_id: int) -> ResponseReturnValue:
    """Withdraw, with a deadline that the page names beforehand."""
    visitor, now = require_visitor(), read_clock()
    try:
        state = withdraw(db.session, sign_up_id, visitor.id, now=now, rules=current_rules())
    except WrongState as refusal:
        if refusal.state not in (State.WITHDRAWN, State.WITHDRAWN_LATE):
            raise
        # The button was pressed twice, or on a page that the browser had kept.
        flash(_("您已经退出了，不用再退。"))
    else:
        is_late = state is State.WITHDRAWN_LATE
        flash(_("已退出，记为临时退出。") if is_late else _("已退出。"))
    return redirect(url_for("volunteers.own.show_home"), 303)


@blueprint.route("/shifts/<int:shift_id>/correction", methods=["GET", "POST"])
def correct(shift_id: int) -> ResponseReturnValue:
    """Say when one was really there."""
    visitor = require_visitor()
    own = find_own(db.reader, shift_id, visitor.id)
    if own is None:
        raise NotFound
    form = ClaimForm()
    if form.validate_on_submit():
        zone = current_settings().city_timezone
        try:
            hours = (own.starts_at, own.ends_at)
            times = read_span(hours, form.arrived.data, form.left.data, zone=zone)
            claim = Claim(*times, form.reason.data)
            ask_for_correction(db.session, shift_id, visitor.id, claim, now=read_clock())
        except (TimesImpossible, ValueError):
            form.left.errors = [_("请填班次当天的时间，例如 09:00，离开要晚于到达。")]
        else:
            flash(_("申请已送交组织者。"))
            return redirect(url_for("volunteers.own.show_past"), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("volunteers/correction.html", form=form, own=own), status


@blueprint.route("/rewards", methods=["GET"])
def show_rewards() -> ResponseReturnValue:
    """What points can buy."""
    own = require_visitor().id
    return render_template(
        "volunteers/rewards.html",
        rewards=list_rewards(db.reader),
        points=read_balance(db.reader, own),
        waiting=list_redemptions(db.reader, is_handed_over=False, volunteer_id=own),
        done=list_redemptions(db.reader, is_handed_over=True, volunteer_id=own),
    )


@blueprint.post("/rewards/<int:reward_id>")
def take_reward(reward_id: int) -> ResponseReturnValue:
    """Exchange points for a reward."""
    buy_reward(db.session, reward_id, require_visitor().id, now=read_clock())
    flash(_("兑换成功，请凭志愿者编号到服务点领取。"))
    return redirect(url_for("volunteers.own.show_rewards"), 303)


def _show_notices(volunteer_id: int, *, n_newest: int) -> list[ShownNotice]:
    language = current_language()
    return [
        ShownNotice(*render_notice(notice.kind, notice.data, language), notice.written_at)
        for notice in list_notices(db.reader, volunteer_id, n_newest=n_newest)
    ]


def read_time(day: datetime, text: str, *, zone: ZoneInfo) -> datetime:
    """A time of day, written as 09:00, on the day that a moment has on the city's clock."""
    moment = datetime.strptime(text.strip(), "%H:%M")
    local = day.astimezone(zone)
    return local.replace(hour=moment.hour, minute=moment.minute, second=0, microsecond=0)


def read_span(
    shift: tuple[datetime, datetime], arrived: str, left: str, *, zone: ZoneInfo
) -> tuple[datetime, datetime]:
    """Arrival and departure at a shift, given by its hours; either may lie beyond a midnight."""
    starts_at, ends_at = shift
    readings = [read_time(starts_at + n * ONE_DAY, arrived, zone=zone) for n in (-1, 0, 1)]
    possible = (moment for moment in readings if starts_at - EARLIEST <= moment < ends_at)
    arrived_at = next(possible, readings[1])
    left_at = read_time(arrived_at, left, zone=zone)
    return arrived_at, left_at if left_at > arrived_at else left_at + ONE_DAY
