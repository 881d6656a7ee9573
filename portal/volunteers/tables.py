"""All tables of the volunteers, gathered for the metadata that migrations must equal."""

from portal.volunteers.activities.tables import Activity, ActivitySkill, Place, Shift
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
    RewardHandover,
    ServiceTotal,
    Training,
    VolunteerTotal,
)
from portal.volunteers.retention.tables import PurgeRun
from portal.volunteers.rules import VolunteerSetting
from portal.volunteers.signups.tables import ExcuseRequest, SignUp, SignUpStep

TABLES = (
    VolunteerSetting,
    Volunteer,
    VolunteerTrait,
    Consent,
    GuardianConsent,
    BirthCorrection,
    VolunteerLink,
    ContactChange,
    Team,
    Membership,
    Place,
    Activity,
    ActivitySkill,
    Shift,
    Notice,
    SignUp,
    SignUpStep,
    ExcuseRequest,
    Attendance,
    AttendanceFlag,
    Evaluation,
    SpotCheck,
    SpotCheckItem,
    CorrectionRequest,
    HoursEntry,
    VolunteerTotal,
    ServiceTotal,
    Reward,
    PointsBalance,
    PointsEntry,
    RewardHandover,
    Training,
    Certificate,
    CertificateRequest,
    CertificateObjection,
    PurgeRun,
)
"""In the order in which they can be filled; in reverse they can be emptied."""
