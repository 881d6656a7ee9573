"""An official's way in: by the one-time link, then by password."""

from playwright.sync_api import expect

from tests.browsing import Visits
from tests.live_server import LiveServer

PASSWORD = "four plain words here"


def test_official_comes_in_by_link_and_next_time_by_password(
    visits: Visits, live_server: LiveServer
) -> None:
    first = visits.begin(width=1280, height=900)
    first.goto(live_server.make_sign_in_link("zhao"))
    first.get_by_label("新密码", exact=True).fill(PASSWORD)
    first.get_by_label("再输入一次新密码").fill(PASSWORD)
    first.get_by_role("button", name="保存并登录").click()
    first.goto("/account/password")
    expect(first.get_by_role("heading", level=1)).to_have_text("我的账号")
    first.get_by_role("button", name="退出登录").click()
    expect(first.get_by_role("heading", level=1)).to_have_text("工作人员登录")

    second = visits.begin(javascript=False, language="en", display="large")
    second.goto("/account/password")
    second.get_by_label("User name").fill("zhao")
    second.get_by_label("Password").fill(PASSWORD)
    second.get_by_role("button", name="Sign in").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("My account")
