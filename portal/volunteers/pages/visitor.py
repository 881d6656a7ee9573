"""Who visits: a signed-in volunteer, an official who coordinates, or a stranger."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from flask import abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.accounts.session import current_account
from portal.clock import read_clock
from portal.db import SAFE_METHODS, db
from portal.volunteers.actors import Actor
from portal.volunteers.groups.rights import list_organised_teams
from portal.volunteers.pages.tools import current_rules
from portal.volunteers.people.ages import is_minor
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.signups.steps import Moment

IDLE = timedelta(hours=12)


@dataclass(frozen=True)
class Visitor:
    """The volunteer behind this request."""

    id: int
    name: str
    number: str


def begin_visit(volunteer: Volunteer, *, now: datetime) -> None:
    """Sign a volunteer in on this device, with nothing left of whoever was here before."""
    session.clear()
    session["volunteer"] = volunteer.id
    session["volunteer_stamp"] = volunteer.session_stamp
    session["volunteer_seen"] = int(now.timestamp())


def end_visit() -> None:
    """Sign out on this device."""
    session.clear()
    g.visitor = None


def current_visitor() -> Visitor | None:
    """The signed-in volunteer, unless signed out elsewhere or away for too long."""
    if "visitor" not in g:
        g.visitor = _read_visitor()
    return cast("Visitor | None", g.visitor)


def require_visitor() -> Visitor:
    """The signed-in volunteer; for pages whose door has let them in."""
    visitor = current_visitor()
    if visitor is None:
        abort(403)
    return visitor


def require_volunteer() -> Volunteer:
    """The signed-in volunteer's own row, in the request's session."""
    return db.session.get_one(Volunteer, require_visitor().id)


def is_visitor_minor() -> bool:
    """Whether the signed-in volunteer is below the age of majority today."""
    rules = current_rules()
    today = rules.find_day(read_clock())
    return is_minor(require_volunteer().require_birth_month(), today, rules=rules)


def current_actor() -> Actor:
    """Who acts: the volunteer, or the official who coordinates."""
    visitor = current_visitor()
    if visitor is not None:
        return Actor("volunteer", visitor.id, visitor.name)
    account = current_account()
    if account is None:
        abort(403)
    return Actor("official", account.id, account.name)


def current_moment() -> Moment:
    """Now, and who acts."""
    return Moment(read_clock(), current_actor())


def admit_volunteer() -> ResponseReturnValue | None:
    """Let signed-in volunteers in; show everyone else where to sign in."""
    if current_visitor() is not None:
        session["volunteer_seen"] = int(read_clock().timestamp())
        return None
    return _show_way_in()


def admit_signed_in() -> ResponseReturnValue | None:
    """Let in volunteers and coordinators; views ask what of it is theirs."""
    if current_visitor() is None and current_account() is not None:
        return None
    return admit_volunteer()


def admit_organiser() -> ResponseReturnValue | None:
    """Let in who plans activities of some team, and coordinators; services check which team."""
    visitor = current_visitor()
    if visitor is None:
        return None if current_account() is not None else _show_way_in()
    if not list_organised_teams(db.reader, visitor.id):
        abort(403)
    session["volunteer_seen"] = int(read_clock().timestamp())
    return None


def introduce_visitor() -> dict[str, object]:
    """Give templates `visitor`, and whether there is something to organise or coordinate."""
    visitor = current_visitor()
    is_organiser = visitor is not None and bool(list_organised_teams(db.reader, visitor.id))
    is_coordinator = visitor is None and current_account() is not None
    return {
        "visitor": visitor,
        "is_organiser": is_organiser or is_coordinator,
        "is_coordinator": is_coordinator,
    }


def _show_way_in() -> ResponseReturnValue:
    if request.method in SAFE_METHODS:
        address = request.full_path if request.query_string else request.path
        return redirect(url_for("volunteers.entry.sign_in", next=address), 303)
    abort(403)


def _read_visitor() -> Visitor | None:
    if "volunteer" not in session:
        return None
    if read_clock().timestamp() - session["volunteer_seen"] > IDLE.total_seconds():
        return None
    row = db.reader.execute(
        select(Volunteer.id, Volunteer.name, Volunteer.number, Volunteer.session_stamp).where(
            Volunteer.id == session["volunteer"], Volunteer.state == "active"
        )
    ).one_or_none()
    if row is None or row.session_stamp != session["volunteer_stamp"]:
        return None
    return Visitor(row.id, row.name or "", row.number)
