"""Certificates under public notice: shown, objected to, given out as they were shown."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.tables import Account, AuditEntry
from portal.db import Database
from portal.volunteers import refusals
from portal.volunteers.activities.tables import Activity, Shift
from portal.volunteers.attendance.corrections import Claim, ask_for_correction, decide_correction
from portal.volunteers.certificates.content import read_content
from portal.volunteers.certificates.issuer import Issuer
from portal.volunteers.certificates.objections import (
    decide_objection,
    list_open_objections,
    raise_objection,
)
from portal.volunteers.certificates.public_notice import (
    ask_for_certificate,
    find_own_request,
    give_out,
    list_noticed,
    withdraw_request,
)
from portal.volunteers.certificates.service import CertificateSigner
from portal.volunteers.certificates.services import Period
from portal.volunteers.certificates.tables import (
    Certificate,
    CertificateObjection,
    CertificateRequest,
)
from portal.volunteers.closing import close_account, collect_data
from portal.volunteers.jobs import keep_volunteers
from portal.volunteers.notices.tables import Notice
from portal.volunteers.people.consents import ConsentKind, give_consent, withdraw_consent
from portal.volunteers.people.identity import IdentityVault
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.rules import VolunteerRules
from tests.pages import PageOpener
from tests.portal.volunteers.builders import (
    CLOSING,
    COORDINATOR,
    END,
    RULES,
    SECRET,
    START,
    a_shift,
    a_volunteer,
    as_actor,
    by,
    close,
    minutes,
    serve,
    signed_up,
)
from tests.portal.volunteers.visiting import sign_in_as

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
READY = datetime(2026, 12, 1, 16, 0, tzinfo=UTC)
"""Midnight on the city's clock after seven full days: asked on 24 November, ready on 2 December."""
A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Asked:
    """A volunteer with three hours under notice."""

    volunteer: Volunteer
    request_id: int
    shift: Shift


def who_asked(session: Session, *, rules: VolunteerRules = RULES) -> Asked:
    """Somebody who served and asked for a certificate."""
    volunteer, shift = a_volunteer(session), a_shift(session)
    signed_up(session, shift, volunteer)
    serve(session, shift, volunteer)
    close(session, shift)
    request = ask_for_certificate(session, volunteer, YEAR, now=CLOSING, rules=rules)
    return Asked(volunteer, request.id, shift)


def take(
    session: Session, asked: Asked, *, now: datetime = READY, rules: VolunteerRules = RULES
) -> Certificate | None:
    """Take what was under notice."""
    return give_out(
        session,
        asked.request_id,
        asked.volunteer,
        issuer=Issuer("志愿服务工作办公室", "", "", "0990-0000000"),
        signer=CertificateSigner(SECRET),
        vault=IdentityVault(SECRET),
        now=now,
        rng=Random(1),
        rules=rules,
    )


def object_to(
    session: Session, asked: Asked, number: int = 2, *, now: datetime = CLOSING
) -> Volunteer:
    """Another volunteer objects."""
    other = a_volunteer(session, number)
    raise_objection(session, asked.request_id, other.id, "那天只有两个人", now=now, rules=RULES)
    return other


def decide(session: Session, note: str, *, is_upheld: bool) -> None:
    """A coordinator decides the first open objection."""
    objection = list_open_objections(session)[0]
    moment = by(COORDINATOR, CLOSING)
    decide_objection(session, objection.id, note, is_upheld=is_upheld, moment=moment)


def list_kinds(session: Session, volunteer: Volunteer) -> list[str]:
    """What a volunteer was told."""
    session.flush()
    told = select(Notice.kind).where(Notice.volunteer_id == volunteer.id).order_by(Notice.id)
    return list(session.scalars(told))


def test_notice_lasts_seven_full_days_of_the_city(session: Session) -> None:
    asked = who_asked(session)
    with pytest.raises(refusals.NoticeRunning):
        take(session, asked, now=READY - A_SECOND)
    certificate = take(session, asked)
    assert certificate is not None
    content = read_content(certificate.content)
    assert (content.credited_minutes, content.issued_on) == (180, "2026-12-02")
    with pytest.raises(refusals.AlreadyDecided):
        take(session, asked)


def test_a_city_may_do_without_notices(session: Session) -> None:
    rules = replace(RULES, notice_days=0)
    asked = who_asked(session, rules=rules)
    assert list_noticed(session, today=rules.find_day(CLOSING)) == ()
    assert take(session, asked, now=CLOSING, rules=rules) is not None


def test_what_stood_in_the_notice_is_what_is_certified(session: Session) -> None:
    asked = who_asked(session)
    claim = Claim(START, END - minutes(30), "早走了")
    who = asked.volunteer.id
    correction = ask_for_correction(session, asked.shift.id, who, claim, now=CLOSING)
    moment = by(COORDINATOR, CLOSING)
    decide_correction(session, correction.id, accepts=True, moment=moment, rules=RULES)
    assert take(session, asked) is None
    assert session.get_one(CertificateRequest, asked.request_id).state == "changed"
    again = ask_for_certificate(session, asked.volunteer, YEAR, now=READY, rules=RULES)
    # A title may be spelt better meanwhile.
    session.get_one(Activity, asked.shift.activity_id).title_zh = "清洁街道（河东）"
    later = READY + timedelta(days=8)
    certificate = take(session, replace(asked, request_id=again.id), now=later)
    assert certificate is not None
    assert read_content(certificate.content).credited_minutes == 150


def test_one_notice_at_a_time_that_can_be_taken_back(session: Session) -> None:
    asked = who_asked(session)
    with pytest.raises(refusals.AlreadyNoticed):
        ask_for_certificate(session, asked.volunteer, YEAR, now=CLOSING, rules=RULES)
    with pytest.raises(refusals.NotFound):
        withdraw_request(session, asked.request_id, a_volunteer(session, 2).id, now=CLOSING)
    withdraw_request(session, asked.request_id, asked.volunteer.id, now=CLOSING)
    assert find_own_request(session, asked.volunteer.id) is None
    ask_for_certificate(session, asked.volunteer, YEAR, now=CLOSING, rules=RULES)


def test_the_notice_shows_a_number_and_a_name_only_by_consent(session: Session) -> None:
    asked = who_asked(session)
    today = RULES.find_day(CLOSING)
    (noticed,) = list_noticed(session, today=today)
    assert (noticed.number, noticed.masked_name) == (asked.volunteer.number, "")
    give_consent(session, asked.volunteer, ConsentKind.PUBLIC_NOTICE, now=CLOSING)
    (noticed,) = list_noticed(session, today=today)
    assert noticed.masked_name == "志**"
    withdraw_consent(session, asked.volunteer, ConsentKind.PUBLIC_NOTICE, now=CLOSING)
    (noticed,) = list_noticed(session, today=today)
    assert noticed.masked_name == ""
    assert list_noticed(session, today=RULES.find_day(READY - A_SECOND)) != ()
    assert list_noticed(session, today=RULES.find_day(READY)) == ()


def test_nothing_is_given_out_while_an_objection_is_open(session: Session) -> None:
    asked = who_asked(session)
    other = object_to(session, asked, now=READY - A_SECOND)
    with pytest.raises(refusals.NoticeRunning):
        take(session, asked)
    # Contested, it stays in the public list beyond its days.
    assert list_noticed(session, today=RULES.find_day(READY))[0].is_contested
    objection_id, own = list_open_objections(session)[0].id, by(as_actor(asked.volunteer), CLOSING)
    with pytest.raises(refusals.NotAllowed):
        decide_objection(session, objection_id, "", is_upheld=False, moment=own)
    decide(session, "问过组织者，属实", is_upheld=False)
    assert list_kinds(session, other) == ["objection decided"]
    assert take(session, asked) is not None


def test_an_objection_upheld_ends_the_request_and_tells_both(session: Session) -> None:
    asked = who_asked(session)
    first, second = object_to(session, asked), object_to(session, asked, 3)
    decide(session, "签到表上没有这个人", is_upheld=True)
    assert list_open_objections(session) == ()
    assert session.get_one(CertificateRequest, asked.request_id).state == "refused"
    assert list_kinds(session, asked.volunteer)[-1] == "certificate refused"
    assert list_kinds(session, first) == list_kinds(session, second) == ["objection decided"]
    with pytest.raises(refusals.AlreadyDecided):
        take(session, asked)


def test_objections_are_raised_once_in_time_and_not_to_ones_own(session: Session) -> None:
    asked = who_asked(session)
    other = object_to(session, asked)
    with pytest.raises(refusals.AlreadyDecided):
        raise_objection(session, asked.request_id, other.id, "再说", now=CLOSING, rules=RULES)
    who = asked.volunteer.id
    with pytest.raises(refusals.NotAllowed):
        raise_objection(session, asked.request_id, who, "我", now=CLOSING, rules=RULES)
    for now, request_id in ((READY, asked.request_id), (CLOSING, 10**6)):
        with pytest.raises(refusals.NotFound):
            raise_objection(session, request_id, other.id, "晚了", now=now, rules=RULES)


def test_whoever_asked_is_told_once_when_the_notice_is_over(database: Database) -> None:
    with database.transaction() as session:
        volunteer = who_asked(session).volunteer
        volunteer_id = volunteer.id
    for now in (READY - A_SECOND, READY, READY + A_SECOND):
        keep_volunteers(database, {}, now=now, rules=RULES)
    with database.reading() as session:
        kinds = list_kinds(session, session.get_one(Volunteer, volunteer_id))
    assert kinds.count("certificate ready") == 1


def test_closing_the_account_ends_the_request_and_empties_the_words(session: Session) -> None:
    asked = who_asked(session)
    other = object_to(session, asked)
    data = collect_data(session, asked.volunteer, vault=IdentityVault(SECRET))
    assert data["certificate_requests"][0]["services"][0]["minutes"] == 180
    data = collect_data(session, other, vault=IdentityVault(SECRET))
    assert data["objections"][0]["reason"] == "那天只有两个人"
    close_account(session, other, now=CLOSING, rng=Random(1), rules=RULES)
    objection = session.scalars(select(CertificateObjection)).one()
    session.refresh(objection)
    assert (objection.state, objection.reason) == ("refused", "")
    close_account(session, asked.volunteer, now=CLOSING, rng=Random(2), rules=RULES)
    request = session.scalars(select(CertificateRequest)).one()
    session.refresh(request)
    assert request.state == "withdrawn"
    assert list_noticed(session, today=RULES.find_day(CLOSING)) == ()


def test_notices_and_objections_go_after_the_trace_days(database: Database) -> None:
    with database.transaction() as session:
        object_to(session, who_asked(session))
    keep_volunteers(database, {}, now=CLOSING + timedelta(days=399), rules=RULES)
    with database.reading() as session:
        assert session.scalars(select(CertificateObjection)).all() != []
    keep_volunteers(database, {}, now=CLOSING + timedelta(days=401), rules=RULES)
    with database.reading() as session:
        assert session.scalars(select(CertificateObjection)).all() == []
        assert session.scalars(select(CertificateRequest)).all() == []


def test_notice_objection_and_decision_on_their_pages(
    page: PageOpener, client: FlaskClient, database: Database, official: Account
) -> None:
    with client.session_transaction() as browser:
        as_official = dict(browser)
    with database.transaction() as session:
        asked = who_asked(session)
        owner, number, request_id = asked.volunteer.id, asked.volunteer.number, asked.request_id
        other = a_volunteer(session, 2).id
    with time_machine.travel(CLOSING, tick=False) as clock:
        sign_in_as(client, database, owner, CLOSING)
        own = page.open("/volunteers/me/certificates")
        assert "公示至 2026年12月1日" in own.text
        assert "领取证明" not in own.text
        early = page.submit(
            own, action=f"/volunteers/me/certificates/requests/{request_id}/withdraw"
        )
        assert "已撤回申请" in early.text
        page.submit(page.open("/volunteers/me/certificates"), action="")
        with database.reading() as session:
            request_id = session.scalars(
                select(CertificateRequest.id).where(CertificateRequest.state == "noticed")
            ).one()
        sign_in_as(client, database, other, CLOSING)
        listed = page.open("/volunteers/certificates")
        assert number in listed.text
        assert "志愿者001" not in listed.text
        form = page.open(f"/volunteers/certificates/{request_id}/objection")
        assert "请填写这一项" in page.submit(form, {"reason": " "}, action="", status=422).text
        sent = page.submit(form, {"reason": "那天只有两个人"}, action="")
        assert "已送交市级管理员" in sent.text
        twice = page.submit(form, {"reason": "再说一遍"}, action="", status=422)
        assert "您已经提过异议了" in twice.text
        sign_in_as(client, database, owner, CLOSING)
        assert "有人提出异议" in page.open("/volunteers/me/certificates").text
        with client.session_transaction() as browser:
            browser.clear()
            browser.update(as_official)
            browser["seen"] = int(CLOSING.timestamp())
        assert "1 件待审核" in page.open("/volunteers/organise/").text
        cases = page.open("/volunteers/organise/cases")
        assert "那天只有两个人" in cases.text
        with database.reading() as session:
            objection_id = session.scalars(select(CertificateObjection.id)).one()
        action = f"/volunteers/organise/cases/objection/{objection_id}"
        page.submit(cases, {"answer": "no", "note": "核对过签到表"}, action=action)
        with database.reading() as session:
            assert "certificate objection decided" in session.scalars(select(AuditEntry.action))
        clock.move_to(READY)
        sign_in_as(client, database, owner, READY)
        ready = page.open("/volunteers/me/certificates")
        taken = page.submit(ready, action=f"/volunteers/me/certificates/requests/{request_id}/take")
        assert taken.heading == "志愿服务记录证明"
        assert "现在没有在公示的" in page.open("/volunteers/certificates").text
        client.set_cookie("lang", "en")
        assert page.open("/volunteers/certificates").heading == "Certificates under notice"
