"""Accounts: opening one, sign-in links, passwords, the count of failed tries, the audit trail."""

import hashlib
from datetime import datetime, timedelta
from random import Random
from typing import cast

from sqlalchemy import CursorResult, Update, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.refusals import AccountLocked, LinkExpired
from portal.accounts.tables import Account, AuditEntry, Role, SignInFailure, SignInLink

LINK_LIFETIME = timedelta(hours=24)
MAX_FAILURES = 5
LOCK_DURATION = timedelta(minutes=15)


def open_account(session: Session, name: str, *, role: Role, now: datetime, rng: Random) -> Account:
    """Add an account that has no password yet."""
    account = Account(name=name, role=role, session_stamp=_make_stamp(rng), created_at=now)
    session.add(account)
    # The caller's sign-in link needs the account's id.
    session.flush()
    return account


def find_account(session: Session, name: str) -> Account | None:
    """The account of this name, if there is one."""
    return session.scalar(select(Account).where(Account.name == name))


def issue_sign_in_link(session: Session, account: Account, *, now: datetime, rng: Random) -> str:
    """Make a link's token: whoever holds it may choose the account's password, once, for a day."""
    token = rng.randbytes(24).hex()
    session.add(
        SignInLink(
            token_digest=_digest(token), account_id=account.id, expires_at=now + LINK_LIFETIME
        )
    )
    return token


def find_link_account(session: Session, token: str, *, now: datetime) -> Account:
    """The account a link is for; raises LinkExpired if the link cannot be used (any more)."""
    account = session.scalar(
        select(Account)
        .join(SignInLink, SignInLink.account_id == Account.id)
        .where(
            SignInLink.token_digest == _digest(token),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > now,
        )
    )
    if account is None:
        raise LinkExpired
    return account


def use_link(
    session: Session, token: str, *, password_hash: str, now: datetime, rng: Random
) -> Account:
    """Use a link up and set the password it is for; of two who try, one gets LinkExpired."""
    used = _update(
        session,
        update(SignInLink)
        .where(
            SignInLink.token_digest == _digest(token),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > now,
        )
        .values(used_at=now),
    )
    link = session.get(SignInLink, _digest(token))
    if used != 1 or link is None:
        raise LinkExpired
    account = session.get_one(Account, link.account_id)
    set_password(session, account, password_hash=password_hash, now=now, rng=rng)
    return account


def set_password(
    session: Session, account: Account, *, password_hash: str, now: datetime, rng: Random
) -> None:
    """Give the account a new password and sign it out everywhere."""
    account.password_hash = password_hash
    forget_failures(session, account.name)
    sign_out_everywhere(account, rng=rng)
    record_audit(session, who=account.name, action="password set", subject=account.name, now=now)


def sign_out_everywhere(account: Account, *, rng: Random) -> None:
    """End every session of the account, on whatever device."""
    account.session_stamp = _make_stamp(rng)


def count_try(session: Session, name: str, *, now: datetime) -> None:
    """Count a try for `name` before its password is looked at; raises AccountLocked.

    Counting first makes the limit exact: of a thousand guesses at once five are looked at.
    """
    session.execute(delete(SignInFailure).where(SignInFailure.last_at < now - LOCK_DURATION))
    if _count_in_row(session, name, now=now):
        return
    try:
        with session.begin_nested():
            session.add(SignInFailure(name_digest=_digest(name), n_failures=1, last_at=now))
    except IntegrityError:
        # The row is full, or somebody else wrote it a moment ago.
        if not _count_in_row(session, name, now=now):
            raise AccountLocked from None


def forget_failures(session: Session, name: str) -> None:
    """Start counting anew after a success."""
    session.execute(delete(SignInFailure).where(SignInFailure.name_digest == _digest(name)))


def record_audit(session: Session, *, who: str, action: str, subject: str, now: datetime) -> None:
    """Write into the audit trail who did what to which thing."""
    session.add(AuditEntry(at=now, who=who, action=action, subject=subject[:300]))


def _count_in_row(session: Session, name: str, *, now: datetime) -> bool:
    """Add one to the row of `name` unless it is full; False if it is full or absent."""
    counted = _update(
        session,
        update(SignInFailure)
        .where(SignInFailure.name_digest == _digest(name), SignInFailure.n_failures < MAX_FAILURES)
        .values(n_failures=SignInFailure.n_failures + 1, last_at=now),
    )
    return counted == 1


def _update(session: Session, statement: Update) -> int:
    return cast("CursorResult[object]", session.execute(statement)).rowcount


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _make_stamp(rng: Random) -> str:
    return rng.randbytes(16).hex()
