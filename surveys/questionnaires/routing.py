"""Which page comes next: the path of one respondent through a questionnaire.

A question is asked where its section's condition and its own are true over the answers on the
path so far; what lies off the path counts as not asked. A path ends at the first end page that
is reached. What does not depend on the respondent is prepared once per questionnaire.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import shake_128
from typing import TypeVar

from surveys.questionnaires.expressions import Expression, evaluate, parse_expression
from surveys.questionnaires.functions import to_boolean
from surveys.questionnaires.model import Question, Questionnaire, Section
from surveys.questionnaires.pages import Answer, Answers, Page, PageItem, Path
from surveys.questionnaires.types import find_type
from surveys.questionnaires.types.base import QuestionType

Part = TypeVar("Part")


def find_path(questionnaire: Questionnaire, answers: Answers, *, seed: int) -> Path:
    """Return the pages that a respondent sees, in order, given the answers so far.

    `seed` is the respondent's own number: random orders follow from it and stay the same.
    """
    return _Walk(questionnaire, answers, seed).path


def keep_on_path(questionnaire: Questionnaire, answers: Answers, *, seed: int) -> dict[str, Answer]:
    """Return the answers whose questions are on the path; all others are dropped."""
    return _Walk(questionnaire, answers, seed).kept


def walk(
    questionnaire: Questionnaire, answers: Answers, *, seed: int
) -> tuple[Path, dict[str, Answer]]:
    """Return the path and the answers on it, at the price of one walk."""
    steps = _Walk(questionnaire, answers, seed)
    return steps.path, steps.kept


def is_complete(page: Page, answers: Answers) -> bool:
    """Say whether everything on the page was asked (a question left blank was asked)."""
    return all(name in answers for name in page.names)


def find_first_open(path: Path, answers: Answers) -> Page | None:
    """Return the first page of the path that is not complete; None where all are."""
    return next((page for page in path.pages if not is_complete(page, answers)), None)


@dataclass(frozen=True)
class _Step:
    """One question of the plan: its type, and its items and pages in the written order."""

    question: Question
    type: QuestionType
    condition: Expression | None
    items: tuple[PageItem, ...]
    names: tuple[str, ...]
    """Of all answers of all items."""
    keeps_all: bool
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class _Stretch:
    """One section of the plan."""

    section: Section
    condition: Expression | None
    steps: tuple[_Step, ...]


@lru_cache(maxsize=256)
def _make_plan(questionnaire: Questionnaire) -> tuple[_Stretch, ...]:
    return tuple(
        _Stretch(
            section=section,
            condition=_read_condition(section.relevant),
            steps=tuple(map(_plan_step, section.questions)),
        )
        for section in questionnaire.sections
    )


def _plan_step(question: Question) -> _Step:
    question_type = find_type(question)
    items = question_type.list_items(question)
    return _Step(
        question=question,
        type=question_type,
        condition=_read_condition(question.relevant),
        items=items,
        names=tuple(name for item in items for name in question_type.list_names(item)),
        keeps_all=question_type.keeps_all(question),
        pages=tuple(_make_page(item.code, (item,)) for item in items),
    )


def _make_page(
    code: str, items: tuple[PageItem, ...], *, title: Mapping[str, str] | None = None
) -> Page:
    names = tuple(name for item in items for name in find_type(item.question).list_main_names(item))
    return Page(code=code, title=title, items=items, names=names)


def _read_condition(text: str) -> Expression | None:
    return parse_expression(text) if text else None


class _Walk:
    """One walk through a questionnaire: gathers pages and the answers met on the way."""

    def __init__(self, questionnaire: Questionnaire, answers: Answers, seed: int) -> None:
        self._answers = answers
        self._seed = seed
        self._has_ended = False
        self._pages: list[Page] = []
        self.kept: dict[str, Answer] = {}
        for stretch in _make_plan(questionnaire):
            if self._holds(stretch.condition):
                self._walk_section(stretch)
            if self._has_ended:
                break
        self.path = Path(pages=tuple(self._pages), is_screened_out=self._has_ended)

    def _holds(self, condition: Expression | None) -> bool:
        return condition is None or to_boolean(evaluate(condition, self.kept))

    def _walk_section(self, stretch: _Stretch) -> None:
        together: list[PageItem] = []
        for step in stretch.steps:
            if not self._holds(step.condition):
                continue
            self._keep(step)
            if stretch.section.is_one_page and not step.type.ends:
                together.extend(self._order(step.question, step.items))
                continue
            self._join_page(stretch.section, together)
            self._pages.extend(self._order(step.question, step.pages))
            if step.type.ends:
                self._has_ended = True
                return
        self._join_page(stretch.section, together)

    def _keep(self, step: _Step) -> None:
        answers = self._answers
        if step.keeps_all:
            for name in step.names:
                if name in answers:
                    self.kept[name] = answers[name] or None
            return
        for item in step.items:
            self.kept.update(step.type.keep(item, answers))

    def _join_page(self, section: Section, together: list[PageItem]) -> None:
        """Put what has been gathered for one page on it."""
        if together:
            self._pages.append(_make_page(section.code, tuple(together), title=section.title))
            together.clear()

    def _order(self, question: Question, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        if not question.random_order:
            return parts
        return shuffle(parts, seed=self._seed, code=question.code)


def shuffle(parts: tuple[Part, ...], *, seed: int, code: str) -> tuple[Part, ...]:
    """Return the parts in the order drawn for a respondent.

    The order follows from the seed and the question's code alone: it is the same on every host
    and in every version of the language.
    """
    noise = shake_128(f"{seed}:{code}".encode()).digest(6 * len(parts))
    ranks = [noise[6 * i : 6 * i + 6] for i in range(len(parts))]
    return tuple(parts[i] for i in sorted(range(len(parts)), key=ranks.__getitem__))
