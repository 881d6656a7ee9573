"""Volunteers in a real browser: a phone without script, a minor and a guardian, an organiser."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.clock import SECRETS, read_clock
from portal.db import Database
from portal.volunteers.activities.tables import Shift
from portal.volunteers.notices.tables import Notice
from portal.volunteers.people.sign_in import issue_link
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.sample.loading import load_sample_volunteers
from portal.volunteers.signups.states import State
from portal.volunteers.signups.tables import SignUp
from tests.browsing import Visits
from tests.live_server import LiveServer

PASSWORD = "长椅 河岸 风筝 二零二六"
PAGES = ("", "month", "map", "teams", "register", "sign-in", "link", "verify")
OWN_PAGES = ("", "past", "details", "choices", "consents", "data", "rewards", "certificates")


@pytest.fixture(autouse=True)
def _sample(live_server: LiveServer) -> None:
    """The sample volunteers, whatever the server's city was loaded with."""
    with live_server.database.transaction() as session:
        load_sample_volunteers(session, now=read_clock())


def make_link(live_server: LiveServer, name: str) -> str:
    """A one-time sign-in link of a sample volunteer."""
    with live_server.database.transaction() as session:
        volunteer = session.scalars(select(Volunteer).where(Volunteer.name == name)).one()
        token = issue_link(session, volunteer, now=read_clock(), rng=SECRETS)
    return f"{live_server.address}/volunteers/link/{token}"


def check_access(page: Page) -> None:
    """No violation that axe can find, no sideways scrolling."""
    violations = Axe().run(page).response["violations"]
    assert not violations, f"{page.url}: {[found['id'] for found in violations]}"
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide), page.url


def register(page: Page, *, name: str, born: str, contact: str) -> None:
    page.goto("/volunteers/register")
    page.get_by_label("姓名", exact=True).fill(name)
    page.get_by_label("出生年月").fill(born)
    page.get_by_label("手机号或邮箱", exact=True).fill(contact)
    page.get_by_label("居住街道").select_option(index=1)
    page.get_by_label("设置密码").fill(PASSWORD)


def open_free_shift(page: Page) -> None:
    """An activity whose last shifts have places for all."""
    page.goto("/volunteers/?free=yes")
    page.get_by_role("link", name=re.compile("垃圾分类|泮池")).first.click()


def test_adult_signs_up_and_withdraws_on_a_phone_without_script(
    visits: Visits, live_server: LiveServer
) -> None:
    phone = visits.begin(javascript=False)
    register(phone, name="志愿者甲", born="1990-05", contact="13811112222")
    phone.get_by_role("button", name="登记").click()
    expect(phone.get_by_role("alert")).to_contain_text("请先阅读并同意")
    phone.get_by_label("设置密码").fill(PASSWORD)
    phone.get_by_label("我同意主办单位").check()
    phone.get_by_role("button", name="登记").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("我的志愿服务")
    open_free_shift(phone)
    phone.get_by_role("button", name=re.compile("^报名")).last.click()
    expect(phone.get_by_role("main")).to_contain_text("报名成功")
    phone.get_by_role("button", name=re.compile("^退出：")).click()
    expect(phone.get_by_role("main")).to_contain_text("已退出。")


def test_minor_signs_up_once_the_guardian_agrees(visits: Visits, live_server: LiveServer) -> None:
    child = visits.begin()
    year = read_clock().year - 16
    register(child, name="志愿者乙", born=f"{year}-01", contact="13811113333")
    child.get_by_label("监护人姓名").fill("监护人")
    child.get_by_label("监护人手机号").fill("13811114444")
    child.get_by_label("我同意主办单位").check()
    child.get_by_role("button", name="登记").click()
    open_free_shift(child)
    child.get_by_role("button", name=re.compile("^报名")).last.click()
    expect(child.get_by_role("heading", level=1)).to_have_text("需要监护人同意")

    guardian = visits.begin(language="en", display="large")
    guardian.goto(find_guardian_link(live_server.database))
    check_access(guardian)
    guardian.get_by_role("button", name="I agree", exact=True).click()
    expect(guardian.get_by_role("main")).to_contain_text("You agreed on")

    open_free_shift(child)
    child.get_by_role("button", name=re.compile("^报名")).last.click()
    expect(child.get_by_role("main")).to_contain_text("报名成功")


def find_guardian_link(database: Database) -> str:
    """The link that was written to the guardian."""
    with database.reading() as session:
        notice = session.scalars(select(Notice).where(Notice.kind == "guardian link")).one()
        return re.sub(r"^https?://[^/]+", "", notice.data["link"])


def test_organiser_and_volunteer_meet_at_the_place(visits: Visits, live_server: LiveServer) -> None:
    shift_id, name = move_a_shift_to_now(live_server.database)
    organiser = visits.begin(language="zh")
    organiser.goto(make_link(live_server, "志愿者001"))
    organiser.get_by_role("button", name="登录").click()
    organiser.goto(f"/volunteers/organise/shifts/{shift_id}/code")
    check_access(organiser)
    code = organiser.locator(".big-code").inner_text()

    volunteer = visits.begin(javascript=False)
    volunteer.goto(make_link(live_server, name))
    volunteer.get_by_role("button", name="登录").click()
    volunteer.goto(f"/volunteers/shifts/{shift_id}/check-in?code={code}")
    volunteer.get_by_role("button", name="签到").click()
    expect(volunteer.get_by_role("main")).to_contain_text("已签到")

    organiser.goto(f"/volunteers/organise/shifts/{shift_id}")
    check_access(organiser)
    expect(organiser.get_by_role("main")).to_contain_text("到达：")


def move_a_shift_to_now(database: Database) -> tuple[int, str]:
    """A shift of the first team that begins now, and the name of somebody signed up for it."""
    with database.transaction() as session:
        now = read_clock()
        shift, name = session.execute(
            select(Shift, Volunteer.name)
            .join(SignUp, SignUp.shift_id == Shift.id)
            .join(Volunteer, Volunteer.id == SignUp.volunteer_id)
            .where(
                Shift.activity_id == 1,
                Shift.starts_at > now,
                SignUp.state == State.SIGNED_UP,
                Volunteer.name != "志愿者001",
            )
            .order_by(Shift.starts_at)
        ).first() or (None, None)
        assert shift is not None
        shift.starts_at, shift.ends_at = now, now + timedelta(hours=2)
        return shift.id, name


@pytest.mark.parametrize(
    ("width", "language", "display"),
    [(360, "zh", "normal"), (1280, "en", "normal"), (360, "en", "large")],
)
def test_every_page_is_accessible(
    visits: Visits, live_server: LiveServer, width: int, language: str, display: str
) -> None:
    page = visits.begin(width=width, language=language, display=display)
    for path in PAGES:
        page.goto(f"/volunteers/{path}")
        check_access(page)
    page.goto(make_link(live_server, "志愿者001"))
    page.locator("main button").click()
    for path in OWN_PAGES:
        page.goto(f"/volunteers/me/{path}")
        check_access(page)
    for path in ("organise/", "organise/cases", "teams/qinghe/members"):
        page.goto(f"/volunteers/{path}")
        check_access(page)


def test_coordinator_reads_the_figures(visits: Visits, live_server: LiveServer) -> None:
    page = visits.begin(width=1280, height=900)
    page.goto(live_server.make_sign_in_link("qian"))
    page.get_by_label("新密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输入一次新密码").fill(PASSWORD)
    page.get_by_role("button", name="保存并登录").click()
    page.goto("/volunteers/city/")
    expect(page.get_by_role("main")).to_contain_text("未达标")
    check_access(page)
    with page.expect_download() as download:
        page.get_by_label("到", exact=True).fill("2099-12-31")
        page.get_by_role("button", name="导出").click()
    assert download.value.suggested_filename == "service-records.csv"
