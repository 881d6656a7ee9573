"""The portal's clock and source of secrets: read here once per request and handed to services."""

import secrets
from datetime import UTC, datetime

SECRETS = secrets.SystemRandom()


def read_clock() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)
