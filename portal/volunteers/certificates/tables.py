"""Certificates issued, append-only; and what comes before: public notice and objections."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from surveys.orm import Base, UtcDateTime


class Certificate(Base):
    """One certificate as it was issued: its content and the signature of that content."""

    __tablename__ = "volunteer_certificate"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    content: Mapped[str] = mapped_column(Text)
    signature: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CertificateRequest(Base):
    """A certificate asked for, under public notice: what it would say, and until when."""

    __tablename__ = "volunteer_certificate_request"
    __table_args__ = (
        CheckConstraint(
            "state IN ('noticed', 'issued', 'changed', 'refused', 'withdrawn')", name="state"
        ),
        CheckConstraint("(state = 'noticed') = (ended_at IS NULL)", name="ended_at"),
        CheckConstraint("last_day >= first_day", name="days"),
        # One at a time, however often the button is pressed.
        Index(
            "uq_volunteer_certificate_request_noticed",
            "volunteer_id",
            unique=True,
            sqlite_where=text("state = 'noticed'"),
            postgresql_where=text("state = 'noticed'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    services: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """What is made public, and what alone the certificate may say."""
    ready_on: Mapped[date] = mapped_column(index=True)
    """The first day on which the certificate can be given out; the notice ends the day before."""
    state: Mapped[str] = mapped_column(String(9), default="noticed")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CertificateObjection(Base):
    """What a volunteer holds against somebody's hours under public notice."""

    __tablename__ = "volunteer_certificate_objection"
    __table_args__ = (
        UniqueConstraint("request_id", "volunteer_id"),
        CheckConstraint("state IN ('open', 'accepted', 'refused')", name="state"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("volunteer_certificate_request.id"))
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    """Who objects; never shown to whom it is about."""
    reason: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(8), default="open")
    note: Mapped[str] = mapped_column(String(200), default="")
    """How it was looked into."""
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(40))
