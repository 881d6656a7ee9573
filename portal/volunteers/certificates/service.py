"""Issuing and verifying: the signature is a keyed digest that nobody without the key can make."""

import hashlib
import hmac
from datetime import date, datetime
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteers.certificates.content import (
    CertificateContent,
    read_content,
    write_content,
)
from portal.volunteers.certificates.issuer import Issuer
from portal.volunteers.certificates.services import Period, list_services, sum_class
from portal.volunteers.certificates.tables import Certificate
from portal.volunteers.keys import derive_key
from portal.volunteers.people.identity import IdentityVault, mask_identity_number
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.refusals import CertificateAltered, NotFound, NothingToCertify
from portal.volunteers.retention.limits import find_first_kept_day
from portal.volunteers.rules import VolunteerRules

SHOWN_SIGNATURE = 16


class CertificateSigner:
    """Signs certificates with a key made from the portal's secret key."""

    def __init__(self, secret_key: str) -> None:
        self._key = derive_key(secret_key, "certificates")

    def sign(self, content: str) -> str:
        """The signature of a content in its written form."""
        return hmac.new(self._key, content.encode(), hashlib.sha256).hexdigest()

    def is_signed(self, content: str, signature: str) -> bool:
        """Whether this is the content's signature, or the beginning that is printed."""
        full = self.sign(content)
        is_long_enough = len(signature) in (SHOWN_SIGNATURE, len(full)) and signature.isascii()
        return is_long_enough and hmac.compare_digest(full[: len(signature)], signature)


def issue_certificate(
    session: Session,
    volunteer: Volunteer,
    period: Period,
    *,
    issuer: Issuer,
    signer: CertificateSigner,
    vault: IdentityVault,
    issued_on: date,
    now: datetime,
    rng: Random,
) -> Certificate:
    """Issue a certificate of the hours in a period; raises NothingToCertify."""
    services = list_services(session, volunteer.id, period)
    if not services:
        raise NothingToCertify
    number = f"{issued_on:%Y}-{rng.randrange(10**9, 10**10)}"
    content = CertificateContent(
        number=number,
        issued_on=issued_on.isoformat(),
        name=volunteer.name or "",
        volunteer_number=volunteer.number,
        identity_masked=_mask_identity(volunteer, vault),
        first_day=period.first_day.isoformat(),
        last_day=period.last_day.isoformat(),
        credited_minutes=sum_class(services, "credited"),
        honour_minutes=sum_class(services, "honour"),
        services=services,
        issuer=issuer.organisation,
        head=issuer.head,
        handler=issuer.handler,
        contact=issuer.contact,
    )
    text = write_content(content)
    certificate = Certificate(
        number=number,
        volunteer_id=volunteer.id,
        content=text,
        signature=signer.sign(text),
        issued_at=now,
    )
    session.add(certificate)
    session.flush()
    return certificate


def verify_certificate(
    session: Session, number: str, signature: str, *, signer: CertificateSigner
) -> CertificateContent:
    """The content of a genuine certificate.

    Raises NotFound for an unknown number, CertificateAltered if the signature shown is not that
    of the content, or the content kept is no longer the one signed.
    """
    certificate = session.get(Certificate, number)
    if certificate is None:
        raise NotFound
    is_kept = signer.is_signed(certificate.content, certificate.signature)
    if not is_kept or not signer.is_signed(certificate.content, signature.strip().lower()):
        raise CertificateAltered
    return read_content(certificate.content)


def find_changed_minutes(
    session: Session,
    number: str,
    content: CertificateContent,
    *,
    today: date,
    rules: VolunteerRules,
) -> tuple[int, int] | None:
    """What the ledger has now for a genuine certificate, credited and honour minutes, where that
    is something else than it says; None where nothing was corrected since, or records are gone."""
    first_day = date.fromisoformat(content.first_day)
    if first_day < find_first_kept_day(today, rules=rules):
        return None
    certificate = session.get_one(Certificate, number)
    period = Period(first_day, date.fromisoformat(content.last_day))
    services = list_services(session, certificate.volunteer_id, period)
    # What was recorded later on top takes nothing away from what is certified.
    now = sum_class(services, "credited"), sum_class(services, "honour")
    is_less = now[0] < content.credited_minutes or now[1] < content.honour_minutes
    return now if is_less else None


def find_own_certificate(session: Session, number: str, volunteer_id: int) -> Certificate:
    """A volunteer's own certificate; others' do not exist for them."""
    certificate = session.get(Certificate, number)
    if certificate is None or certificate.volunteer_id != volunteer_id:
        raise NotFound
    return certificate


def list_certificates(session: Session, volunteer_id: int) -> tuple[Certificate, ...]:
    """The certificates of a volunteer, newest first."""
    return tuple(
        session.scalars(
            select(Certificate)
            .where(Certificate.volunteer_id == volunteer_id)
            .order_by(Certificate.issued_at.desc(), Certificate.number)
        )
    )


def _mask_identity(volunteer: Volunteer, vault: IdentityVault) -> str:
    if volunteer.identity_sealed is None:
        return ""
    number = vault.open(volunteer.identity_sealed, volunteer_number=volunteer.number)
    return mask_identity_number(number)
