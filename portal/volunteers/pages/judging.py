"""What organisers judge after a shift: how well it was done, whether an absence had a reason."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from portal.db import db
from portal.volunteers.activities.planning import find_shift
from portal.volunteers.attendance.evaluations import GRADES, evaluate_service
from portal.volunteers.attendance.lists import list_sheet
from portal.volunteers.groups.rights import require_own_case
from portal.volunteers.pages.choosing import list_choices
from portal.volunteers.pages.organising_forms import EvaluationForm, ReasonForm
from portal.volunteers.pages.sheets import find_organised, go_back_to, render_shift
from portal.volunteers.pages.tools import current_rules
from portal.volunteers.pages.visitor import current_actor, current_moment
from portal.volunteers.refusals import NotFound
from portal.volunteers.signups.excuses import excuse_absence
from portal.volunteers.signups.tables import SignUp

blueprint = Blueprint("judging", __name__)


@blueprint.post("/shifts/<int:shift_id>/evaluations/<int:attendance_id>")
def evaluate(shift_id: int, attendance_id: int) -> ResponseReturnValue:
    """Say how well somebody's service was done."""
    shift, activity = find_organised(shift_id)
    sheet = list_sheet(db.session, shift_id)
    if attendance_id not in {record.attendance_id for record in sheet.values()}:
        raise NotFound
    form = EvaluationForm()
    form.grade.choices = list_choices(GRADES)
    if not form.validate_on_submit():
        return render_shift(shift, activity, errors=_list_errors(form, attendance_id)), 422
    words = (form.words.data or "").strip()
    evaluate_service(db.session, attendance_id, form.grade.data, words, moment=current_moment())
    flash(_("已保存。"))
    return go_back_to(shift_id)


@blueprint.post("/sign-ups/<int:sign_up_id>/excuse")
def excuse(sign_up_id: int) -> ResponseReturnValue:
    """Record that an absence had a good reason."""
    sign_up = db.session.get(SignUp, sign_up_id)
    if sign_up is None:
        raise NotFound
    shift, activity = find_shift(db.session, sign_up.shift_id)
    require_own_case(db.session, activity.team_id, current_actor())
    form = ReasonForm()
    if not form.validate_on_submit():
        return render_shift(shift, activity, errors=_list_errors(form, sign_up_id)), 422
    excuse_absence(
        db.session, sign_up_id, form.reason.data, moment=current_moment(), rules=current_rules()
    )
    flash(_("已记为有正当理由。"))
    return go_back_to(shift.id)


def _list_errors(form: FlaskForm, line: int) -> dict[str, str]:
    """Errors by the ids that the fields of this line have on the page."""
    return {f"{field.name}-{line}": str(field.errors[0]) for field in form if field.errors}
