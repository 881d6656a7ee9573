"""The sample city as a service: is there room for it, load it, remove it."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from surveys.city.loading import load_sample_city
from surveys.city.removal import remove_sample_city
from surveys.sampling.tables import Area

__all__ = ["is_empty", "load_sample_city", "remove_sample_city"]


def is_empty(session: Session) -> bool:
    """Whether the database holds no city yet, real or sample."""
    return not session.scalar(select(exists().where(Area.level == "city")))
