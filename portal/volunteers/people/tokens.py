"""One-time tokens: given out once, kept as digests."""

import hashlib
from random import Random

TOKEN_BYTES = 24


def make_token(rng: Random) -> str:
    """A token for one link."""
    return rng.randbytes(TOKEN_BYTES).hex()


def digest_token(token: str) -> str:
    """What the table keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
