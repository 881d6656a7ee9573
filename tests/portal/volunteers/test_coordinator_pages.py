"""A coordinator's pages: figures, rules, export, teams, rewards, trainings."""

import re

import pytest

from portal.accounts.tables import Account
from portal.db import Database
from tests.pages import PageOpener
from tests.portal.volunteers.builders import STREET, a_volunteer
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
