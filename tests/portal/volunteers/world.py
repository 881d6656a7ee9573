"""A small world to try pages in: two teams, and one volunteer with something of everything."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.accounts.tables import Role
from portal.clock import SECRETS
from portal.db import Database
from portal.volunteers.activities.planning import ActivityPlan, draft_activity
from portal.volunteers.activities.tables import Shift
from portal.volunteers.actors import Actor
from portal.volunteers.attendance.corrections import (
    Claim,
    ask_for_correction,
    propose_backfill,
)
from portal.volunteers.attendance.spot_checks import SpotCheckPlan, draw_spot_check
from portal.volunteers.attendance.tables import Attendance, AttendanceFlag, CorrectionRequest
from portal.volunteers.certificates.content import CertifiedService
from portal.volunteers.certificates.issuer import Issuer
from portal.volunteers.certificates.service import (
    CertificateSigner,
    issue_certificate,
)
from portal.volunteers.certificates.services import Period
from portal.volunteers.certificates.tables import CertificateObjection, CertificateRequest
from portal.volunteers.groups.service import ask_to_join
from portal.volunteers.groups.tables import Team
from portal.volunteers.people.consents import ConsentKind, give_consent
from portal.volunteers.people.contacts import ask_for_contact
from portal.volunteers.people.guardians import ask_guardian
from portal.volunteers.people.identity import IdentityVault
from portal.volunteers.people.sign_in import issue_link
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.protecting import correct_birth_month
from portal.volunteers.recognition.redemptions import list_redemptions
from portal.volunteers.recognition.rewards import add_reward, buy_reward
from portal.volunteers.signups.excuses import ask_for_excuse
from portal.volunteers.signups.steps import Moment
from portal.volunteers.signups.tables import SignUp
from tests.builders import an_account
from tests.portal.volunteers.access_table import (
    COORDINATORS,
)
from tests.portal.volunteers.builders import (
    COORDINATOR,
    END,
    IN_THREE_DAYS,
    RULES,
    SECRET,
    START,
    a_member,
    a_place,
    a_shift,
    a_team,
    a_volunteer,
    an_activity,
    as_actor,
    by,
    close,
    serve,
    signed_up,
)
from tests.portal.volunteers.visiting import sign_in_as

HOUR = timedelta(hours=1)
NOW = IN_THREE_DAYS + timedelta(days=1)
LATER = NOW + timedelta(days=10)
HIDDEN = "还没公布的活动"
OF_OWNER = ("志愿者042", "v42@example.org")
SHEET = "/organise/shifts/<int:shift_id>/sheet/<int:sign_up_id>"
EVALUATION = "/organise/shifts/<int:shift_id>/evaluations/<int:attendance_id>"
FINDING = "/city/checks/<int:check_id>/records/<int:attendance_id>"
REQUESTS = "/me/certificates/requests/<int:request_id>"
PAYLOAD = {
    "answer": "yes",
    "arrived": "09:00",
    "left": "10:00",
    "reason": "说明",
    "message": "留言",
    "name": "志愿者",
    "first": "2026-01-01",
    "last": "2026-12-31",
    "n_wanted": "5",
    "grade": "good",
    "finding": "true",
}


@dataclass(frozen=True)
class World:
    """Who there is, and the ids of what they might reach for."""

    people: Mapping[str, int]
    """Role to the id of the volunteer who has it."""
    arguments: Mapping[str, object]
    """What stands in the places of an address."""
    draft: Mapping[str, object]
    """The same for an activity that is not published."""
    cases: Mapping[str, int]
    """What waits for a decision, by kind."""
    payload: Mapping[str, str]
    """A form that every view can read something from."""


def build_world(session: Session) -> World:
    # The coordinators of `builders` are these two; whoever signs in is somebody else.
    for name in ("chen", "lin"):
        an_account(session, name=name)
    leader, organiser, owner = (a_volunteer(session, number) for number in (40, 41, 42))
    team = a_team(session, "t0", leader=leader)
    a_member(session, team, organiser, role="organiser")
    a_member(session, team, owner)
    leader_there, organiser_there = (a_volunteer(session, number) for number in (50, 51))
    a_member(session, a_team(session, "t9", leader=leader_there), organiser_there, "organiser")
    people = {
        "owner": owner,
        "other volunteer": a_volunteer(session, 60),
        "leader": leader,
        "organiser": organiser,
        "leader elsewhere": leader_there,
        "organiser elsewhere": organiser_there,
    }
    give_consent(session, owner, ConsentKind.IDENTITY, now=NOW)
    draft, hidden_shift = a_hidden_activity(session, team, as_actor(leader))
    things = some_things(session, team, owner)
    cases = some_cases(session, things)
    things |= {"held": "held", "held_id": cases["held"]}
    things |= {"objection": "objection", "objection_id": cases["objection"]}
    things |= {"owner_number": owner.number, "other_number": people["other volunteer"].number}
    named = {
        "member": str(owner.id),
        "number": owner.number,
        "shift": str(things["shift_id"]),
    }
    return World(
        {role: person.id for role, person in people.items()},
        things,
        {"activity_id": draft, "shift_id": hidden_shift},
        cases,
        PAYLOAD | named,
    )


def some_things(session: Session, team: Team, owner: Volunteer) -> dict[str, object]:
    """A served shift with an open correction, an absence, a sign-up to come, a certificate, links,
    a reward, a spot check, places."""
    activity = an_activity(session, team)
    served = a_shift(session, activity)
    signed_up(session, served, owner)
    record = serve(session, served, owner)
    close(session, served)
    claim = Claim(START, END, "说明")
    ask_for_correction(session, served.id, owner.id, claim, now=NOW)
    missed = a_shift(session, activity, starts_at=START - timedelta(days=1))
    absence = signed_up(session, missed, owner)
    close(session, missed)
    plan = SpotCheckPlan(START.date(), END.date(), 5, "种子")
    check = draw_spot_check(session, plan, moment=by(COORDINATOR, NOW), rules=RULES)
    coming = signed_up(session, a_shift(session, activity, starts_at=LATER), owner)
    running = signed_up(session, a_shift(session, activity, starts_at=NOW - HOUR), owner)
    certificate = issue_certificate(
        session,
        owner,
        Period(START.date(), END.date()),
        issuer=Issuer("某市", "", "", ""),
        signer=CertificateSigner(SECRET),
        vault=IdentityVault(SECRET),
        issued_on=NOW.date(),
        now=NOW,
        rng=SECRETS,
    )
    own_request = a_request(session, owner)
    asking = a_volunteer(session, 70)
    ask_to_join(session, team, asking, now=NOW)
    return {
        "activity_id": activity.id,
        "shift_id": served.id,
        "sign_up_id": coming.id,
        "number": certificate.number,
        "kind": "correction",
        "coming_id": coming.shift_id,
        "running_id": running.shift_id,
        "running_sign_up_id": running.id,
        "attendance_id": record.id,
        "absence_id": absence.id,
        "missed_id": missed.id,
        "check_id": check.id,
        "place_id": a_place(session, team=team).id,
        "city_place_id": a_place(session).id,
        "sign_up_id of /me/sign-ups/<int:sign_up_id>/excuse": absence.id,
        "sign_up_id of /organise/sign-ups/<int:sign_up_id>/excuse": absence.id,
        f"shift_id of {EVALUATION}": served.id,
        "shift_id of /organise/shifts/<int:shift_id>/places": coming.shift_id,
        f"shift_id of {SHEET}": running.shift_id,
        f"sign_up_id of {SHEET}": running.id,
        "case_id": session.scalars(select(CorrectionRequest.id)).one(),
        "request_id": a_request(session, a_volunteer(session, 75)),
        f"request_id of {REQUESTS}/take": own_request,
        f"request_id of {REQUESTS}/withdraw": own_request,
        "code": team.code,
        "volunteer_id": asking.id,
        "reward_id": add_reward(session, {"zh": "杯", "en": "Cup"}, price=1, n_in_stock=9).id,
        "redemption_id": a_redemption(session, owner),
        "token of /contact/<token>": ask_for_contact(
            session, asking, "v71@example.org", now=NOW, rng=SECRETS
        ),
        "token of /link/<token>": issue_link(session, asking, now=NOW, rng=SECRETS),
        "token of /guardian/<token>": ask_guardian(
            session, asking, ("监护人", "13900000000"), now=NOW, rng=SECRETS
        ),
    }


def a_request(session: Session, volunteer: Volunteer) -> int:
    """Three hours of the volunteer under public notice."""
    service = CertifiedService("清洁街道", "2026-11-24", "2026-11-24", 180, "credited", "t0服务队")
    request = CertificateRequest(
        volunteer_id=volunteer.id,
        first_day=START.date(),
        last_day=END.date(),
        services=[asdict(service)],
        ready_on=LATER.date(),
        asked_at=NOW,
    )
    session.add(request)
    session.flush()
    return request.id


def a_redemption(session: Session, volunteer: Volunteer) -> int:
    """A reward that the volunteer redeemed and waits for."""
    reward = add_reward(session, {"zh": "伞", "en": "Umbrella"}, price=1, n_in_stock=1)
    session.flush()
    buy_reward(session, reward.id, volunteer.id, now=NOW)
    session.flush()
    (redemption,) = list_redemptions(session, is_handed_over=False)
    return redemption.id


def some_cases(session: Session, things: Mapping[str, object]) -> dict[str, int]:
    """One case of every kind that waits for a decision, none of them the owner's but one."""
    served, missed = (session.get_one(Shift, things[name]) for name in ("shift_id", "missed_id"))
    absent = a_volunteer(session, 71)
    absence = SignUp(
        shift_id=missed.id,
        volunteer_id=absent.id,
        state="no-show",
        signed_up_at=START,
        changed_at=START,
    )
    session.add(absence)
    session.flush()
    ask_for_excuse(session, absence.id, absent.id, "说明", now=NOW)
    claim = Claim(START, END, "说明")
    proposed = propose_backfill(session, served.id, absent.id, claim, moment=by(COORDINATOR, NOW))
    minor = a_volunteer(session, 72, born=date(2010, 5, 1))
    birth = correct_birth_month(
        session,
        minor.id,
        (date(2005, 5, 1), "说明"),
        vault=IdentityVault(SECRET),
        moment=Moment(NOW, as_actor(minor)),
        rules=RULES,
    )
    return {
        "correction": session.scalars(select(CorrectionRequest.id)).one(),
        "backfill": proposed.id,
        "held": a_held_record(session, served, 73, "late entry"),
        "spot check": a_held_record(session, served, 74, "spot check"),
        "excuse": absence.id,
        "birth": birth.id,
        "objection": an_objection(session, things["request_id"]),
        "nonsense": 1,
    }


def an_objection(session: Session, request_id: object) -> int:
    """What somebody holds against a request."""
    objection = CertificateObjection(
        request_id=request_id, volunteer_id=a_volunteer(session, 76).id, reason="说明", asked_at=NOW
    )
    session.add(objection)
    session.flush()
    return objection.id


def a_held_record(session: Session, shift: Shift, number: int, kind: str) -> int:
    """A record that somebody has to look at."""
    record = Attendance(
        shift_id=shift.id,
        volunteer_id=a_volunteer(session, number).id,
        source="list",
        state="held",
        arrived_at=START,
        left_at=END,
        entered_by=COORDINATOR.key,
        entered_at=END,
        approved_by=COORDINATOR.key,
        approved_at=END,
    )
    session.add(record)
    session.flush()
    session.add(AttendanceFlag(attendance_id=record.id, kind=kind, raised_at=END))
    session.flush()
    return record.id


def a_hidden_activity(session: Session, team: Team, actor: Actor) -> tuple[int, int]:
    """A draft with a shift."""
    plan = ActivityPlan(
        title={"zh": HIDDEN, "en": HIDDEN},
        content={"zh": HIDDEN, "en": HIDDEN},
        field="environment",
    )
    draft = draft_activity(session, team, plan, actor=actor, now=NOW)
    return draft.id, a_shift(session, draft, starts_at=LATER).id


@dataclass(frozen=True)
class Door:
    """Tries addresses as one role."""

    client: FlaskClient
    database: Database
    world: World
    role: str

    def try_line(self, line: str, arguments: Mapping[str, object]) -> TestResponse:
        """Ask for one line of the table."""
        self.sign_in()
        method, rule = line.split(" ")
        path = fill_address(rule, arguments)
        payload = self.world.payload if method == "POST" else {}
        return self.client.open(f"/volunteers{path}", method=method, data=payload)

    def sign_in(self) -> None:
        """Be this role on the client."""
        if self.role in self.world.people:
            sign_in_as(self.client, self.database, self.world.people[self.role], NOW)
            return
        with self.client.session_transaction() as browser:
            browser.clear()
        if self.role in COORDINATORS:
            self._sign_in_official()

    def _sign_in_official(self) -> None:
        with self.database.transaction() as session:
            account = an_account(
                session, name=f"n{SECRETS.randbytes(4).hex()}", role=Role(self.role)
            )
            account_id, stamp = account.id, account.session_stamp
        with self.client.session_transaction() as browser:
            browser |= {"account": account_id, "stamp": stamp, "seen": int(NOW.timestamp())}


def fill_address(rule: str, things: Mapping[str, object]) -> str:
    """An address of the map with the names of its places filled in."""

    def find(found: re.Match[str]) -> str:
        return str(things.get(f"{found[1]} of {rule}") or things[found[1]])

    return re.sub(r"<(?:int:)?(\w+)>", find, rule)
