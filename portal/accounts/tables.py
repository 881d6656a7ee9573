"""Tables of accounts: who may work here, how they get in, and what they did."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from surveys.orm import Base, UtcDateTime


class Role(StrEnum):
    """What an account may do: see and publish results, or also look after accounts."""

    OFFICIAL = "official"
    ADMINISTRATOR = "administrator"


class Account(Base):
    """One person who works with the portal. Citizens need none."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("role IN ('official', 'administrator')", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    role: Mapped[str] = mapped_column(String(13))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    """Argon2; None until the person has chosen a password."""
    session_stamp: Mapped[str] = mapped_column(String(32))
    """Copied into each session; changing it signs the account out everywhere."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignInLink(Base):
    """A link that lets its holder choose a password, once and soon."""

    __tablename__ = "sign_in_link"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the token: who reads the table cannot sign in."""
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInFailure(Base):
    """Failed tries for one name, whether an account has it or not: both lock in the same way."""

    __tablename__ = "sign_in_failure"

    name_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    n_failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class AuditEntry(Base):
    """Who did what and when. Append-only; says nothing about citizens."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    who: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(300))
