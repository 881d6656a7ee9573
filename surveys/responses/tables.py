"""Tables of responses. No column, id order or timestamp joins a response to an invitation.

A response arrives in `response_inbox`, in the transaction that uses the invitation and writes the
receipt. The tally counts it and moves it, shuffled among others, into `response`: after that not
even the database's own bookkeeping (row position, transaction id) tells who came when.
"""

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from surveys.orm import Base


class _ResponseColumns:
    """What both resting places of a response carry."""

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Random, 63 bits."""
    community_code: Mapped[str | None] = mapped_column(String(12))
    """The sampled PSU (sample type R): it implies stratum and design weight."""
    language: Mapped[str] = mapped_column(String(16))
    mode: Mapped[str] = mapped_column(String(11))
    """web, paper or interviewer."""
    received_on: Mapped[date]
    answers: Mapped[bytes] = mapped_column(LargeBinary)
    """Packed by surveys.responses.packing against the wave's version."""


class InboxResponse(_ResponseColumns, Base):
    """A response accepted and not yet counted: the outbox of the intake, the inbox of the tally."""

    __tablename__ = "response_inbox"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)


class Response(_ResponseColumns, Base):
    """A response that the tally has counted."""

    __tablename__ = "response"
    __table_args__ = (Index("ix_response_wave_id_id", "wave_id", "id"),)

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))


class Receipt(Base):
    """Proof for a citizen that a response arrived; knows the wave and the day, not the response."""

    __tablename__ = "receipt"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    submission_key: Mapped[str] = mapped_column(String(43), unique=True)
    """Random key of one filling-in: a double click or a retry finds its first receipt."""
    received_on: Mapped[date]
