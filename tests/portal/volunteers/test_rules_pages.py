"""Pages of the rules: birth months, reasons, evaluations, spot checks, places, the board, data."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.tables import Account, AuditEntry
from portal.db import Database
from portal.volunteers.activities.tables import Activity, ActivitySkill, Shift
from portal.volunteers.attendance.tables import Attendance
from portal.volunteers.groups.tables import Membership, Team
from portal.volunteers.people.tables import GuardianConsent, Volunteer, VolunteerTrait
from portal.volunteers.rules import change_rule
from portal.volunteers.signups.tables import SignUp
from tests.pages import PageOpener
from tests.portal.volunteers.builders import (
    IN_THREE_DAYS,
    NOW,
    RULES,
    STREET,
    a_city,
    a_leader_of,
    a_shift,
    a_team,
    a_volunteer,
    an_activity,
    close,
    serve,
    signed_up,
)

AFTER = IN_THREE_DAYS + timedelta(hours=5)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AFTER, tick=False) as travel:
        yield travel


@pytest.fixture
def served(database: Database) -> dict[str, int]:
    """One volunteer with three hours, one who did not come, and the leader of their team."""
    with database.transaction() as session:
        team = a_team(session)
        shift = a_shift(session, an_activity(session, team))
        served, missed = a_volunteer(session, 1), a_volunteer(session, 2)
        for volunteer in (served, missed):
            signed_up(session, shift, volunteer)
        serve(session, shift, served)
        close(session, shift)
        return {
            "leader": a_leader_of(session, team).id,
            "served": served.id,
            "missed": missed.id,
            "shift": shift.id,
            "activity": shift.activity_id,
            "record": session.scalars(select(Attendance.id)).one(),
            "absence": session.scalars(
                select(SignUp.id).where(SignUp.volunteer_id == missed.id)
            ).one(),
        }


def become(client: FlaskClient, database: Database, volunteer_id: int) -> None:
    """Be this volunteer on the test's browser."""
    with database.reading() as session:
        stamp = session.get_one(Volunteer, volunteer_id).session_stamp
    with client.session_transaction() as browser:
        browser.clear()
        browser |= {
            "volunteer": volunteer_id,
            "volunteer_stamp": stamp,
            "volunteer_seen": int(AFTER.timestamp()),
        }


def test_a_month_of_birth_is_corrected_by_oneself_or_through_a_coordinator(
    page: PageOpener, client: FlaskClient, database: Database, official: Account
) -> None:
    with database.transaction() as session:
        adult, minor = a_volunteer(session), a_volunteer(session, 2, born=date(2010, 5, 1))
        adult_id, minor_id = adult.id, minor.id
    with client.session_transaction() as browser:
        as_official = dict(browser)
    become(client, database, adult_id)
    details = page.open("/volunteers/me/details")
    assert "/volunteers/me/birth" in details.links
    form = page.open("/volunteers/me/birth")
    for birth, words in (("1990-05", "和登记的一样"), ("2020-01", "14 岁以下"), ("五月", "例如")):
        back = page.submit(form, {"birth": birth, "reason": ""}, action="", status=422)
        assert words in back.text
    done = page.submit(form, {"birth": "1985-03", "reason": ""}, action="")
    assert "已更正" in done.text
    become(client, database, minor_id)
    form = page.open("/volunteers/me/birth")
    silent = page.submit(form, {"birth": "2000-05", "reason": " "}, action="", status=422)
    assert "请写明原因" in silent.text
    asked = page.submit(
        page.open("/volunteers/me/birth"), {"birth": "2000-05", "reason": "有学生证"}, action=""
    )
    assert "已送交市级管理员" in asked.text
    assert "在等市级管理员处理" in page.open("/volunteers/me/birth").text
    with client.session_transaction() as browser:
        browser.clear()
        browser.update(as_official)
    cases = page.open("/volunteers/organise/cases")
    assert "2010年5月" in cases.text
    assert "有学生证" in cases.text
    action = next(link for link in _actions(cases.html) if "/cases/birth/" in link)
    page.submit(cases, {"answer": "yes"}, action=action)
    with database.reading() as session:
        assert session.get_one(Volunteer, minor_id).birth_month == date(2000, 5, 1)
        assert "volunteer month of birth decided" in session.scalars(select(AuditEntry.action))


def _actions(html: str) -> list[str]:
    return [part.split('"')[0] for part in html.split('action="')[1:]]


def test_an_absence_says_its_count_its_consequence_and_how_to_contest(
    page: PageOpener, client: FlaskClient, database: Database, served: dict[str, int]
) -> None:
    become(client, database, served["missed"])
    past = page.open("/volunteers/me/past")
    for words in ("未到场", "1 次", "暂停报名 30 天", "申请更正", "说明原因"):
        assert words in past.text
    address = f"/volunteers/me/sign-ups/{served['absence']}/excuse"
    assert address in past.links
    form = page.open(address)
    assert page.submit(form, {"reason": ""}, action="", status=422).heading == "说明原因"
    sent = page.submit(form, {"reason": "孩子发烧"}, action="")
    assert "在等组织者决定" in sent.text
    become(client, database, served["leader"])
    assert "1 件待审核" in page.open("/volunteers/organise/").text
    cases = page.open("/volunteers/organise/cases")
    assert "孩子发烧" in cases.text
    action = f"/volunteers/organise/cases/excuse/{served['absence']}"
    assert "已处理" in page.submit(cases, {"answer": "yes"}, action=action).text
    become(client, database, served["missed"])
    assert "有正当理由" in page.open("/volunteers/me/past").text
    assert "已记为有正当理由" in page.open("/volunteers/me/notices").text


def test_an_evaluation_is_seen_by_its_volunteer(
    page: PageOpener, client: FlaskClient, database: Database, served: dict[str, int]
) -> None:
    become(client, database, served["leader"])
    sheet = page.open(f"/volunteers/organise/shifts/{served['shift']}")
    action = f"/volunteers/organise/shifts/{served['shift']}/evaluations/{served['record']}"
    page.submit(sheet, {"grade": "excellent", "words": "耐心细致"}, action=action)
    become(client, database, served["served"])
    assert "优秀，耐心细致" in page.open("/volunteers/me/past").text
    data = client.get("/volunteers/me/data.json").get_json()
    assert data["evaluations"][0]["words"] == "耐心细致"


def test_a_coordinator_draws_records_and_settles_what_is_found(
    page: PageOpener, client: FlaskClient, database: Database, served: dict[str, int]
) -> None:
    raise_official(database, client)
    checks = page.open("/volunteers/city/checks")
    assert "/volunteers/city/checks" in page.open("/volunteers/city/").links
    wrong = {"first": "2026-02-01", "last": "2026-01-01", "n_wanted": "5"}
    assert "不能早于" in page.submit(checks, wrong, action="", status=422).text
    empty = {"first": "2020-01-01", "last": "2020-12-31", "n_wanted": "5"}
    assert "没有已记入时长的记录" in page.submit(checks, empty, action="", status=422).text
    wanted = {"first": "2026-01-01", "last": "2026-12-31", "n_wanted": "5"}
    check = page.submit(checks, wanted, action="")
    assert "1 条中抽 1 条" in check.text
    action = next(link for link in _actions(check.html) if "/records/" in link)
    found = page.submit(check, {"finding": "false", "note": "本人说没去"}, action=action)
    assert "虚假率 100.0%（n=1，95% 区间 2.5%–100.0%，随机抽查）" in found.text
    cases = page.open("/volunteers/organise/cases")
    assert "抽查有疑问" in cases.text
    held = next(link for link in _actions(cases.html) if "/cases/held/" in link)
    page.submit(cases, {"answer": "no", "note": ""}, action=held)
    with database.reading() as session:
        assert session.scalars(select(Attendance.state)).one() == "refused"
        actions = set(session.scalars(select(AuditEntry.action)))
        assert {"volunteer spot check drawn", "volunteer spot check finding"} <= actions
    client.set_cookie("lang", "en")
    shown = page.open("/volunteers/city/checks")
    assert "False: 100.0% (n=1, 95% interval 2.5%–100.0%, random sample)" in shown.text
    assert "95% interval" in shown.text


def raise_official(database: Database, client: FlaskClient) -> None:
    """Be an official who has confirmed no record of these tests."""
    with database.transaction() as session:
        for number, name in enumerate(("chen", "lin"), start=1):
            account = Account(
                name=name, role="official", session_stamp=f"s{number}", created_at=NOW
            )
            session.add(account)
            session.flush()
        account_id, stamp = account.id, account.session_stamp
        session.query(Attendance).update({"approved_by": "official:0"})
    with client.session_transaction() as browser:
        browser.clear()
        browser |= {"account": account_id, "stamp": stamp, "seen": int(AFTER.timestamp())}


def test_more_places_go_to_who_waits(
    page: PageOpener, client: FlaskClient, database: Database
) -> None:
    with database.transaction() as session:
        team = a_team(session)
        shift = a_shift(
            session, an_activity(session, team), starts_at=AFTER + timedelta(days=9), places=1
        )
        holder, waiting = a_volunteer(session, 1), a_volunteer(session, 2)
        leader_id, shift_id, waiting_id = a_leader_of(session, team).id, shift.id, waiting.id
        signed_up(session, shift, holder)
    become(client, database, waiting_id)
    with database.reading() as session:
        activity_id = session.get_one(Shift, shift_id).activity_id
    page.submit(
        page.open(f"/volunteers/activities/{activity_id}"),
        action=f"/volunteers/me/shifts/{shift_id}/sign-up",
    )
    become(client, database, leader_id)
    sheet = page.open(f"/volunteers/organise/shifts/{shift_id}")
    action = f"/volunteers/organise/shifts/{shift_id}/places"
    faulty = {"min_places": "5", "max_places": "2"}
    assert "不能小于" in page.submit(sheet, faulty, action=action, status=422).text
    page.submit(sheet, {"min_places": "1", "max_places": "2"}, action=action)
    become(client, database, waiting_id)
    assert "为您保留" in page.open("/volunteers/me/").text


def test_a_leader_decides_whether_the_team_stands_on_the_board(
    page: PageOpener, client: FlaskClient, database: Database, served: dict[str, int]
) -> None:
    become(client, database, served["leader"])
    action = "/volunteers/teams/t1/board"
    shown = page.submit(page.open("/volunteers/teams/t1/members"), {"answer": "yes"}, action=action)
    assert "已同意上榜" in shown.text
    assert "未上榜" in page.submit(shown, {"answer": "no"}, action=action).text


def test_editing_an_activity_keeps_skills_ages_and_both_languages(
    page: PageOpener, client: FlaskClient, database: Database, served: dict[str, int]
) -> None:
    with database.transaction() as session:
        activity = session.get_one(Activity, served["activity"])
        activity.max_age = 70
        session.add(ActivitySkill(activity_id=activity.id, skill="first-aid"))
    become(client, database, served["leader"])
    form = page.open(f"/volunteers/organise/activities/{served['activity']}/edit")
    page.submit(form, {"cost_note_zh": "提供午餐", "cost_note_en": ""}, action="")
    public = f"/volunteers/activities/{served['activity']}"
    client.set_cookie("lang", "en")
    shown = page.open(public)
    assert "Mind the traffic" in shown.text
    assert '<span lang="zh-CN">提供午餐</span>' in shown.html
    assert '<span lang="zh-CN">0990-0000000</span>' in shown.html
    client.set_cookie("lang", "zh")
    assert "注意来往车辆" in page.open(public).text
    with database.reading() as session:
        assert session.get_one(Activity, served["activity"]).max_age == 70
        assert session.scalars(select(ActivitySkill.skill)).all() == ["first-aid"]


def test_the_own_data_page_says_how_long_each_kind_is_kept(
    page: PageOpener, client: FlaskClient, database: Database, served: dict[str, int]
) -> None:
    become(client, database, served["served"])
    shown = page.open("/volunteers/me/data")
    for words in ("满 10 个整年后", "400 天", "结束后 3 年", "失效后 1 天"):
        assert words in shown.text


def test_streets_that_suit_are_chosen_too(
    page: PageOpener, client: FlaskClient, database: Database, served: dict[str, int]
) -> None:
    become(client, database, served["served"])
    page.submit(page.open("/volunteers/me/choices"), {"area": STREET}, action="")
    with database.reading() as session:
        rows = session.execute(select(VolunteerTrait.kind, VolunteerTrait.code)).all()
    assert [tuple(row) for row in rows] == [("area", STREET)]


def test_below_fourteen_a_guardian_is_asked_at_registration(
    page: PageOpener, client: FlaskClient, database: Database
) -> None:
    with database.transaction() as session:
        a_city(session)
        change_rule(session, "min_age", 10, by="chen", now=NOW)
    entered = {
        "name": "志愿者甲",
        "birth": "2014-05",
        "contact": "13800000000",
        "street": STREET,
        "password": "河边的长椅很安静哦 2026",
        "agrees": "yes",
    }
    form = page.open("/volunteers/register")
    assert "必须填写监护人" in page.submit(form, entered, status=422).text
    guardian = {"guardian_name": "监护人", "guardian_contact": "13900000000"}
    assert "需要监护人同意" in page.submit(form, entered | guardian).text
    with database.reading() as session:
        assert session.scalars(select(GuardianConsent.guardian_name)).one() == "监护人"


def test_strangers_reach_none_of_it(
    client: FlaskClient, app: Flask, database: Database, served: dict[str, int]
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    with database.transaction() as session:
        stranger = a_volunteer(session, 77)
        other_team = a_team(session, "t9", leader=stranger)
        assert session.get_one(Membership, (other_team.id, stranger.id)).role == "leader"
        assert session.scalars(select(Team.code).order_by(Team.code)).all() == ["t1", "t9"]
        stranger_id = stranger.id
    become(client, database, stranger_id)
    shift, record, absence = served["shift"], served["record"], served["absence"]
    for path, fields in (
        (f"organise/shifts/{shift}/places", {"min_places": "1", "max_places": "9"}),
        (f"organise/shifts/{shift}/evaluations/{record}", {"grade": "fair"}),
        (f"organise/cases/excuse/{absence}", {"answer": "yes"}),
        ("organise/cases/birth/1", {"answer": "yes"}),
        ("organise/cases/nonsense/1", {"answer": "yes"}),
        (f"me/sign-ups/{absence}/excuse", {"reason": "x"}),
        ("teams/t1/board", {"answer": "yes"}),
        ("city/checks", {"first": "2026-01-01", "last": "2026-12-31", "n_wanted": "3"}),
        (f"city/checks/1/records/{record}", {"finding": "true"}),
    ):
        response = client.post(f"/volunteers/{path}", data=fields)
        assert response.status_code in (403, 404), f"{path}: {response.status_code}"
    for path in ("city/checks", "city/checks/1", f"me/sign-ups/{absence}/excuse"):
        assert client.get(f"/volunteers/{path}").status_code in (303, 403, 404), path


def test_pages_of_the_rules_open_in_both_languages(
    page: PageOpener, client: FlaskClient, database: Database, served: dict[str, int]
) -> None:
    become(client, database, served["missed"])
    for language in ("zh", "en"):
        client.set_cookie("lang", language)
        for path in (
            "me/birth",
            "me/notices",
            "me/data",
            "me/past",
            f"me/sign-ups/{served['absence']}/excuse",
        ):
            shown = page.open(f"/volunteers/{path}")
            if language == "en":
                assert "保存" not in shown.text
                assert "原因" not in shown.text
    assert RULES.max_missed == 3
