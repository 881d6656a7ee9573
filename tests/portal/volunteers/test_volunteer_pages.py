"""A volunteer's pages: from registering to a certificate, to one's data and leaving."""

import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from portal.db import Database
from portal.volunteers.attendance.codes import CodeMaker
from portal.volunteers.certificates.content import (
    CertificateContent,
    CertifiedService,
    read_content,
    write_content,
)
from portal.volunteers.certificates.issuer import Issuer, change_issuer
from portal.volunteers.certificates.tables import Certificate, CertificateRequest
from portal.volunteers.notices.tables import Notice
from portal.volunteers.people.tables import GuardianConsent, Volunteer
from portal.volunteers.recognition.tables import Reward
from tests.pages import Page, PageOpener
from tests.portal.volunteers.builders import (
    IN_THREE_DAYS,
    NOW,
    RULES,
    a_member,
    a_shift,
    a_team,
    a_volunteer,
    an_activity,
)
from tests.portal.volunteers.visiting import (
    REGISTRATION,
    a_public_shift,
    serve_one_shift,
    sign_in_as,
)

PARTS = ("宁泽市志愿服务中心", "负责人甲", "经办人乙", "0990-1111111")
"""Who issues, its head, who handles it, how to ask."""


def test_from_registering_to_a_verified_certificate(
    page: PageOpener,
    client: FlaskClient,
    database: Database,
    codes: CodeMaker,
    clock: time_machine.Traveller,
) -> None:
    activity_id, shift_id = a_public_shift(database)
    page.submit(page.open("/volunteers/register"), REGISTRATION)
    listed = page.open("/volunteers/")
    assert f"/volunteers/activities/{activity_id}" in listed.links
    activity = page.open(f"/volunteers/activities/{activity_id}")
    home = page.submit(activity, action=f"/volunteers/me/shifts/{shift_id}/sign-up")
    assert "报名成功" in home.text

    with database.reading() as session:
        volunteer = session.scalars(select(Volunteer).where(Volunteer.mobile.is_not(None))).one()
        organiser_id = session.scalars(select(Volunteer.id).where(Volunteer.id != volunteer.id))
        organiser = organiser_id.first()
    assert organiser is not None
    clock.move_to(IN_THREE_DAYS)
    sign_in_as(client, database, volunteer.id, IN_THREE_DAYS)
    check = f"/volunteers/shifts/{shift_id}/check-in"
    wrong = page.submit(page.open(check), {"code": "ZZZZZZ"}, action="", status=422)
    assert "签到码不对" in wrong.text
    scanned = f"{check}?code={codes.make(shift_id, IN_THREE_DAYS, rules=RULES)}"
    assert "已签到" in page.submit(page.open(scanned), action="").text
    end = IN_THREE_DAYS + timedelta(hours=3)
    clock.move_to(end)
    code = codes.make(shift_id, end, rules=RULES)
    assert "已签退" in page.submit(page.open(check), {"code": code}, action="").text

    clock.move_to(end + timedelta(minutes=5))
    sign_in_as(client, database, organiser, end)
    sheet = page.open(f"/volunteers/organise/shifts/{shift_id}")
    closed = page.submit(sheet, action=f"/volunteers/organise/shifts/{shift_id}/close")
    assert "1 人的时长已记入" in closed.text

    sign_in_as(client, database, volunteer.id, end)
    assert "3.0" in page.open("/volunteers/me/").text
    asked = page.submit(page.open("/volunteers/me/certificates"), action="")
    assert "公示至 2026年12月1日" in asked.text
    take_noticed(page, client, database, volunteer.id, clock)
    with database.reading() as session:
        certificate = session.scalars(select(Certificate)).one()
    shown = page.open(f"/volunteers/me/certificates/{certificate.number}")
    assert "清洁街道" in shown.text
    client.delete_cookie("session")
    good = f"/volunteers/verify?number={certificate.number}&code={certificate.signature[:16]}"
    assert "属实" in page.open(good).text
    forged = good[:-1] + ("0" if good[-1] != "0" else "1")
    assert page.open(forged, status=409).heading == "证明核对不上"


def take_noticed(
    page: PageOpener,
    client: FlaskClient,
    database: Database,
    volunteer_id: int,
    clock: time_machine.Traveller,
) -> Page:
    """Come back when the notice is over and take the certificate."""
    with database.reading() as session:
        request_id = session.scalars(select(CertificateRequest.id)).one()
    later = IN_THREE_DAYS + timedelta(days=8)
    clock.move_to(later)
    sign_in_as(client, database, volunteer_id, later)
    ready = page.open("/volunteers/me/certificates")
    return page.submit(ready, action=f"/volunteers/me/certificates/requests/{request_id}/take")


def test_a_certificate_names_its_issuer_on_the_page_and_as_pdf(
    client: FlaskClient, page: PageOpener, database: Database, clock: time_machine.Traveller
) -> None:
    with database.transaction() as session:
        volunteer = a_volunteer(session)
        serve_one_shift(session, volunteer)
        volunteer_id = volunteer.id
        change_issuer(session, Issuer(*PARTS), by="chen", now=NOW)
    at = IN_THREE_DAYS + timedelta(hours=5)
    clock.move_to(at)
    sign_in_as(client, database, volunteer_id, at)
    page.submit(page.open("/volunteers/me/certificates"), action="")
    shown = take_noticed(page, client, database, volunteer_id, clock)
    with database.reading() as session:
        number = session.scalars(select(Certificate.number)).one()
    response = client.get(f"/volunteers/me/certificates/{number}.pdf")
    assert response.mimetype == "application/pdf"
    printed = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(response.data)).pages)
    for words in (*PARTS, "志愿者001", "清洁街道", number, "3.0"):
        assert words in shown.text
        assert words in printed
    with database.transaction() as session:
        issuer = Issuer("另一个单位", "负责人丙", "经办人丁", "0990-2222222")
        change_issuer(session, issuer, by="chen", now=at)
    again = page.open(f"/volunteers/me/certificates/{number}").text
    assert all(words in again for words in PARTS)
    client.set_cookie("lang", "en")
    english = page.open(f"/volunteers/me/certificates/{number}").text
    assert "Clean the street" in english
    assert "清洁街道" not in english


@pytest.fixture
def without_pango(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server on which the printing program cannot load its library."""
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


@pytest.mark.usefixtures("without_pango")
def test_a_server_without_pango_says_so_and_shows_the_page_to_print(
    page: PageOpener, client: FlaskClient, database: Database, clock: time_machine.Traveller
) -> None:
    with database.transaction() as session:
        volunteer = a_volunteer(session)
        serve_one_shift(session, volunteer)
        volunteer_id = volunteer.id
    at = IN_THREE_DAYS + timedelta(hours=5)
    clock.move_to(at)
    sign_in_as(client, database, volunteer_id, at)
    page.submit(page.open("/volunteers/me/certificates"), action="")
    take_noticed(page, client, database, volunteer_id, clock)
    with database.reading() as session:
        number = session.scalars(select(Certificate.number)).one()
    shown = page.open(f"/volunteers/me/certificates/{number}.pdf")
    assert "还不能生成 PDF" in shown.text
    assert number in shown.text


def test_a_certificate_of_before_english_names_is_read() -> None:
    content = CertificateContent(
        number="1",
        issued_on="2026-11-21",
        name="志愿者001",
        volunteer_number="V1",
        identity_masked="",
        first_day="2026-11-01",
        last_day="2026-11-20",
        credited_minutes=180,
        honour_minutes=0,
        services=(
            CertifiedService("清洁街道", "2026-11-02", "2026-11-02", 180, "credited", "清河环保队"),
        ),
        issuer="",
        head="",
        handler="",
        contact="",
    )
    written = write_content(content)
    before = written.replace(',"team_en":""', "").replace(',"title_en":""', "")
    assert "_en" not in before
    assert read_content(before) == content


@pytest.mark.usefixtures("city", "clock")
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"contact": "12345"}, "请填 11 位手机号"),
        ({"birth": "五月"}, "请填年份和月份"),
        ({"birth": "2015-05"}, "14 岁以上"),
        ({"password": "short"}, "至少 12 个字符"),
        ({"agrees": "no"}, "请先阅读并同意"),
        ({"name": ""}, "请填写这一项"),
        ({"street": "990000000000"}, ""),
    ],
)
def test_a_faulty_registration_comes_back_with_its_errors(
    page: PageOpener, changed: dict[str, str], words: str
) -> None:
    form = page.open("/volunteers/register")
    back = page.submit(form, REGISTRATION | changed, status=422)
    assert words in back.text
    assert back.title.startswith("错误")


@pytest.mark.usefixtures("city", "clock")
def test_a_minors_guardian_decides_by_a_link(page: PageOpener, database: Database) -> None:
    minor = {"birth": "2010-05", "guardian_name": "监护人", "guardian_contact": "13900000000"}
    home = page.submit(page.open("/volunteers/register"), REGISTRATION | minor)
    assert "需要监护人同意" in home.text
    assert "链接没有发出：本站还不能向 13900000000 发送消息" in home.text
    with database.reading() as session:
        notice = session.scalars(select(Notice).where(Notice.kind == "guardian link")).one()
        address = notice.data["link"].removeprefix("http://127.0.0.1:8000")
        assert notice.address == "13900000000"
    asked = page.open(address)
    agreed = page.submit(asked, button=("answer", "yes"), action="")
    assert "收回同意" in agreed.text
    page.submit(agreed, button=("answer", "withdraw"), action="")
    with database.reading() as session:
        consent = session.scalars(select(GuardianConsent)).one()
        assert consent.given_at is not None
        assert consent.withdrawn_at is not None


@pytest.mark.usefixtures("city", "clock")
def test_a_password_or_a_link_lets_a_volunteer_in(
    app: Flask, page: PageOpener, client: FlaskClient, database: Database
) -> None:
    page.submit(page.open("/volunteers/register"), REGISTRATION)
    client.delete_cookie("session")
    entered = {"contact": "138 0000 0000", "password": REGISTRATION["password"]}
    wrong = page.submit(
        page.open("/volunteers/sign-in"), entered | {"password": "x" * 12}, status=422
    )
    assert "密码不对" in wrong.text
    form = page.open("/volunteers/sign-in?next=/volunteers/me/data")
    assert page.submit(form, entered).heading == "下载数据或注销"
    client.delete_cookie("session")
    nowhere = page.submit(page.open("/volunteers/link"), {"contact": "13800000000"}, status=422)
    assert "还不能向这样的联系方式发送链接" in nowhere.text
    with_texts = {"text_gateway": "https://texts.example.org/"}
    app.extensions["settings"] = replace(app.extensions["settings"], **with_texts)
    known = page.submit(page.open("/volunteers/link"), {"contact": "13800000000"})
    unknown = page.submit(page.open("/volunteers/link"), {"contact": "13800000001"})
    assert known.text == unknown.text
    with database.reading() as session:
        notice = session.scalars(select(Notice).where(Notice.kind == "sign-in link")).one()
    address = notice.data["link"].removeprefix("http://127.0.0.1:8000")
    assert page.submit(page.open(address), action="").heading == "我的志愿服务"
    client.delete_cookie("session")
    assert page.submit(page.open(address), action="", status=410).heading == "链接已失效"


def test_data_can_be_taken_away_and_the_account_closed(
    page: PageOpener, client: FlaskClient, database: Database, clock: time_machine.Traveller
) -> None:
    with database.transaction() as session:
        volunteer = a_volunteer(session)
        serve_one_shift(session, volunteer)
        volunteer_id = volunteer.id
    at = IN_THREE_DAYS + timedelta(hours=5)
    clock.move_to(at)
    sign_in_as(client, database, volunteer_id, at)
    data = client.get("/volunteers/me/data.json").get_json()
    assert data["person"]["email"] == "v1@example.org"
    assert data["hours"][0]["minutes"] == 180
    assert not re.search("session_stamp|password", str(data))
    leave = page.open("/volunteers/me/data")
    assert "请先勾选" in page.submit(leave, action="/volunteers/me/close").text
    assert "已注销" in page.submit(leave, {"sure": "yes"}, action="/volunteers/me/close").text
    with database.reading() as session:
        left = session.get_one(Volunteer, volunteer_id)
        assert (left.state, left.name, left.email) == ("deleted", None, None)


def test_every_page_of_a_volunteer_opens_in_both_languages(
    page: PageOpener, client: FlaskClient, database: Database, clock: time_machine.Traveller
) -> None:
    with database.transaction() as session:
        volunteer = a_volunteer(session)
        serve_one_shift(session, volunteer)
        team = a_team(session, "t1")
        a_member(session, team, volunteer, role="leader")
        session.add(Reward(name_zh="水杯", name_en="Cup", price=10, n_in_stock=3))
        shift = a_shift(session, an_activity(session, team), starts_at=NOW + timedelta(days=20))
        volunteer_id, shift_id, activity_id = volunteer.id, shift.id, shift.activity_id
    at = IN_THREE_DAYS + timedelta(hours=5)
    clock.move_to(at)
    sign_in_as(client, database, volunteer_id, at)
    for language in ("zh", "en"):
        client.set_cookie("lang", language)
        for path in (
            "",
            "month",
            "month?month=2026-12",
            "map",
            "teams",
            "teams/t1",
            "teams/t1/members",
            "verify",
            f"activities/{activity_id}",
            "me/",
            "me/past",
            "me/details",
            "me/choices",
            "me/consents",
            "me/data",
            "me/guardian",
            "me/rewards",
            "me/certificates",
            f"shifts/{shift_id}/check-in",
            "organise/",
            "organise/cases",
            "organise/teams/t1/activities/new",
            f"organise/activities/{activity_id}",
            f"organise/activities/{activity_id}/edit",
            f"organise/shifts/{shift_id}",
            f"organise/shifts/{shift_id}/roster",
            f"organise/shifts/{shift_id}/code",
            f"organise/shifts/{shift_id}/poster",
            f"organise/shifts/{shift_id}/backfill",
            "register",
            "sign-in",
            "link",
        ):
            shown = page.open(f"/volunteers/{path}")
            # The names of the test's own people and places stay as they are.
            chinese = re.findall("[\u4e00-\u9fff]{2,}", shown.text) if language == "en" else []
            assert set(chinese) <= {"志愿者", "服务队", "注意来往车辆", "捡拾垃圾", "清洁街道"}, (
                f"{path}: {chinese}"
            )
