"""The tree of areas as a value: what an area question offers, without any database.

Built by whoever knows the areas (surveys.sampling) and passed in. Codes are division codes of
twelve digits.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

AreaLevel = Literal["city", "district", "street", "community"]
LEVELS: tuple[AreaLevel, ...] = ("city", "district", "street", "community")


@dataclass(frozen=True)
class AreaNode:
    """One area and where it hangs."""

    code: str
    level: AreaLevel
    parent_code: str | None
    label: Mapping[str, str]


class AreaTree:
    """All areas of a city: found by code, listed by parent. Read-only after it is built."""

    def __init__(self, nodes: Iterable[AreaNode]) -> None:
        self._node_by_code = {node.code: node for node in nodes}
        for code in self._node_by_code:
            if not re.fullmatch(r"[0-9]{12}", code):
                raise ValueError(f"{code!r} is no division code of twelve digits")
        self._children: dict[str | None, list[AreaNode]] = {}
        for node in self._node_by_code.values():
            self._children.setdefault(node.parent_code, []).append(node)

    def __contains__(self, code: object) -> bool:
        return code in self._node_by_code

    def find(self, code: str) -> AreaNode:
        """Return the area under `code`; KeyError where there is none."""
        return self._node_by_code[code]

    def list_children(self, code: str) -> tuple[AreaNode, ...]:
        """Return the areas directly below `code`, in the order they were given."""
        return tuple(self._children.get(code, ()))

    def list_level(self, level: AreaLevel) -> tuple[AreaNode, ...]:
        """Return all areas of one level, in the order they were given."""
        return tuple(node for node in self._node_by_code.values() if node.level == level)

    def find_lineage(self, code: str) -> tuple[AreaNode, ...]:
        """Return the area and all above it, from the topmost down to `code`."""
        lineage: list[AreaNode] = []
        next_code: str | None = code
        while next_code is not None and next_code in self._node_by_code:
            lineage.append(self._node_by_code[next_code])
            next_code = lineage[-1].parent_code
        return tuple(reversed(lineage))


NO_AREAS = AreaTree(())
"""For questionnaires without an area question."""
