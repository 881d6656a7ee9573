"""Who may do what in a team: leaders look after members, organisers (and leaders) after activities.

Coordinators of the city may do both everywhere. Every service that changes something of a team
asks here first; a stranger is refused whatever page they came from.
"""

from collections.abc import Container

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteers.actors import Actor
from portal.volunteers.groups.tables import Membership
from portal.volunteers.refusals import NotAllowed, NotFound

LEADING = frozenset({"leader"})
ORGANISING = frozenset({"leader", "organiser"})


def find_role(session: Session, team_id: int, volunteer_id: int) -> str | None:
    """The role of an active member, None for everyone else."""
    return session.scalar(
        select(Membership.role).where(
            Membership.team_id == team_id,
            Membership.volunteer_id == volunteer_id,
            Membership.state == "active",
        )
    )


def has_right(session: Session, team_id: int, actor: Actor, roles: Container[str]) -> bool:
    """Whether the actor has one of these roles in the team, or coordinates the city."""
    if actor.kind != "volunteer":
        return True
    return find_role(session, team_id, actor.id) in roles


def require_leader(session: Session, team_id: int, actor: Actor) -> None:
    """Raise NotAllowed unless the actor leads the team."""
    if not has_right(session, team_id, actor, LEADING):
        raise NotAllowed


def require_organiser(session: Session, team_id: int, actor: Actor) -> None:
    """Raise NotAllowed unless the actor plans the team's activities."""
    if not has_right(session, team_id, actor, ORGANISING):
        raise NotAllowed


def require_own_case(session: Session, team_id: int, actor: Actor) -> None:
    """Raise NotFound unless the actor plans the team's activities: for things known by a number
    alone, so that nobody learns which numbers there are."""
    if not has_right(session, team_id, actor, ORGANISING):
        raise NotFound


def list_organised_teams(session: Session, volunteer_id: int) -> tuple[int, ...]:
    """The ids of teams whose activities the volunteer plans."""
    return tuple(
        session.scalars(
            select(Membership.team_id).where(
                Membership.volunteer_id == volunteer_id,
                Membership.state == "active",
                Membership.role.in_(ORGANISING),
            )
        )
    )
