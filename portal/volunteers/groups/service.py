"""Teams as a service: found one, ask to join, admit, give a role, leave."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.volunteers.actors import Actor
from portal.volunteers.groups.rights import require_leader
from portal.volunteers.groups.tables import Membership, Team
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.refusals import AlreadyDecided, AlreadyMember, LastLeader, NotFound
from surveys.words import Text


@dataclass(frozen=True, kw_only=True)
class TeamPlan:
    """What a team is called and what it is for."""

    code: str
    name: Text
    purpose: Text
    contact: str
    area_code: str
    is_on_board: bool = False
    is_sample_data: bool = False


@dataclass(frozen=True)
class Member:
    """One line of a team's list."""

    volunteer_id: int
    name: str | None
    role: str
    state: str
    asked_at: datetime


def found_team(session: Session, plan: TeamPlan, leader: Volunteer, *, now: datetime) -> Team:
    """Add a team with its first leader."""
    team = Team(
        code=plan.code,
        name_zh=plan.name["zh"],
        name_en=plan.name["en"],
        purpose_zh=plan.purpose["zh"],
        purpose_en=plan.purpose["en"],
        contact=plan.contact,
        area_code=plan.area_code,
        founded_at=now,
        is_on_board=plan.is_on_board,
        is_sample_data=plan.is_sample_data,
    )
    session.add(team)
    # The membership needs the team's id.
    session.flush()
    session.add(
        Membership(
            team_id=team.id,
            volunteer_id=leader.id,
            role="leader",
            state="active",
            asked_at=now,
            decided_at=now,
        )
    )
    session.flush()
    return team


def find_team(session: Session, code: str) -> Team:
    """The team that an address names, or NotFound."""
    team = session.scalar(select(Team).where(Team.code == code))
    if team is None:
        raise NotFound(code)
    return team


def ask_to_join(session: Session, team: Team, volunteer: Volunteer, *, now: datetime) -> None:
    """Ask the team's leaders to be let in; who left or was refused may ask again."""
    # The volunteer's row is locked, so that of two presses at once one finds the other's request.
    session.get_one(Volunteer, volunteer.id, with_for_update=True)
    membership = session.get(Membership, (team.id, volunteer.id), with_for_update=True)
    if membership is None:
        session.add(Membership(team_id=team.id, volunteer_id=volunteer.id, asked_at=now))
        session.flush()
        return
    if membership.state in ("requested", "active"):
        raise AlreadyMember
    membership.role, membership.state, membership.asked_at = "member", "requested", now
    membership.decided_at = membership.decided_by = None


def decide_request(
    session: Session, membership: Membership, *, admits: bool, actor: Actor, now: datetime
) -> None:
    """Admit a volunteer who asked, or not; for leaders."""
    require_leader(session, membership.team_id, actor)
    if membership.state != "requested":
        raise AlreadyDecided
    membership.state = "active" if admits else "refused"
    membership.decided_at, membership.decided_by = now, actor.key


def give_role(
    session: Session, membership: Membership, role: str, *, actor: Actor, now: datetime
) -> None:
    """Make a member leader, organiser or plain member; a team keeps a leader."""
    require_leader(session, membership.team_id, actor)
    if membership.state != "active":
        raise NotFound
    if membership.role == "leader" and role != "leader":
        _require_another_leader(session, membership)
    membership.role = role
    membership.decided_at, membership.decided_by = now, actor.key


def leave_team(session: Session, membership: Membership, *, now: datetime) -> None:
    """Leave, or take back a request. The last leader first names another."""
    if membership.role == "leader" and membership.state == "active":
        _require_another_leader(session, membership)
    membership.role, membership.state, membership.decided_at = "member", "left", now


def show_on_board(session: Session, team: Team, *, is_shown: bool, actor: Actor) -> None:
    """Agree that the team's total is shown on the board, or take that back; for leaders."""
    require_leader(session, team.id, actor)
    team.is_on_board = is_shown


def find_membership(session: Session, team_id: int, volunteer_id: int) -> Membership:
    """The membership of a volunteer in a team, or NotFound."""
    membership = session.get(Membership, (team_id, volunteer_id))
    if membership is None:
        raise NotFound
    return membership


def list_members(session: Session, team: Team) -> tuple[Member, ...]:
    """Active members and open requests, requests first."""
    rows = session.execute(
        select(Volunteer.id, Volunteer.name, Membership.role, Membership.state, Membership.asked_at)
        .join(Membership, Membership.volunteer_id == Volunteer.id)
        .where(
            Membership.team_id == team.id,
            Membership.state.in_(("requested", "active")),
            Volunteer.state == "active",
        )
        .order_by(Membership.state.desc(), Membership.role, Volunteer.id)
    )
    return tuple(Member(*row) for row in rows)


def list_teams(session: Session) -> list[tuple[Team, int]]:
    """All teams with their numbers of members, in the order of their codes."""
    n_members = (
        select(func.count())
        .where(Membership.team_id == Team.id, Membership.state == "active")
        .scalar_subquery()
    )
    return [(team, n) for team, n in session.execute(select(Team, n_members).order_by(Team.code))]


def list_memberships(session: Session, volunteer_id: int) -> list[tuple[Team, str, str]]:
    """The teams of a volunteer with role and state, open requests included."""
    rows = session.execute(
        select(Team, Membership.role, Membership.state)
        .join(Membership, Membership.team_id == Team.id)
        .where(
            Membership.volunteer_id == volunteer_id,
            Membership.state.in_(("requested", "active")),
        )
        .order_by(Team.code)
    )
    return [(team, role, state) for team, role, state in rows]


def _require_another_leader(session: Session, membership: Membership) -> None:
    # The team's row is locked, so that two leaders cannot step down at the same moment.
    session.get(Team, membership.team_id, with_for_update=True)
    n_others = session.scalar(
        select(func.count()).where(
            Membership.team_id == membership.team_id,
            Membership.volunteer_id != membership.volunteer_id,
            Membership.role == "leader",
            Membership.state == "active",
        )
    )
    if not n_others:
        raise LastLeader
