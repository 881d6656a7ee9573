"""Being somebody on the volunteers' pages, and what there is to visit. Plain functions."""

from datetime import datetime

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.db import Database
from portal.volunteers.people.tables import Volunteer
from tests.portal.volunteers.builders import (
    IN_THREE_DAYS,
    STREET,
    a_shift,
    a_team,
    a_volunteer,
    an_activity,
    close,
    serve,
    signed_up,
)

REGISTRATION = {
    "name": "志愿者甲",
    "birth": "1990-05",
    "contact": "13800000000",
    "street": STREET,
    "password": "河边的长椅很安静哦 2026",
    "agrees": "yes",
}


def a_public_shift(database: Database) -> tuple[int, int]:
    """Activity and shift ids of something to sign up for."""
    with database.transaction() as session:
        activity = an_activity(session, min_age=16)
        shift = a_shift(session, activity, starts_at=IN_THREE_DAYS)
        return activity.id, shift.id


def sign_in_as(client: FlaskClient, database: Database, volunteer_id: int, at: datetime) -> None:
    """Be this volunteer on the test's browser."""
    with database.reading() as session:
        stamp = session.get_one(Volunteer, volunteer_id).session_stamp
    with client.session_transaction() as browser:
        browser.clear()
        browser |= {
            "volunteer": volunteer_id,
            "volunteer_stamp": stamp,
            "volunteer_seen": int(at.timestamp()),
        }


def an_organiser(database: Database, code: str = "t0") -> int:
    """A volunteer who organises a team."""
    with database.transaction() as session:
        organiser = a_volunteer(session, 500 + sum(code.encode()))
        return a_team(session, code, leader=organiser).id and organiser.id


def serve_one_shift(session: Session, volunteer: Volunteer) -> None:
    """Three credited hours for a volunteer."""
    shift = a_shift(session)
    signed_up(session, shift, volunteer)
    serve(session, shift, volunteer)
    close(session, shift)
