"""What the buttons beside options and rows do to a question that was just read from its form."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.officials.questionnaires.fields import FAMILIES, Values, list_members
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
    anchor: str = ""


def press(
    question: Question, values: Values, languages: Sequence[str], *, is_script: bool
) -> Pressed:
    """Do what the pressed button says: `up-options-2`, `add-rows`, or nothing for `save`.

    Lines typed to be added at once are added by every button, so that none is lost.
    """
    anchor = ""
    for family in FAMILIES:
        lines = values.get(f"lines-{family}", "").splitlines()
        typed = [line for line in lines if line.strip()]
        if typed and not is_script:
            question, anchor = add_lines(question, family, typed, languages=languages), family
        button = values.get("do", "").split("-")
        if len(button) > 1 and button[1] == family:
            return _press_one(question, values, family, button)
    return Pressed(question, anchor)


def _press_one(
    question: Question, values: Values, family: Family, button: Sequence[str]
) -> Pressed:
    if button[0] == "add":
        question = add_member(question, family)
        n_members = len(getattr(question, family))
        return Pressed(question, f"{family}-{n_members - 1}-code")
    numbers = list_members(values, family)
    if len(button) < 3 or not button[2].isdecimal() or int(button[2]) not in numbers:
        return Pressed(question, family)
    position = numbers.index(int(button[2]))
    match button[0]:
        case "up" | "down":
            by = -1 if button[0] == "up" else 1
            question = move_member(question, family, position, by=by)
        case "copy":
            question = copy_member(question, family, position)
        case "remove":
            question = remove_member(question, family, position)
    return Pressed(question, family)
