"""Who is signed in: kept in the signed session cookie, checked against the account each time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from flask import abort, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.kept import ask_again
from portal.accounts.tables import Account, Role
from portal.clock import read_clock
from portal.config import Settings
from portal.db import SAFE_METHODS, db


@dataclass(frozen=True)
class SignedIn:
    """The account behind this request."""

    id: int
    name: str
    role: Role


def begin_session(account: Account, *, now: datetime) -> None:
    """Sign the account in on this device, with nothing left of whoever was here before."""
    session.clear()
    # A token that this request has already made belongs to the session that ended.
    g.pop("csrf_token", None)
    session["account"] = account.id
    session["stamp"] = account.session_stamp
    session["seen"] = int(now.timestamp())


def end_session() -> None:
    """Sign out on this device."""
    session.clear()
    g.signed_in = None


def current_account() -> SignedIn | None:
    """Who is signed in, unless signed out elsewhere or idle for too long."""
    if "signed_in" not in g:
        g.signed_in = _read_account()
    return cast("SignedIn | None", g.signed_in)


def require_account() -> SignedIn:
    """Who is signed in; for pages behind a door that has already let them in."""
    account = current_account()
    if account is None:
        abort(403)
    return account


def introduce_account() -> dict[str, SignedIn | None]:
    """Give the templates of a door `account`: who is signed in, or None."""
    return {"account": current_account()}


def admit_official() -> ResponseReturnValue | None:
    """The officials' door: lets in who is signed in, shows everyone else where to sign in."""
    if current_account() is not None:
        session["seen"] = int(read_clock().timestamp())
        return None
    if "account" in session:
        end_session()
        flash(_("您已退出登录：停留时间过长，或已在别处退出。请重新登录。"))
    if request.method in SAFE_METHODS:
        address = request.full_path if request.query_string else request.path
        return redirect(url_for("accounts.entry.sign_in", next=address), 303)
    return ask_again()


def _read_account() -> SignedIn | None:
    if "account" not in session or _is_idle():
        return None
    row = db.reader.execute(
        select(Account.id, Account.name, Account.role, Account.session_stamp).where(
            Account.id == session["account"]
        )
    ).one_or_none()
    if row is None or row.session_stamp != session["stamp"]:
        return None
    return SignedIn(row.id, row.name, Role(row.role))


def _is_idle() -> bool:
    settings = cast(Settings, current_app.extensions["settings"])
    idle = read_clock().timestamp() - session["seen"]
    return bool(idle > timedelta(minutes=settings.idle_minutes).total_seconds())
