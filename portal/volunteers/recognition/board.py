"""The team board: teams that agreed to stand on it, by the hours of members who agreed to be
counted. Never a person."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.volunteers.groups.tables import Membership, Team
from portal.volunteers.people.consents import TEXTS, ConsentKind
from portal.volunteers.people.tables import Consent
from portal.volunteers.recognition.tables import VolunteerTotal
from portal.volunteers.rules import VolunteerRules
from surveys.words import Text


@dataclass(frozen=True)
class BoardLine:
    """One team on the board."""

    name: Text
    hours: float
    n_members: int
    """Members who agreed to be counted."""


def read_board(session: Session, year: int, *, rules: VolunteerRules) -> tuple[BoardLine, ...]:
    """Teams by credited hours of the year; teams with too few consenting members stay out."""
    n_members = func.count(Membership.volunteer_id)
    minutes = func.coalesce(func.sum(VolunteerTotal.credited_minutes), 0)
    rows = session.execute(
        select(Team.name_zh, Team.name_en, minutes, n_members)
        .join(Membership, Membership.team_id == Team.id)
        .join(
            Consent,
            (Consent.volunteer_id == Membership.volunteer_id)
            & (Consent.kind == ConsentKind.BOARD)
            & (Consent.version == TEXTS[ConsentKind.BOARD].version)
            & Consent.withdrawn_at.is_(None),
        )
        .outerjoin(
            VolunteerTotal,
            (VolunteerTotal.volunteer_id == Membership.volunteer_id)
            & (VolunteerTotal.year == year),
        )
        .where(Membership.state == "active", Team.is_on_board)
        .group_by(Team.id, Team.name_zh, Team.name_en)
        .having(n_members >= rules.board_min_members)
        .order_by(minutes.desc(), Team.name_zh)
    )
    return tuple(
        BoardLine({"zh": name_zh, "en": name_en}, total / 60, n)
        for name_zh, name_en, total, n in rows
    )
