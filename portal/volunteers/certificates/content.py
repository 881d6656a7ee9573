"""What a certificate says: the four blocks of the rules, as one value with one written form."""

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class CertifiedService:
    """One activity on the certificate."""

    title: str
    first_day: str
    last_day: str
    minutes: int
    hours_class: str
    team: str


@dataclass(frozen=True, kw_only=True)
class CertificateContent:
    """Identity, service, issuer, number and date. Days as ISO dates."""

    number: str
    issued_on: str
    name: str
    volunteer_number: str
    identity_masked: str
    """Type and masked number of the identity document, empty if none was given."""
    first_day: str
    last_day: str
    credited_minutes: int
    honour_minutes: int
    services: tuple[CertifiedService, ...]
    issuer: str
    head: str
    handler: str
    contact: str


def write_content(content: CertificateContent) -> str:
    """The one written form of a content: what is signed and stored."""
    return json.dumps(asdict(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_content(text: str) -> CertificateContent:
    """The content again from its written form."""
    fields: dict[str, Any] = json.loads(text)
    services = tuple(CertifiedService(**service) for service in fields.pop("services"))
    return CertificateContent(services=services, **fields)
