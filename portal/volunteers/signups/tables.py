"""Tables of sign-ups: where each stands, and every step that it took."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.volunteers.signups.states import LIVE, State
from surveys.orm import Base, UtcDateTime


def _sql_list(states: frozenset[State]) -> str:
    return "(" + ", ".join(f"'{state}'" for state in sorted(states)) + ")"


class SignUp(Base):
    """One volunteer's wish to serve one shift."""

    __tablename__ = "volunteer_sign_up"
    __table_args__ = (
        CheckConstraint(f"state IN {_sql_list(frozenset(State))}", name="state"),
        CheckConstraint(
            "(state = 'offered') = (offer_expires_at IS NOT NULL)", name="offer_expires_at"
        ),
        CheckConstraint(
            "NOT is_excused OR state IN ('no-show', 'withdrawn late')", name="is_excused"
        ),
        # One live sign-up per person and shift, however often the button is pressed.
        Index(
            "uq_volunteer_sign_up_live",
            "shift_id",
            "volunteer_id",
            unique=True,
            sqlite_where=text(f"state IN {_sql_list(LIVE)}"),
            postgresql_where=text(f"state IN {_sql_list(LIVE)}"),
        ),
        Index("ix_volunteer_sign_up_shift_id_state", "shift_id", "state"),
        Index(
            "ix_volunteer_sign_up_offer_expires_at",
            "offer_expires_at",
            sqlite_where=text("state = 'offered'"),
            postgresql_where=text("state = 'offered'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("volunteer_shift.id"))
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    state: Mapped[str] = mapped_column(String(14))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("volunteer_team.id"))
    """The team whose leader held the place, for sign-ups of a group."""
    is_accompanied: Mapped[bool] = mapped_column(default=False)
    """A minor comes with a guardian."""
    is_excused: Mapped[bool] = mapped_column(default=False)
    excuse: Mapped[str] = mapped_column(String(200), default="")
    offer_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_up_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ExcuseRequest(Base):
    """A volunteer's reason for an absence or late withdrawal, for an organiser to decide."""

    __tablename__ = "volunteer_excuse_request"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'accepted', 'refused')", name="state"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_at"),
    )

    sign_up_id: Mapped[int] = mapped_column(ForeignKey("volunteer_sign_up.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(8), default="open")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(40))


class SignUpStep(Base):
    """One step of one sign-up: what happened, when, by whom. Never changed."""

    __tablename__ = "volunteer_sign_up_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_up_id: Mapped[int] = mapped_column(ForeignKey("volunteer_sign_up.id"), index=True)
    event: Mapped[str] = mapped_column(String(14))
    state: Mapped[str] = mapped_column(String(14))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(40))
