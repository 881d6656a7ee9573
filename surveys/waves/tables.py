"""Table of waves: one published version put to one sample for a period."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveys.orm import Base, UtcDateTime
from surveys.questionnaires.tables import VersionRecord
from surveys.sampling.tables import SamplingFrame


class Wave(Base):
    """One version, one sample, one period, one sample type (never mixed)."""

    __tablename__ = "wave"
    __table_args__ = (
        CheckConstraint("sample_type IN ('R', 'Q', 'O')", name="sample_type"),
        CheckConstraint("state IN ('planned', 'open', 'closed')", name="state"),
        CheckConstraint("capacity IS NULL OR n_accepted <= capacity", name="capacity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    """Stands in addresses: lower-case letters, digits, hyphens."""
    title_zh: Mapped[str] = mapped_column(String(80))
    title_en: Mapped[str] = mapped_column(String(120))
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    frame_id: Mapped[int] = mapped_column(ForeignKey("sampling_frame.id"))
    sample_type: Mapped[str] = mapped_column(String(1))
    state: Mapped[str] = mapped_column(String(7))
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    capacity: Mapped[int | None]
    """The most responses to accept; None is no limit."""
    n_accepted: Mapped[int] = mapped_column(default=0)
    """Counted only where there is a capacity, by conditional UPDATE."""
    is_sample_data: Mapped[bool] = mapped_column(default=False)

    version: Mapped[VersionRecord] = relationship()
    frame: Mapped[SamplingFrame] = relationship()
