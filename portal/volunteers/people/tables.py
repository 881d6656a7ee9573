"""Tables of people. Nothing here, and nothing that points here, meets a table of answers."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from surveys.orm import Base, UtcDateTime


class Volunteer(Base):
    """One person who gives time."""

    __tablename__ = "volunteer"
    __table_args__ = (
        CheckConstraint("state IN ('active', 'deleted')", name="state"),
        CheckConstraint("language IN ('zh', 'en')", name="language"),
        CheckConstraint("sex IN ('0', '1', '2', '9')", name="sex"),
        CheckConstraint(
            "state = 'deleted' OR (name IS NOT NULL AND birth_month IS NOT NULL "
            "AND (email IS NOT NULL OR mobile IS NOT NULL))",
            name="active_is_reachable",
        ),
        # Statistics count by these alone; with them in one index the rows stay unread.
        Index("ix_volunteer_counted", "state", "street_code", "birth_month"),
        # Whether there is sample data is asked with every page of figures.
        Index(
            "ix_volunteer_sample_data",
            "id",
            sqlite_where=text("is_sample_data = 1"),
            postgresql_where=text("is_sample_data"),
        ),
        # Deleting an account leaves the records of service, and nothing that names the person.
        CheckConstraint(
            "state = 'active' OR (name IS NULL AND birth_month IS NULL AND email IS NULL "
            "AND mobile IS NULL AND password_hash IS NULL AND identity_sealed IS NULL "
            "AND identity_digest IS NULL)",
            name="deleted_is_nameless",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    """Shown on certificates; random, so that it tells nothing about when one registered."""
    state: Mapped[str] = mapped_column(String(7), default="active")
    name: Mapped[str | None] = mapped_column(String(40))
    birth_month: Mapped[date | None]
    """First day of the month of birth: the law's record asks for no more than the month."""
    sex: Mapped[str] = mapped_column(String(1), default="9")
    email: Mapped[str | None] = mapped_column(String(120), unique=True)
    mobile: Mapped[str | None] = mapped_column(String(11), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    session_stamp: Mapped[str] = mapped_column(String(32))
    """Copied into each session; changing it signs the volunteer out everywhere."""
    language: Mapped[str] = mapped_column(String(2), default="zh")
    street_code: Mapped[str] = mapped_column(ForeignKey("area.code"), index=True)
    identity_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The identity number under AES-GCM; the key lies in no table."""
    identity_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Keyed digest of the identity number, so that one person has one account."""
    is_sample_data: Mapped[bool] = mapped_column(default=False)
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def require_birth_month(self) -> date:
        """The month of birth of an active volunteer."""
        if self.birth_month is None:
            raise ValueError("the account is closed: the month of birth is gone")
        return self.birth_month


class VolunteerTrait(Base):
    """One skill, field of service, language, area or free time that a volunteer has named."""

    __tablename__ = "volunteer_trait"
    __table_args__ = (
        CheckConstraint("kind IN ('skill', 'field', 'language', 'area', 'time')", name="kind"),
    )

    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    code: Mapped[str] = mapped_column(String(20), primary_key=True)


class Consent(Base):
    """One thing that a volunteer agreed to, in one version of its words, until withdrawn."""

    __tablename__ = "volunteer_consent"
    __table_args__ = (
        Index(
            "uq_volunteer_consent_standing",
            "volunteer_id",
            "kind",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class GuardianConsent(Base):
    """A guardian asked by a one-time link whether a minor may serve, and the answer."""

    __tablename__ = "volunteer_guardian_consent"
    __table_args__ = (CheckConstraint("given_at IS NULL OR used_at IS NOT NULL", name="given"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    guardian_name: Mapped[str | None] = mapped_column(String(40))
    guardian_contact: Mapped[str | None] = mapped_column(String(120))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    version: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    given_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BirthCorrection(Base):
    """Another month of birth than the one registered; what it takes off a minor is decided."""

    __tablename__ = "volunteer_birth_correction"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'accepted', 'refused')", name="state"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_at"),
        Index(
            "uq_volunteer_birth_correction_open",
            "volunteer_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    former_month: Mapped[date | None]
    """Emptied, like the claimed one, when the account is closed."""
    claimed_month: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(8), default="open")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(40))


class ContactChange(Base):
    """A new address of a volunteer, until the link sent to it confirms that it reaches them."""

    __tablename__ = "volunteer_contact_change"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    contact: Mapped[str] = mapped_column(String(120))
    is_email: Mapped[bool]
    """Which of the two addresses it replaces."""
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class VolunteerLink(Base):
    """A link that signs its holder in, once and soon."""

    __tablename__ = "volunteer_link"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the token: who reads the table cannot sign in."""
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
