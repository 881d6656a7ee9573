"""Registering: the fewest fields, each with its reason; correcting them; what one can and likes."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.volunteers.people.ages import count_years
from portal.volunteers.people.choices import TRAITS
from portal.volunteers.people.consents import ConsentKind, give_consent, require_consent
from portal.volunteers.people.identity import IdentityVault, check_identity_number
from portal.volunteers.people.tables import Volunteer, VolunteerTrait
from portal.volunteers.refusals import AlreadyRegistered, NotFound, TooYoung
from portal.volunteers.rules import VolunteerRules

NUMBER_DIGITS = 9


@dataclass(frozen=True, kw_only=True)
class Registration:
    """What somebody gives to become a volunteer. The password comes hashed."""

    name: str
    birth_month: date
    street_code: str
    email: str | None = None
    mobile: str | None = None
    password_hash: str | None = None
    sex: str = "9"
    language: str = "zh"
    is_sample_data: bool = False
    consents: frozenset[ConsentKind] = field(default_factory=frozenset)


def register_volunteer(
    session: Session,
    registration: Registration,
    *,
    now: datetime,
    rng: Random,
    rules: VolunteerRules,
) -> Volunteer:
    """Add a volunteer with the consents given; raises TooYoung, AlreadyRegistered,
    ConsentMissing."""
    if count_years(registration.birth_month, rules.find_day(now)) < rules.min_age:
        raise TooYoung
    volunteer = Volunteer(
        number=_make_number(session, rng),
        name=registration.name,
        birth_month=registration.birth_month.replace(day=1),
        sex=registration.sex,
        email=registration.email,
        mobile=registration.mobile,
        password_hash=registration.password_hash,
        session_stamp=rng.randbytes(16).hex(),
        language=registration.language,
        street_code=registration.street_code,
        is_sample_data=registration.is_sample_data,
        registered_at=now,
    )
    with _only_once(session):
        session.add(volunteer)
    for kind in registration.consents:
        give_consent(session, volunteer, kind, now=now)
    require_consent(session, volunteer.id, ConsentKind.REGISTRATION)
    return volunteer


def find_by_contact(session: Session, contact: str) -> Volunteer | None:
    """The active volunteer with this e-mail address or mobile number."""
    compact = contact.replace(" ", "").lower()
    return session.scalar(
        select(Volunteer).where(
            or_(Volunteer.email == compact, Volunteer.mobile == compact),
            Volunteer.state == "active",
        )
    )


def find_by_number(session: Session, number: str) -> Volunteer:
    """The active volunteer of this number, or NotFound."""
    volunteer = session.scalar(
        select(Volunteer).where(Volunteer.number == number, Volunteer.state == "active")
    )
    if volunteer is None:
        raise NotFound
    return volunteer


def set_traits(session: Session, volunteer: Volunteer, traits: Mapping[str, Iterable[str]]) -> None:
    """Replace the named kinds of traits; an unknown code raises ValueError."""
    session.get_one(Volunteer, volunteer.id, with_for_update=True)
    for kind, codes in traits.items():
        wanted = sorted(set(codes))
        if kind in TRAITS and not TRAITS[kind].keys() >= set(wanted):
            raise ValueError(f"unknown {kind} among {wanted}")
        session.execute(
            delete(VolunteerTrait).where(
                VolunteerTrait.volunteer_id == volunteer.id, VolunteerTrait.kind == kind
            )
        )
        session.add_all(
            VolunteerTrait(volunteer_id=volunteer.id, kind=kind, code=code) for code in wanted
        )
    session.flush()


def list_traits(session: Session, volunteer_id: int) -> dict[str, frozenset[str]]:
    """The codes that a volunteer has named, by kind."""
    found: dict[str, set[str]] = {"skill": set(), "field": set(), "language": set()}
    found |= {"area": set(), "time": set()}
    rows = session.execute(
        select(VolunteerTrait.kind, VolunteerTrait.code).where(
            VolunteerTrait.volunteer_id == volunteer_id
        )
    )
    for kind, code in rows:
        found[kind].add(code)
    return {kind: frozenset(codes) for kind, codes in found.items()}


def set_identity_number(
    session: Session, volunteer: Volunteer, text: str, *, vault: IdentityVault
) -> None:
    """Check, seal and keep an identity number. Needs its own consent first.

    Raises IdentityNumberInvalid, ConsentMissing, AlreadyRegistered.
    """
    require_consent(session, volunteer.id, ConsentKind.IDENTITY)
    number = check_identity_number(text, birth_month=volunteer.require_birth_month())
    with _only_once(session):
        volunteer.identity_sealed = vault.seal(number, volunteer_number=volunteer.number)
        volunteer.identity_digest = vault.digest(number)


def forget_identity_number(volunteer: Volunteer) -> None:
    """Delete the identity number; what withdrawing its consent means."""
    volunteer.identity_sealed = None
    volunteer.identity_digest = None


def correct_details(
    session: Session,
    volunteer: Volunteer,
    *,
    name: str,
    sex: str,
    contacts: tuple[str | None, str | None],
    street_code: str,
) -> None:
    """Correct one's own details; raises AlreadyRegistered.

    The contacts are e-mail address and mobile number, at least one of them.
    """
    with _only_once(session):
        volunteer.name, volunteer.sex, volunteer.street_code = name, sex, street_code
        volunteer.email, volunteer.mobile = contacts


@contextmanager
def _only_once(session: Session) -> Iterator[None]:
    """Turn a second use of a contact or identity number into its refusal; the rest of the
    transaction survives."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError as error:
        raise AlreadyRegistered from error


def _make_number(session: Session, rng: Random) -> str:
    """A number that nobody has; random, so that it tells nothing about when one registered."""
    while True:
        number = f"V{rng.randrange(10 ** (NUMBER_DIGITS - 1), 10**NUMBER_DIGITS)}"
        if session.scalar(select(Volunteer.id).where(Volunteer.number == number)) is None:
            return number
