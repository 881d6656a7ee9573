"""All tables of the volunteers, gathered for the metadata that migrations must equal."""

from portal.volunteers.activities.tables import Activity, ActivitySkill, Place, Shift
from portal.volunteers.attendance.tables import Attendance, AttendanceFlag, CorrectionRequest
from portal.volunteers.certificates.tables import Certificate
from portal.volunteers.groups.tables import Membership, Team
from portal.volunteers.notices.tables import Notice
from portal.volunteers.people.tables import (
    Consent,
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
    ServiceTotal,
    Training,
    VolunteerTotal,
)
from portal.volunteers.rules import VolunteerSetting
from portal.volunteers.signups.tables import SignUp, SignUpStep

TABLES = (
    VolunteerSetting,
    Volunteer,
    VolunteerTrait,
    Consent,
    GuardianConsent,
    VolunteerLink,
    Team,
    Membership,
    Place,
    Activity,
    ActivitySkill,
    Shift,
    Notice,
    SignUp,
    SignUpStep,
    Attendance,
    AttendanceFlag,
    CorrectionRequest,
    HoursEntry,
    VolunteerTotal,
    ServiceTotal,
    Reward,
    PointsBalance,
    PointsEntry,
    Training,
    Certificate,
)
"""In the order in which they can be filled; in reverse they can be emptied."""
