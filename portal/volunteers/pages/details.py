"""My data: details, choices, consents, identity number, download, closing the account."""

import json

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.refusals import AccountLocked
from portal.accounts.service import count_try
from portal.clock import SECRETS, read_clock
from portal.db import db
from portal.volunteers.attendance.location import forget_locations
from portal.volunteers.closing import close_account, collect_data
from portal.volunteers.pages.choosing import list_choices, list_street_choices
from portal.volunteers.pages.contacting import change_contacts, find_changed
from portal.volunteers.pages.entry import send_guardian_link, tell_guardian_link
from portal.volunteers.pages.forms import (
    NOT_ONES_OWN,
    DetailsForm,
    GuardianForm,
    IdentityForm,
    is_same_contact,
)
from portal.volunteers.pages.guarding import read_answer
from portal.volunteers.pages.tools import current_keys, current_rules
from portal.volunteers.pages.visitor import end_visit, require_volunteer
from portal.volunteers.people.choices import SEXES, TRAITS
from portal.volunteers.people.consents import (
    TEXTS,
    ConsentKind,
    give_consent,
    list_consents,
    withdraw_consent,
)
from portal.volunteers.people.identity import mask_identity_number
from portal.volunteers.people.registration import (
    correct_details,
    forget_identity_number,
    list_traits,
    set_identity_number,
    set_traits,
)
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.refusals import AlreadyRegistered, IdentityNumberInvalid

blueprint = Blueprint("details", __name__)

GUARDIAN_PREFIX = "volunteer guardian "


@blueprint.route("/details", methods=["GET", "POST"])
def edit_details() -> ResponseReturnValue:
    """See and correct my details."""
    volunteer = require_volunteer()
    form = DetailsForm(data=_read_details(volunteer))
    form.street.choices = list_street_choices(db.reader)
    form.sex.choices = list_choices(SEXES)
    if form.validate_on_submit():
        try:
            unproven = change_contacts(volunteer, form.contacts)
            correct_details(
                db.session,
                volunteer,
                name=form.name.data.strip(),
                sex=form.sex.data,
                contacts=unproven.contacts,
                street_code=form.street.data,
            )
        except AlreadyRegistered:
            form[find_changed(volunteer, form.contacts)].errors = [_("这个手机号或邮箱已被登记。")]
        except AccountLocked:
            form[find_changed(volunteer, form.contacts)].errors = [
                _("改得太多，请 15 分钟后再试。")
            ]
        else:
            flash(_("已保存。"))
            unproven.tell()
            return redirect(url_for("volunteers.details.edit_details"), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("volunteers/details.html", form=form), status


@blueprint.route("/choices", methods=["GET", "POST"])
def edit_choices() -> ResponseReturnValue:
    """What I can, like and have time for."""
    volunteer, streets = require_volunteer(), list_street_choices(db.reader)
    if request.method == "POST":
        kinds = {
            kind: set(request.form.getlist(kind)) & choices.keys()
            for kind, choices in TRAITS.items()
        }
        kinds["area"] = set(request.form.getlist("area")) & dict(streets).keys()
        set_traits(db.session, volunteer, kinds)
        flash(_("已保存。"))
        return redirect(url_for("volunteers.details.edit_choices"), 303)
    return render_template(
        "volunteers/choices.html",
        traits={kind: list_choices(choices) for kind, choices in TRAITS.items()},
        streets=streets,
        chosen=list_traits(db.reader, volunteer.id),
    )


@blueprint.get("/consents")
def show_consents() -> ResponseReturnValue:
    """What I agreed to, each with its purpose, and a way back."""
    volunteer = require_volunteer()
    form = IdentityForm()
    return _render_consents(volunteer, form)


@blueprint.post("/consents/<kind>")
def change_consent(kind: str) -> ResponseReturnValue:
    """Give or withdraw one consent; withdrawing deletes what was kept under it."""
    volunteer, now = require_volunteer(), read_clock()
    if kind not in set(ConsentKind) - {ConsentKind.REGISTRATION}:
        return redirect(url_for("volunteers.details.show_consents"), 303)
    if read_answer("yes", "no") == "yes":
        give_consent(db.session, volunteer, ConsentKind(kind), now=now)
    else:
        withdraw_consent(db.session, volunteer, ConsentKind(kind), now=now)
        if kind == ConsentKind.IDENTITY:
            forget_identity_number(volunteer)
        if kind == ConsentKind.LOCATION:
            forget_locations(db.session, volunteer.id)
    flash(_("已记下您的选择。"))
    return redirect(url_for("volunteers.details.show_consents"), 303)


@blueprint.post("/identity")
def save_identity() -> ResponseReturnValue:
    """Keep the identity number, checked and encrypted."""
    volunteer, form = require_volunteer(), IdentityForm()
    if form.validate_on_submit():
        try:
            vault = current_keys().vault
            set_identity_number(db.session, volunteer, form.number.data, vault=vault)
        except IdentityNumberInvalid:
            form.number.errors = [_("号码不对，或与登记的出生年月不符。")]
        except AlreadyRegistered:
            form.number.errors = [_("这个号码已由另一个账号登记。")]
        else:
            flash(_("已加密保存。"))
            return redirect(url_for("volunteers.details.show_consents"), 303)
    return _render_consents(volunteer, form), 422


@blueprint.get("/data")
def show_data() -> ResponseReturnValue:
    """What I can do with my data, and what stays if I leave."""
    return render_template("volunteers/data.html", rules=current_rules())


@blueprint.get("/data.json")
def download_data() -> Response:
    """Everything about me in one file."""
    data = collect_data(db.reader, require_volunteer(), vault=current_keys().vault)
    text = json.dumps(data, ensure_ascii=False, indent=1)
    response = Response(text, mimetype="application/json")
    response.headers["Content-Disposition"] = "attachment; filename=my-data.json"
    return response


@blueprint.post("/close")
def close() -> ResponseReturnValue:
    """Close my account."""
    if request.form.get("sure") != "yes":
        flash(_("请先勾选确认，再注销。"))
        return redirect(url_for("volunteers.details.show_data"), 303)
    close_account(
        db.session, require_volunteer(), now=read_clock(), rng=SECRETS, rules=current_rules()
    )
    end_visit()
    flash(_("已注销。服务记录按规定保留，不再含有您的姓名和联系方式。"))
    return redirect(url_for("volunteers.finding.show_list"), 303)


@blueprint.route("/guardian", methods=["GET", "POST"])
def ask_my_guardian() -> ResponseReturnValue:
    """Send a guardian the link by which they decide."""
    form, volunteer = GuardianForm(), require_volunteer()
    if form.validate_on_submit():
        guardian = (form.name.data.strip(), form.contact.data.strip())
        own = (volunteer.email or "", volunteer.mobile or "")
        if any(is_same_contact(guardian[1], contact) for contact in own):
            form.contact.errors = [NOT_ONES_OWN]
        elif not _may_ask_guardian(volunteer):
            form.contact.errors = [_("发得太多，请 15 分钟后再试。")]
        else:
            send_guardian_link(volunteer, guardian)
            tell_guardian_link(guardian[1])
            return redirect(url_for("volunteers.own.show_home"), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("volunteers/ask_guardian.html", form=form), status


def _may_ask_guardian(volunteer: Volunteer) -> bool:
    """Whether another link may be sent: a stranger's phone must not be rung without end."""
    try:
        count_try(db.session, f"{GUARDIAN_PREFIX}{volunteer.id}", now=read_clock())
    except AccountLocked:
        return False
    return True


def _read_details(volunteer: Volunteer) -> dict[str, str]:
    return {
        "name": volunteer.name or "",
        "birth": f"{volunteer.birth_month:%Y-%m}",
        "email": volunteer.email or "",
        "mobile": volunteer.mobile or "",
        "street": volunteer.street_code,
        "sex": volunteer.sex,
    }


def _render_consents(volunteer: Volunteer, form: IdentityForm) -> str:
    masked = ""
    if volunteer.identity_sealed is not None:
        vault = current_keys().vault
        number = vault.open(volunteer.identity_sealed, volunteer_number=volunteer.number)
        masked = mask_identity_number(number)
    return render_template(
        "volunteers/consents.html",
        texts=TEXTS,
        given=list_consents(db.session, volunteer.id),
        form=form,
        masked=masked,
    )
