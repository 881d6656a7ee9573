"""At the place: a volunteer checks in and out with the organiser's code.

Where the activity looks at the location, the page asks for it apart and the browser sends it with
the form, once. Coordinates end here: the service is told inside, outside or nothing.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.clock import read_clock
from portal.db import db
from portal.headers import allow_location
from portal.volunteers.activities.listing import read_listed_shift
from portal.volunteers.activities.places import find_place
from portal.volunteers.activities.planning import find_public_shift
from portal.volunteers.activities.tables import Place
from portal.volunteers.attendance.checking import ShownCode, check_in, check_out
from portal.volunteers.attendance.lists import find_record
from portal.volunteers.attendance.location import can_check, is_at_place
from portal.volunteers.pages.forms import CodeForm
from portal.volunteers.pages.tools import current_keys, current_rules
from portal.volunteers.pages.visitor import require_visitor, require_volunteer
from portal.volunteers.people.consents import TEXTS, ConsentKind, give_consent, has_consent
from portal.volunteers.refusals import CodeWrong

blueprint = Blueprint("checking", __name__)


@blueprint.route("/shifts/<int:shift_id>/check-in", methods=["GET", "POST"])
def check(shift_id: int) -> ResponseReturnValue:
    """Arrive; once there, leave. The QR code brings its code along."""
    visitor = require_visitor()
    shift, activity = find_public_shift(db.reader, shift_id)
    record = find_record(db.reader, shift_id, visitor.id)
    place = find_place(db.reader, shift.place_id)
    asks_location = record is None and can_check(activity, place)
    if asks_location:
        allow_location()
    form = CodeForm(code=request.args.get("code", ""))
    if form.validate_on_submit():
        try:
            if request.form.get("leaves") == "yes":
                _leave(shift_id, form.code.data)
            else:
                is_inside = _look_where(place) if asks_location else None
                _arrive(shift_id, form.code.data, is_inside=is_inside)
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
            location=TEXTS[ConsentKind.LOCATION] if asks_location else None,
            has_agreed=asks_location and has_consent(db.reader, visitor.id, ConsentKind.LOCATION),
        ),
        422 if form.is_submitted() else 200,
    )


def _arrive(shift_id: int, code: str, *, is_inside: bool | None) -> None:
    shown = ShownCode(code, current_keys().codes)
    check_in(
        db.session,
        shift_id,
        require_visitor().id,
        shown,
        now=read_clock(),
        rules=current_rules(),
        is_inside=is_inside,
    )
    flash(_("已签到。离开时请再来签退。"))


def _leave(shift_id: int, code: str) -> None:
    shown = ShownCode(code, current_keys().codes)
    volunteer_id, now = require_visitor().id, read_clock()
    check_out(db.session, shift_id, volunteer_id, shown, now=now, rules=current_rules())
    flash(_("已签退。组织者结束登记后，时长会记入。"))


def _look_where(place: Place) -> bool | None:
    """Inside or outside, if the volunteer agreed and the browser knew; None costs nothing."""
    if request.form.get("location") != "yes":
        return None
    give_consent(db.session, require_volunteer(), ConsentKind.LOCATION, now=read_clock())
    try:
        longitude, latitude, doubt = (
            float(request.form[name]) for name in ("longitude", "latitude", "doubt")
        )
    except (KeyError, ValueError):
        return None
    return is_at_place(place, (longitude, latitude), doubt)
