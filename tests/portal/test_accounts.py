"""Accounts: who gets in, who does not, and for how long."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.accounts.passwords import hash_password, is_weak_password
from portal.accounts.refusals import AccountLocked, LinkExpired
from portal.accounts.service import (
    LINK_LIFETIME,
    LOCK_DURATION,
    MAX_FAILURES,
    count_try,
    find_link_account,
    issue_sign_in_link,
    use_link,
)
from portal.accounts.tables import Account, AuditEntry, SignInLink
from portal.clock import SECRETS, read_clock
from portal.db import Database
from tests.builders import an_account
from tests.pages import PageOpener

PASSWORD = "four plain words here"
SIGN_IN = "/account/sign-in"
OWN_PAGE = "/account/password"


@pytest.fixture
def link(database: Database) -> str:
    """Address of an unused link of a fresh account named lin."""
    with database.transaction() as session:
        account = an_account(session, name="lin")
        token = issue_sign_in_link(session, account, now=read_clock(), rng=SECRETS)
    return f"/account/link/{token}"


@pytest.fixture(scope="session")
def password_hash() -> str:
    return hash_password(PASSWORD)


@pytest.fixture
def lin(database: Database, password_hash: str) -> str:
    """The name of an account that has chosen PASSWORD."""
    with database.transaction() as session:
        an_account(session, name="lin", password_hash=password_hash)
    return "lin"


def sign_in(page: PageOpener, name: str, password: str, *, status: int = 200) -> str:
    form = page.open(SIGN_IN + "?next=" + OWN_PAGE)
    return page.submit(form, {"name": name, "password": password}, status=status).heading


def read_actions(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_one_time_link_leads_to_a_password_and_in(page: PageOpener, link: str) -> None:
    form = page.open(link)
    assert "lin" in form.text
    page.client.post(
        link,
        data={
            "csrf_token": form.forms[0].find_all("input", name="csrf_token")[0].get("value"),
            "password": PASSWORD,
            "repeated": PASSWORD,
        },
    )
    assert page.open(OWN_PAGE).heading == "我的账号"


@pytest.mark.parametrize(
    ("password", "repeated"),
    [("short", "short"), (PASSWORD, "something else"), ("lin-lin-lin-lin", "lin-lin-lin-lin")],
)
def test_weak_or_unequal_passwords_come_back_with_the_error(
    page: PageOpener, link: str, password: str, repeated: str
) -> None:
    fields = {"password": password, "repeated": repeated}
    answer = page.submit(page.open(link), fields, status=422)
    assert answer.title != answer.heading
    assert page.open(link).heading == "设置密码"


def test_link_works_once(database: Database, link: str, password_hash: str) -> None:
    token = link.rpartition("/")[2]
    now = read_clock()

    def use(_: int) -> bool:
        try:
            with database.transaction() as session:
                use_link(session, token, password_hash=password_hash, now=now, rng=SECRETS)
        except LinkExpired:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(use, range(8))).count(True) == 1
    with database.reading() as session, pytest.raises(LinkExpired):
        find_link_account(session, token, now=now)


def test_link_expires(page: PageOpener, link: str) -> None:
    with time_machine.travel(read_clock() + LINK_LIFETIME + timedelta(seconds=1)):
        assert page.open(link, status=410).heading == "登录链接已失效"


def test_link_is_not_in_the_table(database: Database, link: str) -> None:
    with database.reading() as session:
        assert session.scalars(select(SignInLink.token_digest)).one() not in link


def test_right_password_opens_and_is_audited(
    page: PageOpener, database: Database, lin: str
) -> None:
    assert sign_in(page, lin, PASSWORD) == "我的账号"
    assert read_actions(database) == ["password set", "signed in"]


def test_wrong_password_and_unknown_name_read_alike(page: PageOpener, lin: str) -> None:
    known = page.submit(page.open(SIGN_IN), {"name": lin, "password": "wrong"}, status=422)
    unknown = page.submit(page.open(SIGN_IN), {"name": "nobody", "password": "wrong"}, status=422)
    assert known.text.replace(lin, "") == unknown.text.replace("nobody", "")
    assert "用户名或密码不对。" in known.text


@pytest.mark.parametrize("name", ["lin", "nobody"])
def test_five_wrong_tries_lock_a_name_whether_it_exists_or_not(
    page: PageOpener, lin: str, name: str
) -> None:
    for _ in range(MAX_FAILURES):
        sign_in(page, name, "wrong", status=422)
    form = page.open(SIGN_IN)
    answer = page.submit(form, {"name": name, "password": PASSWORD}, status=422)
    assert "输错次数太多" in answer.text


def test_lock_ends_after_a_while(page: PageOpener, lin: str) -> None:
    for _ in range(MAX_FAILURES):
        sign_in(page, lin, "wrong", status=422)
    with time_machine.travel(read_clock() + LOCK_DURATION + timedelta(seconds=1)):
        assert sign_in(page, lin, PASSWORD) == "我的账号"


def test_of_many_guesses_at_once_five_are_looked_at(database: Database) -> None:
    now = read_clock()

    def guess(_: int) -> bool:
        try:
            with database.transaction() as session:
                count_try(session, "lin", now=now)
        except AccountLocked:
            return False
        return True

    with ThreadPoolExecutor(32) as pool:
        assert list(pool.map(guess, range(64))).count(True) == MAX_FAILURES


def test_idle_session_ends_and_says_so(page: PageOpener, official: Account) -> None:
    assert page.open(OWN_PAGE).heading == "我的账号"
    with time_machine.travel(read_clock() + timedelta(minutes=16)):
        assert page.open(OWN_PAGE).heading == "工作人员登录"


def test_busy_session_does_not_end(page: PageOpener, official: Account) -> None:
    start = read_clock()
    for minutes in (10, 20, 30):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert page.open(OWN_PAGE).heading == "我的账号"


def test_signing_out_everywhere_ends_other_devices(app: Flask, lin: str) -> None:
    here, there = PageOpener(app.test_client()), PageOpener(app.test_client())
    sign_in(here, lin, PASSWORD)
    sign_in(there, lin, PASSWORD)
    here.submit(here.open(OWN_PAGE), action="/account/sign-out-everywhere")
    assert there.open(OWN_PAGE).heading == "工作人员登录"
    assert here.open(OWN_PAGE).heading == "工作人员登录"


def test_changed_password_replaces_the_old_one(app: Flask, lin: str) -> None:
    here, there = PageOpener(app.test_client()), PageOpener(app.test_client())
    sign_in(here, lin, PASSWORD)
    sign_in(there, lin, PASSWORD)
    new = {"current": PASSWORD, "password": "quite another one", "repeated": "quite another one"}
    done = here.submit(here.open(OWN_PAGE), new)
    assert "密码已更改" in done.text
    assert there.open(OWN_PAGE).heading == "工作人员登录"
    assert sign_in(there, lin, "quite another one") == "我的账号"


def test_password_is_not_changed_without_the_old_one(page: PageOpener, lin: str) -> None:
    sign_in(page, lin, PASSWORD)
    new = {"current": "wrong", "password": "quite another one", "repeated": "quite another one"}
    page.submit(page.open(OWN_PAGE), new, status=422)
    assert sign_in(page, lin, PASSWORD) == "我的账号"


def test_sign_out_ends_the_session_on_this_device(page: PageOpener, official: Account) -> None:
    page.post("/account/sign-out", {}, token_from=OWN_PAGE)
    assert page.open(OWN_PAGE).heading == "工作人员登录"


def test_account_pages_send_strangers_to_sign_in(page: PageOpener) -> None:
    shown = page.open(OWN_PAGE)
    assert shown.heading == "工作人员登录"
    assert shown.address == "/account/sign-in?next=/account/password"


@pytest.mark.parametrize(
    ("password", "is_weak"),
    [
        ("eleven char", True),
        ("lin and more", False),
        ("linlinlinlin", True),
        ("aaaaaaaaaaaaaa", True),
        ("山高水长云淡风轻天地人和", False),
        (PASSWORD, False),
    ],
)
def test_weak_passwords_are_known(password: str, is_weak: bool) -> None:
    assert is_weak_password(password, account_name="lin") is is_weak
