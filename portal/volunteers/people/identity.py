"""Resident identity numbers: checked by GB 11643, kept under AES-GCM, never shown whole."""

import hashlib
import hmac
import os
from datetime import date

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.volunteers.keys import derive_key
from portal.volunteers.refusals import IdentityNumberInvalid

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
NONCE_BYTES = 12


def compute_check_character(digits: str) -> str:
    """The 18th character that belongs to the first 17 digits (ISO 7064, mod 11-2).

    >>> compute_check_character("11010519491231002")
    'X'
    """
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True))
    return CHECK_CHARACTERS[total % 11]


def check_identity_number(text: str, *, birth_month: date) -> str:
    """The number in its written form; raises IdentityNumberInvalid where it cannot be one.

    Its year and month must be those given at registration.
    """
    number = text.strip().upper().replace(" ", "")
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        raise IdentityNumberInvalid
    if compute_check_character(number[:17]) != number[17]:
        raise IdentityNumberInvalid
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise IdentityNumberInvalid from None
    if born.replace(day=1) != birth_month:
        raise IdentityNumberInvalid
    return number


def mask_identity_number(number: str) -> str:
    """The number as pages may show it.

    >>> mask_identity_number("11010519491231002X")
    '1****************X'
    """
    return f"{number[0]}{'*' * 16}{number[-1]}"


class IdentityVault:
    """Seals and opens identity numbers with keys made from the portal's secret key."""

    def __init__(self, secret_key: str) -> None:
        self._cipher = AESGCM(derive_key(secret_key, "identity-seal"))
        self._digest_key = derive_key(secret_key, "identity-digest")

    def seal(self, number: str, *, volunteer_number: str) -> bytes:
        """The number encrypted, bound to its volunteer: moved to another it does not open."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, number.encode(), volunteer_number.encode())

    def open(self, sealed: bytes, *, volunteer_number: str) -> str:
        """The number again; raises InvalidTag if anything was changed."""
        nonce, content = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return self._cipher.decrypt(nonce, content, volunteer_number.encode()).decode()

    def digest(self, number: str) -> str:
        """What tells whether two accounts have the same number, and nothing else."""
        return hmac.new(self._digest_key, number.encode(), hashlib.sha256).hexdigest()
