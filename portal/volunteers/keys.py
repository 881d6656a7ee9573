"""Keys made from the portal's secret key, one for each purpose: none opens another's lock."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


def derive_key(secret_key: str, purpose: str) -> bytes:
    """The 256-bit key for one purpose.

    >>> derive_key("a secret of 32 characters or more", "codes") == derive_key(
    ...     "a secret of 32 characters or more", "certificates")
    False
    """
    expansion = HKDF(
        algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"volunteers/{purpose}".encode()
    )
    return expansion.derive(secret_key.encode())
