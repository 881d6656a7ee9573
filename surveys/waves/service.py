"""Waves as a service: plan, open, close; find the one that an address names."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from surveys.errors import UnknownWave, WaveAlreadyOpened, WaveNotClosable
from surveys.waves.sample_types import SampleType
from surveys.waves.tables import Wave
from surveys.words import Text

CODE = re.compile(r"[a-z0-9-]{1,24}")


@dataclass(frozen=True)
class WavePlan:
    """What must be decided before a wave exists."""

    code: str
    title: Text
    version_id: int
    frame_id: int
    sample_type: SampleType
    opens_at: datetime
    closes_at: datetime
    capacity: int | None = None
    is_sample_data: bool = False


def plan_wave(session: Session, plan: WavePlan) -> Wave:
    """Record a planned wave; nobody can answer it yet."""
    if plan.closes_at <= plan.opens_at:
        raise ValueError("a wave closes after it opens")
    wave = Wave(
        code=plan.code,
        title_zh=plan.title["zh"],
        title_en=plan.title["en"],
        version_id=plan.version_id,
        frame_id=plan.frame_id,
        sample_type=plan.sample_type.value,
        state="planned",
        opens_at=plan.opens_at,
        closes_at=plan.closes_at,
        capacity=plan.capacity,
        is_sample_data=plan.is_sample_data,
    )
    session.add(wave)
    session.flush()
    return wave


def find_wave(session: Session, code: str) -> Wave:
    """The wave that an address names, or UnknownWave."""
    # What cannot be a code is not asked for: PostgreSQL takes offence at some characters.
    wave = session.scalar(select(Wave).where(Wave.code == code)) if CODE.fullmatch(code) else None
    if wave is None:
        raise UnknownWave(code)
    return wave


def is_open(wave: Wave, now: datetime) -> bool:
    """Whether the wave takes responses now: opened by its owner and inside its period."""
    return wave.state == "open" and wave.opens_at <= now < wave.closes_at


def open_wave(session: Session, wave: Wave) -> None:
    """Let a planned wave take responses (inside its period)."""
    _move(session, wave, before="planned", after="open", refusal=WaveAlreadyOpened)


def close_wave(session: Session, wave: Wave) -> None:
    """End an open wave; it never opens again, so that its results stay comparable."""
    _move(session, wave, before="open", after="closed", refusal=WaveNotClosable)


def close_ended_waves(session: Session, *, now: datetime) -> tuple[str, ...]:
    """Close every open wave whose period is over; the codes of those closed."""
    return tuple(
        session.scalars(
            update(Wave)
            .where(Wave.state == "open", Wave.closes_at <= now)
            .values(state="closed")
            .returning(Wave.code)
        )
    )


def list_waves(session: Session) -> tuple[Wave, ...]:
    """All waves, the newest first."""
    return tuple(session.scalars(select(Wave).order_by(Wave.opens_at.desc(), Wave.id.desc())))


def previous_wave(session: Session, wave: Wave) -> Wave | None:
    """The wave before this one with the same questionnaire version, frame and sample type.

    Another version, frame or sample type breaks the line: no change is computed across it.
    """
    return session.scalar(
        select(Wave)
        .where(
            Wave.version_id == wave.version_id,
            Wave.frame_id == wave.frame_id,
            Wave.sample_type == wave.sample_type,
            Wave.is_sample_data == wave.is_sample_data,
            Wave.opens_at < wave.opens_at,
        )
        .order_by(Wave.opens_at.desc())
        .limit(1)
    )


def _move(
    session: Session, wave: Wave, *, before: str, after: str, refusal: type[Exception]
) -> None:
    # Conditional, so that of two officials (or hosts) only one moves the wave.
    moved = session.execute(
        update(Wave)
        .where(Wave.id == wave.id, Wave.state == before)
        .values(state=after)
        .returning(Wave.id)
    ).first()
    if moved is None:
        raise refusal(wave.code)
    session.refresh(wave)
