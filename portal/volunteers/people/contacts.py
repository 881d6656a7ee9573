"""Another address for oneself: a link to the new one proves that it reaches the volunteer.

Until the link is used, the former address stays; only one change of each kind waits at a time.
"""

from datetime import datetime, timedelta
from random import Random
from typing import cast

from sqlalchemy import CursorResult, delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.volunteers.people.registration import find_by_contact
from portal.volunteers.people.tables import ContactChange, Volunteer
from portal.volunteers.people.tokens import digest_token, make_token
from portal.volunteers.refusals import AlreadyRegistered, LinkUnusable

LINK_LIFETIME = timedelta(days=1)


def ask_for_contact(
    session: Session, volunteer: Volunteer, contact: str, *, now: datetime, rng: Random
) -> str:
    """Make the token of a link that confirms an e-mail address or mobile number.

    Raises AlreadyRegistered where it belongs to somebody.
    """
    if find_by_contact(session, contact) is not None:
        raise AlreadyRegistered
    session.execute(
        delete(ContactChange).where(
            ContactChange.volunteer_id == volunteer.id,
            ContactChange.is_email.is_(is_email(contact)),
        )
    )
    token = make_token(rng)
    session.add(
        ContactChange(
            token_digest=digest_token(token),
            volunteer_id=volunteer.id,
            contact=contact,
            is_email=is_email(contact),
            expires_at=now + LINK_LIFETIME,
        )
    )
    session.flush()
    return token


def confirm_contact(session: Session, token: str, *, now: datetime) -> Volunteer:
    """Put the new address in the place of the former one, once.

    Raises LinkUnusable, AlreadyRegistered where somebody else has registered it meanwhile.
    """
    used = session.execute(
        update(ContactChange)
        .where(
            ContactChange.token_digest == digest_token(token),
            ContactChange.used_at.is_(None),
            ContactChange.expires_at > now,
        )
        .values(used_at=now)
    )
    change = session.get(ContactChange, digest_token(token), populate_existing=True)
    if cast("CursorResult[object]", used).rowcount != 1 or change is None:
        raise LinkUnusable
    volunteer = session.get_one(Volunteer, change.volunteer_id)
    if volunteer.state != "active":
        raise LinkUnusable
    try:
        with session.begin_nested():
            if change.is_email:
                volunteer.email = change.contact
            else:
                volunteer.mobile = change.contact
    except IntegrityError as error:
        raise AlreadyRegistered from error
    return volunteer


def is_email(contact: str) -> bool:
    """Whether it is an e-mail address; otherwise it is a mobile number."""
    return "@" in contact
