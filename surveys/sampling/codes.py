"""Codes that people type: of invitations and of receipts.

Eleven random characters and one check character of Crockford's base 32, which has no I, L, O or
U. The check character is a weighted sum over the field of 32 elements: it notices every single
wrong character and every two that were swapped.
"""

import re
import unicodedata
from random import Random

from surveys.errors import MistypedCode

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
N_RANDOM = 11
"""55 bits: with a million codes issued, a guess hits one in 36 thousand million."""

_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_LOOKALIKES = str.maketrans("OIL", "011")


def make_code(rng: Random) -> str:
    """Return a new code of twelve characters.

    `rng` must be a source that nobody can predict wherever the code opens something:
    `secrets.SystemRandom()`.
    """
    body = "".join(rng.choices(ALPHABET, k=N_RANDOM))
    return body + _compute_check(body)


def read_code(text: str) -> str:
    """Return the code that somebody typed, forgiving about case, spaces, hyphens and lookalikes.

    Raises
    ------
    MistypedCode
        When it cannot be a code: wrong length, a strange character, or the check does not hold.

    >>> read_code("ooooo-OOOOO-00")
    '000000000000'
    """
    typed = unicodedata.normalize("NFKC", text).upper()
    code = re.sub(r"[\s\-‐-―−]", "", typed).translate(_LOOKALIKES)
    if len(code) != N_RANDOM + 1 or not set(code) <= _VALUE.keys():
        raise MistypedCode
    if _compute_check(code[:-1]) != code[-1]:
        raise MistypedCode
    return code


def show_code(code: str) -> str:
    """Return a code in groups of four, as it is printed.

    >>> show_code("0123456789AB")
    '0123-4567-89AB'
    """
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _compute_check(body: str) -> str:
    check = 0
    for character in body:
        check = _double(check ^ _VALUE[character])
    return ALPHABET[check]


def _double(value: int) -> int:
    """Multiply by x in the field of 32 elements, modulo x^5 + x^2 + 1."""
    doubled = value << 1
    return doubled ^ 0b100101 if doubled & 0b100000 else doubled
