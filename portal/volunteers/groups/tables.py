"""Tables of teams."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from surveys.orm import Base, UtcDateTime


class Team(Base):
    """A group of volunteers that plans activities and answers for the hours it records."""

    __tablename__ = "volunteer_team"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name_zh: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(80))
    purpose_zh: Mapped[str] = mapped_column(String(200))
    purpose_en: Mapped[str] = mapped_column(String(400))
    contact: Mapped[str] = mapped_column(String(120))
    area_code: Mapped[str] = mapped_column(ForeignKey("area.code"), index=True)
    founded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_on_board: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the team's leaders agree that its total is shown on the team board."""
    is_sample_data: Mapped[bool] = mapped_column(default=False)


class Membership(Base):
    """A volunteer in a team, or asking to be."""

    __tablename__ = "volunteer_membership"
    __table_args__ = (
        CheckConstraint("role IN ('member', 'organiser', 'leader')", name="role"),
        CheckConstraint("state IN ('requested', 'active', 'refused', 'left')", name="state"),
        CheckConstraint("role = 'member' OR state IN ('active', 'left')", name="role_is_active"),
    )

    team_id: Mapped[int] = mapped_column(ForeignKey("volunteer_team.id"), primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(
        ForeignKey("volunteer.id"), primary_key=True, index=True
    )
    role: Mapped[str] = mapped_column(String(9), default="member")
    state: Mapped[str] = mapped_column(String(9), default="requested")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(40))
