"""The sampling frame, read: adults by street, sex and age group; communities to draw from."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.sampling.tables import FrameCount, FramePsu

FrameClass = tuple[str, str, str]
"""Street code, sex, age group."""


@dataclass(frozen=True)
class FrameCommunity:
    """A community that may be drawn: a first-stage cluster inside its street (the stratum)."""

    code: str
    street_code: str
    n_adults: int


def load_frame_counts(session: Session, frame_id: int) -> Mapping[FrameClass, int]:
    """Adults of the frame by street, sex and age group."""
    rows = session.execute(
        select(
            FrameCount.street_code, FrameCount.sex, FrameCount.age_group, FrameCount.n_adults
        ).where(FrameCount.frame_id == frame_id)
    )
    return {(street, sex, age): n for street, sex, age, n in rows}


def load_frame_communities(session: Session, frame_id: int) -> tuple[FrameCommunity, ...]:
    """Communities of the frame, in the order of their codes."""
    rows = session.execute(
        select(FramePsu.community_code, FramePsu.street_code, FramePsu.n_adults)
        .where(FramePsu.frame_id == frame_id)
        .order_by(FramePsu.community_code)
    )
    return tuple(FrameCommunity(code, street, n) for code, street, n in rows)
