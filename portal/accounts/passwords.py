"""Passwords: what makes one good enough, and its slow hash."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_PASSWORD_LENGTH = 12
MAX_PASSWORD_LENGTH = 200

_hasher = PasswordHasher()
# One hash takes 64 MiB and a processor: a rush of sign-ins must not starve the citizens' pages.
_places = BoundedSemaphore(2)
# Checked where there is no account, so that its absence takes as long as a wrong password.
_HASH_OF_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """The Argon2 hash to store. Takes tens of milliseconds: never inside a transaction."""
    with _places:
        return _hasher.hash(password)


def matches_password(password_hash: str | None, password: str) -> bool:
    """Whether the password has this hash; takes as long when there is no hash to compare with."""
    with _places:
        try:
            is_match = _hasher.verify(password_hash or _HASH_OF_NOBODY, password)
        except (VerificationError, InvalidHashError):
            return False
    return is_match and password_hash is not None


def is_weak_password(password: str, *, account_name: str) -> bool:
    """Whether a password is too short, or little more than the account's name."""
    if len(password) < MIN_PASSWORD_LENGTH:
        return True
    remainder = password.casefold().replace(account_name.casefold(), "")
    return len(remainder) < MIN_PASSWORD_LENGTH // 2 or len(set(password)) < 5
