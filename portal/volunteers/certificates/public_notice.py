"""Public notice before a certificate: asked for, shown to everyone, objected to, then given out.

The rules ask for seven full days (`VolunteerRules.notice_days`; 0 for none). What stood in the
notice is what is certified: hours that have changed meanwhile need a notice of their own. While an
objection is open, nothing is given out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import ColumnElement, String, cast, exists, literal, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.volunteers.certificates.content import CertifiedService
from portal.volunteers.certificates.issuer import Issuer
from portal.volunteers.certificates.service import CertificateSigner, issue_certificate
from portal.volunteers.certificates.services import Period, list_services, sum_class
from portal.volunteers.certificates.tables import (
    Certificate,
    CertificateObjection,
    CertificateRequest,
)
from portal.volunteers.notices.kinds import NoticeKind
from portal.volunteers.notices.outbox import write_once
from portal.volunteers.notices.tables import Notice
from portal.volunteers.people.consents import ConsentKind, list_consenting
from portal.volunteers.people.identity import IdentityVault
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.refusals import (
    AlreadyDecided,
    AlreadyNoticed,
    NotFound,
    NothingToCertify,
    NoticeRunning,
)
from portal.volunteers.rules import VolunteerRules

PREFIX = "certificate-"
N_MOST = 200
IS_CONTESTED = exists().where(
    CertificateObjection.request_id == CertificateRequest.id,
    CertificateObjection.state == "open",
)


@dataclass(frozen=True)
class NoticedRequest:
    """A request as pages show it."""

    id: int
    volunteer_id: int
    number: str
    masked_name: str
    """With the volunteer's consent the first character of the name; else empty."""
    is_sample_data: bool
    first_day: date
    last_day: date
    services: tuple[CertifiedService, ...]
    ready_on: date
    is_contested: bool

    @property
    def notice_ends_on(self) -> date:
        """The last day of the notice."""
        return self.ready_on - timedelta(days=1)

    @property
    def credited_minutes(self) -> int:
        """Hours recorded on the spot."""
        return sum_class(self.services, "credited")

    @property
    def honour_minutes(self) -> int:
        """Hours filled in afterwards."""
        return sum_class(self.services, "honour")


def ask_for_certificate(
    session: Session, volunteer: Volunteer, period: Period, *, now: datetime, rules: VolunteerRules
) -> CertificateRequest:
    """Put the hours of a period under public notice.

    Raises NothingToCertify, AlreadyNoticed (one notice at a time).
    """
    services = list_services(session, volunteer.id, period)
    if not services:
        raise NothingToCertify
    # The day of asking is not full: the notice begins the next morning.
    n_days = rules.notice_days + 1 if rules.notice_days else 0
    request = CertificateRequest(
        volunteer_id=volunteer.id,
        first_day=period.first_day,
        last_day=period.last_day,
        services=[asdict(service) for service in services],
        ready_on=rules.find_day(now) + timedelta(days=n_days),
        asked_at=now,
    )
    try:
        with session.begin_nested():
            session.add(request)
    except IntegrityError as error:
        raise AlreadyNoticed from error
    return request


def give_out(
    session: Session,
    request_id: int,
    volunteer: Volunteer,
    *,
    issuer: Issuer,
    signer: CertificateSigner,
    vault: IdentityVault,
    now: datetime,
    rng: Random,
    rules: VolunteerRules,
) -> Certificate | None:
    """Issue what was under notice; None where the records have changed since, and the request
    has ended with that. Raises NotFound, AlreadyDecided, NoticeRunning (also while contested)."""
    request = _lock_own(session, request_id, volunteer.id)
    today = rules.find_day(now)
    is_contested = session.scalar(
        select(CertificateObjection.id)
        .where(CertificateObjection.request_id == request_id, CertificateObjection.state == "open")
        .limit(1)
    )
    if today < request.ready_on or is_contested:
        raise NoticeRunning
    period = Period(request.first_day, request.last_day)
    noticed = [CertifiedService(**service) for service in request.services]
    is_unchanged = _weigh(list_services(session, volunteer.id, period)) == _weigh(noticed)
    request.state, request.ended_at = "issued" if is_unchanged else "changed", now
    if not is_unchanged:
        return None
    return issue_certificate(
        session,
        volunteer,
        period,
        issuer=issuer,
        signer=signer,
        vault=vault,
        issued_on=today,
        now=now,
        rng=rng,
    )


def withdraw_request(
    session: Session, request_id: int, volunteer_id: int, *, now: datetime
) -> None:
    """Take one's request back; raises NotFound, AlreadyDecided."""
    request = _lock_own(session, request_id, volunteer_id)
    request.state, request.ended_at = "withdrawn", now


def list_noticed(session: Session, *, today: date) -> tuple[NoticedRequest, ...]:
    """What is under notice for everyone to see: until its time is over or no objection is open."""
    return _read(session, (CertificateRequest.ready_on > today) | IS_CONTESTED)


def find_noticed(session: Session, request_id: int, *, today: date) -> NoticedRequest:
    """One of them, or NotFound."""
    is_public = (CertificateRequest.ready_on > today) | IS_CONTESTED
    found = _read(session, is_public & (CertificateRequest.id == request_id))
    if not found:
        raise NotFound
    return found[0]


def find_own_request(session: Session, volunteer_id: int) -> NoticedRequest | None:
    """The request of a volunteer that is under notice, or ready to be given out."""
    found = _read(session, CertificateRequest.volunteer_id == volunteer_id)
    return found[0] if found else None


def _read(session: Session, condition: ColumnElement[bool]) -> tuple[NoticedRequest, ...]:
    rows = session.execute(
        select(CertificateRequest, Volunteer, IS_CONTESTED)
        .join(Volunteer, Volunteer.id == CertificateRequest.volunteer_id)
        .where(CertificateRequest.state == "noticed", condition)
        .order_by(CertificateRequest.ready_on, CertificateRequest.id)
    ).all()
    named = list_consenting(
        session, [volunteer.id for _, volunteer, _ in rows], ConsentKind.PUBLIC_NOTICE
    )
    return tuple(
        NoticedRequest(
            request.id,
            volunteer.id,
            volunteer.number,
            mask_name(volunteer.name or "") if volunteer.id in named else "",
            volunteer.is_sample_data,
            request.first_day,
            request.last_day,
            tuple(CertifiedService(**service) for service in request.services),
            request.ready_on,
            is_contested,
        )
        for request, volunteer, is_contested in rows
    )


def mask_name(name: str) -> str:
    """The first character of a name; the rest hidden, and how long it is.

    >>> mask_name("欧阳修")
    '欧**'
    """
    return f"{name[:1]}**"


def find_untold(session: Session, *, now: datetime, rules: VolunteerRules) -> Sequence[int]:
    """Ids of requests that are ready and whose volunteers have not been told so."""
    was_told = exists().where(Notice.key == literal(PREFIX) + cast(CertificateRequest.id, String))
    return session.scalars(
        select(CertificateRequest.id)
        .where(
            CertificateRequest.state == "noticed",
            CertificateRequest.ready_on <= rules.find_day(now),
            ~IS_CONTESTED,
            ~was_told,
        )
        .order_by(CertificateRequest.id)
        .limit(N_MOST)
    ).all()


def tell_ready(session: Session, request_id: int, *, now: datetime) -> bool:
    """Tell one volunteer that the notice is over, once; whether it was told."""
    request = session.get_one(CertificateRequest, request_id)
    kind = NoticeKind.CERTIFICATE_READY
    return write_once(
        session, f"{PREFIX}{request_id}", request.volunteer_id, kind, data={}, now=now
    )


def _weigh(services: Iterable[CertifiedService]) -> list[tuple[str, str, int, str]]:
    """What must not have changed since: days, minutes and class. A title may be spelt better."""
    return sorted(
        (service.first_day, service.last_day, service.minutes, service.hours_class)
        for service in services
    )


def _lock_own(session: Session, request_id: int, volunteer_id: int) -> CertificateRequest:
    """A request of this very volunteer, locked; others' do not exist for them."""
    request = session.get(
        CertificateRequest, request_id, with_for_update=True, populate_existing=True
    )
    if request is None or request.volunteer_id != volunteer_id:
        raise NotFound
    if request.state != "noticed":
        raise AlreadyDecided
    return request
