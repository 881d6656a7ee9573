"""What an official has typed outlives the session, the process, and the browser's script."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from portal import create_app
from portal.accounts.passwords import hash_password
from portal.accounts.service import find_account, set_password
from portal.accounts.tables import Account
from portal.clock import SECRETS, read_clock
from portal.config import Settings
from portal.db import Database
from tests.pages import Page, PageOpener
from tests.portal.questionnaires.drafting import LIST, read_draft, save, start_ready

PASSWORD = "four plain words here"
LATER = timedelta(minutes=16)


@pytest.fixture
def name(database: Database, official: Account) -> str:
    """The name of the official who is signed in and has a password."""
    with database.transaction() as session:
        account = find_account(session, official.name)
        assert account
        stamp = account.session_stamp
        set_password(
            session, account, password_hash=hash_password(PASSWORD), now=read_clock(), rng=SECRETS
        )
        account.session_stamp = stamp
    return official.name


def read_label(database: Database, outline: str) -> str:
    return read_draft(database, outline).questionnaire.find_question("Q1").label["zh"]


def send_too_late(page: PageOpener, opened: Page) -> Page:
    """Send a question after the session has ended for idleness."""
    return save(page, opened, {"label-zh": "打了很久的字\n第二行"}, status=403)


def test_text_sent_after_an_idle_session_ended_is_saved_after_signing_in(
    page: PageOpener, database: Database, name: str
) -> None:
    outline = start_ready(page)
    opened = page.open(f"{outline}/questions/Q1")
    with time_machine.travel(read_clock() + LATER):
        told = send_too_late(page, opened)
        assert "您刚才写的还在" in told.text
        assert "停留时间过长" in told.text
        wrong = page.submit(told, {"name": name, "password": "not this one"}, status=422)

        offered = page.submit(wrong, {"name": name, "password": PASSWORD})
        assert read_label(database, outline) != "打了很久的字\n第二行"
        page.submit(offered, action=f"{outline}/questions/Q1")

    assert read_label(database, outline) == "打了很久的字\n第二行"


def test_text_sent_too_late_overwrites_nobody(
    app: Flask, page: PageOpener, database: Database, name: str
) -> None:
    outline = start_ready(page)
    mine, theirs = (page.open(f"{outline}/questions/Q1") for _ in range(2))
    save(page, theirs, {"label-zh": "别人写的"})
    with time_machine.travel(read_clock() + LATER):
        offered = page.submit(send_too_late(page, mine), {"name": name, "password": PASSWORD})
        told = page.submit(offered, action=f"{outline}/questions/Q1", status=409)

    assert "打了很久的字" in told.root.find_all("div", id="conflict")[0].text
    assert read_label(database, outline) == "别人写的"


def test_passwords_are_never_kept(page: PageOpener, client: FlaskClient, official: Account) -> None:
    opened = page.open("/account/password")
    secrets = {"current": "old secret", "password": "new secret", "repeated": "new secret"}
    token = opened.root.find_all("input", name="csrf_token")[0].get("value")
    with time_machine.travel(read_clock() + LATER):
        answer = client.post("/account/password", data={**secrets, "csrf_token": token})

    assert "secret" not in answer.text


def test_script_is_told_that_the_official_was_signed_out(
    page: PageOpener, client: FlaskClient, official: Account
) -> None:
    outline = start_ready(page)
    address = f"{outline}/questions/Q1"
    token = page.open(address).root.find_all("input", name="csrf_token")[0].get("value")
    with time_machine.travel(read_clock() + LATER):
        answer = client.post(
            address,
            data={"csrf_token": token, "label-zh": "x"},
            headers={"Accept": "application/json"},
        )

    assert answer.status_code == 403


@pytest.mark.parametrize("kept", ["no json", "{}", "[1, 2]", '[["a"]]', "[[1, 2]]"])
def test_damaged_kept_text_is_harmless(page: PageOpener, name: str, kept: str) -> None:
    form = page.open("/account/sign-in?next=//elsewhere.example")
    fields = {"name": name, "password": PASSWORD, "kept": kept}

    answer = page.submit(form, fields, status=400 if kept in ("no json", "{}") else 200)

    assert "elsewhere" not in answer.html


@pytest.mark.usefixtures("official")
def test_draft_outlives_the_process(
    page: PageOpener, database: Database, settings: Settings, client: FlaskClient
) -> None:
    outline = start_ready(page)
    save(page, page.open(f"{outline}/questions/Q1"), {"label-zh": "重启之前"})
    cookie = client.get_cookie("session")
    assert cookie

    restarted = create_app(settings)
    again = restarted.test_client()
    again.set_cookie("session", cookie.value)
    opened = PageOpener(again)

    assert "重启之前" in opened.open(outline).text
    assert opened.open(LIST).heading
    restarted.extensions["database"].engine.dispose()
