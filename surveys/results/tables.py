"""Tables of results: targets as data, and what has been published."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from surveys.orm import Base, UtcDateTime


class TargetRecord(Base):
    """A value to reach, with its basis. Append-only: the newest row of an indicator holds."""

    __tablename__ = "target"
    __table_args__ = (CheckConstraint("percent > 0 AND percent <= 100", name="percent"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), index=True)
    percent: Mapped[float] = mapped_column(Numeric(5, 2, asdecimal=False))
    basis_zh: Mapped[str] = mapped_column(String(300))
    basis_en: Mapped[str] = mapped_column(String(300))
    set_by: Mapped[str] = mapped_column(String(80))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PublicationRecord(Base):
    """A frozen snapshot of a wave's results, as citizens see it. Rows are never updated."""

    __tablename__ = "publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by: Mapped[str] = mapped_column(String(80))
    snapshot: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
