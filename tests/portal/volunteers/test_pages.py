"""The volunteers' pages: from registering to a certificate; organisers; strangers kept out."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.tables import Account
from portal.db import Database
from portal.volunteers.attendance.codes import CodeMaker
from portal.volunteers.certificates.tables import Certificate
from portal.volunteers.notices.tables import Notice
from portal.volunteers.pages.errors import PAGES
from portal.volunteers.people.tables import GuardianConsent, Volunteer
from portal.volunteers.recognition.tables import Reward
from portal.volunteers.refusals import VolunteerRefusal
from portal.volunteers.signups.tables import SignUp
from tests.pages import PageOpener
from tests.portal.volunteers.builders import (
    IN_THREE_DAYS,
    NOW,
    RULES,
    STREET,
    a_city,
    a_member,
    a_shift,
    a_team,
    a_volunteer,
    an_activity,
    close,
    serve,
    signed_up,
)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that the test moves."""
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


@pytest.fixture
def city(database: Database) -> None:
    with database.transaction() as session:
        a_city(session)


@pytest.fixture
def codes(app: Flask) -> CodeMaker:
    return CodeMaker(app.extensions["settings"].secret_key)


def a_public_shift(database: Database) -> tuple[int, int]:
    """Activity and shift ids of something to sign up for."""
    with database.transaction() as session:
        activity = an_activity(session, min_age=16)
        shift = a_shift(session, activity, starts_at=IN_THREE_DAYS)
        return activity.id, shift.id


def sign_in_as(client: FlaskClient, database: Database, volunteer_id: int, at: datetime) -> None:
    """Be this volunteer on the test's browser."""
    with database.reading() as session:
        stamp = session.get_one(Volunteer, volunteer_id).session_stamp
    with client.session_transaction() as browser:
        browser.clear()
        browser |= {
            "volunteer": volunteer_id,
            "volunteer_stamp": stamp,
            "volunteer_seen": int(at.timestamp()),
        }


def an_organiser(database: Database, code: str = "t0") -> int:
    """A volunteer who organises a team."""
    with database.transaction() as session:
        organiser = a_volunteer(session, 500 + sum(code.encode()))
        return a_team(session, code, leader=organiser).id and organiser.id


CHINESE_NAMES = {"志愿者", "服务队", "注意来往车辆", "捡拾垃圾", "清洁街道"}

REGISTRATION = {
    "name": "志愿者甲",
    "birth": "1990-05",
    "contact": "13800000000",
    "street": STREET,
    "password": "河边的长椅很安静哦 2026",
    "agrees": "yes",
}


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
    page.submit(page.open("/volunteers/me/certificates"), action="")
    with database.reading() as session:
        certificate = session.scalars(select(Certificate)).one()
    shown = page.open(f"/volunteers/me/certificates/{certificate.number}")
    assert "清洁街道" in shown.text
    client.delete_cookie("session")
    good = f"/volunteers/verify?number={certificate.number}&code={certificate.signature[:16]}"
    assert "属实" in page.open(good).text
    forged = good[:-1] + ("0" if good[-1] != "0" else "1")
    assert page.open(forged, status=409).heading == "证明核对不上"


def test_a_certificate_can_be_taken_as_pdf(
    client: FlaskClient, page: PageOpener, database: Database, clock: time_machine.Traveller
) -> None:
    with database.transaction() as session:
        volunteer = a_volunteer(session)
        serve_one_shift(session, volunteer)
        volunteer_id = volunteer.id
    at = IN_THREE_DAYS + timedelta(hours=5)
    clock.move_to(at)
    sign_in_as(client, database, volunteer_id, at)
    page.submit(page.open("/volunteers/me/certificates"), action="")
    with database.reading() as session:
        number = session.scalars(select(Certificate.number)).one()
    response = client.get(f"/volunteers/me/certificates/{number}.pdf")
    assert response.mimetype == "application/pdf"
    assert response.data.startswith(b"%PDF-")


def serve_one_shift(session: Session, volunteer: Volunteer) -> None:
    """Three credited hours for a volunteer."""
    shift = a_shift(session)
    signed_up(session, shift, volunteer)
    serve(session, shift, volunteer)
    close(session, shift)


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
    page: PageOpener, client: FlaskClient, database: Database
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


def test_statistics_say_that_sample_volunteers_are_counted(
    page: PageOpener, database: Database, official: Account
) -> None:
    with database.transaction() as session:
        a_volunteer(session).is_sample_data = True
    assert "示例数据" in page.open("/volunteers/city/").text


def test_coordinators_see_statistics_change_rules_and_export(
    page: PageOpener, database: Database, official: Account
) -> None:
    with database.transaction() as session:
        serve_one_shift(session, a_volunteer(session))
    shown = page.open("/volunteers/city/")
    assert shown.heading == "志愿服务统计"
    assert "示例数据" not in shown.text
    rules = page.open("/volunteers/city/rules")
    refused = page.submit(rules, {"star_hours": "300, 100"}, action="", status=422)
    assert "从小到大" in refused.text
    page.submit(rules, {"star_hours": "30, 60, 100"}, action="")
    again = page.open("/volunteers/city/rules")
    assert "30, 60, 100" in again.html
    response = page.client.post(
        "/volunteers/city/export",
        data={
            "csrf_token": re.findall('name="csrf_token" value="([^"]+)"', shown.html)[0],
            "first": "2026-01-01",
            "last": "2026-12-31",
        },
    )
    lines = response.get_data(as_text=True).splitlines()
    assert lines[0].startswith("\ufeff志愿者编号,姓名")
    assert "清洁街道" in lines[1]


@pytest.mark.usefixtures("official", "city")
def test_a_coordinator_founds_a_team_stocks_rewards_and_records_training(
    page: PageOpener, database: Database
) -> None:
    with database.transaction() as session:
        number = a_volunteer(session).number
    team = {
        "name_zh": "新队",
        "purpose_zh": "服务邻里",
        "code": "xin",
        "contact": "0990-0000000",
        "street": STREET,
        "leader": number.lower(),
    }
    form = page.open("/volunteers/city/teams/new")
    faulty = page.submit(form, team | {"code": "新", "leader": "V1"}, action="", status=422)
    assert "没有这个志愿者编号" in faulty.text
    assert page.submit(form, team, action="").heading == "新队"
    taken = page.submit(page.open("/volunteers/city/teams/new"), team, action="", status=422)
    assert "已有团队使用" in taken.text
    reward = {"name_zh": "水杯", "price": "20", "n_in_stock": "3"}
    assert "水杯" in page.submit(page.open("/volunteers/city/rewards"), reward, action="").text
    training = {"number": number, "title": "急救", "minutes": "60"}
    shown = page.submit(page.open("/volunteers/city/trainings"), training, action="")
    assert "已保存" in shown.text


def test_an_organiser_plans_publishes_and_cancels(
    page: PageOpener, client: FlaskClient, database: Database, clock: time_machine.Traveller
) -> None:
    organiser_id = an_organiser(database)
    sign_in_as(client, database, organiser_id, NOW)
    words = {
        "title_zh": "植树",
        "content_zh": "在河岸植树",
        "field": "environment",
        "audience": "everyone",
        "contact_zh": "0990-0000000",
        "risk": "ordinary",
        "risk_note_zh": "注意工具",
        "min_age": "16",
    }
    form = page.open("/volunteers/organise/teams/t0/activities/new")
    draft = page.submit(form, words, action="")
    address = draft.response.request.path
    too_early = page.submit(draft, action=f"{address}/publish", status=422)
    assert too_early.heading == "还不能发布"
    shift = {
        "day": "2026-12-01",
        "starts": "09:00",
        "ends": "11:30",
        "place": "河岸",
        "street": STREET,
        "min_places": "2",
        "max_places": "9",
        "n_weeks": "3",
    }
    faulty = page.submit(draft, shift | {"day": "明天"}, action=f"{address}/shifts", status=422)
    assert "请填日期" in faulty.text
    planned = page.submit(draft, shift, action=f"{address}/shifts")
    assert "已添加 4 个班次" in planned.text
    published = page.submit(planned, action=f"{address}/publish")
    public = page.open("/volunteers/?field=environment&from=2026-12-08&to=2026-12-08")
    assert public.text.count("植树") == 1
    page.submit(published, {"reason": "暴雨"}, action=f"{address}/cancel")
    assert "植树" not in page.open("/volunteers/").text


@pytest.mark.usefixtures("clock")
def test_nobody_reaches_another_persons_or_teams_pages(
    page: PageOpener, client: FlaskClient, app: Flask, database: Database
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    activity_id, shift_id = a_public_shift(database)
    stranger = an_organiser(database, "t9")
    with database.transaction() as session:
        owner = a_volunteer(session, 2)
        made = SignUp(
            shift_id=shift_id,
            volunteer_id=owner.id,
            state="signed up",
            signed_up_at=NOW,
            changed_at=NOW,
        )
        session.add(made)
        session.flush()
        sign_up_id = made.id
    sign_in_as(client, database, stranger, NOW)
    for path, fields in (
        (f"organise/shifts/{shift_id}/close", {}),
        (f"organise/shifts/{shift_id}/cancel", {"reason": "x"}),
        (f"organise/shifts/{shift_id}/message", {"message": "x"}),
        (f"organise/shifts/{shift_id}/sheet/{sign_up_id}", {"arrived": "09:00"}),
        (f"organise/activities/{activity_id}/cancel", {"reason": "x"}),
        (f"organise/activities/{activity_id}/publish", {}),
        (f"organise/sign-ups/{sign_up_id}/excuse", {}),
        ("teams/t0/places", {"member": str(stranger), "shift": str(shift_id)}),
        (f"teams/t0/members/{stranger}", {"answer": "leader"}),
        (f"me/sign-ups/{sign_up_id}/withdraw", {}),
        (f"me/sign-ups/{sign_up_id}/accept", {}),
    ):
        response = client.post(f"/volunteers/{path}", data=fields)
        assert response.status_code in (403, 404), f"{path}: {response.status_code}"
    for path in (
        f"organise/shifts/{shift_id}",
        f"organise/shifts/{shift_id}/roster",
        f"organise/shifts/{shift_id}/code",
        f"organise/activities/{activity_id}",
        "teams/t0/members",
        "me/certificates/2026-0000000000",
    ):
        assert client.get(f"/volunteers/{path}").status_code in (403, 404), path


def test_every_refusal_has_its_page() -> None:
    assert set(VolunteerRefusal.__subclasses__()) == set(PAGES)


@pytest.mark.usefixtures("city")
def test_strangers_are_shown_where_to_sign_in(client: FlaskClient, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    guarded = ("/volunteers/me", "/volunteers/organise", "/volunteers/city")
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(guarded)]
    assert len(rules) > 40
    for rule in rules:
        places = dict.fromkeys(rule.arguments, "1")
        path = app.url_map.bind("localhost").build(rule.endpoint, places, append_unknown=False)
        for method in (rule.methods or set()) & {"GET", "POST"}:
            response = client.open(path, method=method)
            assert response.status_code == (303 if method == "GET" else 403), f"{method} {path}"
