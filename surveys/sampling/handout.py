"""Lists of unused invitation codes, community by community, for those who carry them to the doors.

A list names units by their number in the draw, never people: the register stays with those who
drew from it.
"""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveys.errors import UnknownArea
from surveys.sampling.areas import load_areas
from surveys.sampling.tables import Invitation
from surveys.words import Text


@dataclass(frozen=True)
class CommunityHandout:
    """A drawn community and how many of its codes nobody has used."""

    code: str
    name: Text
    street: Text
    n_unused: int


@dataclass(frozen=True)
class UnitCode:
    """The unused invitation of one sampled unit."""

    unit_number: int
    code: str


def list_handouts(session: Session, wave_id: int) -> tuple[CommunityHandout, ...]:
    """Communities of the wave's sample with their numbers of unused codes, by area code."""
    areas = load_areas(session)
    rows = session.execute(
        select(
            Invitation.community_code,
            func.count().filter(Invitation.disposition == "issued"),
        )
        .where(Invitation.wave_id == wave_id)
        .group_by(Invitation.community_code)
        .order_by(Invitation.community_code)
    )
    return tuple(
        CommunityHandout(code, areas.find(code).label, areas.find_lineage(code)[-2].label, n_unused)
        for code, n_unused in rows
    )


def find_handout(session: Session, wave_id: int, community_code: str) -> CommunityHandout:
    """The handout of one drawn community, or UnknownArea."""
    for handout in list_handouts(session, wave_id):
        if handout.code == community_code:
            return handout
    raise UnknownArea(community_code)


def list_unit_codes(session: Session, wave_id: int, community_code: str) -> tuple[UnitCode, ...]:
    """Unused codes of one community, by unit number."""
    rows = session.execute(
        select(Invitation.unit_number, Invitation.code)
        .where(
            Invitation.wave_id == wave_id,
            Invitation.community_code == community_code,
            Invitation.disposition == "issued",
        )
        .order_by(Invitation.unit_number)
    )
    return tuple(UnitCode(number, code) for number, code in rows)
