"""What a certificate says: the four blocks of the rules, as one value with one written form."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from surveys.words import Text


@dataclass(frozen=True)
class CertifiedService:
    """One activity on the certificate."""

    title: str
    first_day: str
    last_day: str
    minutes: int
    hours_class: str
    team: str
    title_en: str = ""
    """Empty where there is no English; certificates of before have none."""
    team_en: str = ""

    @property
    def titles(self) -> Text:
        """The activity in both languages."""
        return {"zh": self.title, "en": self.title_en}

    @property
    def teams(self) -> Text:
        """The team in both languages."""
        return {"zh": self.team, "en": self.team_en}


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
