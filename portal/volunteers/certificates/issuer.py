"""Who issues a city's certificates: the third of their four blocks, as coordinators have set it."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteers.rules import VolunteerSetting

PREFIX = "certificate "


@dataclass(frozen=True)
class Issuer:
    """Who answers for certificates: organisation, its head, who handles them, how to ask.

    What is empty is left to be signed and sealed by hand.
    """

    organisation: str = ""
    head: str = ""
    handler: str = ""
    contact: str = ""


def load_issuer(session: Session) -> Issuer:
    """What a coordinator has set; empty where nobody has."""
    rows = session.execute(
        select(VolunteerSetting.name, VolunteerSetting.value).where(
            VolunteerSetting.name.in_(PREFIX + part for part in asdict(Issuer()))
        )
    )
    return Issuer(**{name.removeprefix(PREFIX): value for name, value in rows})


def change_issuer(session: Session, issuer: Issuer, *, by: str, now: datetime) -> None:
    """Set it for all certificates from now on; those issued keep what they say."""
    for part, text in asdict(issuer).items():
        session.merge(
            VolunteerSetting(name=PREFIX + part, value=text, changed_by=by, changed_at=now)
        )
    session.flush()
