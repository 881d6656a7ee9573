"""Changing one's addresses: a second one stays, a new one is proven where anything can be sent."""

import re
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import Database
from portal.volunteers import refusals
from portal.volunteers.notices.tables import Notice
from portal.volunteers.people.contacts import ask_for_contact, confirm_contact
from portal.volunteers.people.tables import Volunteer
from tests.pages import Page, PageOpener
from tests.portal.volunteers.builders import NOW, a_volunteer
from tests.portal.volunteers.visiting import sign_in_as

ADDRESS = "new@example.org"


def test_a_new_address_holds_once_its_link_is_used(session: Session) -> None:
    volunteer = a_volunteer(session)
    volunteer.mobile = "13800000000"
    token = ask_for_contact(session, volunteer, ADDRESS, now=NOW, rng=Random(1))
    assert volunteer.email == "v1@example.org"
    confirm_contact(session, token, now=NOW)
    assert (volunteer.email, volunteer.mobile) == (ADDRESS, "13800000000")
    with pytest.raises(refusals.LinkUnusable):
        confirm_contact(session, token, now=NOW)


def test_a_late_or_replaced_link_changes_nothing(session: Session) -> None:
    volunteer = a_volunteer(session)
    first = ask_for_contact(session, volunteer, ADDRESS, now=NOW, rng=Random(1))
    second = ask_for_contact(session, volunteer, "third@example.org", now=NOW, rng=Random(2))
    for token, now in ((first, NOW), (second, NOW + timedelta(days=1)), ("unknown", NOW)):
        with pytest.raises(refusals.LinkUnusable):
            confirm_contact(session, token, now=now)
    assert volunteer.email == "v1@example.org"


def test_an_address_of_somebody_else_is_refused_before_and_at_the_link(session: Session) -> None:
    volunteer, other = a_volunteer(session), a_volunteer(session, 2)
    with pytest.raises(refusals.AlreadyRegistered):
        ask_for_contact(session, volunteer, other.email or "", now=NOW, rng=Random(1))
    token = ask_for_contact(session, volunteer, ADDRESS, now=NOW, rng=Random(1))
    other.email = ADDRESS
    session.flush()
    with pytest.raises(refusals.AlreadyRegistered):
        confirm_contact(session, token, now=NOW)


def save(page: PageOpener, **fields: str) -> Page:
    """Change one's details."""
    return page.submit(page.open("/volunteers/me/details"), fields, action="")


def read_contacts(database: Database, volunteer_id: int) -> tuple[str | None, str | None]:
    with database.reading() as session:
        volunteer = session.get_one(Volunteer, volunteer_id)
        return volunteer.email, volunteer.mobile


@pytest.fixture
def own(client: FlaskClient, database: Database, clock: object) -> int:
    """Whoever is signed in."""
    with database.transaction() as session:
        volunteer_id = a_volunteer(session).id
    sign_in_as(client, database, volunteer_id, NOW)
    return volunteer_id


def test_without_mail_a_new_address_holds_at_once_and_is_said_to_be_unproven(
    page: PageOpener, database: Database, own: int
) -> None:
    shown = save(page, mobile="13800000000")
    assert "没有核实过" in shown.text
    assert read_contacts(database, own) == ("v1@example.org", "13800000000")


def test_with_mail_a_link_goes_to_the_new_address(
    app: Flask, page: PageOpener, database: Database, own: int
) -> None:
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, mail_server="127.0.0.1:25")
    shown = save(page, email=ADDRESS)
    assert f"已发往 {ADDRESS}" in shown.text
    assert read_contacts(database, own) == ("v1@example.org", None)
    with database.reading() as session:
        notice = session.scalars(select(Notice).where(Notice.kind == "contact link")).one()
    assert notice.address == ADDRESS
    path = re.search(r"/volunteers/contact/\S+", notice.data["link"])
    assert path
    confirmed = page.submit(page.open(path[0]), {}, action="")
    assert "已确认" in confirmed.text
    assert read_contacts(database, own) == (ADDRESS, None)
