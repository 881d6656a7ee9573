"""The plan of a questionnaire: what routing needs to know and does not depend on the respondent."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from surveys.questionnaires.expressions import (
    Expression,
    Purpose,
    list_references,
    parse_expression,
)
from surveys.questionnaires.model import Question, Questionnaire, Section
from surveys.questionnaires.pages import Page, PageItem
from surveys.questionnaires.types import find_type
from surveys.questionnaires.types.base import QuestionType

PIPE = re.compile(r"\$\{\s*([A-Za-z_](?:[\w.-]|[^\x00-\x7f])*)\s*\}", re.ASCII)
"""An earlier answer in the midst of a text: `${Q1}`."""


@dataclass(frozen=True)
class Step:
    """One question of the plan: its type, and its items and pages in the written order."""

    question: Question
    type: QuestionType
    condition: Expression | None
    calculation: Expression | None
    choice_filter: Expression | None
    constraint: Expression | None
    items: tuple[PageItem, ...]
    names: tuple[str, ...]
    """Of all answers of all items."""
    keeps_all: bool
    pages: tuple[Page, ...]
    is_plain: bool
    """Nothing is computed, filtered or drawn: the items are the same for all."""
    may_stand_by: bool = False
    """Answers of its own section decide whether it is asked."""


@dataclass(frozen=True)
class Stretch:
    """One section of the plan."""

    section: Section
    condition: Expression | None
    steps: tuple[Step, ...]
    is_adaptive: bool
    is_personal: bool


@lru_cache(maxsize=256)
def make_plan(questionnaire: Questionnaire) -> tuple[Stretch, ...]:
    """Return the plan of a questionnaire, made once per process."""
    return tuple(map(_plan_section, questionnaire.sections))


def _plan_section(section: Section) -> Stretch:
    own = {name for question in section.questions for name in _list_names(question)}
    steps = tuple(
        _plan_step(question, own if section.is_one_page else set(), position=position)
        for position, question in enumerate(section.questions)
    )
    is_adaptive = any(step.may_stand_by for step in steps)
    return Stretch(
        section=section,
        condition=_read(section.relevant, "condition"),
        steps=steps,
        is_adaptive=is_adaptive,
        is_personal=is_adaptive
        or any(map(PIPE.search, section.title.values()))
        or any(not step.is_plain or is_piped(step.question) for step in steps),
    )


def _plan_step(question: Question, own: set[str], *, position: int) -> Step:
    question_type = find_type(question)
    items = tuple(replace(item, position=position) for item in question_type.list_items(question))
    condition = _read(question.relevant, "condition")
    is_plain = not (question.calculation or question.choice_filter) and (
        not question.random_order or question_type.name == "grid"
    )
    is_personal = not is_plain or is_piped(question)
    return Step(
        question=question,
        type=question_type,
        condition=condition,
        calculation=_read(question.calculation, "condition"),
        choice_filter=_read(question.choice_filter, "filter"),
        constraint=_read(question.constraint, "constraint"),
        items=items,
        names=tuple(name for item in items for name in question_type.list_names(item)),
        keeps_all=question_type.keeps_all(question),
        pages=tuple(make_page(item.code, (item,), is_personal=is_personal) for item in items),
        is_plain=is_plain,
        may_stand_by=condition is not None and not own.isdisjoint(list_references(condition)),
    )


def make_page(
    code: str,
    items: tuple[PageItem, ...],
    *,
    title: Mapping[str, str] | None = None,
    standby: tuple[PageItem, ...] = (),
    is_adaptive: bool = False,
    is_personal: bool = False,
) -> Page:
    """Return a page with the names that its items need."""
    names = tuple(name for item in items for name in find_type(item.question).list_main_names(item))
    return Page(
        code=code,
        title=title,
        items=items,
        names=names,
        standby=standby,
        is_adaptive=is_adaptive,
        is_personal=is_personal,
    )


def is_piped(question: Question) -> bool:
    """Say whether a text of the question holds an earlier answer."""
    return any(PIPE.search(words) for text in list_texts(question) for words in text.values())


def list_texts(question: Question) -> Iterator[Mapping[str, str]]:
    """Yield every text of a question that a respondent may read."""
    own = (question.hint, question.low_label, question.high_label, question.constraint_message)
    yield question.label
    yield from (text for text in own if text is not None)
    yield from (option.label for option in question.options)
    yield from (row.label for row in question.rows)


def _list_names(question: Question) -> Iterator[str]:
    question_type = find_type(question)
    for item in question_type.list_items(question):
        yield from question_type.list_names(item)


def _read(text: str, purpose: Purpose) -> Expression | None:
    return parse_expression(text, purpose) if text else None
