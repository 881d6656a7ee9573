"""Loading the sample: people, teams and weekly activities, lived through by the real services.

What is past was signed up for, attended and closed; what is to come is partly filled, so that
lists, calendar, staffing board, hours and statistics show something from the first moment.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from portal.volunteers.activities.places import PlacePlan, add_place
from portal.volunteers.activities.planning import (
    ActivityPlan,
    ShiftPlan,
    add_shift,
    draft_activity,
    publish_activity,
)
from portal.volunteers.activities.tables import Activity, Shift
from portal.volunteers.actors import PORTAL
from portal.volunteers.attendance.sheets import close_shift, list_attendance
from portal.volunteers.certificates.public_notice import ask_for_certificate
from portal.volunteers.certificates.services import Period, list_services
from portal.volunteers.groups.service import TeamPlan, found_team
from portal.volunteers.groups.tables import Membership, Team
from portal.volunteers.notices.tables import Notice
from portal.volunteers.people.choices import FIELDS, SKILLS, TIMES
from portal.volunteers.people.consents import ConsentKind, give_consent
from portal.volunteers.people.registration import Registration, register_volunteer, set_traits
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.recognition.tables import Reward
from portal.volunteers.refusals import VolunteerRefusal
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.sample.plans import ACTIVITIES, TEAMS, SampleActivity
from portal.volunteers.signups.service import sign_up
from portal.volunteers.signups.states import State
from portal.volunteers.signups.steps import Moment
from portal.volunteers.signups.tables import SignUp
from surveys.sampling.tables import Area
from surveys.words import Text

N_VOLUNTEERS = 80
N_PAST_WEEKS = 4
N_COMING_WEEKS = 3
DOMAIN = "sample.invalid"
INSURANCE: Text = {
    "zh": "主办单位已投保志愿者意外险。",
    "en": "The organiser has taken out accident insurance for volunteers.",
}
COST: Text = {
    "zh": "活动期间提供饮水，不报销路费。",
    "en": "Drinking water is provided; fares are not refunded.",
}
REWARDS = (
    ({"zh": "公交一日票", "en": "Bus day ticket"}, 60, 40),
    ({"zh": "图书馆文创书签", "en": "Library bookmark"}, 30, 100),
    ({"zh": "体育馆羽毛球一小时", "en": "An hour of badminton"}, 120, 10),
)


@dataclass(frozen=True)
class _Clock:
    now: datetime
    rules: VolunteerRules

    @property
    def long_ago(self) -> datetime:
        """Before anything of the sample took place."""
        return self.now - timedelta(weeks=N_PAST_WEEKS + 2)


def has_sample(session: Session) -> bool:
    """Whether the sample is loaded."""
    return bool(session.scalar(select(exists().where(Volunteer.is_sample_data))))


def load_sample_volunteers(
    session: Session, *, now: datetime, rng_seed: int = 20261121
) -> tuple[int, int]:
    """Load the sample into a database with the sample city; numbers of volunteers and shifts.

    The same seed and day give the same sample. Loading twice does nothing.
    """
    if has_sample(session):
        return 0, 0
    rng = Random(rng_seed)
    clock = _Clock(now, VolunteerRules())
    people = _register(session, clock, rng)
    teams = _found_teams(session, people, clock, rng)
    shifts = [
        shift
        for plan in ACTIVITIES
        for shift in _plan_weekly(session, plan, teams[plan.team], clock)
    ]
    shifts.sort(key=lambda shift: shift.starts_at)
    for shift in shifts:
        _live_through(session, shift, people, clock, rng=rng)
    session.add_all(
        Reward(
            name_zh=name["zh"],
            name_en=name["en"],
            price=price,
            n_in_stock=n_in_stock,
            is_sample_data=True,
        )
        for name, price, n_in_stock in REWARDS
    )
    _show_notice(session, people[1:], clock)
    _silence(session)
    return len(people), len(shifts)


def _register(session: Session, clock: _Clock, rng: Random) -> list[Volunteer]:
    streets = session.scalars(
        select(Area.code).where(Area.level == "street").order_by(Area.code)
    ).all()
    people = []
    for number in range(1, N_VOLUNTEERS + 1):
        age = 15 if number % 20 == 0 else rng.randrange(18, 72)
        consents = {ConsentKind.REGISTRATION}
        if rng.random() < 0.8:
            consents.add(ConsentKind.BOARD)
        registration = Registration(
            name=f"志愿者{number:03}",
            birth_month=date(clock.now.year - age - 1, rng.randrange(1, 13), 1),
            street_code=rng.choice(streets),
            email=f"{number:03}@{DOMAIN}",
            sex=rng.choice(("1", "2", "2")),
            is_sample_data=True,
            consents=frozenset(consents),
        )
        volunteer = register_volunteer(
            session, registration, now=clock.long_ago, rng=rng, rules=clock.rules
        )
        traits = {
            "skill": rng.sample(sorted(SKILLS), 2) + (["computer"] if number % 3 == 0 else []),
            "field": rng.sample(sorted(FIELDS), 2),
            "language": ["mandarin"],
            "time": rng.sample(sorted(TIMES), 2),
        }
        set_traits(session, volunteer, traits)
        people.append(volunteer)
    return people


def _found_teams(
    session: Session, people: list[Volunteer], clock: _Clock, rng: Random
) -> dict[str, Team]:
    """Volunteers 001, 002, ... lead the teams; everyone else is in one of them."""
    adults = [volunteer for volunteer in people if int((volunteer.name or "")[3:]) % 20]
    teams = {}
    for leader, (code, (name, purpose)) in zip(adults, TEAMS.items(), strict=False):
        plan = TeamPlan(
            code=code,
            name=name,
            purpose=purpose,
            contact=f"{code}@{DOMAIN}",
            area_code=leader.street_code,
            is_on_board=True,
            is_sample_data=True,
        )
        teams[code] = found_team(session, plan, leader, now=clock.long_ago)
    for volunteer in people[len(TEAMS) :]:
        team = teams[rng.choice(sorted(teams))]
        state = "requested" if volunteer is people[-1] else "active"
        session.add(
            Membership(
                team_id=team.id, volunteer_id=volunteer.id, state=state, asked_at=clock.long_ago
            )
        )
    session.flush()
    return teams


def _plan_weekly(session: Session, plan: SampleActivity, team: Team, clock: _Clock) -> list[Shift]:
    place = add_place(
        session,
        PlacePlan(
            name=plan.place,
            area_code=plan.street_code,
            coordinates=plan.coordinates,
            team_id=team.id,
        ),
        actor=PORTAL,
    )
    activity = draft_activity(
        session,
        team,
        ActivityPlan(
            title=plan.title,
            content=plan.content,
            field=plan.field,
            audience=plan.audience,
            risk_note=plan.risk_note,
            insurance_note=INSURANCE,
            cost_note=COST,
            contact={
                "zh": f"{team.name_zh} {plan.team}@{DOMAIN}",
                "en": f"{team.name_en}, {plan.team}@{DOMAIN}",
            },
            min_age=plan.min_age,
            skills=plan.skills,
            checks_location=plan.checks_location,
            is_sample_data=True,
        ),
        actor=PORTAL,
        now=clock.long_ago,
    )
    today = clock.rules.find_day(clock.now)
    first_day = today - timedelta(days=(today.weekday() - plan.weekday) % 7)
    shifts = []
    for week in range(-N_PAST_WEEKS, N_COMING_WEEKS + 1):
        starts_at = datetime.combine(
            first_day + timedelta(weeks=week), time(plan.hour), tzinfo=clock.rules.timezone
        )
        shift_plan = ShiftPlan(
            place_id=place.id,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=plan.n_hours),
            max_places=plan.max_places,
            min_places=plan.min_places,
            task=plan.task,
        )
        shifts.append(add_shift(session, activity, shift_plan, actor=PORTAL))
    publish_activity(session, activity, actor=PORTAL)
    return shifts


def _live_through(
    session: Session, shift: Shift, people: list[Volunteer], clock: _Clock, *, rng: Random
) -> None:
    """People sign up for a shift; if it is over, most come, and the sheet is closed."""
    n_wanted = rng.randrange(shift.min_places - 1, shift.max_places + 2)
    asked_at = min(shift.starts_at - timedelta(days=4), clock.now - timedelta(hours=30))
    leader_id = session.scalars(
        select(Membership.volunteer_id)
        .join(Activity, Activity.team_id == Membership.team_id)
        .where(Activity.id == shift.activity_id, Membership.role == "leader")
    ).one()
    others = [volunteer.id for volunteer in rng.sample(people, n_wanted + 1)]
    for volunteer_id in dict.fromkeys([leader_id, *others]):
        try:
            sign_up(session, shift.id, volunteer_id, now=asked_at, rules=clock.rules, waits=True)
        except VolunteerRefusal:
            # A clash, an age, a missing skill: as in life, somebody else comes instead.
            continue
    if shift.ends_at + timedelta(hours=2) <= clock.now:
        _attend(session, shift, clock, rng)


def _attend(session: Session, shift: Shift, clock: _Clock, rng: Random) -> None:
    moment = Moment(shift.ends_at + timedelta(hours=1), PORTAL)
    listed = session.scalars(
        select(SignUp)
        .where(SignUp.shift_id == shift.id, SignUp.state == State.SIGNED_UP)
        .order_by(SignUp.id)
    ).all()
    for made in listed:
        if rng.random() < 0.08:
            continue
        arrived_at = shift.starts_at + timedelta(minutes=rng.randrange(0, 12))
        left_at = shift.ends_at - timedelta(minutes=rng.choice((0, 0, 0, 10, 30)))
        list_attendance(session, made.id, (arrived_at, left_at), moment=moment, rules=clock.rules)
    close_shift(session, shift.id, moment=moment, rules=clock.rules)


def _show_notice(session: Session, people: list[Volunteer], clock: _Clock) -> None:
    """The first two who have served have asked for a certificate; one of them by family name."""
    today = clock.rules.find_day(clock.now)
    period = Period(clock.rules.find_day(clock.long_ago), today)
    served = [person for person in people if list_services(session, person.id, period)]
    for person in served[:2]:
        ask_for_certificate(session, person, period, now=clock.now, rules=clock.rules)
    for person in served[:1]:
        give_consent(session, person, ConsentKind.PUBLIC_NOTICE, now=clock.now)


def _silence(session: Session) -> None:
    """Nobody is written to: what the sample's people were told shows on their own pages only."""
    sample_ids = select(Volunteer.id).where(Volunteer.is_sample_data)
    session.execute(
        update(Notice).where(Notice.volunteer_id.in_(sample_ids)).values(state="unaddressed")
    )
