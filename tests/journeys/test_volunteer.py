"""A volunteer in a real browser: to a certificate without script, and by the keyboard alone."""

import re
from datetime import timedelta

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from portal.clock import read_clock
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.signups.tables import SignUp
from tests.browsing import Visits
from tests.journeys.volunteering import (
    LEADER,
    PASSWORD,
    check_access,
    enter,
    expect_done,
    move_shift,
    press,
    register,
)
from tests.live_server import LiveServer

FOCUS_IS_SEEN = """() => {
  const focused = document.activeElement;
  const shown = focused.closest('.choice') || focused;
  const style = getComputedStyle(shown);
  const box = shown.getBoundingClientRect();
  return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
    && box.bottom > 0 && box.top < innerHeight;
}"""


def open_free_shift(page: Page) -> None:
    """An activity of the leader's team, with places for all."""
    page.goto("/volunteers/?free=yes")
    press(page, page.get_by_role("link", name=re.compile("垃圾分类|泮池")).first)


def find_newest_shift(server: LiveServer, name: str) -> int:
    """The shift that somebody has signed up for last."""
    with server.database.reading() as session:
        return (
            session.scalars(
                select(SignUp.shift_id)
                .join(Volunteer, Volunteer.id == SignUp.volunteer_id)
                .where(Volunteer.name == name)
                .order_by(SignUp.id.desc())
            ).first()
            or 0
        )


def show_code(page: Page, shift_id: int) -> str:
    """What the organiser's phone shows now."""
    page.goto(f"/volunteers/organise/shifts/{shift_id}/code")
    return page.locator(".big-code").inner_text()


def test_adult_without_script_comes_from_registering_to_a_certificate(
    visits: Visits, live_server: LiveServer
) -> None:
    phone = visits.begin(javascript=False)
    register(phone, name="志愿者甲", born="1990-05", contact="13811112222")
    press(phone, phone.get_by_role("button", name="登记"))
    expect(phone.get_by_role("alert")).to_contain_text("请先阅读并同意")
    expect(phone.get_by_label("姓名", exact=True)).to_have_value("志愿者甲")
    phone.get_by_label("设置密码").fill(PASSWORD)
    phone.get_by_label("我同意主办单位").check()
    press(phone, phone.get_by_role("button", name="登记"))
    open_free_shift(phone)
    press(phone, phone.get_by_role("button", name=re.compile("^报名")).last)
    expect_done(phone, "报名成功")
    other_tab = phone.context.new_page()
    other_tab.goto("/volunteers/me/")
    press(phone, phone.get_by_role("button", name=re.compile("^退出：")))
    expect_done(phone, "已退出。")
    press(other_tab, other_tab.get_by_role("button", name=re.compile("^退出：")))
    expect_done(other_tab, "您已经退出了")
    phone.go_back()
    expect(phone.get_by_role("button", name=re.compile("^退出："))).to_have_count(0)
    open_free_shift(phone)
    press(phone, phone.get_by_role("button", name=re.compile("^报名")).last)

    serve(visits, live_server, phone)
    phone.goto("/volunteers/me/certificates")
    press(phone, phone.get_by_role("button", name="开具证明"))
    expect(phone.get_by_role("heading", level=1)).to_have_text("志愿服务记录证明")
    verify(visits, phone)


def serve(visits: Visits, server: LiveServer, phone: Page) -> None:
    """Be there for three hours that the organiser's phone and the volunteer's both confirm."""
    shift_id = find_newest_shift(server, "志愿者甲")
    move_shift(server.database, shift_id, read_clock() - timedelta(minutes=5))
    organiser = visits.begin()
    enter(organiser, server, LEADER)
    for words in ("签到", "签退"):
        phone.goto(f"/volunteers/shifts/{shift_id}/check-in?code={show_code(organiser, shift_id)}")
        press(phone, phone.get_by_role("button", name=words))
        expect_done(phone, f"已{words}")
    # Three hours pass: shift and arrival lie that far back.
    move_shift(server.database, shift_id, read_clock() - timedelta(hours=3))
    organiser.goto(f"/volunteers/organise/shifts/{shift_id}")
    press(organiser, organiser.get_by_role("button", name="结束登记"))
    expect_done(organiser, "1 人的时长已记入")


def verify(visits: Visits, phone: Page) -> None:
    """A stranger verifies the certificate; one with another code is refused."""
    address = phone.get_by_role("link", name="打开核验页").get_attribute("href") or ""
    stranger = visits.begin(width=1280, height=900)
    stranger.goto(address)
    expect_done(stranger, "属实")
    check_access(stranger)
    stranger.goto(address[:-1] + ("0" if address[-1] != "0" else "1"))
    expect(stranger.get_by_role("heading", level=1)).to_have_text("证明核对不上")
    check_access(stranger)
    with phone.expect_download() as download:
        phone.get_by_role("link", name="下载 PDF").click()
    assert download.value.suggested_filename.endswith(".pdf")


def test_keyboard_alone_leads_from_registering_to_a_place(
    visits: Visits, live_server: LiveServer
) -> None:
    page = visits.begin(width=1280, height=900)
    page.goto("/volunteers/register")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    assert page.evaluate(FOCUS_IS_SEEN)
    page.keyboard.press("Enter")
    enter_at(page, page.get_by_label("姓名", exact=True), "志愿者丙")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("请填写这一项")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("出生年月")).to_be_focused()
    page.keyboard.type("1985-07")
    enter_at(page, page.get_by_label("手机号或邮箱", exact=True), "13811115555")
    reach(page, page.get_by_label("居住街道"))
    page.keyboard.press("ArrowDown")
    enter_at(page, page.get_by_label("设置密码"), "long enough and quiet 2026")
    reach(page, page.get_by_label("我同意主办单位"))
    page.keyboard.press("Space")
    reach(page, page.get_by_role("button", name="登记"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("我的志愿服务")
    follow(page, page.get_by_role("link", name="找活动").first)
    follow(page, page.get_by_role("link", name="泮池河岸清洁").first)
    follow(page, page.get_by_role("button", name=re.compile("^报名")).first)
    expect_done(page, "报名成功")


def reach(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus, seen at every step, is where it is wanted."""
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_IS_SEEN), page.evaluate("document.activeElement.outerHTML")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def enter_at(page: Page, field: Locator, text: str) -> None:
    """Reach a field and type."""
    reach(page, field)
    page.keyboard.type(text)


def follow(page: Page, way: Locator) -> None:
    """Reach a link or button and press Enter."""
    reach(page, way)
    with page.expect_navigation():
        page.keyboard.press("Enter")
