"""Which page comes next: the path of one respondent through a questionnaire.

A question is asked where its section's condition and its own are true over the answers on the
path so far; what lies off the path counts as not asked. A path ends at the first end page that
is reached. What does not depend on the respondent is prepared once per questionnaire.
"""

from dataclasses import replace
from hashlib import shake_128
from typing import TypeVar

from surveys.questionnaires.constraints import find_broken, list_constrained
from surveys.questionnaires.expressions import Expression, evaluate
from surveys.questionnaires.functions import to_boolean
from surveys.questionnaires.model import Option, Question, Questionnaire
from surveys.questionnaires.offers import compute_answer, list_offered, names_unoffered
from surveys.questionnaires.pages import Answer, Answers, Page, PageItem, Path
from surveys.questionnaires.steps import Step, Stretch, make_page, make_plan

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


def change_answers(
    questionnaire: Questionnaire, answers: Answers, more: Answers, *, seed: int
) -> tuple[Path, dict[str, Answer]]:
    """Return the path and the answers on it after some were given anew.

    What depended on a changed answer is dropped: questions no longer asked, options no longer
    offered, answers whose constraint the change has broken. They are asked again, where they are.
    """
    path, kept = walk(questionnaire, {**answers, **more}, seed=seed)
    for _ in list_constrained(questionnaire):
        broken = find_broken(questionnaire, kept, unless_in=more)
        if not broken:
            break
        still = {name: answer for name, answer in kept.items() if name not in broken}
        path, kept = walk(questionnaire, still, seed=seed)
    return path, kept


def is_complete(page: Page, answers: Answers) -> bool:
    """Say whether everything on the page was asked (a question left blank was asked)."""
    return all(name in answers for name in page.names)


def find_first_open(path: Path, answers: Answers) -> Page | None:
    """Return the first page of the path that is not complete; None where all are."""
    return next((page for page in path.pages if not is_complete(page, answers)), None)


class _Walk:
    """One walk through a questionnaire: gathers pages and the answers met on the way."""

    def __init__(self, questionnaire: Questionnaire, answers: Answers, seed: int) -> None:
        self._answers = answers
        self._seed = seed
        self._has_ended = False
        self._pages: list[Page] = []
        self.kept: dict[str, Answer] = {}
        for stretch in make_plan(questionnaire):
            if self._holds(stretch.condition):
                self._walk_section(stretch)
            if self._has_ended:
                break
        self.path = Path(pages=tuple(self._pages), is_screened_out=self._has_ended)

    def _holds(self, condition: Expression | None) -> bool:
        return condition is None or to_boolean(evaluate(condition, self.kept))

    def _walk_section(self, stretch: Stretch) -> None:
        together: list[PageItem] = []
        standby: list[PageItem] = []
        for step in stretch.steps:
            if not self._holds(step.condition):
                standby.extend(step.items if step.may_stand_by and not step.type.ends else ())
                continue
            items, pages = (step.items, step.pages) if step.is_plain else self._fit(step)
            self._keep(step, items)
            if stretch.section.is_one_page and not step.type.ends:
                together.extend(self._order(step.question, items) if step.type.is_shown else ())
                continue
            self._join_page(stretch, together, standby)
            self._pages.extend(self._order(step.question, pages))
            if step.type.ends:
                self._has_ended = True
                return
        self._join_page(stretch, together, standby)

    def _fit(self, step: Step) -> tuple[tuple[PageItem, ...], tuple[Page, ...]]:
        """Return the items and pages with the options that are this respondent's."""
        if step.calculation is not None:
            return step.items, ()
        offered = list_offered(step.question, step.choice_filter, self.kept)
        if not offered:
            # Nothing to choose from is nothing to ask.
            return (), ()
        if step.question.random_order:
            # Drawn once over all options: what a filter lets through keeps its order.
            drawn = shuffle_options(step.question.options, seed=self._seed, code=step.question.code)
            codes = {option.code for option in offered}
            offered = tuple(option for option in drawn if option.code in codes)
        items = tuple(replace(item, offered=offered) for item in step.items)
        return items, tuple(make_page(item.code, (item,), is_personal=True) for item in items)

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
                is_adaptive=stretch.is_adaptive,
                is_personal=stretch.is_personal,
            )
            self._pages.append(page)
            together.clear()

    def _order(self, question: Question, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        if not question.random_order:
            return parts
        return shuffle(parts, seed=self._seed, code=question.code)


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
