"""What the buttons beside options and rows do to a question that was just read from its form."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.officials.questionnaires.fields import FAMILIES, Values, list_members
from portal.officials.questionnaires.saving import WayOn, find_way_on
from surveys.questionnaires.drafts.options import (
    Family,
    add_lines,
    add_member,
    copy_member,
    move_member,
    remove_member,
)
from surveys.questionnaires.model import Question


@dataclass(frozen=True)
class Pressed:
    """The question after the button, and where on its page one goes on."""

    question: Question
    way_on: WayOn


def press(
    question: Question, values: Values, languages: Sequence[str], *, is_script: bool
) -> Pressed:
    """Do what the pressed button says: `up-options-2`, `add-rows`, or nothing for `save`.

    Lines typed to be added at once are added by every button, so that none is lost.
    """
    way_on = find_way_on(values)
    button = values.get("do", "").split("-")
    for family in FAMILIES:
        lines = values.get(f"lines-{family}", "").splitlines()
        typed = [line for line in lines if line.strip()]
        if typed and not is_script:
            way_on = _find_label(family, len(getattr(question, family)), languages)
            question = add_lines(question, family, typed, languages=languages)
        if len(button) > 1 and button[1] == family:
            return _press_one(question, family, button, numbers=list_members(values, family))
    return Pressed(question, way_on)


def _press_one(
    question: Question, family: Family, button: Sequence[str], *, numbers: Sequence[int]
) -> Pressed:
    if button[0] == "add":
        question = add_member(question, family)
        last = len(getattr(question, family)) - 1
        return Pressed(question, WayOn(f"{family}-{last}-code"))
    if len(button) < 3 or not button[2].isdecimal() or int(button[2]) not in numbers:
        return Pressed(question, WayOn(f"add-{family}"))
    position = numbers.index(int(button[2]))
    match button[0]:
        case "up" | "down":
            return _move(question, family, position, verb=button[0])
        case "copy":
            question = copy_member(question, family, position)
            return Pressed(question, WayOn(f"{family}-{position + 1}-code", _("已复制到下一行。")))
        case "remove":
            return _remove(question, family, position)
    return Pressed(question, WayOn(f"add-{family}"))


def _move(question: Question, family: Family, position: int, *, verb: str) -> Pressed:
    n_members = len(getattr(question, family))
    to = max(0, min(position + (-1 if verb == "up" else 1), n_members - 1))
    question = move_member(question, family, position, by=to - position)
    place = _("现在是第 %(place)s 个，共 %(n)s 个。", place=to + 1, n=n_members)
    return Pressed(question, WayOn(f"{verb}-{family}-{to}", place))


def _remove(question: Question, family: Family, position: int) -> Pressed:
    code = getattr(question, family)[position].code
    question = remove_member(question, family, position)
    is_last = position >= len(getattr(question, family))
    anchor = f"add-{family}" if is_last else f"remove-{family}-{position}"
    return Pressed(question, WayOn(anchor, _("%(code)s 已删除。按“撤销”可以取回。", code=code)))


def _find_label(family: Family, number: int, languages: Sequence[str]) -> WayOn:
    return WayOn(f"{family}-{number}-label-{languages[0]}" if languages else f"add-{family}")
