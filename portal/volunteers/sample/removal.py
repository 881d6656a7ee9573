"""Removing the sample: everything labelled goes, with all that hangs on it; what is real stays."""

from typing import Any

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Activity, ActivitySkill, Place, Shift
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
from portal.volunteers.groups.tables import Membership, Team
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
    Reward,
    Training,
    VolunteerTotal,
)
from portal.volunteers.recognition.totals import rebuild_totals
from portal.volunteers.signups.tables import ExcuseRequest, SignUp, SignUpStep

OF_A_PERSON = (
    Certificate,
    CertificateObjection,
    CertificateRequest,
    CorrectionRequest,
    PointsEntry,
    PointsBalance,
    Training,
    VolunteerTotal,
    Notice,
    Membership,
    VolunteerLink,
    ContactChange,
    GuardianConsent,
    BirthCorrection,
    Consent,
    VolunteerTrait,
)


def remove_sample_volunteers(session: Session) -> int:
    """Remove all sample data of volunteers; how many people went."""
    people = select(Volunteer.id).where(Volunteer.is_sample_data)
    activities = select(Activity.id).where(Activity.is_sample_data)
    shifts = select(Shift.id).where(Shift.activity_id.in_(activities))
    teams = select(Team.id).where(Team.is_sample_data)
    _remove_service(session, people, shifts)
    noticed = select(CertificateRequest.id).where(CertificateRequest.volunteer_id.in_(people))
    session.execute(
        delete(CertificateObjection).where(CertificateObjection.request_id.in_(noticed))
    )
    for table in OF_A_PERSON:
        session.execute(delete(table).where(table.volunteer_id.in_(people)))
    session.execute(delete(ActivitySkill).where(ActivitySkill.activity_id.in_(activities)))
    session.execute(delete(Shift).where(Shift.id.in_(shifts)))
    session.execute(delete(Activity).where(Activity.is_sample_data))
    session.execute(delete(Place).where(Place.is_sample_data))
    session.execute(update(Place).where(Place.team_id.in_(teams)).values(team_id=None))
    session.execute(delete(Membership).where(Membership.team_id.in_(teams)))
    session.execute(update(SignUp).where(SignUp.team_id.in_(teams)).values(team_id=None))
    session.execute(delete(Team).where(Team.is_sample_data))
    session.execute(delete(Reward).where(Reward.is_sample_data))
    gone = session.execute(
        delete(Volunteer).where(Volunteer.is_sample_data).returning(Volunteer.id)
    )
    n_gone = len(gone.all())
    rebuild_totals(session)
    session.expire_all()
    return n_gone


def _remove_service(session: Session, people: Select[Any], shifts: Select[Any]) -> None:
    """Remove sign-ups, attendance and hours of sample people, and of anyone in sample shifts."""

    def is_sample(table: Any) -> Any:
        return or_(table.volunteer_id.in_(people), table.shift_id.in_(shifts))

    sign_ups = select(SignUp.id).where(is_sample(SignUp))
    session.execute(delete(SignUpStep).where(SignUpStep.sign_up_id.in_(sign_ups)))
    session.execute(delete(ExcuseRequest).where(ExcuseRequest.sign_up_id.in_(sign_ups)))
    session.execute(delete(SignUp).where(is_sample(SignUp)))
    records = select(Attendance.id).where(is_sample(Attendance))
    for table in (AttendanceFlag, HoursEntry, Evaluation, SpotCheckItem):
        session.execute(delete(table).where(table.attendance_id.in_(records)))
    session.execute(delete(CorrectionRequest).where(is_sample(CorrectionRequest)))
    session.execute(delete(Attendance).where(is_sample(Attendance)))
