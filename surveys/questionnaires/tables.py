"""Tables of questionnaires: the instrument and its immutable published versions."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveys.orm import Base, UtcDateTime


class QuestionnaireRecord(Base):
    """An instrument under its stable code; what it asks is in its versions."""

    __tablename__ = "questionnaire"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)


class VersionRecord(Base):
    """A published definition. Triggers refuse to update, delete or replace it."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (UniqueConstraint("questionnaire_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    number: Mapped[int]
    definition: Mapped[str] = mapped_column(Text)
    """Canonical JSON of the questionnaire model."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the definition's bytes, hexadecimal."""
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_sample_data: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Goes when the sample city goes; every other version stays for good."""

    questionnaire: Mapped[QuestionnaireRecord] = relationship()
