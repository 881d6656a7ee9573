"""A guardian's consent for a minor, asked by a one-time link and withdrawable at any time."""

from datetime import date, datetime, timedelta
from random import Random
from typing import cast

from sqlalchemy import CursorResult, exists, select, update
from sqlalchemy.orm import Session

from portal.volunteers.people.ages import is_child, is_minor
from portal.volunteers.people.tables import GuardianConsent, Volunteer
from portal.volunteers.people.tokens import digest_token, make_token
from portal.volunteers.refusals import GuardianConsentMissing, LinkUnusable
from portal.volunteers.rules import VolunteerRules
from surveys.words import Text

LINK_LIFETIME = timedelta(days=14)
VERSION = 1
WORDS: Text = {
    "zh": "我是这位未成年人的监护人，同意其参加与年龄相适应的志愿服务，"
    "知道不会安排有危险的工作，知道我可以随时收回同意。",
    "en": "I am the guardian of this minor and agree that they take part in service that suits "
    "their age. I know that no dangerous work is given to them and that I can withdraw my "
    "consent at any time.",
}


def ask_guardian(
    session: Session, volunteer: Volunteer, guardian: tuple[str, str], *, now: datetime, rng: Random
) -> str:
    """Make the one-time link's token for a guardian, given as name and contact."""
    token = make_token(rng)
    name, contact = guardian
    session.add(
        GuardianConsent(
            volunteer_id=volunteer.id,
            guardian_name=name,
            guardian_contact=contact,
            token_digest=digest_token(token),
            version=VERSION,
            asked_at=now,
            expires_at=now + LINK_LIFETIME,
        )
    )
    session.flush()
    return token


def find_request(session: Session, token: str, *, now: datetime) -> GuardianConsent:
    """The request a link is for; a link once answered still opens, so that consent can be
    withdrawn by it. Raises LinkUnusable."""
    request = session.scalar(
        select(GuardianConsent).where(GuardianConsent.token_digest == digest_token(token))
    )
    if request is None or (request.used_at is None and request.expires_at <= now):
        raise LinkUnusable
    return request


def answer_request(session: Session, token: str, *, agrees: bool, now: datetime) -> Volunteer:
    """Record the guardian's answer, once; raises LinkUnusable for a second try."""
    answered = session.execute(
        update(GuardianConsent)
        .where(
            GuardianConsent.token_digest == digest_token(token),
            GuardianConsent.used_at.is_(None),
            GuardianConsent.expires_at > now,
        )
        .values(used_at=now, given_at=now if agrees else None)
    )
    if cast("CursorResult[object]", answered).rowcount != 1:
        raise LinkUnusable
    return session.get_one(Volunteer, find_request(session, token, now=now).volunteer_id)


def withdraw_guardian_consent(session: Session, token: str, *, now: datetime) -> int:
    """The guardian takes the consent back by the same link; the id of the minor."""
    request = find_request(session, token, now=now)
    if request.given_at is not None and request.withdrawn_at is None:
        request.withdrawn_at = now
        session.flush()
    return request.volunteer_id


def has_guardian_consent(session: Session, volunteer_id: int) -> bool:
    """Whether a guardian's consent stands."""
    found = session.scalar(
        select(
            exists().where(
                GuardianConsent.volunteer_id == volunteer_id,
                GuardianConsent.version == VERSION,
                GuardianConsent.given_at.is_not(None),
                GuardianConsent.withdrawn_at.is_(None),
            )
        )
    )
    return bool(found)


def require_guardian(
    session: Session,
    volunteer: Volunteer,
    on_day: date,
    *,
    is_accompanied: bool,
    rules: VolunteerRules,
) -> None:
    """Raise GuardianConsentMissing for a minor who has no consent and does not come accompanied.

    Below CHILD_AGE, where a city lets children in at all, company does not replace the consent.
    """
    birth_month = volunteer.require_birth_month()
    if not is_minor(birth_month, on_day, rules=rules):
        return
    if is_accompanied and not is_child(birth_month, on_day):
        return
    if not has_guardian_consent(session, volunteer.id):
        raise GuardianConsentMissing
