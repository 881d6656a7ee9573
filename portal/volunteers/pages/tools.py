"""What the views hand to services: the rules in force, keys, and who acts."""

from dataclasses import dataclass
from typing import cast

from flask import current_app, g

from portal.config import Settings
from portal.db import db
from portal.volunteers.attendance.codes import CodeMaker
from portal.volunteers.certificates.service import CertificateSigner
from portal.volunteers.people.identity import IdentityVault
from portal.volunteers.rules import VolunteerRules, load_rules


@dataclass(frozen=True)
class Keys:
    """Everything that works with a key made from the secret key."""

    codes: CodeMaker
    vault: IdentityVault
    signer: CertificateSigner


def current_settings() -> Settings:
    """The settings of this process."""
    return cast(Settings, current_app.extensions["settings"])


def current_keys() -> Keys:
    """The keys of this process, derived once."""
    if "volunteer_keys" not in current_app.extensions:
        secret = current_settings().secret_key
        current_app.extensions["volunteer_keys"] = Keys(
            CodeMaker(secret), IdentityVault(secret), CertificateSigner(secret)
        )
    return cast(Keys, current_app.extensions["volunteer_keys"])


def current_rules() -> VolunteerRules:
    """The rules in force, read once per request."""
    if "volunteer_rules" not in g:
        g.volunteer_rules = load_rules(db.reader, current_settings().city_timezone)
    return cast(VolunteerRules, g.volunteer_rules)
