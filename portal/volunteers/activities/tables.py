"""Tables of activities. The database itself keeps the promise that places are never exceeded."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from surveys.orm import Base, UtcDateTime

EMPTY = text("''")


class Place(Base):
    """Where a shift takes place."""

    __tablename__ = "volunteer_place"
    __table_args__ = (
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="coordinates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(120))
    area_code: Mapped[str] = mapped_column(ForeignKey("area.code"), index=True)
    """The street or community; travel times and the map go by it."""
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    radius_metres: Mapped[int] = mapped_column(default=200)
    """So near counts as inside where an activity looks at the location."""
    team_id: Mapped[int | None] = mapped_column(ForeignKey("volunteer_team.id"), index=True)
    """The team whose organisers look after it; None for the city's own, open to all teams."""
    is_retired: Mapped[bool] = mapped_column(default=False)
    """No longer offered for new shifts."""
    is_sample_data: Mapped[bool] = mapped_column(default=False)


class Activity(Base):
    """What is done, for whom, by which team, under which conditions."""

    __tablename__ = "volunteer_activity"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'published', 'cancelled')", name="state"),
        CheckConstraint("risk IN ('ordinary', 'dangerous')", name="risk"),
        CheckConstraint("max_age IS NULL OR max_age >= min_age", name="ages"),
        CheckConstraint("state <> 'cancelled' OR cancel_reason <> ''", name="cancel_reason"),
        # Few are not published: lists leave these out instead of looking at all the others.
        Index(
            "ix_volunteer_activity_unpublished",
            "id",
            sqlite_where=text("state <> 'published'"),
            postgresql_where=text("state <> 'published'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("volunteer_team.id"), index=True)
    state: Mapped[str] = mapped_column(String(9), default="draft")
    title_zh: Mapped[str] = mapped_column(String(60))
    title_en: Mapped[str] = mapped_column(String(120), default="")
    content_zh: Mapped[str] = mapped_column(String(1000))
    content_en: Mapped[str] = mapped_column(String(2000), default="")
    field: Mapped[str] = mapped_column(String(20), index=True)
    audience: Mapped[str] = mapped_column(String(20), default="everyone", index=True)
    risk: Mapped[str] = mapped_column(String(9), default="ordinary")
    risk_note_zh: Mapped[str] = mapped_column(String(300), default="")
    risk_note_en: Mapped[str] = mapped_column(String(600), default="", server_default=EMPTY)
    insurance_note_zh: Mapped[str] = mapped_column(String(300), default="")
    insurance_note_en: Mapped[str] = mapped_column(String(600), default="", server_default=EMPTY)
    cost_note_zh: Mapped[str] = mapped_column(String(300), default="")
    cost_note_en: Mapped[str] = mapped_column(String(600), default="", server_default=EMPTY)
    contact_zh: Mapped[str] = mapped_column(String(120), default="")
    contact_en: Mapped[str] = mapped_column(String(240), default="", server_default=EMPTY)
    min_age: Mapped[int] = mapped_column(default=14)
    max_age: Mapped[int | None]
    checks_location: Mapped[bool] = mapped_column(default=False)
    """Check-in asks, by a consent of its own, whether the volunteer is at the place."""
    cancel_reason: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(40))
    is_sample_data: Mapped[bool] = mapped_column(default=False)


class ActivitySkill(Base):
    """A skill that everyone who signs up must have named."""

    __tablename__ = "volunteer_activity_skill"

    activity_id: Mapped[int] = mapped_column(ForeignKey("volunteer_activity.id"), primary_key=True)
    skill: Mapped[str] = mapped_column(String(20), primary_key=True)


class Shift(Base):
    """One task at one place and time with a number of places."""

    __tablename__ = "volunteer_shift"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'cancelled', 'closed')", name="state"),
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("min_places >= 0 AND max_places >= 1", name="places"),
        CheckConstraint("min_places <= max_places", name="min_places"),
        # Whatever a service does, the database admits no more than there are places.
        CheckConstraint("n_taken >= 0 AND n_taken <= max_places", name="n_taken"),
        CheckConstraint("n_waiting >= 0", name="n_waiting"),
        # In the order of lists, and with all that most of them ask: they read the index alone.
        Index("ix_volunteer_shift_listed", "state", "starts_at", "id", "activity_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("volunteer_activity.id"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("volunteer_place.id"))
    task_zh: Mapped[str] = mapped_column(String(60), default="")
    task_en: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[str] = mapped_column(String(9), default="open")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    min_places: Mapped[int] = mapped_column(default=1)
    max_places: Mapped[int]
    n_taken: Mapped[int] = mapped_column(default=0)
    """Places held by sign-ups: signed up, offered, attended or missed."""
    n_waiting: Mapped[int] = mapped_column(default=0)
