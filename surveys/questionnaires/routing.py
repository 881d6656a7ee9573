"""Which page comes next: the path of one respondent through a questionnaire.

A question is asked where its section's condition and its own are true over the answers on the
path so far; what lies off the path counts as not asked. A path ends at the first end page that
is reached. What does not depend on the respondent is prepared once per questionnaire.
"""

from dataclasses import replace
from datetime import date
from functools import lru_cache
from hashlib import shake_128
from typing import TypeVar

from surveys.questionnaires.constraints import find_broken, list_constrained
from surveys.questionnaires.expressions import TODAY, Expression, add_day, asks_for_day, evaluate
from surveys.questionnaires.functions import to_boolean
from surveys.questionnaires.model import Option, Question, Questionnaire
from surveys.questionnaires.offers import compute_answer, list_offered, names_unoffered
from surveys.questionnaires.pages import Answer, Answers, Page, PageItem, Path
from surveys.questionnaires.steps import (
    Step,
    Stretch,
    make_own_page,
    make_page,
    make_plan,
)

Part = TypeVar("Part")


def find_path(
    questionnaire: Questionnaire, answers: Answers, *, seed: int, today: date | None = None
) -> Path:
    """Return the pages that a respondent sees, in order, given the answers so far.

    `seed` is the respondent's own number: random orders follow from it and stay the same. `today`
    is the day in the city, which a questionnaire with `today()` in its rules must be given.
    """
    return _Walk(questionnaire, answers, seed, today).path


def keep_on_path(
    questionnaire: Questionnaire, answers: Answers, *, seed: int, today: date | None = None
) -> dict[str, Answer]:
    """Return the answers whose questions are on the path; all others are dropped."""
    return _Walk(questionnaire, answers, seed, today).kept


def walk(
    questionnaire: Questionnaire, answers: Answers, *, seed: int, today: date | None = None
) -> tuple[Path, dict[str, Answer]]:
    """Return the path and the answers on it, at the price of one walk."""
    steps = _Walk(questionnaire, answers, seed, today)
    return steps.path, steps.kept


def change_answers(
    questionnaire: Questionnaire,
    answers: Answers,
    more: Answers,
    *,
    seed: int,
    today: date | None = None,
) -> tuple[Path, dict[str, Answer]]:
    """Return the path and the answers on it after some were given anew, or the day has changed.

    What depended on a changed answer is dropped: questions no longer asked, options no longer
    offered, answers whose constraint the change has broken. They are asked again, where they are.
    """
    path, kept = walk(questionnaire, {**answers, **more}, seed=seed, today=today)
    for _ in list_constrained(questionnaire):
        broken = find_broken(questionnaire, add_day(kept, today), unless_in=more)
        if not broken:
            break
        still = {name: answer for name, answer in kept.items() if name not in broken}
        path, kept = walk(questionnaire, still, seed=seed, today=today)
    return path, kept


@lru_cache(maxsize=256)
def changes_with_day(questionnaire: Questionnaire) -> bool:
    """Say whether a rule of the questionnaire asks for the day."""
    plan = make_plan(questionnaire)
    conditions = (stretch.condition for stretch in plan)
    rules = (rule for stretch in plan for step in stretch.steps for rule in step.rules)
    return any(asks_for_day(rule) for rule in (*conditions, *rules) if rule is not None)


def is_complete(page: Page, answers: Answers) -> bool:
    """Say whether everything on the page was asked (a question left blank was asked)."""
    return all(name in answers for name in page.names)


def find_first_open(path: Path, answers: Answers) -> Page | None:
    """Return the first page of the path that is not complete; None where all are."""
    return next((page for page in path.pages if not is_complete(page, answers)), None)


class _Walk:
    """One walk through a questionnaire: gathers pages and the answers met on the way."""

    def __init__(
        self, questionnaire: Questionnaire, answers: Answers, seed: int, today: date | None
    ) -> None:
        self._answers = answers
        self._seed = seed
        self._has_ended = False
        self._pages: list[Page] = []
        # While walking the day lies among the answers, for the rules that ask for it.
        self.kept: dict[str, Answer] = dict(add_day({}, today))
        for stretch in make_plan(questionnaire):
            if self._holds(stretch.condition):
                self._walk_section(stretch)
            if self._has_ended:
                break
        self.kept.pop(TODAY, None)
        self.path = Path(pages=tuple(self._pages), is_screened_out=self._has_ended)

    def _holds(self, condition: Expression | None) -> bool:
        return condition is None or to_boolean(evaluate(condition, self.kept))

    def _walk_section(self, stretch: Stretch) -> None:
        together: list[PageItem] = []
        standby: list[PageItem] = []
        for step in stretch.steps:
            is_asked = self._holds(step.condition)
            if not (is_asked or step.may_stand_by):
                continue
            items = step.items if step.is_plain else self._fit(step)
            if not is_asked or not items or _offers_nothing(items):
                standby.extend(items if step.may_stand_by and not step.type.ends else ())
                continue
            self._keep(step, items)
            if stretch.section.is_one_page and not step.type.ends:
                together.extend(self._order(step.question, items) if step.type.is_shown else ())
                continue
            self._join_page(stretch, together, standby)
            self._pages.extend(self._list_pages(step, items))
            if step.type.ends:
                self._has_ended = True
                return
        self._join_page(stretch, together, standby)

    def _fit(self, step: Step) -> tuple[PageItem, ...]:
        """Return the items with the options that are this respondent's, in the drawn order.

        Nothing to choose from is nothing to ask, unless an answer of the same page may change it.
        """
        question = step.question
        if step.calculation is not None:
            return step.items
        offered = list_offered(question, step.choice_filter, self.kept)
        if not offered and not step.is_filtered_here:
            return ()
        ordered = question.options
        if question.random_order:
            ordered = shuffle_options(ordered, seed=self._seed, code=question.code)
        codes = {option.code for option in offered}
        fitting = tuple(option for option in ordered if option.code in codes)
        held = ordered if step.is_filtered_here else None
        return tuple(replace(item, offered=fitting, held=held) for item in step.items)

    def _list_pages(self, step: Step, items: tuple[PageItem, ...]) -> tuple[Page, ...]:
        if not step.type.is_shown:
            return ()
        pages = step.pages
        if not step.is_plain:
            pages = tuple(make_own_page(step, item) for item in items)
        return self._order(step.question, pages)

    def _keep(self, step: Step, items: tuple[PageItem, ...]) -> None:
        answers = self._answers
        if step.calculation is not None:
            self.kept[step.question.code] = compute_answer(step.calculation, self.kept)
            return
        if step.keeps_all and step.is_plain:
            for name in step.names:
                if name in answers:
                    self.kept[name] = answers[name] or None
            return
        for item in items:
            if not names_unoffered(item, answers.get(item.code)):
                self.kept.update(step.type.keep(item, answers))

    def _join_page(
        self, stretch: Stretch, together: list[PageItem], standby: list[PageItem]
    ) -> None:
        """Put what has been gathered for one page on it."""
        if together:
            page = make_page(
                stretch.section.code,
                tuple(together),
                title=stretch.section.title,
                standby=tuple(standby),
                computed=stretch.computed,
                is_adaptive=stretch.is_adaptive,
                is_live=stretch.is_live,
                is_personal=stretch.is_personal,
            )
            self._pages.append(page)
            together.clear()

    def _order(self, question: Question, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        if not question.random_order:
            return parts
        return shuffle(parts, seed=self._seed, code=question.code)


def _offers_nothing(items: tuple[PageItem, ...]) -> bool:
    return items[0].offered == ()


def shuffle_options(options: tuple[Option, ...], *, seed: int, code: str) -> tuple[Option, ...]:
    """Return options in the order drawn for a respondent; those that keep their place do."""
    moving = tuple(option for option in options if not stays(option))
    drawn = iter(shuffle(moving, seed=seed, code=code))
    return tuple(option if stays(option) else next(drawn) for option in options)


def stays(option: Option) -> bool:
    """Say whether an option stays where it is when the others come in random order."""
    return option.keeps_place or option.is_exclusive or option.asks_text


def shuffle(parts: tuple[Part, ...], *, seed: int, code: str) -> tuple[Part, ...]:
    """Return the parts in the order drawn for a respondent.

    The order follows from the seed and the question's code alone: it is the same on every host
    and in every version of the language.
    """
    noise = shake_128(f"{seed}:{code}".encode()).digest(6 * len(parts))
    ranks = [noise[6 * i : 6 * i + 6] for i in range(len(parts))]
    return tuple(parts[i] for i in sorted(range(len(parts)), key=ranks.__getitem__))
