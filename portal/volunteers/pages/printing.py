"""What an organiser holds out or prints: the rotating code, the roster, a poster."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.clock import read_clock
from portal.db import db
from portal.volunteers.activities.listing import read_listed_shift
from portal.volunteers.pages.qr import draw_qr
from portal.volunteers.pages.sheets import find_organised
from portal.volunteers.pages.tools import current_keys, current_rules, current_settings
from portal.volunteers.signups.lists import list_people

blueprint = Blueprint("printing", __name__)


@blueprint.get("/shifts/<int:shift_id>/roster")
def print_roster(shift_id: int) -> ResponseReturnValue:
    """The list to print, with room for signatures."""
    find_organised(shift_id)
    return render_template(
        "volunteers/roster.html",
        shift=read_listed_shift(db.reader, shift_id),
        people=list_people(db.reader, shift_id),
    )


@blueprint.get("/shifts/<int:shift_id>/code")
def show_code(shift_id: int) -> ResponseReturnValue:
    """The rotating code to hold out; the page renews itself."""
    find_organised(shift_id)
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
    _shift, activity = find_organised(shift_id)
    path = url_for("volunteers.finding.show_activity", activity_id=activity.id)
    address = current_settings().public_url + path
    return render_template(
        "volunteers/poster.html",
        shift=read_listed_shift(db.reader, shift_id),
        address=address,
        qr=draw_qr(address),
    )
