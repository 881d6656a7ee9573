"""Tables of drafts: what officials edit, and every step of it, so that each can be taken back."""

import zlib
from base64 import b64decode, b64encode
from datetime import datetime

from sqlalchemy import CheckConstraint, Dialect, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from surveys.orm import Base, UtcDateTime


class CompressedJson(TypeDecorator[str]):
    """A JSON object, compressed: a draft keeps hundreds of steps that are nearly the same.

    What begins with a brace was stored before this and is read as it is.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else b64encode(zlib.compress(value.encode())).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or value.startswith("{"):
            return value
        return zlib.decompress(b64decode(value)).decode()


class DraftRecord(Base):
    """A questionnaire in the making; what it says is in the step it stands at."""

    __tablename__ = "questionnaire_draft"
    __table_args__ = (CheckConstraint("state IN ('open', 'published', 'removed')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(9), default="open", index=True)
    revision: Mapped[int] = mapped_column(default=1)
    """Grows with every change, undo and redo included: who knows it knows what they saw."""
    position: Mapped[int] = mapped_column(default=0)
    """The number of the step that holds now; later ones are there to be redone."""
    based_on_id: Mapped[int | None] = mapped_column(
        ForeignKey("questionnaire_version.id", ondelete="SET NULL")
    )
    published_id: Mapped[int | None] = mapped_column(
        ForeignKey("questionnaire_version.id", ondelete="SET NULL")
    )
    changed_by: Mapped[str] = mapped_column(String(80))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DraftStepRecord(Base):
    """The whole draft after one step, and what the step did."""

    __tablename__ = "questionnaire_draft_step"

    draft_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_draft.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    definition: Mapped[str] = mapped_column(CompressedJson)
    """Canonical JSON of the questionnaire model."""
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(100))
    """The code of what was changed; empty for the general part."""
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
