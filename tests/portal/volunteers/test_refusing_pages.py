"""What pages say when a rule refuses: to whom it is about, or to an organiser of somebody else."""

from collections.abc import Callable
from datetime import date
from random import Random

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import Database
from portal.volunteers import refusals as no
from portal.volunteers.activities.tables import Activity, ActivitySkill, Shift
from portal.volunteers.attendance.checking import check_in
from portal.volunteers.attendance.spot_checks import SpotCheckPlan, draw_spot_check, record_finding
from portal.volunteers.attendance.tables import Attendance
from portal.volunteers.certificates.issuer import Issuer
from portal.volunteers.certificates.service import CertificateSigner, issue_certificate
from portal.volunteers.certificates.services import Period
from portal.volunteers.notices.tables import Notice
from portal.volunteers.pages.forms import EMAIL
from portal.volunteers.pages.walk_in_words import WORDS
from portal.volunteers.people.consents import ConsentKind, give_consent
from portal.volunteers.people.identity import IdentityVault
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.rules import NUMBER_RULES, RANGES, VolunteerRules
from tests.pages import Page, PageOpener
from tests.portal.volunteers.builders import (
    ANOTHER_COORDINATOR,
    CLOSING,
    END,
    NOW,
    OTHER_STREET,
    RULES,
    SECRET,
    START,
    a_leader_of,
    a_place,
    a_shift,
    a_team,
    a_volunteer,
    an_activity,
    by,
    close,
    minutes,
    serve,
    shown,
    signed_up,
)
from tests.portal.volunteers.visiting import sign_in_as

Prepare = Callable[[Session, Volunteer], None]


def fill_up(session: Session, volunteer: Volunteer) -> None:
    """Somebody else has the last place."""
    signed_up(session, find_shift(session), a_volunteer(session, 2))


def sign_up_elsewhere(session: Session, volunteer: Volunteer) -> None:
    signed_up(session, a_shift(session, place=a_place(session, OTHER_STREET)), volunteer)


def sign_up_here(session: Session, volunteer: Volunteer) -> None:
    signed_up(session, find_shift(session), volunteer)


def be_young(session: Session, volunteer: Volunteer) -> None:
    volunteer.birth_month = date(2010, 5, 1)


def be_too_young(session: Session, volunteer: Volunteer) -> None:
    be_young(session, volunteer)
    find_activity(session).min_age = 17


def be_young_in_danger(session: Session, volunteer: Volunteer) -> None:
    be_young(session, volunteer)
    find_activity(session).risk = "dangerous"


def need_a_skill(session: Session, volunteer: Volunteer) -> None:
    session.add(ActivitySkill(activity_id=find_activity(session).id, skill="legal"))


def come_too_late(session: Session, volunteer: Volunteer) -> None:
    find_shift(session).ends_at = START + minutes(1)


CASES: dict[type[no.VolunteerRefusal], Prepare] = {
    no.ShiftFull: fill_up,
    no.ShiftClash: sign_up_elsewhere,
    no.AlreadySignedUp: sign_up_here,
    no.AgeOutside: be_too_young,
    no.DangerousForMinors: be_young_in_danger,
    no.GuardianConsentMissing: be_young,
    no.SkillMissing: need_a_skill,
    no.NotCheckInTime: come_too_late,
}


def find_activity(session: Session) -> Activity:
    """The activity of the team under test."""
    return session.get_one(Activity, find_shift(session).activity_id)


def find_shift(session: Session) -> Shift:
    """The shift under test: the one place of team `t1`."""
    found = select(Shift).where(Shift.max_places == 1).order_by(Shift.id)
    return session.scalars(found).one()


def test_every_refusal_of_a_walk_in_is_tried() -> None:
    assert set(CASES) == set(WORDS)


@pytest.mark.parametrize("refusal", CASES, ids=lambda refusal: refusal.__name__)
def test_an_organiser_reads_why_the_volunteer_cannot_be_added(
    page: PageOpener,
    client: FlaskClient,
    database: Database,
    refusal: type[no.VolunteerRefusal],
) -> None:
    with database.transaction() as session:
        team, volunteer = a_team(session), a_volunteer(session)
        shift = a_shift(session, an_activity(session, team), places=1)
        CASES[refusal](session, volunteer)
        leader_id, shift_id, number = a_leader_of(session, team).id, shift.id, volunteer.number
    at = START + minutes(2)
    with time_machine.travel(at, tick=False):
        sign_in_as(client, database, leader_id, at)
        said = {}
        for language in ("zh", "en"):
            client.set_cookie("lang", language)
            sheet = page.open(f"/volunteers/organise/shifts/{shift_id}")
            said[language] = try_walk_in(page, sheet, shift_id, number)
    assert said["zh"] == str(WORDS[refusal])
    assert "您" not in said["zh"]
    assert "you" not in said["en"].lower().split()
    assert said["en"] != said["zh"]


def try_walk_in(page: PageOpener, sheet: Page, shift_id: int, number: str) -> str:
    """What stands at the field when the volunteer is refused."""
    action = f"/volunteers/organise/shifts/{shift_id}/walk-in"
    if action in sheet.html:
        back = page.submit(sheet, {"number": number}, action=action, status=422)
    else:
        back = page.post(action, {"number": number}, token_from=sheet.address, status=422)
    error = back.root.find_all("p", id="number-error")[0].text
    return error.partition("：" if error.startswith("错误") else ": ")[2].strip()


def test_a_walk_in_minor_with_a_guardian_is_let_in_by_a_tick(
    page: PageOpener, client: FlaskClient, database: Database
) -> None:
    with database.transaction() as session:
        team, minor = a_team(session), a_volunteer(session, born=date(2010, 5, 1))
        shift_id = a_shift(session, an_activity(session, team)).id
        leader_id, number = a_leader_of(session, team).id, minor.number
    with time_machine.travel(START, tick=False):
        sign_in_as(client, database, leader_id, START)
        sheet = page.open(f"/volunteers/organise/shifts/{shift_id}")
        action = f"/volunteers/organise/shifts/{shift_id}/walk-in"
        fields = {"number": number, "accompanied": "y"}
        assert "已加入名单" in page.submit(sheet, fields, action=action).text


def test_what_has_begun_is_said_at_the_field_of_whoever_still_has_the_form(
    page: PageOpener, client: FlaskClient, database: Database
) -> None:
    with database.transaction() as session:
        team = a_team(session)
        shift_id = a_shift(session, an_activity(session, team)).id
        leader_id = a_leader_of(session, team).id
    address = f"/volunteers/organise/shifts/{shift_id}"
    soon = START - minutes(10)
    with time_machine.travel(soon, tick=False) as clock:
        sign_in_as(client, database, leader_id, soon)
        sheet = page.open(address)
        clock.move_to(START)
        places = {"min_places": "1", "max_places": "9"}
        late = page.submit(sheet, places, action=f"{address}/places", status=422)
        assert "名额不能再改" in late.root.find_all("p", id="max_places-error")[0].text
        late = page.submit(sheet, {"reason": "暴雨"}, action=f"{address}/cancel", status=422)
        assert "不能再取消" in late.root.find_all("p", id="reason-error")[0].text
        for form in page.open(address).forms:
            assert form.get("action") not in (f"{address}/places", f"{address}/cancel")


def test_asking_to_join_twice_is_asking_once(
    page: PageOpener, client: FlaskClient, database: Database
) -> None:
    with database.transaction() as session:
        a_team(session)
        volunteer_id = a_volunteer(session).id
    with time_machine.travel(NOW, tick=False):
        sign_in_as(client, database, volunteer_id, NOW)
        team = page.open("/volunteers/teams/t1")
        join = "/volunteers/teams/t1/join"
        assert "申请已送交队长" in page.submit(team, action=join).text
        assert "申请正在等待" in page.submit(team, action=join).text
        client.set_cookie("lang", "en")
        again = page.submit(team, action=join)
        assert "You are a member" in again.text or "already" in again.text
        assert join not in [form.get("action") for form in again.forms]


def test_a_guardian_is_somebody_else_and_not_rung_without_end(
    page: PageOpener, client: FlaskClient, database: Database
) -> None:
    with database.transaction() as session:
        minor = a_volunteer(session, born=date(2010, 5, 1))
        minor.mobile = "13800000000"
        minor_id = minor.id
    with time_machine.travel(NOW, tick=False):
        sign_in_as(client, database, minor_id, NOW)
        form = page.open("/volunteers/me/guardian")
        for own in ("V1@example.org", "138 0000 0000"):
            back = page.submit(form, {"name": "妈妈", "contact": own}, action="", status=422)
            assert "不能是您自己的" in back.text
        guardian = {"name": "妈妈", "contact": "13900000000"}
        for _ in range(5):
            page.submit(form, guardian, action="")
        assert "发得太多" in page.submit(form, guardian, action="", status=422).text
    with database.reading() as session:
        asked = session.scalars(select(Notice).where(Notice.kind == "guardian link")).all()
        assert len(asked) == 5


def test_a_location_consent_once_given_can_be_taken_back_where_the_others_are(
    page: PageOpener, client: FlaskClient, database: Database
) -> None:
    with database.transaction() as session:
        volunteer, shift = a_volunteer(session), a_shift(session)
        signed_up(session, shift, volunteer)
        give_consent(session, volunteer, ConsentKind.LOCATION, now=START)
        code = shown(shift, START)
        check_in(session, shift.id, volunteer.id, code, now=START, rules=RULES, is_inside=True)
        volunteer_id = volunteer.id
    action = "/volunteers/me/consents/location"
    with time_machine.travel(END, tick=False):
        sign_in_as(client, database, volunteer_id, END)
        consents = page.open("/volunteers/me/consents")
        back = page.submit(consents, {"answer": "no"}, action=action)
        assert action not in [form.get("action") for form in back.forms]
    with database.reading() as session:
        assert session.scalars(select(Attendance.was_inside)).all() == [None]


def test_a_certificate_whose_hours_were_taken_back_says_so_when_it_is_verified(
    page: PageOpener, client: FlaskClient, database: Database, app: Flask
) -> None:
    keys = CertificateSigner(app.extensions["settings"].secret_key)
    with database.transaction() as session:
        volunteer, shift = a_volunteer(session), a_shift(session)
        signed_up(session, shift, volunteer)
        record = serve(session, shift, volunteer)
        close(session, shift)
        certificate = issue_certificate(
            session,
            volunteer,
            Period(START.date(), END.date()),
            issuer=Issuer("某市", "", "", ""),
            signer=keys,
            vault=IdentityVault(SECRET),
            issued_on=END.date(),
            now=CLOSING,
            rng=Random(1),
        )
        path = f"/volunteers/verify?number={certificate.number}&code={certificate.signature[:16]}"
        record_id = record.id
    with time_machine.travel(CLOSING, tick=False):
        assert "记录有更正" not in page.open(path).text
        with database.transaction() as session:
            plan = SpotCheckPlan(START.date(), END.date(), 5, "种子")
            moment = by(ANOTHER_COORDINATOR, CLOSING)
            check = draw_spot_check(session, plan, moment=moment, rules=RULES)
            key = (check.id, record_id)
            record_finding(session, key, ("false", "没有来"), moment=moment, rules=RULES)
        shown_page = page.open(path)
        assert "属实" in shown_page.text
        assert "现在是信用时长 0.0 小时" in shown_page.text


@pytest.mark.parametrize(
    "text",
    [
        "a\u2028b@example.org",
        "a,b@example.org",
        "张三@example.org",
        "a@-example.org",
        "a@b",
        "@b.c",
    ],
)
def test_what_no_mail_server_would_be_handed_is_no_address(text: str) -> None:
    assert EMAIL.fullmatch(text) is None


@pytest.mark.parametrize("text", ["a@b.cn", "first.last+tag@mail.example.org", "x_y@a-b.example"])
def test_addresses_that_people_have_are_addresses(text: str) -> None:
    assert EMAIL.fullmatch(text)


def test_every_rule_has_bounds_that_its_default_keeps() -> None:
    assert set(RANGES) == set(NUMBER_RULES)
    rules = VolunteerRules()
    for name, (least, most) in RANGES.items():
        assert least <= getattr(rules, name) <= most, name
