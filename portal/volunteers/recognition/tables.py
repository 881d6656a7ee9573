"""Tables of recognition: two ledgers that only grow, their totals, rewards.

The totals are kept in the transaction that writes the ledger, so that statistics over a million
records read a few thousand rows; `totals.find_differences` recounts them.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from surveys.orm import Base, UtcDateTime


class HoursEntry(Base):
    """Minutes of service credited to a volunteer, or taken back by a correction. Append-only."""

    __tablename__ = "volunteer_hours_entry"
    __table_args__ = (
        CheckConstraint("minutes <> 0", name="minutes"),
        CheckConstraint("hours_class IN ('credited', 'honour')", name="hours_class"),
        Index("ix_volunteer_hours_entry_volunteer_id_day", "volunteer_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"))
    attendance_id: Mapped[int] = mapped_column(ForeignKey("volunteer_attendance.id"), index=True)
    minutes: Mapped[int]
    hours_class: Mapped[str] = mapped_column(String(8))
    """credited: recorded on the spot (信用时长); honour: filled in afterwards (荣誉时长)."""
    day: Mapped[date]
    field: Mapped[str] = mapped_column(String(20))
    district_code: Mapped[str] = mapped_column(String(12))
    """Where the volunteer lived then."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(40))


class VolunteerTotal(Base):
    """Minutes and services of one volunteer in one year."""

    __tablename__ = "volunteer_total"
    __table_args__ = (
        # Statistics of a year read this index and no row.
        Index(
            "ix_volunteer_total_counted",
            "year",
            "volunteer_id",
            "credited_minutes",
            "honour_minutes",
        ),
    )

    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    credited_minutes: Mapped[int] = mapped_column(default=0)
    honour_minutes: Mapped[int] = mapped_column(default=0)


class ServiceTotal(Base):
    """Minutes of one month by district of the volunteers and field of service."""

    __tablename__ = "volunteer_service_total"

    month: Mapped[date] = mapped_column(primary_key=True)
    district_code: Mapped[str] = mapped_column(String(12), primary_key=True)
    field: Mapped[str] = mapped_column(String(20), primary_key=True)
    credited_minutes: Mapped[int] = mapped_column(default=0)
    honour_minutes: Mapped[int] = mapped_column(default=0)


class PointsEntry(Base):
    """Points for an act, or spent on a reward. Append-only; no act is an answer to anything."""

    __tablename__ = "volunteer_points_entry"
    __table_args__ = (
        CheckConstraint("points <> 0", name="points"),
        CheckConstraint("act IN ('service', 'correction', 'training', 'reward')", name="act"),
        # A million entries are for service; the few for rewards are found without them.
        Index(
            "ix_volunteer_points_entry_redeemed",
            "reward_id",
            sqlite_where=text("reward_id IS NOT NULL"),
            postgresql_where=text("reward_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    points: Mapped[int]
    act: Mapped[str] = mapped_column(String(10))
    reward_id: Mapped[int | None] = mapped_column(ForeignKey("volunteer_reward.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(40))


class PointsBalance(Base):
    """Points that a volunteer has to spend."""

    __tablename__ = "volunteer_points_balance"
    __table_args__ = (CheckConstraint("points >= 0", name="points"),)

    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), primary_key=True)
    points: Mapped[int]


class Reward(Base):
    """Something that points can buy, while there is any."""

    __tablename__ = "volunteer_reward"
    __table_args__ = (
        CheckConstraint("n_in_stock >= 0", name="n_in_stock"),
        CheckConstraint("price > 0", name="price"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(80))
    price: Mapped[int]
    n_in_stock: Mapped[int]
    is_sample_data: Mapped[bool] = mapped_column(default=False)


class RewardHandover(Base):
    """A redeemed reward was given out, once; without a row here it waits at the service point."""

    __tablename__ = "volunteer_reward_handover"

    points_entry_id: Mapped[int] = mapped_column(
        ForeignKey("volunteer_points_entry.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(40))


class Training(Base):
    """A training that a volunteer has had; one of the record classes of the law."""

    __tablename__ = "volunteer_training"

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    day: Mapped[date]
    minutes: Mapped[int]
    actor: Mapped[str] = mapped_column(String(40))
