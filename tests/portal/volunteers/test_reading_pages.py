"""What a reader of the volunteers' pages must find said: days, marks, ways back, consequences."""

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from portal.accounts.tables import Account
from portal.db import Database
from portal.volunteers.attendance.corrections import Claim, ask_for_correction
from portal.volunteers.rules import LIST_RULES, NUMBER_RULES
from tests.pages import PageOpener
from tests.portal.volunteers.builders import (
    END,
    NOW,
    START,
    a_shift,
    a_team,
    a_volunteer,
    an_activity,
    close,
    serve,
    signed_up,
)
from tests.portal.volunteers.visiting import an_organiser, sign_in_as


def test_the_day_of_the_week_stands_beside_every_shift(
    page: PageOpener, client: FlaskClient, database: Database, clock: time_machine.Traveller
) -> None:
    with database.transaction() as session:
        activity_id = a_shift(session).activity_id
    addresses = ("/volunteers/", f"/volunteers/activities/{activity_id}")
    for address in addresses:
        assert "2026年11月24日 周二 09:00" in page.open(address).text
    client.set_cookie("lang", "en")
    for address in addresses:
        assert "Tue 24 November 2026, 09:00" in page.open(address).text


def test_marks_follow_the_readers_language_whoever_read_the_page_before(
    page: PageOpener, client: FlaskClient, database: Database, clock: time_machine.Traveller
) -> None:
    with database.transaction() as session:
        a_team(session, "t0")
    for language, words in (("zh", "联系方式 ："), ("en", "Contact : "), ("zh", "联系方式 ：")):
        client.set_cookie("lang", language)
        text = page.open("/volunteers/teams/t0").text
        assert words.replace(" ", "") in text.replace(" ", ""), language
        assert ("：" in text) == (language == "zh")


def test_a_page_hangs_from_one_place_named_above_its_heading(
    page: PageOpener, client: FlaskClient, database: Database, clock: time_machine.Traveller
) -> None:
    sign_in_as(client, database, an_organiser(database), NOW)
    for address in ("/volunteers/me/details", "/volunteers/me/past", "/volunteers/organise/cases"):
        opened = page.open(address)
        (back,) = opened.root.find_all("a", class_="back")
        assert opened.html.index('class="back"') < opened.html.index("<h1")
        assert address.startswith(back.get("href"))


def test_every_rule_of_the_city_is_asked_for_once(page: PageOpener, official: Account) -> None:
    fields = page.open("/volunteers/city/rules").root.find_all("input", type="text")
    assert sorted(field.get("name") for field in fields) == sorted(NUMBER_RULES + LIST_RULES)


def test_who_decides_a_correction_sees_what_is_recorded(
    page: PageOpener, database: Database, official: Account
) -> None:
    with database.transaction() as session:
        shift, volunteer = a_shift(session), a_volunteer(session)
        signed_up(session, shift, volunteer)
        serve(session, shift, volunteer, left=END - timedelta(minutes=30))
        close(session, shift)
        claim = Claim(START, END, "做到了最后")
        ask_for_correction(session, shift.id, volunteer.id, claim, now=END + timedelta(hours=1))
    text = page.open("/volunteers/organise/cases").text.replace("\u2060", "")
    assert "09:00–12:00" in text
    assert "现在的记录：09:00–11:30" in text


@pytest.mark.parametrize(("hours_before", "is_late"), [(25, False), (2, True)])
def test_a_late_withdrawal_is_named_before_it_is_made(
    page: PageOpener,
    client: FlaskClient,
    database: Database,
    clock: time_machine.Traveller,
    hours_before: int,
    *,
    is_late: bool,
) -> None:
    with database.transaction() as session:
        volunteer = a_volunteer(session)
        signed_up(session, a_shift(session), volunteer)
        volunteer_id = volunteer.id
    moment = START - timedelta(hours=hours_before)
    clock.move_to(moment)
    sign_in_as(client, database, volunteer_id, moment)
    assert ("算临时退出" in page.open("/volunteers/me/").text) == is_late


def test_a_shift_that_has_begun_offers_no_places(
    page: PageOpener, database: Database, clock: time_machine.Traveller
) -> None:
    with database.transaction() as session:
        activity = an_activity(session)
        a_shift(session, activity)
        activity_id = activity.id
    clock.move_to(START + timedelta(hours=1))
    assert "已经开始" in page.open(f"/volunteers/activities/{activity_id}").text
