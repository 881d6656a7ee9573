"""The outbox of notices, which is also what a volunteer's own page shows."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from surveys.orm import Base, UtcDateTime


class Notice(Base):
    """One message to one volunteer (or a guardian), and how far it has got."""

    __tablename__ = "volunteer_notice"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'unsure', 'failed', 'unaddressed')",
            name="state",
        ),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at"),
        Index(
            "ix_volunteer_notice_due",
            "next_try_at",
            sqlite_where=text("state IN ('waiting', 'sending')"),
            postgresql_where=text("state IN ('waiting', 'sending')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(String(80), unique=True)
    """What is told once however often it is noticed (a reminder) has a key."""
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    address: Mapped[str | None] = mapped_column(String(120))
    """Only where it goes to somebody else than the volunteer; emptied once sent."""
    kind: Mapped[str] = mapped_column(String(30))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What the words of this kind name; links are taken out once sent."""
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(11), default="waiting")
    n_tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
