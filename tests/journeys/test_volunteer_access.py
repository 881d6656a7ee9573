"""Every page of the volunteers' door, looked at by axe in both languages, sizes and widths."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from portal.clock import SECRETS, read_clock
from portal.volunteers.activities.tables import Activity, Place, Shift
from portal.volunteers.actors import Actor
from portal.volunteers.attendance.spot_checks import SpotCheckPlan, draw_spot_check
from portal.volunteers.certificates.tables import Certificate
from portal.volunteers.groups.tables import Team
from portal.volunteers.people.contacts import ask_for_contact
from portal.volunteers.people.guardians import ask_guardian
from portal.volunteers.people.sign_in import issue_link
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.states import State
from portal.volunteers.signups.steps import Moment
from portal.volunteers.signups.tables import SignUp
from tests.browsing import Visits
from tests.journeys.barriers import in_every_window, is_searched, name_window
from tests.journeys.volunteering import (
    LEADER,
    check_access,
    enter,
    enter_as_official,
    press,
)
from tests.live_server import LiveServer
from tests.portal.volunteers.access_table import COORDINATORS, EVERYONE, MAY
from tests.portal.volunteers.world import fill_address

FILES = {
    "GET /calendar.ics",
    "GET /me/calendar.ics",
    "GET /me/data.json",
    "GET /me/certificates/<number>.pdf",
}
Things = dict[str, object]


@pytest.fixture(scope="module")
def things(live_server: LiveServer) -> Things:
    """What stands in the places of the addresses."""
    with live_server.database.transaction() as session:
        now = read_clock()
        leader = session.scalars(select(Volunteer).where(Volunteer.name == LEADER)).one()
        served = session.scalars(
            select(SignUp).where(SignUp.volunteer_id == leader.id, SignUp.state == State.ATTENDED)
        ).first()
        coming = session.scalars(
            select(Shift)
            .join(SignUp, SignUp.shift_id == Shift.id)
            .where(SignUp.volunteer_id == leader.id, Shift.starts_at > now)
            .order_by(Shift.starts_at)
        ).first()
        assert coming is not None
        assert served is not None
        today = now.date()
        plan = SpotCheckPlan(today - timedelta(days=365), today, 5, "种子")
        drawing = Moment(now, Actor("official", 0, "n0"))
        return {
            "shift_id of /me/shifts/<int:shift_id>/correction": served.shift_id,
            "shift_id of /organise/shifts/<int:shift_id>/backfill": served.shift_id,
            "sign_up_id of /me/sign-ups/<int:sign_up_id>/excuse": served.id,
            "check_id": draw_spot_check(session, plan, moment=drawing, rules=VolunteerRules()).id,
            "place_id": session.scalars(
                select(Place.id).join(Team, Team.id == Place.team_id).where(Team.code == "qinghe")
            ).first(),
            "shift_id": coming.id,
            "activity_id": session.get_one(Activity, coming.activity_id).id,
            "code": "qinghe",
            "token of /guardian/<token>": ask_guardian(
                session, leader, ("监护人", "guardian@sample.invalid"), now=now, rng=SECRETS
            ),
            "token of /contact/<token>": ask_for_contact(
                session, leader, "v71@sample.invalid", now=now, rng=SECRETS
            ),
            "token of /link/<token>": issue_link(session, leader, now=now, rng=SECRETS),
        }


def certify(page: Page, server: LiveServer) -> str:
    """Issue a certificate on the page; its number."""
    page.goto("/volunteers/me/certificates")
    press(page, page.locator("main button[type=submit]"))
    with server.database.reading() as session:
        return session.scalars(select(Certificate.number)).first() or ""


@in_every_window
def test_every_page_is_accessible(
    visits: Visits,
    live_server: LiveServer,
    things: Things,
    window: dict[str, Any],
) -> None:
    pages = {role: visits.begin(**window) for role in ("stranger", "leader", "official")}
    enter(pages["leader"], live_server, LEADER)
    enter_as_official(pages["official"], live_server, f"n-{name_window(window)}")
    filled = {**things, "number": certify(pages["leader"], live_server)}
    for line, may in MAY.items():
        if not line.startswith("GET ") or line in FILES:
            continue
        role = "stranger" if may == EVERYONE else "official" if may == COORDINATORS else "leader"
        address = fill_address(line.removeprefix("GET "), filled)
        look_at(pages[role], address, searches=is_searched(window))
        if "leader" in may and may >= COORDINATORS and may != EVERYONE:
            look_at(pages["official"], address, searches=is_searched(window))


def look_at(page: Page, address: str, *, searches: bool) -> None:
    """Open a page as whoever may, and look closely."""
    answer = page.goto(f"/volunteers{address}")
    assert answer is not None
    assert (answer.status, page.url.partition("/volunteers")[2]) == (200, address)
    check_access(page, searches=searches)
