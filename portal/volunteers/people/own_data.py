"""My data: everything the portal has about one volunteer, and closing the account.

What law keeps are the records of service. Closing the account deletes whatever names or reaches
the person; the records stay under a number that leads nowhere.
"""

from collections.abc import Iterable
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import case, delete, func, inspect, select, update
from sqlalchemy.orm import Session

from portal.volunteers.people.identity import IdentityVault, mask_identity_number
from portal.volunteers.people.tables import (
    BirthCorrection,
    Consent,
    ContactChange,
    GuardianConsent,
    Volunteer,
    VolunteerLink,
    VolunteerTrait,
)

HIDDEN = frozenset(
    {"password_hash", "session_stamp", "identity_sealed", "identity_digest", "token_digest"}
)


def collect_person(
    session: Session, volunteer: Volunteer, *, vault: IdentityVault
) -> dict[str, Any]:
    """The part of a data download that is about the person: details, traits, consents."""
    person = describe_row(volunteer)
    if volunteer.identity_sealed is not None:
        number = vault.open(volunteer.identity_sealed, volunteer_number=volunteer.number)
        person["identity_number"] = mask_identity_number(number)
    return {
        "person": person,
        "traits": describe_rows(session, VolunteerTrait, volunteer.id),
        "consents": describe_rows(session, Consent, volunteer.id),
        "guardian_consents": describe_rows(session, GuardianConsent, volunteer.id),
        "contact_changes": describe_rows(session, ContactChange, volunteer.id),
        "birth_corrections": describe_rows(session, BirthCorrection, volunteer.id),
    }


def describe_rows(session: Session, table: Any, volunteer_id: int) -> list[dict[str, Any]]:
    """All rows of a table that are about one volunteer."""
    rows: Iterable[Any] = session.scalars(select(table).where(table.volunteer_id == volunteer_id))
    return [describe_row(row) for row in rows]


def describe_row(row: Any) -> dict[str, Any]:
    """One row as words and numbers, without what only locks and seals."""
    described = {}
    for attribute in inspect(type(row)).column_attrs:
        value = getattr(row, attribute.key)
        if attribute.key in HIDDEN:
            continue
        described[attribute.key] = value.isoformat() if hasattr(value, "isoformat") else value
    return described


def erase_person(session: Session, volunteer: Volunteer, *, now: datetime, rng: Random) -> None:
    """Delete everything that names or reaches the person; what stays is a number."""
    volunteer_id = volunteer.id
    session.execute(delete(VolunteerTrait).where(VolunteerTrait.volunteer_id == volunteer_id))
    session.execute(delete(ContactChange).where(ContactChange.volunteer_id == volunteer_id))
    session.execute(delete(VolunteerLink).where(VolunteerLink.volunteer_id == volunteer_id))
    session.execute(
        update(GuardianConsent)
        .where(GuardianConsent.volunteer_id == volunteer_id)
        .values(guardian_name=None, guardian_contact=None)
    )
    session.execute(
        update(BirthCorrection)
        .where(BirthCorrection.volunteer_id == volunteer_id)
        .values(
            former_month=None,
            claimed_month=None,
            reason="",
            state=case((BirthCorrection.state == "open", "refused"), else_=BirthCorrection.state),
            decided_at=func.coalesce(BirthCorrection.decided_at, now),
        )
    )
    session.execute(
        update(Consent)
        .where(Consent.volunteer_id == volunteer_id, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
    volunteer.state, volunteer.deleted_at = "deleted", now
    volunteer.name = volunteer.birth_month = volunteer.email = volunteer.mobile = None
    volunteer.password_hash = volunteer.identity_sealed = volunteer.identity_digest = None
    volunteer.sex = "9"
    # A new number as well: the old one is printed on certificates beside a name.
    volunteer.number = f"X{rng.randrange(10**8, 10**9)}"
    volunteer.session_stamp = rng.randbytes(16).hex()
    session.flush()
