"""Objections to hours under public notice: any other volunteer raises one, coordinators decide."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.volunteers.certificates.tables import CertificateObjection, CertificateRequest
from portal.volunteers.notices.kinds import NoticeKind, spread
from portal.volunteers.notices.outbox import write_notice
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.refusals import AlreadyDecided, NotAllowed, NotFound
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.steps import Moment
from surveys.words import Text

UPHELD: Text = {"zh": "成立，证明不予出具", "en": "upheld; the certificate is not given out"}
DISMISSED: Text = {"zh": "不成立", "en": "not upheld"}


@dataclass(frozen=True)
class OpenObjection:
    """An objection that a coordinator must decide."""

    id: int
    name: str
    number: str
    first_day: date
    last_day: date
    reason: str
    asked_at: datetime


def raise_objection(
    session: Session,
    request_id: int,
    volunteer_id: int,
    reason: str,
    *,
    now: datetime,
    rules: VolunteerRules,
) -> None:
    """Object to what is under notice, once; not to one's own.

    Raises NotFound (also when the notice is over), NotAllowed, AlreadyDecided.
    """
    request = session.get(
        CertificateRequest, request_id, with_for_update=True, populate_existing=True
    )
    is_public = request is not None and request.state == "noticed"
    if request is None or not is_public or rules.find_day(now) >= request.ready_on:
        raise NotFound
    if request.volunteer_id == volunteer_id:
        raise NotAllowed
    objection = CertificateObjection(
        request_id=request_id, volunteer_id=volunteer_id, reason=reason, asked_at=now
    )
    try:
        with session.begin_nested():
            session.add(objection)
    except IntegrityError as error:
        raise AlreadyDecided from error


def decide_objection(
    session: Session, objection_id: int, note: str, *, is_upheld: bool, moment: Moment
) -> None:
    """Uphold an objection, which ends the request, or not; for coordinators.

    Raises NotAllowed, NotFound, AlreadyDecided.
    """
    if not moment.actor.is_coordinator:
        raise NotAllowed
    objection = session.get(CertificateObjection, objection_id)
    if objection is None:
        raise NotFound
    request = session.get_one(
        CertificateRequest, objection.request_id, with_for_update=True, populate_existing=True
    )
    session.refresh(objection)
    if objection.state != "open":
        raise AlreadyDecided
    if not is_upheld:
        _settle(session, objection, "refused", note, moment=moment)
        return
    request.state, request.ended_at = "refused", moment.now
    data = {"note": note}
    kind = NoticeKind.CERTIFICATE_REFUSED
    write_notice(session, request.volunteer_id, kind, data, now=moment.now)
    for other in session.scalars(
        select(CertificateObjection).where(
            CertificateObjection.request_id == request.id, CertificateObjection.state == "open"
        )
    ).all():
        _settle(session, other, "accepted", note, moment=moment)


def list_open_objections(session: Session) -> tuple[OpenObjection, ...]:
    """The objections that wait for a coordinator, oldest first."""
    rows = session.execute(
        select(CertificateObjection, CertificateRequest, Volunteer)
        .join(CertificateRequest, CertificateRequest.id == CertificateObjection.request_id)
        .join(Volunteer, Volunteer.id == CertificateRequest.volunteer_id)
        .where(CertificateObjection.state == "open")
        .order_by(CertificateObjection.id)
    )
    return tuple(
        OpenObjection(
            objection.id,
            volunteer.name or "",
            volunteer.number,
            request.first_day,
            request.last_day,
            objection.reason,
            objection.asked_at,
        )
        for objection, request, volunteer in rows
    )


def _settle(
    session: Session, objection: CertificateObjection, state: str, note: str, *, moment: Moment
) -> None:
    """Close one objection and tell whoever raised it."""
    objection.state, objection.note = state, note
    objection.decided_at, objection.decided_by = moment.now, moment.actor.key
    data = spread("outcome", UPHELD if state == "accepted" else DISMISSED)
    kind = NoticeKind.OBJECTION_DECIDED
    write_notice(session, objection.volunteer_id, kind, data, now=moment.now)
