"""Minors: another month of birth, a guardian's consent taken back, and what follows for plans."""

from datetime import date
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteers import refusals
from portal.volunteers.activities.planning import ActivityPlan
from portal.volunteers.closing import close_account, collect_data
from portal.volunteers.notices.tables import Notice
from portal.volunteers.people.consents import ConsentKind, give_consent
from portal.volunteers.people.guardians import answer_request, ask_guardian, has_guardian_consent
from portal.volunteers.people.identity import IdentityVault, compute_check_character
from portal.volunteers.people.registration import set_identity_number
from portal.volunteers.people.tables import BirthCorrection, Volunteer
from portal.volunteers.protecting import (
    correct_birth_month,
    decide_birth_correction,
    has_open_birth_correction,
    list_birth_corrections,
    take_guardian_consent_back,
)
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.reviewing import revise_and_review
from portal.volunteers.signups.service import sign_up
from portal.volunteers.signups.states import State
from portal.volunteers.signups.tables import SignUp
from tests.portal.volunteers.builders import (
    COORDINATOR,
    NOW,
    RULES,
    SECRET,
    a_leader_of,
    a_shift,
    a_team,
    a_volunteer,
    an_activity,
    as_actor,
    by,
    signed_up,
)

VAULT = IdentityVault(SECRET)
ADULT, MINOR, YOUNGER = date(1990, 5, 1), date(2010, 5, 1), date(2011, 5, 1)


def correct(session: Session, volunteer: Volunteer, born: date) -> BirthCorrection:
    return correct_birth_month(
        session,
        volunteer.id,
        (born, "登记时选错了年份"),
        vault=VAULT,
        moment=by(as_actor(volunteer), NOW),
        rules=RULES,
    )


def read_states(session: Session, volunteer: Volunteer) -> list[str]:
    return list(
        session.scalars(
            select(SignUp.state).where(SignUp.volunteer_id == volunteer.id).order_by(SignUp.id)
        )
    )


def test_an_adult_corrects_the_month_at_once(session: Session) -> None:
    volunteer = a_volunteer(session, born=ADULT)
    made = signed_up(session, a_shift(session), volunteer)
    correct(session, volunteer, date(1985, 3, 1))
    assert volunteer.birth_month == date(1985, 3, 1)
    assert made.state == State.SIGNED_UP


def test_a_minor_made_older_waits_for_a_coordinator(session: Session) -> None:
    volunteer = a_volunteer(session, born=MINOR)
    asked = correct(session, volunteer, ADULT)
    assert volunteer.birth_month == MINOR
    assert has_open_birth_correction(session, volunteer.id)
    with pytest.raises(refusals.AlreadyDecided):
        correct(session, volunteer, date(1991, 1, 1))
    leader = a_leader_of(session, a_team(session))
    for stranger in (leader, as_actor(volunteer)):
        with pytest.raises(refusals.NotAllowed):
            decide_birth_correction(
                session, asked.id, accepts=True, moment=by(stranger, NOW), rules=RULES
            )
    assert [case.claimed_month for case in list_birth_corrections(session)] == [ADULT]
    moment = by(COORDINATOR, NOW)
    decide_birth_correction(session, asked.id, accepts=True, moment=moment, rules=RULES)
    assert volunteer.birth_month == ADULT
    with pytest.raises(refusals.AlreadyDecided):
        decide_birth_correction(session, asked.id, accepts=False, moment=moment, rules=RULES)
    session.flush()
    notice = session.scalars(select(Notice).order_by(Notice.id.desc())).first()
    assert notice is not None
    assert notice.kind == "birth decided"


def test_a_refused_correction_changes_nothing_and_can_be_asked_again(session: Session) -> None:
    volunteer = a_volunteer(session, born=MINOR)
    asked = correct(session, volunteer, ADULT)
    moment = by(COORDINATOR, NOW)
    decide_birth_correction(session, asked.id, accepts=False, moment=moment, rules=RULES)
    assert volunteer.birth_month == MINOR
    assert correct(session, volunteer, date(2009, 1, 1)).state == "open"


def test_who_turns_out_to_be_a_minor_loses_what_minors_may_not_do(session: Session) -> None:
    volunteer = a_volunteer(session, born=ADULT)
    insured = {"zh": "已投保意外险", "en": ""}
    team = a_team(session)
    dangerous = an_activity(session, team, risk="dangerous", insurance_note=insured)
    adults_only = an_activity(session, team, min_age=18)
    ordinary = an_activity(session, team)
    days = (5, 7, 9)
    shifts = [
        a_shift(session, activity, starts_at=NOW.replace(day=21 + day), places=1)
        for activity, day in zip((dangerous, adults_only, ordinary), days, strict=True)
    ]
    for shift in shifts[:2]:
        signed_up(session, shift, volunteer)
    sign_up(session, shifts[2].id, volunteer.id, now=NOW, rules=RULES, is_accompanied=True)
    other = a_volunteer(session, 2)
    sign_up(session, shifts[0].id, other.id, now=NOW, rules=RULES, waits=True)
    correct(session, volunteer, MINOR)
    assert read_states(session, volunteer) == ["cancelled", "cancelled", "signed up"]
    assert read_states(session, other) == ["offered"]
    reasons = session.scalars(select(Notice.data).where(Notice.kind == "sign-up ended")).all()
    assert [reason["why_en"].split()[0] for reason in reasons] == ["minors", "your"]


def test_a_minor_made_younger_is_protected_at_once(session: Session) -> None:
    volunteer = a_volunteer(session, born=MINOR)
    assert correct(session, volunteer, YOUNGER).state == "accepted"
    assert volunteer.birth_month == YOUNGER
    with pytest.raises(refusals.TooYoung):
        correct(session, volunteer, date(2014, 1, 1))


def test_a_month_that_the_identity_number_denies_is_refused(session: Session) -> None:
    volunteer = a_volunteer(session, born=ADULT)
    give_consent(session, volunteer, ConsentKind.IDENTITY, now=NOW)
    digits = "99010219900503001"
    number = digits + compute_check_character(digits)
    set_identity_number(session, volunteer, number, vault=VAULT)
    with pytest.raises(refusals.IdentityNumberInvalid):
        correct(session, volunteer, date(1991, 5, 1))
    assert volunteer.birth_month == ADULT


def test_a_guardian_who_takes_consent_back_ends_what_was_planned_alone(session: Session) -> None:
    minor = a_volunteer(session, born=MINOR)
    token = ask_guardian(session, minor, ("监护人", "g@example.org"), now=NOW, rng=Random(1))
    answer_request(session, token, agrees=True, now=NOW)
    alone = a_shift(session)
    signed_up(session, alone, minor)
    later = a_shift(
        session, an_activity(session, a_team(session)), starts_at=NOW.replace(day=28), places=1
    )
    sign_up(session, later.id, minor.id, now=NOW, rules=RULES, is_accompanied=True)
    assert take_guardian_consent_back(session, token, now=NOW, rules=RULES) == 1
    assert read_states(session, minor) == ["cancelled", "signed up"]
    assert take_guardian_consent_back(session, token, now=NOW, rules=RULES) == 0


def test_another_guardians_consent_still_stands(session: Session) -> None:
    minor = a_volunteer(session, born=MINOR)
    tokens = [
        ask_guardian(session, minor, ("监护人", "g@example.org"), now=NOW, rng=Random(seed))
        for seed in (1, 2)
    ]
    for token in tokens:
        answer_request(session, token, agrees=True, now=NOW)
    made = signed_up(session, a_shift(session), minor)
    assert take_guardian_consent_back(session, tokens[0], now=NOW, rules=RULES) == 0
    assert made.state == State.SIGNED_UP


def test_below_fourteen_company_does_not_replace_the_guardians_consent(session: Session) -> None:
    child = a_volunteer(session, born=MINOR)
    child.birth_month = date(2014, 5, 1)
    rules = VolunteerRules(min_age=10)
    shift = a_shift(session, an_activity(session, min_age=10))
    with pytest.raises(refusals.GuardianConsentMissing):
        sign_up(session, shift.id, child.id, now=NOW, rules=rules, is_accompanied=True)
    token = ask_guardian(session, child, ("监护人", "g@example.org"), now=NOW, rng=Random(1))
    answer_request(session, token, agrees=True, now=NOW)
    assert sign_up(session, shift.id, child.id, now=NOW, rules=rules).state == State.SIGNED_UP


def test_a_correction_is_part_of_ones_own_data(session: Session) -> None:
    volunteer = a_volunteer(session, born=MINOR)
    correct(session, volunteer, ADULT)
    session.flush()
    data = collect_data(session, volunteer, vault=VAULT)
    assert data["birth_corrections"][0]["claimed_month"] == "1990-05-01"
    assert {"notices", "reasons", "evaluations"} <= data.keys()


def test_minors_leave_what_becomes_dangerous(session: Session) -> None:
    activity = an_activity(session)
    shift = a_shift(session, activity)
    minor, adult = a_volunteer(session, born=date(2009, 5, 1)), a_volunteer(session, 2)
    made = [
        sign_up(session, shift.id, person.id, now=NOW, rules=RULES, is_accompanied=True)
        for person in (minor, adult)
    ]
    plan = ActivityPlan(
        title={"zh": "清洁河道", "en": ""},
        content={"zh": "下水捡拾", "en": ""},
        field="environment",
        risk="dangerous",
        min_age=30,
    )
    assert revise_and_review(session, activity, plan, moment=by(COORDINATOR, NOW), rules=RULES) == 1
    assert [sign_up.state for sign_up in made] == [State.CANCELLED, State.SIGNED_UP]
    (told,) = session.scalars(select(Notice).where(Notice.kind == "sign-up ended"))
    assert told.volunteer_id == minor.id
    assert revise_and_review(session, activity, plan, moment=by(COORDINATOR, NOW), rules=RULES) == 0


def test_an_identity_number_kept_meanwhile_speaks_against_another_month(session: Session) -> None:
    minor = a_volunteer(session, born=date(2010, 5, 1))
    correction = correct_birth_month(
        session,
        minor.id,
        (date(2000, 5, 1), "登记错了"),
        vault=VAULT,
        moment=by(as_actor(minor), NOW),
        rules=RULES,
    )
    give_consent(session, minor, ConsentKind.IDENTITY, now=NOW)
    digits = "11010520100508" + "100"
    number = digits + compute_check_character(digits)
    set_identity_number(session, minor, number, vault=VAULT)
    arguments = {"moment": by(COORDINATOR, NOW), "rules": RULES}
    with pytest.raises(refusals.IdentityNumberInvalid):
        decide_birth_correction(session, correction.id, accepts=True, **arguments)
    decide_birth_correction(session, correction.id, accepts=False, **arguments)
    assert minor.birth_month == date(2010, 5, 1)


def test_a_guardian_can_only_take_back_what_was_given(session: Session) -> None:
    minor = a_volunteer(session, born=date(2010, 5, 1))
    token = ask_guardian(session, minor, ("监护人", "g@example.org"), now=NOW, rng=Random(1))
    take_guardian_consent_back(session, token, now=NOW, rules=RULES)
    answer_request(session, token, agrees=True, now=NOW)
    assert has_guardian_consent(session, minor.id)
    close_account(session, minor, now=NOW, rng=Random(2), rules=RULES)
    assert take_guardian_consent_back(session, token, now=NOW, rules=RULES) == 0
    session.expire_all()
    assert not has_guardian_consent(session, minor.id)
