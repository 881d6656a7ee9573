"""Getting in: registering, signing in by password or link, a guardian's answer, signing out."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.passwords import hash_password, matches_password
from portal.accounts.refusals import AccountLocked
from portal.accounts.service import count_try, forget_failures
from portal.clock import SECRETS, read_clock
from portal.db import db
from portal.display import own_address
from portal.i18n import current_language
from portal.volunteers.notices.kinds import NoticeKind
from portal.volunteers.notices.outbox import write_notice
from portal.volunteers.pages.choosing import list_choices, list_street_choices
from portal.volunteers.pages.contacting import can_send
from portal.volunteers.pages.forms import LinkForm, RegistrationForm, SignInForm, split_contact
from portal.volunteers.pages.guarding import read_answer
from portal.volunteers.pages.tools import current_rules, current_settings
from portal.volunteers.pages.visitor import begin_visit, end_visit
from portal.volunteers.people.ages import count_years, is_child, is_minor
from portal.volunteers.people.choices import SEXES
from portal.volunteers.people.consents import TEXTS, ConsentKind
from portal.volunteers.people.guardians import (
    WORDS,
    answer_request,
    ask_guardian,
    find_request,
)
from portal.volunteers.people.registration import (
    Registration,
    find_by_contact,
    register_volunteer,
)
from portal.volunteers.people.sign_in import issue_link, use_link
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.protecting import take_guardian_consent_back
from portal.volunteers.refusals import (
    AlreadyRegistered,
    GuardianConsentMissing,
    LinkUnusable,
    TooYoung,
)

blueprint = Blueprint("entry", __name__)

TRIES_PREFIX = "volunteer "
LINK_PREFIX = "volunteer link "


@blueprint.route("/register", methods=["GET", "POST"])
def register() -> ResponseReturnValue:
    """Become a volunteer."""
    form = RegistrationForm()
    form.street.choices = [("", _("请选择")), *list_street_choices(db.reader)]
    form.sex.choices = list_choices(SEXES)
    form.sex.data = form.sex.data or "9"
    agrees = request.form.get("agrees") == "yes"
    is_sent = form.validate_on_submit()
    consent_errors = [_("请先阅读并同意，才能登记。")] if form.is_submitted() and not agrees else []
    if is_sent and agrees:
        try:
            volunteer = _register_once(form)
        except AlreadyRegistered:
            form.contact.errors = [_("这个手机号或邮箱已登记，请直接登录。")]
        except AccountLocked:
            form.contact.errors = [_("输错次数太多，请 15 分钟后再试。")]
        except TooYoung:
            form.birth.errors = [
                _("本市登记 %(age)s 岁以上的志愿者。", age=current_rules().min_age)
            ]
        except GuardianConsentMissing:
            form.guardian_contact.errors = [_("未满 14 岁，必须填写监护人的联系方式。")]
        else:
            begin_visit(volunteer, now=read_clock())
            contact = _find_guardian_contact(form)
            if contact:
                tell_guardian_link(contact)
            return redirect(url_for("volunteers.own.show_home"), 303)
    return (
        render_template(
            "volunteers/register.html",
            form=form,
            consent=TEXTS[ConsentKind.REGISTRATION],
            consent_errors=consent_errors,
            rules=current_rules(),
        ),
        422 if form.is_submitted() else 200,
    )


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in with contact and password."""
    form = SignInForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        try:
            volunteer = _check_password(form.contact.data, form.password.data)
        except AccountLocked:
            form.password.errors = [_("输错次数太多，请 15 分钟后再试。")]
        else:
            if volunteer is not None:
                begin_visit(volunteer, now=read_clock())
                address = own_address(form.next.data)
                home = url_for("volunteers.own.show_home")
                return redirect(home if address == "/" else address, 303)
            form.password.errors = [_("手机号、邮箱或密码不对。")]
    status = 422 if form.is_submitted() else 200
    return render_template("volunteers/sign_in.html", form=form), status


@blueprint.route("/link", methods=["GET", "POST"])
def ask_for_link() -> ResponseReturnValue:
    """Have a one-time link sent; the answer is the same whether the contact is known or not."""
    form = LinkForm()
    if form.validate_on_submit():
        if can_send(form.contact.data):
            _send_link(form.contact.data)
            return render_template("volunteers/link_sent.html")
        form.contact.errors = [_("本站还不能向这样的联系方式发送链接，请找市级管理员帮助。")]
    status = 422 if form.is_submitted() else 200
    return render_template("volunteers/ask_link.html", form=form), status


@blueprint.route("/link/<token>", methods=["GET", "POST"])
def enter_by_link(token: str) -> ResponseReturnValue:
    """Sign in by a link; a button, because programs that read mail open links by themselves."""
    if request.method == "GET":
        return render_template("volunteers/enter.html")
    volunteer = use_link(db.session, token, now=read_clock())
    begin_visit(volunteer, now=read_clock())
    return redirect(url_for("volunteers.own.show_home"), 303)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign out on this device."""
    end_visit()
    return redirect(url_for("volunteers.finding.show_list"), 303)


@blueprint.route("/guardian/<token>", methods=["GET", "POST"])
def ask_guardian_page(token: str) -> ResponseReturnValue:
    """A guardian agrees, declines, or later takes the consent back."""
    now = read_clock()
    if request.method == "POST":
        answer = read_answer("yes", "no", "withdraw")
        if _record_answer(token, answer, now=now):
            flash(_("已记下您的决定。"))
        return redirect(url_for("volunteers.entry.ask_guardian_page", token=token), 303)
    asked = find_request(db.reader, token, now=now)
    minor = db.reader.get_one(Volunteer, asked.volunteer_id)
    return render_template("volunteers/guardian.html", asked=asked, minor=minor, words=WORDS)


def _register_once(form: RegistrationForm) -> Volunteer:
    """Register; who pressed the button twice, or had registered before, is let in by password."""
    try:
        return _register(form)
    except AlreadyRegistered:
        # The try is counted in a transaction of its own, which must not wait for this one.
        db.session.rollback()
        volunteer = _check_password(form.contact.data, form.password.data)
        if volunteer is None:
            raise
        return volunteer


def _register(form: RegistrationForm) -> Volunteer:
    email, mobile = split_contact(form.contact.data)
    registration = Registration(
        name=form.name.data.strip(),
        birth_month=form.birth_month,
        street_code=form.street.data,
        email=email,
        mobile=mobile,
        # Hashing takes its time: before the first statement, not inside the transaction.
        password_hash=hash_password(form.password.data),
        sex=form.sex.data,
        language=current_language(),
        consents=frozenset({ConsentKind.REGISTRATION}),
    )
    now, rules = read_clock(), current_rules()
    guardian = (form.guardian_name.data or "", (form.guardian_contact.data or "").strip())
    today = rules.find_day(now)
    is_admitted = count_years(registration.birth_month, today) >= rules.min_age
    if is_admitted and is_child(registration.birth_month, today) and not guardian[1]:
        raise GuardianConsentMissing
    volunteer = register_volunteer(db.session, registration, now=now, rng=SECRETS, rules=rules)
    if _find_guardian_contact(form):
        send_guardian_link(volunteer, guardian)
    return volunteer


def _find_guardian_contact(form: RegistrationForm) -> str:
    """Where a minor's guardian is asked; empty for whoever needs none."""
    rules = current_rules()
    today = rules.find_day(read_clock())
    needs_one = is_minor(form.birth_month, today, rules=rules)
    return (form.guardian_contact.data or "").strip() if needs_one else ""


def _record_answer(token: str, answer: str, *, now: datetime) -> bool:
    """Record a guardian's answer; False where they had answered before."""
    if answer == "withdraw":
        take_guardian_consent_back(db.session, token, now=now, rules=current_rules())
        return True
    try:
        answer_request(db.session, token, agrees=answer == "yes", now=now)
    except LinkUnusable:
        # An answered link still opens: its page shows what was decided.
        find_request(db.session, token, now=now)
        return False
    return True


def _send_link(contact: str) -> None:
    """Send a link to a contact that is known, a few times an hour at most."""
    now = read_clock()
    volunteer = find_by_contact(db.session, contact)
    if volunteer is None:
        return
    try:
        count_try(db.session, f"{LINK_PREFIX}{volunteer.id}", now=now)
    except AccountLocked:
        return
    token = issue_link(db.session, volunteer, now=now, rng=SECRETS)
    link = current_settings().public_url + url_for("volunteers.entry.enter_by_link", token=token)
    write_notice(db.session, volunteer.id, NoticeKind.SIGN_IN_LINK, {"link": link}, now=now)


def send_guardian_link(volunteer: Volunteer, guardian: tuple[str, str]) -> None:
    """Ask a guardian, given as name and contact, by a one-time link."""
    now = read_clock()
    token = ask_guardian(db.session, volunteer, guardian, now=now, rng=SECRETS)
    link = current_settings().public_url + url_for(
        "volunteers.entry.ask_guardian_page", token=token
    )
    data = {"link": link, "name": volunteer.name or ""}
    kind = NoticeKind.GUARDIAN_LINK
    write_notice(db.session, volunteer.id, kind, data, now=now, address=guardian[1])


def tell_guardian_link(contact: str) -> None:
    """Say on the next page what became of the link to a guardian."""
    if can_send(contact):
        flash(_("已发送。监护人同意后，您就可以独自报名。"))
    else:
        flash(
            _(
                "链接没有发出：本站还不能向 %(contact)s 发送消息。"
                "请由监护人陪同参加，或找市级管理员帮助。",
                contact=contact,
            )
        )


def _check_password(contact: str, password: str) -> Volunteer | None:
    """Count the try, then look at the password; the count stays when it is wrong."""
    name = TRIES_PREFIX + contact.replace(" ", "").lower()
    database = db
    with database.transaction() as session:
        count_try(session, name, now=read_clock())
    volunteer = find_by_contact(db.reader, contact.strip())
    if not matches_password(volunteer.password_hash if volunteer else None, password):
        return None
    with database.transaction() as session:
        forget_failures(session, name)
    return volunteer
