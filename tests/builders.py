"""Plain builders to arrange tests with: write only what matters, the rest has sensible values."""

from sqlalchemy.orm import Session

from portal.accounts.service import open_account, set_password
from portal.accounts.tables import Account, Role
from portal.clock import SECRETS, read_clock
from tests.surveys.responses.samples import a_submission, a_wave, accept, an_invitation

__all__ = ["a_submission", "a_wave", "accept", "an_account", "an_invitation", "some_responses"]


def an_account(
    session: Session,
    *,
    name: str = "chen",
    role: Role = Role.OFFICIAL,
    password_hash: str | None = None,
) -> Account:
    """An account, with a password if its hash is given."""
    now = read_clock()
    account = open_account(session, name, role=role, now=now, rng=SECRETS)
    if password_hash is not None:
        set_password(session, account, password_hash=password_hash, now=now, rng=SECRETS)
    return account


def some_responses(session: Session, *, n: int, code: str = "w1") -> int:
    """An open-link wave with `n` responses that wait to be counted; the wave's id."""
    wave = a_wave(session, code=code, sample_type="O")
    for _ in range(n):
        accept(session, wave, a_submission())
    return wave.id
