"""Tables of sampling: the area tree, the frame's counts, the drawn PSUs, the invitations."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from surveys.orm import Base


class Area(Base):
    """One node of city -> district -> street -> community, under its 12-digit division code."""

    __tablename__ = "area"
    __table_args__ = (
        CheckConstraint("level IN ('city', 'district', 'street', 'community')", name="level"),
    )

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    level: Mapped[str] = mapped_column(String(9))
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("area.code"), index=True)
    name_zh: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(60))


class SamplingFrame(Base):
    """A list that samples are drawn from, and the population that weights add up to."""

    __tablename__ = "sampling_frame"

    id: Mapped[int] = mapped_column(primary_key=True)
    city_code: Mapped[str] = mapped_column(ForeignKey("area.code"))
    as_of: Mapped[date]
    source_zh: Mapped[str] = mapped_column(String(300))
    source_en: Mapped[str] = mapped_column(String(500))
    is_sample_data: Mapped[bool]


class FrameCount(Base):
    """Adults of one street by sex (GB/T 2261.1) and age group."""

    __tablename__ = "frame_count"
    __table_args__ = (CheckConstraint("n_adults >= 0", name="n_adults"),)

    frame_id: Mapped[int] = mapped_column(ForeignKey("sampling_frame.id"), primary_key=True)
    street_code: Mapped[str] = mapped_column(ForeignKey("area.code"), primary_key=True)
    sex: Mapped[str] = mapped_column(String(1), primary_key=True)
    age_group: Mapped[str] = mapped_column(String(8), primary_key=True)
    n_adults: Mapped[int]


class FramePsu(Base):
    """One community of the frame: a first-stage cluster inside its street (the stratum)."""

    __tablename__ = "frame_psu"
    __table_args__ = (CheckConstraint("n_adults > 0", name="n_adults"),)

    frame_id: Mapped[int] = mapped_column(ForeignKey("sampling_frame.id"), primary_key=True)
    community_code: Mapped[str] = mapped_column(ForeignKey("area.code"), primary_key=True)
    street_code: Mapped[str] = mapped_column(ForeignKey("area.code"))
    n_adults: Mapped[int]


class SampledPsu(Base):
    """One community drawn for a wave, with what its inclusion probability is made of."""

    __tablename__ = "sampled_psu"
    __table_args__ = (CheckConstraint("design_weight > 0", name="design_weight"),)

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    community_code: Mapped[str] = mapped_column(ForeignKey("area.code"), primary_key=True)
    street_code: Mapped[str] = mapped_column(ForeignKey("area.code"))
    n_communities_in_street: Mapped[int]
    n_communities_drawn: Mapped[int]
    n_adults_in_community: Mapped[int]
    n_adults_drawn: Mapped[int]
    design_weight: Mapped[float]
    """1 / inclusion probability; the same for everyone drawn in the community, so that the weight
    on a response cannot point at a person."""


class Invitation(Base):
    """What one sampled unit receives. Says whether it was used, never by which response or when."""

    __tablename__ = "invitation"
    __table_args__ = (
        ForeignKeyConstraint(
            ["wave_id", "community_code"],
            ["sampled_psu.wave_id", "sampled_psu.community_code"],
            name="fk_invitation_sampled_psu",
        ),
        UniqueConstraint("wave_id", "community_code", "unit_number"),
        CheckConstraint(
            "disposition IN ('issued', 'completed', 'not eligible', 'refused', 'not contacted')",
            name="disposition",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(index=True)
    community_code: Mapped[str] = mapped_column(String(12))
    unit_number: Mapped[int]
    """1 .. n drawn in the community; the named register stays with those who drew from it."""
    code: Mapped[str] = mapped_column(String(12), unique=True)
    disposition: Mapped[str] = mapped_column(String(13), default="issued")
