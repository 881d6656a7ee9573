"""The parts that officials edit one at a time: the general part, a section, a question.

Two officials may edit two parts at once and do each other no harm. A part's seal says what its
editor saw when they began: a part that no longer has it was changed by somebody else.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from surveys.errors import PartGone
from surveys.questionnaires.model import Question, Questionnaire, Section

PartKind = Literal["general", "section", "question"]
Part = Questionnaire | Section | Question

SEAL_LENGTH = 16
_CHILDREN = {Questionnaire: {"sections"}, Section: {"questions"}, Question: set[str]()}


@dataclass(frozen=True)
class PartPlace:
    """Which part of a questionnaire; the general part has no code."""

    kind: PartKind
    code: str = ""


GENERAL = PartPlace("general")


def find_part(questionnaire: Questionnaire, place: PartPlace) -> Part:
    """Return a part; the first of its code where an import brought several.

    Raises
    ------
    PartGone
        When there is no such part (any more).
    """
    if place.kind == "general":
        return questionnaire
    if place.kind == "section":
        return find_section(questionnaire, place.code)
    return find_question(questionnaire, place.code)


def find_section(questionnaire: Questionnaire, code: str) -> Section:
    """Return the section under `code`, or raise PartGone."""
    for section in questionnaire.sections:
        if section.code == code:
            return section
    raise PartGone(code)


def find_question(questionnaire: Questionnaire, code: str) -> Question:
    """Return the question under `code`, or raise PartGone."""
    for question in questionnaire.questions:
        if question.code == code:
            return question
    raise PartGone(code)


def find_home(questionnaire: Questionnaire, question_code: str) -> Section:
    """Return the section that holds a question, or raise PartGone."""
    for section in questionnaire.sections:
        if any(question.code == question_code for question in section.questions):
            return section
    raise PartGone(question_code)


def seal_part(part: Part) -> str:
    """Return a short digest of what the part itself says, without the parts inside it."""
    plain = part.model_dump(mode="json", exclude=_CHILDREN[type(part)], exclude_defaults=True)
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:SEAL_LENGTH]
