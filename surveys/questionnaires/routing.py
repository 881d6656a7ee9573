"""Which page comes next: the path of one respondent through a questionnaire.

A question is asked where its section's condition and its own are true over the answers on the
path so far; what lies off the path counts as not asked. A path ends at the first end page that
is reached. What does not depend on the respondent is prepared once per questionnaire.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import shake_128
from typing import TypeVar

from surveys.questionnaires.expressions import is_true
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
    return all(
        name in answers
        for item in page.items
        for name in find_type(item.question).list_names(item)[:1]
    )


def find_first_open(path: Path, answers: Answers) -> Page | None:
    """Return the first page of the path that is not complete; None where all are."""
    return next((page for page in path.pages if not is_complete(page, answers)), None)


@dataclass(frozen=True)
class _Step:
    """One question of the plan: its type, and its items and pages in the written order."""

    question: Question
    type: QuestionType
    items: tuple[PageItem, ...]
    names: tuple[str, ...]
    """The main name of each item; empty where it asks nothing."""
    pages: tuple[Page, ...]


@lru_cache(maxsize=256)
def _plan_steps(questionnaire: Questionnaire) -> tuple[tuple[Section, tuple[_Step, ...]], ...]:
    return tuple(
        (section, tuple(map(_plan_step, section.questions))) for section in questionnaire.sections
    )


def _plan_step(question: Question) -> _Step:
    question_type = find_type(question)
    items = question_type.list_items(question)
    pages = tuple(
        Page(code=item.code, title=None, items=(item,), asks=question_type.asks) for item in items
    )
    names = tuple(next(iter(question_type.list_names(item)), "") for item in items)
    return _Step(question=question, type=question_type, items=items, names=names, pages=pages)


class _Walk:
    """One walk through a questionnaire: gathers pages and the answers met on the way."""

    def __init__(self, questionnaire: Questionnaire, answers: Answers, seed: int) -> None:
        self._answers = answers
        self._seed = seed
        self._has_ended = False
        self.kept: dict[str, Answer] = {}
        pages: list[Page] = []
        for section, steps in _plan_steps(questionnaire):
            if is_true(section.relevant, self.kept):
                pages.extend(self._walk_section(section, steps))
            if self._has_ended:
                break
        self.path = Path(pages=tuple(pages), is_screened_out=self._has_ended)

    def _walk_section(self, section: Section, steps: tuple[_Step, ...]) -> Iterator[Page]:
        together: list[PageItem] = []
        for step in steps:
            if not is_true(step.question.relevant, self.kept):
                continue
            for item, name in zip(step.items, step.names, strict=True):
                if name in self._answers:
                    self.kept.update(step.type.keep(item, self._answers))
            if section.is_one_page and not step.type.ends:
                together.extend(self._order(step.question, step.items))
                continue
            yield from _join_page(section, together)
            together = []
            yield from self._order(step.question, step.pages)
            if step.type.ends:
                self._has_ended = True
                return
        yield from _join_page(section, together)

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


def _join_page(section: Section, items: list[PageItem]) -> Iterator[Page]:
    if items:
        asks = any(find_type(item.question).asks for item in items)
        yield Page(code=section.code, title=section.title, items=tuple(items), asks=asks)
