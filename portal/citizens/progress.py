"""The answers so far: sealed in a cookie of the citizen's own browser, kept nowhere else.

The cookie is encrypted and authenticated (AES-GCM), bound to its wave, limited to the wave's
addresses, and gone when the browser is closed. The portal can read what it sealed; nobody can
change it, carry it to another wave, or read it from a borrowed phone.
"""

import os
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Response

COOKIE = "answers"
CHUNK_LENGTH = 3500
"""Browsers keep at most 4,096 bytes in one cookie, name and attributes included."""
MAX_CHUNKS = 2
"""All cookies together must fit into the one header line that servers accept (8 KiB)."""
NONCE_LENGTH = 12
# Version id, seed, submission key, lengths of invitation code and receipt code.
HEAD = struct.Struct(">IQ32sBB")


class SealBroken(Exception):
    """The cookie was not sealed by this portal for this wave, or has been damaged."""


class TooMuchToCarry(Exception):
    """The answers do not fit into the browser's cookies."""


@dataclass(frozen=True, slots=True)
class Filling:
    """One filling-in of a questionnaire, from "start" to its receipt."""

    version_id: int
    seed: int
    """Draws this respondent's random orders."""
    submission_key: str
    """Makes a second "send" return the first receipt."""
    invitation_code: str
    """Empty where the wave is open to all."""
    answers: bytes
    """Packed against the version; empty once sent."""
    receipt_code: str = ""
    """Empty until sent."""


def start_filling(version_id: int, *, invitation_code: str = "") -> Filling:
    """A fresh filling-in with a seed and a submission key of its own."""
    return Filling(
        version_id=version_id,
        seed=int.from_bytes(os.urandom(7), "big"),
        submission_key=_write_base64(os.urandom(32)),
        invitation_code=invitation_code,
        answers=b"",
    )


def seal(filling: Filling, *, secret_key: str, wave_code: str) -> str:
    """Encrypt a filling-in for its wave; text fit for cookies."""
    invitation, receipt = filling.invitation_code.encode(), filling.receipt_code.encode()
    head = HEAD.pack(
        filling.version_id,
        filling.seed,
        _read_base64(filling.submission_key),
        len(invitation),
        len(receipt),
    )
    nonce = os.urandom(NONCE_LENGTH)
    plain = head + invitation + receipt + filling.answers
    return _write_base64(nonce + _make_cipher(secret_key, wave_code).encrypt(nonce, plain, None))


def unseal(text: str, *, secret_key: str, wave_code: str) -> Filling:
    """Decrypt what `seal` made for the same wave; SealBroken for anything else."""
    try:
        sealed = _read_base64(text)
        cipher = _make_cipher(secret_key, wave_code)
        plain = cipher.decrypt(sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:], None)
    except (InvalidTag, ValueError, Base64Error) as error:
        raise SealBroken from error
    version_id, seed, key, n_invitation, n_receipt = HEAD.unpack_from(plain)
    receipt_start = HEAD.size + n_invitation
    answers_start = receipt_start + n_receipt
    return Filling(
        version_id=version_id,
        seed=seed,
        submission_key=_write_base64(key),
        invitation_code=plain[HEAD.size : receipt_start].decode(),
        receipt_code=plain[receipt_start:answers_start].decode(),
        answers=plain[answers_start:],
    )


def read_cookies(cookies: Mapping[str, str]) -> str:
    """The sealed text from its chunks; empty where there is none."""
    chunks = []
    for name in _list_names():
        if name not in cookies:
            break
        chunks.append(cookies[name])
    return "".join(chunks)


def write_cookies(
    response: Response, text: str, *, present: Collection[str], path: str, is_secure: bool
) -> None:
    """Set the sealed text in chunks and take away those present of a longer one before it."""
    chunks = [text[i : i + CHUNK_LENGTH] for i in range(0, len(text), CHUNK_LENGTH)]
    if len(chunks) > MAX_CHUNKS:
        raise TooMuchToCarry
    names = _list_names()
    for name, chunk in zip(names, chunks, strict=False):
        response.set_cookie(name, chunk, path=path, secure=is_secure, httponly=True, samesite="Lax")
    for name in (name for name in names[len(chunks) :] if name in present):
        response.delete_cookie(name, path=path, secure=is_secure, httponly=True, samesite="Lax")


def _list_names() -> tuple[str, ...]:
    return (COOKIE, *(f"{COOKIE}-{i}" for i in range(1, MAX_CHUNKS)))


@lru_cache(maxsize=256)
def _make_cipher(secret_key: str, wave_code: str) -> AESGCM:
    """The wave's own key: it binds the cookie to the wave and spreads the nonces over many keys."""
    derivation = HKDF(SHA256(), length=32, salt=None, info=f"answers of {wave_code}".encode())
    return AESGCM(derivation.derive(secret_key.encode()))


def _write_base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _read_base64(text: str) -> bytes:
    return urlsafe_b64decode(text.encode("ascii") + b"==")
