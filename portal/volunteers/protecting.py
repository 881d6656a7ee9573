"""Protecting minors: the month of birth corrected, a guardian's consent taken back.

Both change what a volunteer may do, so both look again at what is planned. A correction that makes
a minor older takes protection away: a coordinator decides it. Every other one holds at once.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.volunteers.actors import PORTAL
from portal.volunteers.notices.kinds import NoticeKind, spread
from portal.volunteers.notices.outbox import write_notice
from portal.volunteers.people.ages import count_years, is_minor
from portal.volunteers.people.guardians import has_guardian_consent, withdraw_guardian_consent
from portal.volunteers.people.identity import IdentityVault, check_identity_number
from portal.volunteers.people.tables import BirthCorrection, Volunteer
from portal.volunteers.refusals import (
    AlreadyDecided,
    IdentityNumberInvalid,
    NotAllowed,
    NotFound,
    TooYoung,
)
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.reviewing import review_planned
from portal.volunteers.signups.steps import Moment, lock_volunteers
from surveys.words import Text

ACCEPTED: Text = {"zh": "已同意更正", "en": "it has been corrected"}
REFUSED: Text = {"zh": "未同意更正", "en": "it stays as it is"}


@dataclass(frozen=True)
class OpenBirthCorrection:
    """A correction that a coordinator must decide."""

    id: int
    name: str
    number: str
    former_month: date
    claimed_month: date
    reason: str
    asked_at: datetime


def takes_protection(before: date, after: date, on_day: date, *, rules: VolunteerRules) -> bool:
    """Whether another month of birth would take protection off a minor: make one older.

    >>> rules, today = VolunteerRules(), date(2026, 11, 21)
    >>> takes_protection(date(2010, 5, 1), date(2007, 5, 1), today, rules=rules)
    True
    >>> takes_protection(date(1990, 5, 1), date(2010, 5, 1), today, rules=rules)
    False
    """
    return is_minor(before, on_day, rules=rules) and after < before


def correct_birth_month(
    session: Session,
    volunteer_id: int,
    claim: tuple[date, str],
    *,
    vault: IdentityVault,
    moment: Moment,
    rules: VolunteerRules,
) -> BirthCorrection:
    """Correct a volunteer's month of birth, or ask for it; the claim is the month and why.

    Raises TooYoung, IdentityNumberInvalid (a number that is kept says otherwise), AlreadyDecided
    (a request is open).
    """
    (volunteer,) = lock_volunteers(session, [volunteer_id])
    claimed, reason = claim[0].replace(day=1), claim[1]
    today = rules.find_day(moment.now)
    if count_years(claimed, today) < rules.min_age:
        raise TooYoung
    if volunteer.identity_sealed is not None:
        number = vault.open(volunteer.identity_sealed, volunteer_number=volunteer.number)
        check_identity_number(number, birth_month=claimed)
    former = volunteer.require_birth_month()
    correction = BirthCorrection(
        volunteer_id=volunteer_id,
        former_month=former,
        claimed_month=claimed,
        reason=reason,
        state="open",
        asked_at=moment.now,
    )
    try:
        with session.begin_nested():
            session.add(correction)
    except IntegrityError as error:
        raise AlreadyDecided from error
    if not takes_protection(former, claimed, today, rules=rules):
        _apply(session, volunteer, correction, moment=moment, rules=rules)
    return correction


def decide_birth_correction(
    session: Session,
    correction_id: int,
    *,
    accepts: bool,
    moment: Moment,
    rules: VolunteerRules,
) -> None:
    """Accept or refuse a correction; for coordinators only.

    Raises NotAllowed, NotFound, AlreadyDecided, IdentityNumberInvalid: a number kept since it was
    asked for was checked against the month that still holds, and so speaks against the other.
    """
    if not moment.actor.is_coordinator:
        raise NotAllowed
    correction = session.get(BirthCorrection, correction_id)
    if correction is None:
        raise NotFound
    (volunteer,) = lock_volunteers(session, [correction.volunteer_id])
    session.refresh(correction)
    if correction.state != "open":
        raise AlreadyDecided
    if accepts:
        if volunteer.identity_sealed is not None:
            raise IdentityNumberInvalid
        _apply(session, volunteer, correction, moment=moment, rules=rules)
    else:
        correction.state = "refused"
        correction.decided_by, correction.decided_at = moment.actor.key, moment.now
    data = spread("outcome", ACCEPTED if accepts else REFUSED)
    write_notice(session, volunteer.id, NoticeKind.BIRTH_DECIDED, data, now=moment.now)


def list_birth_corrections(session: Session) -> tuple[OpenBirthCorrection, ...]:
    """The corrections that wait for a coordinator, oldest first."""
    rows = session.execute(
        select(BirthCorrection, Volunteer)
        .join(Volunteer, Volunteer.id == BirthCorrection.volunteer_id)
        .where(BirthCorrection.state == "open", Volunteer.state == "active")
        .order_by(BirthCorrection.id)
    )
    return tuple(
        OpenBirthCorrection(
            correction.id,
            volunteer.name or "",
            volunteer.number,
            correction.former_month or volunteer.require_birth_month(),
            correction.claimed_month or volunteer.require_birth_month(),
            correction.reason,
            correction.asked_at,
        )
        for correction, volunteer in rows
    )


def has_open_birth_correction(session: Session, volunteer_id: int) -> bool:
    """Whether a correction of the volunteer waits for a coordinator."""
    return (
        session.scalar(
            select(BirthCorrection.id).where(
                BirthCorrection.volunteer_id == volunteer_id, BirthCorrection.state == "open"
            )
        )
        is not None
    )


def take_guardian_consent_back(
    session: Session, token: str, *, now: datetime, rules: VolunteerRules
) -> int:
    """A guardian takes the consent back; what the minor planned alone is ended. How much was."""
    volunteer_id = withdraw_guardian_consent(session, token, now=now)
    volunteer = session.get_one(
        Volunteer, volunteer_id, with_for_update=True, populate_existing=True
    )
    if volunteer.state != "active" or has_guardian_consent(session, volunteer_id):
        return 0
    return review_planned(session, volunteer, moment=Moment(now, PORTAL), rules=rules)


def _apply(
    session: Session,
    volunteer: Volunteer,
    correction: BirthCorrection,
    *,
    moment: Moment,
    rules: VolunteerRules,
) -> None:
    correction.state = "accepted"
    correction.decided_by, correction.decided_at = moment.actor.key, moment.now
    volunteer.birth_month = correction.claimed_month
    session.flush()
    review_planned(session, volunteer, moment=moment, rules=rules)
