"""Looking again at what somebody has planned, after what protects them has changed.

A month of birth corrected, a guardian's consent taken back: whatever could not be signed up for
now is ended, the volunteer is told why, and the place passes on.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Activity, Shift
from portal.volunteers.notices.kinds import NoticeKind, spread
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.refusals import (
    AgeOutside,
    DangerousForMinors,
    GuardianConsentMissing,
    VolunteerRefusal,
)
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.eligibility import require_eligible
from portal.volunteers.signups.states import PLANNED, Event, State
from portal.volunteers.signups.steps import Moment, lock_shift, take_step
from portal.volunteers.signups.tables import SignUp
from portal.volunteers.signups.telling import tell
from portal.volunteers.signups.waiting import offer_free_places
from surveys.words import Text

REASONS: dict[type[VolunteerRefusal], Text] = {
    AgeOutside: {
        "zh": "您的年龄不在活动要求之内。",
        "en": "your age is outside what the activity asks for.",
    },
    DangerousForMinors: {
        "zh": "有危险的活动不安排未成年人。",
        "en": "minors are given no dangerous work.",
    },
    GuardianConsentMissing: {
        "zh": "没有监护人的同意，也没有选由监护人陪同。",
        "en": "there is no guardian's consent, and you are not coming with a guardian.",
    },
}


def review_planned(
    session: Session, volunteer: Volunteer, *, moment: Moment, rules: VolunteerRules
) -> int:
    """End what a locked volunteer may no longer do; the number of sign-ups ended."""
    sign_up_ids = session.scalars(
        select(SignUp.id)
        .join(Shift, Shift.id == SignUp.shift_id)
        .where(
            SignUp.volunteer_id == volunteer.id,
            SignUp.state.in_(PLANNED),
            Shift.starts_at > moment.now,
        )
        .order_by(SignUp.shift_id)
    ).all()
    return sum(
        _review(session, volunteer, sign_up_id, moment=moment, rules=rules)
        for sign_up_id in sign_up_ids
    )


def _review(
    session: Session,
    volunteer: Volunteer,
    sign_up_id: int,
    *,
    moment: Moment,
    rules: VolunteerRules,
) -> bool:
    sign_up = session.get_one(SignUp, sign_up_id)
    shift = lock_shift(session, sign_up.shift_id)
    session.refresh(sign_up)
    if sign_up.state not in PLANNED:
        return False
    activity = session.get_one(Activity, shift.activity_id)
    # For a place that is only offered or waited for, a guardian is asked about on accepting it.
    is_accompanied = sign_up.is_accompanied or sign_up.state != State.SIGNED_UP
    try:
        require_eligible(
            session, volunteer, (shift, activity), is_accompanied=is_accompanied, rules=rules
        )
    except (AgeOutside, DangerousForMinors, GuardianConsentMissing) as refusal:
        take_step(session, shift, sign_up, Event.CANCEL, moment=moment)
        more = spread("why", REASONS[type(refusal)])
        tell(session, sign_up, NoticeKind.SIGN_UP_ENDED, moment, rules=rules, more=more)
        offer_free_places(session, shift, now=moment.now, rules=rules)
        return True
    return False
