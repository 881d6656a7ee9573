"""Tables of the tally: what is counted, the counts per weight cell, and their revision."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surveys.orm import Base


class IndicatorRecord(Base):
    """One indicator of a questionnaire: which codes count and which leave the denominator.

    It stands with the tally because the tally counts it; what it is worth is judged by results.
    """

    __tablename__ = "indicator"
    __table_args__ = (UniqueConstraint("questionnaire_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)


class TallyCell(Base):
    """Counts of every option and indicator among the responses of one weight cell.

    The cell is PSU x street x sex x age group: weights are constant inside it, so that estimates
    and their standard errors are exact functions of these rows. Empty string: not known.
    """

    __tablename__ = "tally_cell"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    community_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    street_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    sex: Mapped[str] = mapped_column(String(1), primary_key=True)
    age_group: Mapped[str] = mapped_column(String(8), primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)
    counts: Mapped[bytes] = mapped_column(LargeBinary)
    """Little-endian int64, one per column of the wave's tally layout."""


class TallyState(Base):
    """Per wave: which layout the counts follow, and how often they have changed."""

    __tablename__ = "tally_state"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    layout_digest: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int]
    n_counted: Mapped[int] = mapped_column(BigInteger)


class TallyDay(Base):
    """Responses counted per day, for the progress of the field work."""

    __tablename__ = "tally_day"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    received_on: Mapped[date] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)
