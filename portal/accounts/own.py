"""Pages of one's own account: change the password, sign out everywhere."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.entry import check_sign_in
from portal.accounts.forms import ChangePasswordForm
from portal.accounts.passwords import hash_password
from portal.accounts.refusals import AccountLocked, SignInRefused
from portal.accounts.service import record_audit, set_password, sign_out_everywhere
from portal.accounts.session import (
    admit_official,
    begin_session,
    end_session,
    require_account,
)
from portal.accounts.tables import Account
from portal.clock import SECRETS, read_clock
from portal.db import db

blueprint = Blueprint("own", __name__)
blueprint.before_request(admit_official)


@blueprint.route("/password", methods=["GET", "POST"])
def change_password() -> ResponseReturnValue:
    """Change one's own password; every other device is signed out."""
    visitor = require_account()
    form = ChangePasswordForm(visitor.name)
    if form.validate_on_submit():
        try:
            check_sign_in(visitor.name, form.current.data)
        except (SignInRefused, AccountLocked):
            form.current.errors = [_("现在的密码不对，或输错次数太多。")]
        else:
            _set_own_password(visitor.id, hash_password(form.password.data))
            flash(_("密码已更改，其他设备上的登录已退出。"))
            return redirect(url_for("accounts.own.change_password"), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("accounts/change_password.html", form=form), status


@blueprint.post("/sign-out-everywhere")
def leave_everywhere() -> ResponseReturnValue:
    """End all sessions of this account."""
    visitor = require_account()
    sign_out_everywhere(db.session.get_one(Account, visitor.id), rng=SECRETS)
    record_audit(
        db.session, who=visitor.name, action="signed out everywhere", subject="", now=read_clock()
    )
    end_session()
    return redirect(url_for("accounts.entry.sign_in"), 303)


def _set_own_password(account_id: int, password_hash: str) -> None:
    account = db.session.get_one(Account, account_id)
    now = read_clock()
    set_password(db.session, account, password_hash=password_hash, now=now, rng=SECRETS)
    begin_session(account, now=now)
