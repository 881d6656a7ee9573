"""The register of certificates issued. Append-only."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
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
