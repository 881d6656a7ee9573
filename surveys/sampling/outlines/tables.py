"""The table of outlines: one shape per area."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from surveys.orm import Base


class AreaOutline(Base):
    """The shape of one district or street, ready to be drawn."""

    __tablename__ = "area_outline"

    area_code: Mapped[str] = mapped_column(
        String(12), ForeignKey("area.code", ondelete="CASCADE"), primary_key=True
    )
    polygons: Mapped[str] = mapped_column(Text)
    """Polygons of rings of [longitude, latitude], as the coordinates of a GeoJSON MultiPolygon."""
    name_longitude: Mapped[float]
    name_latitude: Mapped[float]
    name_width: Mapped[float]
    """Where the name has room inside, found once."""
    is_sample_data: Mapped[bool] = mapped_column(default=False)
