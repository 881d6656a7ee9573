"""The organiser's rotating code: proof that organiser and volunteer were at one place at one time.

A code is a keyed digest of the shift and the current stretch of time; nothing is stored. It is
shown as a QR code and as six characters to type, without letters that look like digits.
"""

import hashlib
import hmac
from datetime import datetime

from portal.volunteers.keys import derive_key
from portal.volunteers.rules import VolunteerRules

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 6
_READ_AS = str.maketrans("OIL", "011")


class CodeMaker:
    """Makes and checks codes with a key made from the portal's secret key."""

    def __init__(self, secret_key: str) -> None:
        self._key = derive_key(secret_key, "attendance-codes")

    def make(self, shift_id: int, now: datetime, *, rules: VolunteerRules) -> str:
        """The code of a shift at this moment."""
        return self._make(shift_id, _find_window(now, rules))

    def is_valid(self, shift_id: int, code: str, now: datetime, *, rules: VolunteerRules) -> bool:
        """Whether this is the code shown now, or the one just before."""
        typed = code.upper().translate(_READ_AS).replace(" ", "").replace("-", "")
        window = _find_window(now, rules)
        return any(
            # Letters outside ASCII cannot be compared in constant time, and are in no code.
            typed.isascii() and hmac.compare_digest(self._make(shift_id, shown), typed)
            for shown in (window, window - 1)
        )

    def _make(self, shift_id: int, window: int) -> str:
        digest = hmac.new(self._key, f"{shift_id}/{window}".encode(), hashlib.sha256).digest()
        return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LENGTH])


def _find_window(now: datetime, rules: VolunteerRules) -> int:
    return int(now.timestamp()) // rules.code_seconds
