"""Purging: once a day, whatever is older than it may be kept goes, a batch per transaction.

- Records of service (attendance, hours, sign-ups, corrections, trainings, points, certificates):
  `keep_years` full calendar years.
- Sign-ups that came to nothing, notices, memberships that ended, public notices before
  certificates with their objections: `keep_trace_days`.
- Proof of consents, guardians' answers and corrected months of birth: PROOF after they ended.
- One-time links: a day after they ended.
- Accounts of children whose guardian has never agreed: `keep_trace_days`.
- Closed accounts: until nothing of the above is left of them.

Totals by year stay while the account is open, so that nobody loses stars; the city's totals by
month name nobody and stay.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, inspect, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Shift
from portal.volunteers.attendance.tables import (
    Attendance,
    AttendanceFlag,
    CorrectionRequest,
    Evaluation,
    SpotCheck,
    SpotCheckItem,
)
from portal.volunteers.certificates.tables import (
    Certificate,
    CertificateObjection,
    CertificateRequest,
)
from portal.volunteers.groups.tables import Membership
from portal.volunteers.notices.tables import Notice
from portal.volunteers.people.tables import (
    BirthCorrection,
    Consent,
    ContactChange,
    GuardianConsent,
    Volunteer,
    VolunteerLink,
    VolunteerTrait,
)
from portal.volunteers.recognition.tables import (
    HoursEntry,
    PointsBalance,
    PointsEntry,
    Training,
    VolunteerTotal,
)
from portal.volunteers.retention.limits import Limits, find_limits
from portal.volunteers.retention.tables import PurgeRun
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.states import State
from portal.volunteers.signups.tables import ExcuseRequest, SignUp, SignUpStep

OpenTransaction = Callable[[], AbstractContextManager[Session]]
Step = Callable[[Session], int]

BATCH = 500
N_BATCHES = 200
"""So many at most in one day; what is left goes on the next."""
CAME_TO_NOTHING = (
    State.MISSED,
    State.WITHDRAWN,
    State.WITHDRAWN_LATE,
    State.EXPIRED,
    State.CANCELLED,
)
OF_A_RECORD = (SpotCheckItem, Evaluation, AttendanceFlag, HoursEntry)
KEEPS_A_PERSON = (
    Attendance,
    SignUp,
    CorrectionRequest,
    Certificate,
    CertificateRequest,
    CertificateObjection,
    Training,
    PointsEntry,
    Membership,
    Consent,
    GuardianConsent,
    BirthCorrection,
    Notice,
)
OF_A_CHILD = (Consent, GuardianConsent, BirthCorrection, Notice)
KEEPS_A_CHILD = tuple(table for table in KEEPS_A_PERSON if table not in OF_A_CHILD)


def is_purge_due(session: Session, *, now: datetime, rules: VolunteerRules) -> bool:
    """Whether today's purge has not begun yet."""
    return session.get(PurgeRun, rules.find_day(now)) is None


def purge(open_transaction: OpenTransaction, *, now: datetime, rules: VolunteerRules) -> int:
    """Today's purge; the number of rows that went. 0 if another host has begun it."""
    limits, day = find_limits(now, rules=rules), rules.find_day(now)
    try:
        with open_transaction() as session:
            session.add(PurgeRun(day=day, service_before=limits.service_day, at=now))
    except IntegrityError:
        return 0
    n_gone, n_batches = 0, 0
    for column, step in _list_steps(limits):
        n = BATCH
        while n >= BATCH and n_batches < N_BATCHES:
            with open_transaction() as session:
                n = step(session)
                _count(session, day, column, n)
            n_gone, n_batches = n_gone + n, n_batches + 1
    return n_gone


def _list_steps(limits: Limits) -> list[tuple[str, Step]]:
    """What is removed, in an order in which nothing points to what is gone."""
    old_shifts = select(Shift.id).where(Shift.starts_at < limits.service)
    return [
        ("n_others", lambda session: _purge_children(session, limits)),
        ("n_records", lambda session: _purge_attendance(session, limits)),
        ("n_records", _plan(CorrectionRequest, CorrectionRequest.shift_id.in_(old_shifts))),
        ("n_records", lambda session: _purge_sign_ups(session, SignUp.shift_id.in_(old_shifts))),
        ("n_records", _plan(Training, Training.day < limits.service_day)),
        ("n_records", _plan(PointsEntry, PointsEntry.at < limits.service)),
        ("n_records", _plan(Certificate, Certificate.issued_at < limits.service)),
        ("n_records", _plan(SpotCheck, _is_empty_check(limits))),
        ("n_others", lambda session: _purge_sign_ups(session, _came_to_nothing(limits))),
        (
            "n_others",
            _plan(
                Notice,
                Notice.written_at < limits.trace,
                Notice.state.not_in(("waiting", "sending")),
            ),
        ),
        ("n_others", _plan(VolunteerLink, VolunteerLink.expires_at < limits.link)),
        ("n_others", _plan(ContactChange, ContactChange.expires_at < limits.link)),
        (
            "n_others",
            _plan(
                Membership,
                Membership.state.in_(("left", "refused")),
                Membership.decided_at < limits.trace,
            ),
        ),
        ("n_others", _plan(CertificateObjection, _is_long_noticed(limits))),
        ("n_others", _plan(CertificateRequest, CertificateRequest.asked_at < limits.trace)),
        ("n_others", _plan(Consent, Consent.withdrawn_at < limits.proof)),
        ("n_others", _plan(GuardianConsent, _is_settled_guardian(limits))),
        ("n_others", _plan(BirthCorrection, BirthCorrection.decided_at < limits.proof)),
        ("n_others", lambda session: _purge_people(session, limits)),
    ]


def _plan(table: Any, *conditions: ColumnElement[bool]) -> Step:
    """A step that removes a batch of the rows that meet the conditions."""
    key = inspect(table).primary_key

    def remove(session: Session) -> int:
        rows = session.execute(select(*key).where(*conditions).limit(BATCH)).all()
        for row in rows:
            row_is = [column == value for column, value in zip(key, row, strict=True)]
            session.execute(delete(table).where(*row_is))
        return len(rows)

    return remove


def _purge_children(session: Session, limits: Limits) -> int:
    """Accounts of children whose guardian has never agreed, with the little that hangs on them.

    Without that consent nothing can have been signed up for; what somebody else has made of such
    an account (a membership, a record) keeps it for a coordinator to look at.
    """
    agreed = exists().where(
        GuardianConsent.volunteer_id == Volunteer.id, GuardianConsent.given_at.is_not(None)
    )
    asked_lately = exists().where(
        GuardianConsent.volunteer_id == Volunteer.id, GuardianConsent.asked_at >= limits.trace
    )
    is_kept = [exists().where(table.volunteer_id == Volunteer.id) for table in KEEPS_A_CHILD]
    ids = session.scalars(
        select(Volunteer.id)
        .where(
            Volunteer.state == "active",
            Volunteer.registered_at < limits.trace,
            Volunteer.birth_month >= limits.child,
            ~agreed,
            ~asked_lately,
            *(~kept for kept in is_kept),
        )
        .limit(BATCH)
    ).all()
    for table in OF_A_CHILD:
        session.execute(delete(table).where(table.volunteer_id.in_(ids)))
    _delete_people(session, ids)
    return len(ids)


def _purge_attendance(session: Session, limits: Limits) -> int:
    """Records of service with all that hangs on them; the totals stay."""
    ids = session.scalars(
        select(Attendance.id)
        .join(Shift, Shift.id == Attendance.shift_id)
        .where(Shift.starts_at < limits.service)
        .limit(BATCH)
    ).all()
    for table in OF_A_RECORD:
        session.execute(delete(table).where(table.attendance_id.in_(ids)))
    session.execute(delete(Attendance).where(Attendance.id.in_(ids)))
    return len(ids)


def _purge_sign_ups(session: Session, condition: ColumnElement[bool]) -> int:
    ids = session.scalars(select(SignUp.id).where(condition).limit(BATCH)).all()
    for table in (SignUpStep, ExcuseRequest):
        session.execute(delete(table).where(table.sign_up_id.in_(ids)))
    session.execute(delete(SignUp).where(SignUp.id.in_(ids)))
    return len(ids)


def _came_to_nothing(limits: Limits) -> ColumnElement[bool]:
    """Sign-ups long over of which nothing came and nothing is claimed."""
    old_shifts = select(Shift.id).where(Shift.ends_at < limits.trace)
    is_claimed = exists().where(
        CorrectionRequest.shift_id == SignUp.shift_id,
        CorrectionRequest.volunteer_id == SignUp.volunteer_id,
    )
    was_there = exists().where(
        Attendance.shift_id == SignUp.shift_id, Attendance.volunteer_id == SignUp.volunteer_id
    )
    return (
        SignUp.state.in_(CAME_TO_NOTHING)
        & SignUp.shift_id.in_(old_shifts)
        & ~is_claimed
        & ~was_there
    )


def _is_long_noticed(limits: Limits) -> ColumnElement[bool]:
    """Objections to what was under notice so long ago."""
    old = select(CertificateRequest.id).where(CertificateRequest.asked_at < limits.trace)
    return CertificateObjection.request_id.in_(old)


def _is_settled_guardian(limits: Limits) -> ColumnElement[bool]:
    """A guardian's link that nobody answered, or an answer that protects nobody any more."""
    beyond = select(Volunteer.id).where(
        or_(Volunteer.deleted_at < limits.proof, Volunteer.birth_month <= limits.grown_up)
    )
    is_unanswered = GuardianConsent.used_at.is_(None) & (GuardianConsent.expires_at < limits.trace)
    is_over = (GuardianConsent.asked_at < limits.proof) & or_(
        GuardianConsent.withdrawn_at < limits.proof, GuardianConsent.volunteer_id.in_(beyond)
    )
    return or_(is_unanswered, is_over)


def _is_empty_check(limits: Limits) -> ColumnElement[bool]:
    has_items = exists().where(SpotCheckItem.spot_check_id == SpotCheck.id)
    return (SpotCheck.last_day < limits.service_day) & ~has_items


def _purge_people(session: Session, limits: Limits) -> int:
    """Closed accounts of which no record is left: the last number goes too."""
    is_kept = [exists().where(table.volunteer_id == Volunteer.id) for table in KEEPS_A_PERSON]
    ids = session.scalars(
        select(Volunteer.id)
        .where(
            Volunteer.state == "deleted",
            Volunteer.deleted_at < limits.trace,
            *(~kept for kept in is_kept),
        )
        .limit(BATCH)
    ).all()
    _delete_people(session, ids)
    return len(ids)


def _delete_people(session: Session, ids: Sequence[int]) -> None:
    for table in (VolunteerTotal, PointsBalance, VolunteerTrait, VolunteerLink, ContactChange):
        session.execute(delete(table).where(table.volunteer_id.in_(ids)))
    session.execute(delete(Volunteer).where(Volunteer.id.in_(ids)))


def _count(session: Session, day: date, column: str, n: int) -> None:
    """Add to the day's row in the log."""
    if n:
        session.execute(
            update(PurgeRun)
            .where(PurgeRun.day == day)
            .values({column: getattr(PurgeRun, column) + n})
            .execution_options(synchronize_session=False)
        )
