"""Looking again at what somebody has planned, after what protects them has changed.

A month of birth corrected, a guardian's consent taken back, work that has become dangerous:
whatever could not be signed up for now is ended, the volunteer is told why, and the place passes
on.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteers.activities.planning import ActivityPlan, revise_activity
from portal.volunteers.activities.tables import Activity, Shift
from portal.volunteers.notices.kinds import NoticeKind, spread
from portal.volunteers.people.ages import is_minor
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
from portal.volunteers.signups.steps import Moment, lock_shift, lock_volunteers, take_step
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


def revise_and_review(
    session: Session,
    activity: Activity,
    plan: ActivityPlan,
    *,
    moment: Moment,
    rules: VolunteerRules,
) -> int:
    """Change the words and conditions of an activity; minors leave what is dangerous now.

    How many did. All other sign-ups that were accepted stay accepted. Raises NotAllowed,
    ActivityNotOpen.
    """
    revise_activity(session, activity, plan, actor=moment.actor)
    if activity.risk != "dangerous":
        return 0
    planned = session.execute(
        select(SignUp.id, SignUp.volunteer_id)
        .join(Shift, Shift.id == SignUp.shift_id)
        .where(
            Shift.activity_id == activity.id,
            Shift.starts_at > moment.now,
            SignUp.state.in_(PLANNED),
        )
        .order_by(SignUp.shift_id, SignUp.id)
    ).all()
    people = lock_volunteers(session, [volunteer_id for _, volunteer_id in planned])
    by_id = {volunteer.id: volunteer for volunteer in people}
    return sum(
        _protect(session, by_id[volunteer_id], sign_up_id, moment=moment, rules=rules)
        for sign_up_id, volunteer_id in planned
    )


def _protect(
    session: Session,
    volunteer: Volunteer,
    sign_up_id: int,
    *,
    moment: Moment,
    rules: VolunteerRules,
) -> bool:
    """End a minor's sign-up for work that is dangerous; whether it was one."""
    sign_up = session.get_one(SignUp, sign_up_id)
    shift = lock_shift(session, sign_up.shift_id)
    session.refresh(sign_up)
    on_day = rules.find_day(shift.starts_at)
    if sign_up.state not in PLANNED or not is_minor(
        volunteer.require_birth_month(), on_day, rules=rules
    ):
        return False
    _end(session, shift, sign_up, DangerousForMinors, moment=moment, rules=rules)
    return True


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
        _end(session, shift, sign_up, type(refusal), moment=moment, rules=rules)
        return True
    return False


def _end(
    session: Session,
    shift: Shift,
    sign_up: SignUp,
    why: type[VolunteerRefusal],
    *,
    moment: Moment,
    rules: VolunteerRules,
) -> None:
    """End a sign-up for a reason that its volunteer is told; the place passes on."""
    take_step(session, shift, sign_up, Event.CANCEL, moment=moment)
    more = spread("why", REASONS[why])
    tell(session, sign_up, NoticeKind.SIGN_UP_ENDED, moment, rules=rules, more=more)
    offer_free_places(session, shift, now=moment.now, rules=rules)
