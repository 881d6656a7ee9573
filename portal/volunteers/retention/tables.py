"""The log of purges: one row a day, so that many hosts purge once, and nobody wonders what went."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from surveys.orm import Base, UtcDateTime


class PurgeRun(Base):
    """One day's purge. Records of service before `service_before` are gone; totals stay."""

    __tablename__ = "volunteer_purge"

    day: Mapped[date] = mapped_column(primary_key=True)
    service_before: Mapped[date]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    n_records: Mapped[int] = mapped_column(default=0)
    """Records of service (attendance, hours, certificates, trainings) purged on this day."""
    n_others: Mapped[int] = mapped_column(default=0)
    """Everything else: notices, links, requests, sign-ups that came to nothing, people."""


def read_first_kept_day(session: Session) -> date:
    """The first day of which records of service are still there."""
    return session.scalar(select(func.max(PurgeRun.service_before))) or date.min
