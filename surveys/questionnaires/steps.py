"""The plan of a questionnaire: what routing needs to know and does not depend on the respondent."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from surveys.questionnaires.expressions import Expression, asks_for_day, list_references
from surveys.questionnaires.grammar import Purpose, parse_expression
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
    is_filtered_here: bool = False
    """Answers of its own page decide which of its options are offered."""
    may_stand_by: bool = False
    """Answers of its own page decide whether it is asked."""

    @property
    def rules(self) -> tuple[Expression, ...]:
        """The expressions of the question, those that there are."""
        every = (self.condition, self.calculation, self.choice_filter, self.constraint)
        return tuple(rule for rule in every if rule is not None)


@dataclass(frozen=True)
class Stretch:
    """One section of the plan."""

    section: Section
    condition: Expression | None
    steps: tuple[Step, ...]
    computed: tuple[PageItem, ...]
    """The calculated answers of a section on one page."""
    is_adaptive: bool
    is_live: bool
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
    is_live = is_adaptive or any(
        step.constraint is not None or not own.isdisjoint(list_piped(step.question))
        for step in steps
    )
    return Stretch(
        section=section,
        condition=_read(section.relevant, "condition"),
        steps=steps,
        computed=tuple(item for step in steps if step.calculation for item in step.items),
        is_adaptive=is_adaptive,
        is_live=is_live,
        is_personal=is_adaptive
        or any(map(PIPE.search, section.title.values()))
        or any(map(_is_personal, steps))
        or (is_live and any(map(_has_changing_rules, steps))),
    )


def _plan_step(question: Question, own: set[str], *, position: int) -> Step:
    question_type = find_type(question)
    items = tuple(replace(item, position=position) for item in question_type.list_items(question))
    condition = _read(question.relevant, "condition")
    choice_filter = _read(question.choice_filter, "filter")
    is_plain = not (question.calculation or question.choice_filter) and (
        not question.random_order or question_type.name == "grid"
    )
    is_filtered_here = _refers_to(choice_filter, own)
    step = Step(
        question=question,
        type=question_type,
        condition=condition,
        calculation=_read(question.calculation, "condition"),
        choice_filter=choice_filter,
        constraint=_read(question.constraint, "constraint"),
        items=items,
        names=tuple(name for item in items for name in question_type.list_names(item)),
        keeps_all=question_type.keeps_all(question),
        pages=(),
        is_plain=is_plain,
        is_filtered_here=is_filtered_here,
        may_stand_by=is_filtered_here or _refers_to(condition, own),
    )
    return replace(step, pages=tuple(make_own_page(step, item) for item in items))


def make_own_page(step: Step, item: PageItem) -> Page:
    """Return the page of one item that stands alone."""
    return make_page(
        item.code,
        (item,),
        is_live=step.constraint is not None,
        is_personal=_is_personal(step),
    )


def _is_personal(step: Step) -> bool:
    """Say whether a step's words, options or rules depend on other answers or on a drawn order."""
    # The rules of a question with a constraint go to the browser, with what they ask for.
    is_followed = step.constraint is not None and _has_changing_rules(step)
    return not step.is_plain or is_followed or is_piped(step.question)


def _has_changing_rules(step: Step) -> bool:
    """Say whether the step's rules ask for other answers or for the day."""
    return any(asks_for_day(rule) or any(list_references(rule)) for rule in step.rules)


def _refers_to(expression: Expression | None, names: Collection[str]) -> bool:
    return expression is not None and any(name in names for name in list_references(expression))


def make_page(
    code: str,
    items: tuple[PageItem, ...],
    *,
    title: Mapping[str, str] | None = None,
    standby: tuple[PageItem, ...] = (),
    computed: tuple[PageItem, ...] = (),
    is_adaptive: bool = False,
    is_live: bool = False,
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
        computed=computed,
        is_adaptive=is_adaptive,
        is_live=is_live,
        is_personal=is_personal,
    )


def is_piped(question: Question) -> bool:
    """Say whether a text of the question holds an earlier answer."""
    return any(list_piped(question))


def list_piped(question: Question) -> Iterator[str]:
    """Yield the names of the earlier answers that stand in a question's texts."""
    for text in list_texts(question):
        for words in text.values():
            yield from PIPE.findall(words)


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
