"""A coordinator's pages: figures, rules, export, teams, rewards, trainings."""

import re
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.tables import Account
from portal.db import Database
from portal.volunteers.attendance.sheets import close_shift
from portal.volunteers.attendance.spot_checks import (
    SpotCheckPlan,
    draw_spot_check,
    record_finding,
)
from portal.volunteers.attendance.tables import Attendance, AttendanceFlag
from portal.volunteers.certificates.issuer import Issuer, load_issuer
from portal.volunteers.rules import DEFAULT_TIMEZONE, VolunteerRules, load_rules
from tests.builders import an_account
from tests.pages import PageOpener
from tests.portal.volunteers.builders import (
    ANOTHER_COORDINATOR,
    CLOSING,
    COORDINATOR,
    RULES,
    STREET,
    a_shift,
    a_volunteer,
    by,
    serve,
    signed_up,
)
from tests.portal.volunteers.visiting import serve_one_shift


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


def test_certificates_name_whom_the_city_has_set(
    page: PageOpener, database: Database, official: Account
) -> None:
    form = page.open("/volunteers/city/issuer")
    parts = {"head": "负责人甲", "handler": "经办人乙", "contact": "0990-1111111"}
    again = page.submit(form, parts, action="")
    assert "已保存" in again.text
    with database.reading() as session:
        assert load_issuer(session) == Issuer("", "负责人甲", "经办人乙", "0990-1111111")
        # The rules are other rows of the same table.
        assert load_rules(session, DEFAULT_TIMEZONE) == VolunteerRules()


def a_checked_record(session: Session, finding: str) -> int:
    """A record that one coordinator confirmed and the other, who visits, found something about."""
    # The visitor is the first account.
    an_account(session, name=ANOTHER_COORDINATOR.name)
    shift, volunteer = a_shift(session), a_volunteer(session)
    signed_up(session, shift, volunteer)
    attendance = serve(session, shift, volunteer)
    close_shift(session, shift.id, moment=by(ANOTHER_COORDINATOR, CLOSING), rules=RULES)
    plan = SpotCheckPlan(date(2026, 1, 1), date(2026, 12, 31), 5, "5eed")
    moment = by(COORDINATOR, CLOSING)
    check = draw_spot_check(session, plan, moment=moment, rules=RULES)
    key = (check.id, attendance.id)
    record_finding(session, key, (finding, "问过了"), moment=moment, rules=RULES)
    return attendance.id


def test_the_statistics_show_the_share_of_false_records_with_its_interval(
    page: PageOpener, database: Database, official: Account
) -> None:
    with database.transaction() as session:
        a_checked_record(session, "false")
    shown = page.open("/volunteers/city/").text
    assert "虚假率 100.0%（n=1，95% 区间 2.5%–100.0%，随机抽查）" in shown
    assert "目标 0 未达标" in shown


def test_a_coordinator_settles_a_flag_on_the_page(
    page: PageOpener, database: Database, official: Account
) -> None:
    with database.transaction() as session:
        attendance_id = a_checked_record(session, "inexact")
    shown = page.open("/volunteers/organise/cases")
    assert "抽查有疑问" in shown.text
    address = f"/volunteers/organise/cases/held/{attendance_id}"
    after = page.submit(shown, {"note": "和组织者核对过", "answer": "yes"}, action=address)
    assert "已处理" in after.text
    assert "抽查有疑问" not in after.text
    with database.reading() as session:
        assert session.get_one(Attendance, attendance_id).state == "settled"
        assert session.scalars(select(AttendanceFlag.note)).all() == ["和组织者核对过"]
