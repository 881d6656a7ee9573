"""The area tree read from the database: the value that area questions and results work with."""

from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.questionnaires.areas import AreaLevel, AreaNode, AreaTree
from surveys.sampling.tables import Area


def load_areas(session: Session) -> AreaTree:
    """Read all areas, in the order of their codes."""
    rows = session.execute(
        select(Area.code, Area.level, Area.parent_code, Area.name_zh, Area.name_en).order_by(
            Area.code
        )
    )
    return AreaTree(
        AreaNode(code, cast(AreaLevel, level), parent, {"zh": zh, "en": en})
        for code, level, parent, zh, en in rows
    )


def load_city_areas(session: Session, city_code: str) -> AreaTree:
    """Read the areas of one city: what a wave's frame covers."""
    whole = load_areas(session)
    kept = [whole.find(city_code)]
    for node in kept:  # Grows while it is walked: the children of every area that is kept.
        kept.extend(whole.list_children(node.code))
    return AreaTree(kept)
