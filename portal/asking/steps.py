"""The area question one step at a time: district, then street, then community.

Three short lists of rows to tap are easier than three drop-downs, for a thumb, a keyboard and a
screen reader alike, and need no script. The step is in the address (`?in=` the area chosen so
far), so that reload and back work as everywhere.
"""

from dataclasses import dataclass
from itertools import pairwise

from flask import request
from flask_babel import gettext as _

from surveys.questionnaires.areas import AreaLevel, AreaNode, AreaTree
from surveys.questionnaires.pages import Page, PageItem
from surveys.questionnaires.types.area import NOT_SURE, STEPS
from surveys.questionnaires.types.base import RawValues
from surveys.words import Text

AREA_TYPE = "area"


@dataclass(frozen=True)
class AreaStep:
    """One step: what may be chosen now, and what was chosen before."""

    level: AreaLevel
    nodes: tuple[AreaNode, ...]
    lineage: tuple[AreaNode, ...] = ()

    @property
    def heading(self) -> str:
        """What the step asks; empty where the question's own words ask it."""
        if self.level == "street":
            return str(_("哪个街道（镇）？"))
        return str(_("哪个社区？")) if self.level == "community" else ""

    @property
    def names_before(self) -> tuple[Text, ...]:
        """The names chosen so far, from the outside in."""
        return tuple(node.label for node in self.lineage)

    def chosen_before(self, question_code: str) -> tuple[tuple[str, str], ...]:
        """The hidden fields that carry what was chosen so far."""
        return tuple((f"{question_code}_{node.level}", node.code) for node in self.lineage)


def read_inside() -> str:
    """The area chosen so far in an area question, from the address."""
    return request.args.get("in", "")


def find_area_item(page: Page) -> PageItem | None:
    """The area question of a page that is that question alone."""
    is_area = len(page.items) == 1 and page.items[0].question.type == AREA_TYPE
    return page.items[0] if is_area else None


def find_step(areas: AreaTree, inside: str) -> AreaStep:
    """The step below the area `inside`; the first step for anything that is no such area."""
    if inside in areas and areas.find(inside).level in STEPS[:-1]:
        lineage = tuple(node for node in areas.find_lineage(inside) if node.level in STEPS)
        level = STEPS[len(lineage)]
        return AreaStep(level, areas.list_children(inside), lineage)
    return AreaStep(STEPS[0], areas.list_level(STEPS[0]))


def find_parent_step(areas: AreaTree, inside: str) -> str:
    """The area whose step comes before the one below `inside`; empty for the first step."""
    lineage = find_step(areas, inside).lineage
    return lineage[-2].code if len(lineage) > 1 else ""


def find_next_step(item: PageItem, raw: RawValues, areas: AreaTree) -> str:
    """The area whose step is to be asked next, given a posted step; empty when all were asked."""
    for level, deeper in pairwise(STEPS):
        chosen = next(iter(raw.get(f"{item.code}_{level}", ())), "")
        was_asked = f"{item.code}_{deeper}" in raw
        if chosen in areas and areas.find(chosen).level == level and not was_asked:
            return chosen
    return ""


def fill_steps(item: PageItem, answer: object, areas: AreaTree) -> dict[str, tuple[str, ...]]:
    """The form's values that stand for a stored answer: one for each step."""
    if not isinstance(answer, str) or answer not in areas:
        return {}
    values: dict[str, tuple[str, ...]] = {
        f"{item.code}_{node.level}": (node.code,)
        for node in areas.find_lineage(answer)
        if node.level in STEPS
    }
    if areas.find(answer).level == STEPS[-2]:
        values[f"{item.code}_{STEPS[-1]}"] = (NOT_SURE,)
    return values
