"""The area tree: city, districts, streets, communities under their 12-digit division codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.errors import UnknownArea
from surveys.sampling.tables import Area
from surveys.words import Text

AreaLevel = Literal["city", "district", "street", "community"]


@dataclass(frozen=True)
class AreaNode:
    """One area: its code, level, name and the area that it lies in."""

    code: str
    level: AreaLevel
    parent_code: str | None
    name: Text


@dataclass(frozen=True)
class AreaTree:
    """All areas of a city, in the order of their codes."""

    nodes: Mapping[str, AreaNode]

    @cached_property
    def _children(self) -> Mapping[str | None, tuple[AreaNode, ...]]:
        grouped: dict[str | None, list[AreaNode]] = {}
        for node in self.nodes.values():
            grouped.setdefault(node.parent_code, []).append(node)
        return {code: tuple(children) for code, children in grouped.items()}

    @property
    def city(self) -> AreaNode:
        """The root of the tree."""
        return self._children[None][0]

    def find(self, code: str) -> AreaNode:
        """The area of that code, or UnknownArea."""
        try:
            return self.nodes[code]
        except KeyError:
            raise UnknownArea(code) from None

    def children(self, code: str) -> tuple[AreaNode, ...]:
        """The areas that lie directly in that one."""
        return self._children.get(code, ())

    def at_level(self, level: AreaLevel) -> tuple[AreaNode, ...]:
        """All areas of one level."""
        return tuple(node for node in self.nodes.values() if node.level == level)

    def path(self, code: str) -> tuple[AreaNode, ...]:
        """From the city down to that area."""
        node = self.find(code)
        above = () if node.parent_code is None else self.path(node.parent_code)
        return (*above, node)

    def ancestor(self, code: str, level: AreaLevel) -> AreaNode:
        """The area of that level which the area lies in (or is)."""
        for node in self.path(code):
            if node.level == level:
                return node
        raise UnknownArea(f"{level} of {code}")


def load_areas(session: Session, city_code: str | None = None) -> AreaTree:
    """Read the tree: of one city, or of the only one there is."""
    rows = session.execute(
        select(Area.code, Area.level, Area.parent_code, Area.name_zh, Area.name_en).order_by(
            Area.code
        )
    ).all()
    nodes = {
        code: AreaNode(code, cast(AreaLevel, level), parent, {"zh": zh, "en": en})
        for code, level, parent, zh, en in rows
    }
    if city_code is None:
        return AreaTree(nodes)
    whole = AreaTree(nodes)
    kept = {code for code in nodes if whole.path(code)[0].code == city_code}
    return AreaTree({code: node for code, node in nodes.items() if code in kept})
