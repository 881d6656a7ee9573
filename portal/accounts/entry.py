"""Pages open to those not signed in: the sign-in page and the one-time link."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.forms import NewPasswordForm, SignInForm
from portal.accounts.kept import offer_kept, read_kept
from portal.accounts.passwords import hash_password, matches_password
from portal.accounts.refusals import AccountLocked, SignInRefused
from portal.accounts.service import (
    count_try,
    find_account,
    find_link_account,
    forget_failures,
    record_audit,
    use_link,
)
from portal.accounts.session import begin_session, current_account, end_session
from portal.accounts.tables import Account
from portal.clock import SECRETS, read_clock
from portal.db import db
from portal.display import own_address

OFFICIALS_HOME = "/officials/"

blueprint = Blueprint("entry", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in with name and password."""
    form, kept = SignInForm(next=request.args.get("next", "")), read_kept()
    if form.validate_on_submit():
        try:
            account = check_sign_in(form.name.data.strip(), form.password.data)
        except SignInRefused:
            form.password.errors = [_("用户名或密码不对。")]
        except AccountLocked:
            form.password.errors = [_("输错次数太多，请 15 分钟后再试。")]
        else:
            begin_session(account, now=read_clock())
            if kept:
                return offer_kept(kept, form.next.data)
            return redirect(_address_after_sign_in(form.next.data), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("accounts/sign_in.html", form=form, kept=kept), status


@blueprint.route("/link/<token>", methods=["GET", "POST"])
def choose_password(token: str) -> ResponseReturnValue:
    """Choose a password by a one-time link, and be signed in."""
    account = find_link_account(db.reader, token, now=read_clock())
    form = NewPasswordForm(account.name)
    if form.validate_on_submit():
        password_hash = hash_password(form.password.data)
        account = use_link(
            db.session, token, password_hash=password_hash, now=read_clock(), rng=SECRETS
        )
        begin_session(account, now=read_clock())
        return redirect(OFFICIALS_HOME, 303)
    status = 422 if form.is_submitted() else 200
    return render_template("accounts/choose_password.html", form=form), status


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign out on this device; harmless for who is not signed in."""
    account = current_account()
    if account is not None:
        record_audit(
            db.session, who=account.name, action="signed out", subject="", now=read_clock()
        )
    end_session()
    return redirect(url_for("accounts.entry.sign_in"), 303)


def check_sign_in(name: str, password: str) -> Account:
    """The account that name and password open; raises SignInRefused or AccountLocked.

    The try is counted and committed before the password is looked at, and the slow hash is
    computed between two short transactions, so that no one waits for it with the database.
    """
    now = read_clock()
    with db.transaction() as session:
        count_try(session, name, now=now)
        account = find_account(session, name)
        password_hash = account.password_hash if account else None
    if not matches_password(password_hash, password):
        raise SignInRefused
    with db.transaction() as session:
        forget_failures(session, name)
        record_audit(session, who=name, action="signed in", subject="", now=now)
        found = find_account(session, name)
        if found is None:
            raise SignInRefused
        session.expunge(found)
    return found


def _address_after_sign_in(wanted: str | None) -> str:
    address = own_address(wanted)
    return OFFICIALS_HOME if address == "/" else address
