"""Closing an account, and downloading all of one's data: what touches every part of the house."""

from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Shift
from portal.volunteers.actors import PORTAL
from portal.volunteers.attendance.location import forget_locations
from portal.volunteers.attendance.tables import (
    Attendance,
    AttendanceFlag,
    CorrectionRequest,
    Evaluation,
    SpotCheckItem,
)
from portal.volunteers.certificates.tables import (
    Certificate,
    CertificateObjection,
    CertificateRequest,
)
from portal.volunteers.groups.service import leave_team
from portal.volunteers.groups.tables import Membership
from portal.volunteers.notices.kinds import NoticeKind
from portal.volunteers.notices.tables import Notice
from portal.volunteers.people.identity import IdentityVault
from portal.volunteers.people.own_data import (
    collect_person,
    describe_row,
    describe_rows,
    erase_person,
)
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.recognition.tables import (
    HoursEntry,
    PointsBalance,
    PointsEntry,
    RewardHandover,
    Training,
    VolunteerTotal,
)
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.service import withdraw
from portal.volunteers.signups.states import PLANNED
from portal.volunteers.signups.tables import ExcuseRequest, SignUp, SignUpStep

OF_A_PERSON: tuple[tuple[str, Any], ...] = (
    ("memberships", Membership),
    ("sign_ups", SignUp),
    ("attendance", Attendance),
    ("corrections", CorrectionRequest),
    ("hours", HoursEntry),
    ("yearly_totals", VolunteerTotal),
    ("points", PointsEntry),
    ("points_balance", PointsBalance),
    ("trainings", Training),
    ("certificates", Certificate),
    ("certificate_requests", CertificateRequest),
    ("objections", CertificateObjection),
)
THROUGH: tuple[tuple[str, Any, Any, Any], ...] = (
    ("sign_up_steps", SignUpStep, SignUp, SignUpStep.sign_up_id),
    ("reasons", ExcuseRequest, SignUp, ExcuseRequest.sign_up_id),
    ("flags", AttendanceFlag, Attendance, AttendanceFlag.attendance_id),
    ("spot_checks", SpotCheckItem, Attendance, SpotCheckItem.attendance_id),
    ("evaluations", Evaluation, Attendance, Evaluation.attendance_id),
    ("handed_over_rewards", RewardHandover, PointsEntry, RewardHandover.points_entry_id),
)
"""What hangs on something of a person: name, table, what it hangs on, and by which column."""


def collect_data(session: Session, volunteer: Volunteer, *, vault: IdentityVault) -> dict[str, Any]:
    """Everything about one volunteer as one document, for the volunteer to take away."""
    data = collect_person(session, volunteer, vault=vault)
    for name, table in OF_A_PERSON:
        data[name] = describe_rows(session, table, volunteer.id)
    for name, table, owned, key in THROUGH:
        rows = select(table).join(owned, owned.id == key).where(owned.volunteer_id == volunteer.id)
        data[name] = [describe_row(row) for row in session.scalars(rows)]
    data["notices"] = [
        describe_row(notice)
        for notice in session.scalars(
            select(Notice).where(
                Notice.volunteer_id == volunteer.id, Notice.kind.not_in(NoticeKind.secret())
            )
        )
    ]
    return data


def close_account(
    session: Session, volunteer: Volunteer, *, now: datetime, rng: Random, rules: VolunteerRules
) -> None:
    """Give all places back, leave all teams, delete the person; raises LastLeader.

    Records of service, the ledger and certificates stay, as law asks, without the person.
    """
    planned = session.scalars(
        select(SignUp.id)
        .join(Shift, Shift.id == SignUp.shift_id)
        .where(
            SignUp.volunteer_id == volunteer.id,
            SignUp.state.in_(PLANNED),
            Shift.starts_at > now,
        )
        .order_by(SignUp.shift_id)
    ).all()
    for sign_up_id in planned:
        withdraw(session, sign_up_id, volunteer.id, now=now, rules=rules)
    for membership in session.scalars(
        select(Membership).where(
            Membership.volunteer_id == volunteer.id,
            Membership.state.in_(("requested", "active")),
        )
    ).all():
        leave_team(session, membership, now=now)
    session.execute(delete(Notice).where(Notice.volunteer_id == volunteer.id))
    _end_requests(session, volunteer.id, now=now)
    _blank_words(session, volunteer.id)
    forget_locations(session, volunteer.id)
    erase_person(session, volunteer, now=now, rng=rng)


def _end_requests(session: Session, volunteer_id: int, *, now: datetime) -> None:
    """What the person asked for and nobody has decided yet is asked for no longer."""
    own = select(SignUp.id).where(SignUp.volunteer_id == volunteer_id)
    noticed = select(CertificateRequest.id).where(CertificateRequest.volunteer_id == volunteer_id)
    ended = {"state": "refused", "decided_at": now, "decided_by": PORTAL.key}
    for request in (
        update(CorrectionRequest).where(
            CorrectionRequest.volunteer_id == volunteer_id, CorrectionRequest.state == "open"
        ),
        update(ExcuseRequest).where(
            ExcuseRequest.sign_up_id.in_(own), ExcuseRequest.state == "open"
        ),
        update(CertificateObjection).where(
            or_(
                CertificateObjection.volunteer_id == volunteer_id,
                CertificateObjection.request_id.in_(noticed),
            ),
            CertificateObjection.state == "open",
        ),
    ):
        session.execute(request.values(ended))
    session.execute(
        update(CertificateRequest)
        .where(CertificateRequest.id.in_(noticed), CertificateRequest.state == "noticed")
        .values(state="withdrawn", ended_at=now)
    )


def _blank_words(session: Session, volunteer_id: int) -> None:
    """Empty what the person wrote about themselves, and what was written about them in words."""
    own = select(SignUp.id).where(SignUp.volunteer_id == volunteer_id)
    records = select(Attendance.id).where(Attendance.volunteer_id == volunteer_id)
    for words in (
        update(CorrectionRequest)
        .where(CorrectionRequest.volunteer_id == volunteer_id)
        .values(reason=""),
        update(ExcuseRequest).where(ExcuseRequest.sign_up_id.in_(own)).values(reason=""),
        update(SignUp).where(SignUp.volunteer_id == volunteer_id).values(excuse=""),
        update(Evaluation).where(Evaluation.attendance_id.in_(records)).values(words=""),
        update(Attendance).where(Attendance.volunteer_id == volunteer_id).values(reason=""),
        update(CertificateObjection)
        .where(CertificateObjection.volunteer_id == volunteer_id)
        .values(reason=""),
    ):
        session.execute(words)
