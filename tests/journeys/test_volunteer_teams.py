"""A team, its organiser at the place, and the city's coordinator, in a real browser."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.clock import read_clock
from portal.volunteers.activities.tables import Shift
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.rules import change_rule
from tests.browsing import Visits
from tests.journeys.volunteering import (
    LEADER,
    add_volunteer,
    check_access,
    enter,
    enter_as_official,
    expect_done,
    fill_in,
    move_shift,
    press,
    read_shift_id,
)
from tests.live_server import LiveServer

MEMBERS = ("志愿者201", "志愿者202", "志愿者203")


@pytest.fixture(autouse=True, scope="module")
def _people(live_server: LiveServer) -> None:
    """Three more volunteers, who have not signed up for anything; a code that changes sooner."""
    with live_server.database.transaction() as session:
        change_rule(session, "code_seconds", 20, by="chen", now=read_clock())
        for name in MEMBERS:
            add_volunteer(session, name)


def find_number(server: LiveServer, name: str) -> str:
    """The number of a volunteer."""
    with server.database.reading() as session:
        return session.scalars(select(Volunteer.number).where(Volunteer.name == name)).one()


def find_newest_shift(server: LiveServer) -> int:
    """The shift that was planned last."""
    with server.database.reading() as session:
        return session.scalars(select(Shift.id).order_by(Shift.id.desc())).first() or 0


def found_team(page: Page, server: LiveServer, *, code: str, leader: str) -> None:
    """A coordinator founds a team."""
    page.goto("/volunteers/city/teams/new")
    fields = {
        "团队名称": "河湾邻里队",
        "宗旨": "帮邻里做点事",
        "网址里的简称": code,
        "联系方式": "0990-0000000",
        "队长的志愿者编号": find_number(server, leader),
    }
    fill_in(page, fields)
    press(page, page.get_by_role("button", name="成立"))
    expect(page.get_by_role("heading", level=1)).to_have_text("河湾邻里队")


def plan_activity(page: Page, code: str, title: str, *, n_days: int) -> None:
    """An organiser writes an activity with one shift so many days ahead, and publishes it."""
    page.goto(f"/volunteers/organise/teams/{code}/activities/new")
    for label, text in (
        ("活动名称", title),
        ("做什么", "一起收拾河湾的小花园"),
        ("风险与注意事项", "注意工具"),
        ("联系方式", "0990-0000000"),
    ):
        page.get_by_label(label, exact=True).fill(text)
    press(page, page.get_by_role("button", name="保存"))
    day = (read_clock() + timedelta(days=n_days)).date().isoformat()
    fields = {"日期": day, "开始时间": "09:00", "结束时间": "11:30", "新地点的名称": "河湾花园"}
    fill_in(page, fields)
    press(page, page.get_by_role("button", name="添加"))
    expect_done(page, "已添加 1 个班次")
    press(page, page.get_by_role("button", name="发布"))
    expect_done(page, "已发布")


def test_leader_takes_members_in_and_holds_places_for_them(
    visits: Visits, live_server: LiveServer
) -> None:
    coordinator = visits.begin(width=1280, height=900)
    enter_as_official(coordinator, live_server, "zhao")
    found_team(coordinator, live_server, code="hewan", leader=MEMBERS[1])
    leader = visits.begin()
    enter(leader, live_server, MEMBERS[1])
    plan_activity(leader, "hewan", "河湾小花园", n_days=10)

    member = visits.begin(language="en", width=1280, height=900)
    enter(member, live_server, MEMBERS[2])
    member.goto("/volunteers/teams/hewan")
    press(member, member.get_by_role("button", name="Ask to join"))
    leader.goto("/volunteers/teams/hewan/members")
    check_access(leader)
    press(leader, leader.get_by_role("button", name=f"同意：{MEMBERS[2]}", exact=True))
    expect_done(leader, "已保存")
    press(leader, leader.get_by_role("button", name="保留位置"))
    expect(leader.get_by_role("alert")).to_contain_text("请先勾选队员")
    shift_id = find_newest_shift(live_server)
    leader.get_by_label("班次").select_option(str(shift_id))
    leader.get_by_label(MEMBERS[2], exact=True).check()
    press(leader, leader.get_by_role("button", name="保留位置"))
    expect_done(leader, "已为 1 位队员保留位置")

    member.goto("/volunteers/me/")
    expect_done(member, "Held for you")
    check_access(member)
    press(member, member.get_by_role("button", name="I will come"))
    expect_done(member, "You are signed up")


def test_organiser_keeps_the_sheet_on_a_phone(visits: Visits, live_server: LiveServer) -> None:
    phone = visits.begin(display="large")
    enter(phone, live_server, LEADER)
    plan_activity(phone, "qinghe", "河滩清理", n_days=12)
    shift_id = find_newest_shift(live_server)
    for name in MEMBERS[1:]:
        volunteer = visits.begin(javascript=False)
        enter(volunteer, live_server, name)
        volunteer.goto("/volunteers/teams/qinghe")
        press(volunteer, volunteer.get_by_role("link", name="河滩清理"))
        press(volunteer, volunteer.get_by_role("button", name=re.compile("^报名")))
        expect_done(volunteer, "报名成功")
    move_shift(live_server.database, shift_id, read_clock() - timedelta(minutes=2))

    phone.goto(f"/volunteers/organise/shifts/{shift_id}")
    check_access(phone)
    press(phone, phone.get_by_role("link", name="出示签到码"))
    check_access(phone)
    first_code = phone.locator(".big-code").inner_text()
    expect(phone.locator(".big-code")).not_to_have_text(first_code, timeout=75_000)
    code = phone.locator(".big-code").inner_text()
    for words in ("签到", "签退"):
        volunteer.goto(f"/volunteers/shifts/{shift_id}/check-in?code={code}")
        press(volunteer, volunteer.get_by_role("button", name=words))
        expect_done(volunteer, f"已{words}")

    phone.goto(f"/volunteers/organise/shifts/{shift_id}")
    row = phone.locator("li", has_text=MEMBERS[1])
    press(phone, row.get_by_role("button", name=f"登记：{MEMBERS[1]}"))
    expect_done(phone, "已登记")
    phone.get_by_label("志愿者编号").fill("V1")
    press(phone, phone.get_by_role("button", name="加入名单"))
    expect(phone.get_by_role("alert")).to_contain_text("没有这个志愿者编号")
    check_access(phone)
    phone.get_by_label("留言").fill("收工后一起合影")
    press(phone, phone.get_by_role("button", name="发送"))
    expect_done(phone, "已发给")

    move_shift(live_server.database, shift_id, read_clock() - timedelta(hours=3))
    phone.goto(f"/volunteers/organise/shifts/{shift_id}")
    press(phone, phone.get_by_role("button", name="结束登记"))
    expect(phone.get_by_role("alert")).to_contain_text("还有 1 人没有离开时间")
    press(phone, row.get_by_role("button", name=f"登记：{MEMBERS[1]}"))
    press(phone, phone.get_by_role("button", name="结束登记"))
    expect_done(phone, "2 人的时长已记入")
    propose_backfill(phone, live_server, shift_id)
    decide_as_coordinator(visits, live_server, volunteer, shift_id)


def propose_backfill(phone: Page, server: LiveServer, shift_id: int) -> None:
    """Somebody was missed: the organiser proposes, and cannot approve."""
    press(phone, phone.get_by_role("link", name="补录漏登的人"))
    assert read_shift_id(phone) == shift_id
    begin, end = re.findall(r"\d\d:\d\d", phone.locator("main").inner_text())[:2]
    number = find_number(server, MEMBERS[0])
    fields = {"志愿者编号": number, "到达时间": begin, "离开时间": end, "说明": "手机没电"}
    fill_in(phone, fields)
    press(phone, phone.get_by_role("button", name="提交审核"))
    phone.goto("/volunteers/organise/cases")
    expect_done(phone, "要由另一个人审核")
    check_access(phone)


def decide_as_coordinator(
    visits: Visits, server: LiveServer, volunteer: Page, shift_id: int
) -> None:
    """A volunteer asks for a correction; the coordinator decides this and the back-filled."""
    volunteer.goto(f"/volunteers/me/shifts/{shift_id}/correction")
    begin, end = re.findall(r"\d\d:\d\d", volunteer.locator("main").inner_text())[:2]
    fill_in(volunteer, {"到达时间": begin, "离开时间": end, "说明": "早到了"})
    press(volunteer, volunteer.get_by_role("button", name="送交组织者"))
    expect_done(volunteer, "申请已送交组织者")
    page = visits.begin(width=1280, height=900)
    enter_as_official(page, server, "sun")
    page.goto("/volunteers/organise/cases")
    check_access(page)
    for name in (MEMBERS[2], MEMBERS[0]):
        press(page, page.get_by_role("button", name=f"属实：{name}", exact=True))
        expect_done(page, "已处理")
    volunteer.goto("/volunteers/me/past")
    expect_done(volunteer, "信用时长")


def test_a_record_of_ones_own_is_held_until_somebody_else_has_settled_it(
    visits: Visits, live_server: LiveServer
) -> None:
    phone = visits.begin()
    enter(phone, live_server, LEADER)
    plan_activity(phone, "qinghe", "桥头清理", n_days=40)
    shift_id = find_newest_shift(live_server)
    phone.goto("/volunteers/teams/qinghe")
    press(phone, phone.get_by_role("link", name="桥头清理"))
    press(phone, phone.get_by_role("button", name=re.compile("^报名")))
    move_shift(live_server.database, shift_id, read_clock() - timedelta(hours=3))
    phone.goto(f"/volunteers/organise/shifts/{shift_id}")
    press(phone, phone.get_by_role("button", name=f"登记：{LEADER}"))
    press(phone, phone.get_by_role("button", name="结束登记"))
    expect_done(phone, "0 人的时长已记入，1 条待核实")
    phone.goto("/volunteers/organise/cases")
    expect_done(phone, "自己确认自己")
    expect_done(phone, "要由另一个人审核")
    check_access(phone)

    page = visits.begin(width=1280, height=900)
    enter_as_official(page, live_server, "zhou")
    page.goto("/volunteers/organise/cases")
    held = page.get_by_role("listitem").filter(has_text="桥头清理")
    held.get_by_label("怎样核实的").fill("和同去的人核对过")
    press(page, held.get_by_role("button", name=f"属实：{LEADER}", exact=True))
    expect_done(page, "已处理")
    phone.goto("/volunteers/me/notices")
    expect_done(phone, "“桥头清理”")
    expect_done(phone, "为您记入 3.0 小时")


def test_coordinator_reads_the_figures_and_takes_the_records(
    visits: Visits, live_server: LiveServer
) -> None:
    page = visits.begin(width=1280, height=900)
    enter_as_official(page, live_server, "qian")
    page.goto("/volunteers/city/")
    expect_done(page, "未达标")
    page.get_by_label("到", exact=True).fill("2000-01-01")
    press(page, page.get_by_role("button", name="导出"))
    expect(page.get_by_role("alert")).to_contain_text("结束的日子不能早于开始的日子")
    page.get_by_label("到", exact=True).fill("2099-12-31")
    with page.expect_download() as download:
        page.get_by_role("button", name="导出").click()
    assert download.value.suggested_filename == "service-records.csv"
