"""Tables of attendance. The database refuses a back-filled record that one person alone made."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from surveys.orm import Base, UtcDateTime

EMPTY = text("''")


class Attendance(Base):
    """One volunteer's presence at one shift."""

    __tablename__ = "volunteer_attendance"
    __table_args__ = (
        CheckConstraint("source IN ('code', 'list', 'backfill')", name="source"),
        CheckConstraint(
            "state IN ('present', 'left', 'proposed', 'held', 'settled', 'refused')", name="state"
        ),
        CheckConstraint("left_at IS NULL OR left_at > arrived_at", name="left_at"),
        CheckConstraint(
            "state IN ('present', 'refused') OR left_at IS NOT NULL", name="left_is_known"
        ),
        CheckConstraint(
            "source <> 'backfill' OR state NOT IN ('settled', 'held') "
            "OR (approved_by IS NOT NULL AND approved_by <> entered_by)",
            name="second_person",
        ),
        Index(
            "uq_volunteer_attendance_once",
            "shift_id",
            "volunteer_id",
            unique=True,
            sqlite_where=text("state <> 'refused'"),
            postgresql_where=text("state <> 'refused'"),
        ),
        Index("ix_volunteer_attendance_volunteer_id_arrived_at", "volunteer_id", "arrived_at"),
        Index("ix_volunteer_attendance_entered_by_entered_at", "entered_by", "entered_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("volunteer_shift.id"))
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"))
    source: Mapped[str] = mapped_column(String(8))
    """code: volunteer with the organiser's code; list: the organiser; backfill: afterwards."""
    state: Mapped[str] = mapped_column(String(8))
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    entered_by: Mapped[str] = mapped_column(String(40))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_by: Mapped[str | None] = mapped_column(String(40))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    was_inside: Mapped[bool | None]
    """Only with the volunteer's separate consent, and only this one bit."""
    reason: Mapped[str] = mapped_column(String(300), default="", server_default=EMPTY)
    """Of a back-filled record: why nobody made it on the spot, for the second person."""

    @property
    def hours_class(self) -> str:
        """What the hours are called: recorded on the spot, or filled in afterwards."""
        return "honour" if self.source == "backfill" else "credited"


class AttendanceFlag(Base):
    """Why a record is held until a second person has looked at it."""

    __tablename__ = "volunteer_attendance_flag"
    __table_args__ = (
        UniqueConstraint("attendance_id", "kind"),
        CheckConstraint(
            "kind IN ('two places', 'long day', 'late entry', 'bulk entry', 'own record', "
            "'spot check')",
            name="kind",
        ),
        CheckConstraint("(cleared_by IS NULL) = (cleared_at IS NULL)", name="cleared"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attendance_id: Mapped[int] = mapped_column(ForeignKey("volunteer_attendance.id"))
    kind: Mapped[str] = mapped_column(String(10))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cleared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cleared_by: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(String(200), default="")


class Evaluation(Base):
    """How well a service was done, in the organiser's words; one of the law's record classes."""

    __tablename__ = "volunteer_evaluation"
    __table_args__ = (CheckConstraint("grade IN ('excellent', 'good', 'fair')", name="grade"),)

    attendance_id: Mapped[int] = mapped_column(
        ForeignKey("volunteer_attendance.id"), primary_key=True
    )
    grade: Mapped[str] = mapped_column(String(9))
    words: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(40))


class SpotCheck(Base):
    """A random sample of settled records, drawn by a seed that is kept, to be looked into."""

    __tablename__ = "volunteer_spot_check"
    __table_args__ = (
        CheckConstraint("n_drawn > 0 AND n_drawn <= n_records", name="n_drawn"),
        CheckConstraint("last_day >= first_day", name="days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seed: Mapped[str] = mapped_column(String(32))
    first_day: Mapped[date]
    last_day: Mapped[date]
    n_records: Mapped[int]
    """Settled records of the period when it was drawn."""
    n_drawn: Mapped[int]
    drawn_by: Mapped[str] = mapped_column(String(40))
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SpotCheckItem(Base):
    """One drawn record and what was found."""

    __tablename__ = "volunteer_spot_check_item"
    __table_args__ = (
        CheckConstraint("finding IN ('true', 'inexact', 'false', 'unclear')", name="finding"),
        CheckConstraint("(finding IS NULL) = (found_at IS NULL)", name="found_at"),
        CheckConstraint("(finding IS NULL) = (found_by IS NULL)", name="found_by"),
    )

    spot_check_id: Mapped[int] = mapped_column(
        ForeignKey("volunteer_spot_check.id"), primary_key=True
    )
    attendance_id: Mapped[int] = mapped_column(
        ForeignKey("volunteer_attendance.id"), primary_key=True, index=True
    )
    finding: Mapped[str | None] = mapped_column(String(7))
    note: Mapped[str] = mapped_column(String(200), default="")
    found_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    found_by: Mapped[str | None] = mapped_column(String(40))


class CorrectionRequest(Base):
    """A volunteer's word against the record: when they were really there."""

    __tablename__ = "volunteer_correction_request"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'accepted', 'refused')", name="state"),
        CheckConstraint("left_at > arrived_at", name="left_at"),
        Index(
            "uq_volunteer_correction_request_open",
            "shift_id",
            "volunteer_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("volunteer_shift.id"))
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(8), default="open")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(40))
