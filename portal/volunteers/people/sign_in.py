"""Getting in: by password, or by a one-time link. Counting of failed tries is the accounts'."""

from datetime import datetime, timedelta
from random import Random
from typing import cast

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from portal.volunteers.people.tables import Volunteer, VolunteerLink
from portal.volunteers.people.tokens import digest_token, make_token
from portal.volunteers.refusals import LinkUnusable

LINK_LIFETIME = timedelta(hours=1)


def issue_link(session: Session, volunteer: Volunteer, *, now: datetime, rng: Random) -> str:
    """Make the token of a link that signs the volunteer in, once, within the hour."""
    token = make_token(rng)
    session.add(
        VolunteerLink(
            token_digest=digest_token(token),
            volunteer_id=volunteer.id,
            expires_at=now + LINK_LIFETIME,
        )
    )
    return token


def use_link(session: Session, token: str, *, now: datetime) -> Volunteer:
    """Use a link up; of two who try, one gets LinkUnusable."""
    used = session.execute(
        update(VolunteerLink)
        .where(
            VolunteerLink.token_digest == digest_token(token),
            VolunteerLink.used_at.is_(None),
            VolunteerLink.expires_at > now,
        )
        .values(used_at=now)
    )
    link = session.get(VolunteerLink, digest_token(token))
    if cast("CursorResult[object]", used).rowcount != 1 or link is None:
        raise LinkUnusable
    volunteer = session.get_one(Volunteer, link.volunteer_id)
    if volunteer.state != "active":
        raise LinkUnusable
    return volunteer


def set_password(volunteer: Volunteer, password_hash: str, *, rng: Random) -> None:
    """Give the volunteer a new password and end all other sessions."""
    volunteer.password_hash = password_hash
    sign_out_everywhere(volunteer, rng=rng)


def sign_out_everywhere(volunteer: Volunteer, *, rng: Random) -> None:
    """End every session of the volunteer, on whatever device."""
    volunteer.session_stamp = rng.randbytes(16).hex()
