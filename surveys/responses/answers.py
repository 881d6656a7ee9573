"""Checking answers: one page as it is posted, and a whole response before it is accepted.

Pure: no database. A page's errors stand at their fields; the values as typed stay with the
caller, so that nothing typed is lost. A whole response is routed again here: what the path does
not reach is dropped, what it needs and lacks is named with its page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from surveys.questionnaires.areas import AreaTree
from surveys.questionnaires.constraints import check_constraint
from surveys.questionnaires.expressions import add_day
from surveys.questionnaires.faults import AnswerError, MisplacedError
from surveys.questionnaires.grammar import is_true, parse_expression
from surveys.questionnaires.offers import compute_answer, fit_options, names_unoffered
from surveys.questionnaires.pages import Answer, Answers, Page, PageItem, Path
from surveys.questionnaires.routing import walk
from surveys.questionnaires.service import PublishedVersion
from surveys.questionnaires.types import find_type
from surveys.questionnaires.types.base import RawValues

NOTHING_KNOWN: Answers = MappingProxyType({})

SHOWN_FIELD = "shown"
"""The form field that names the questions which the browser has brought onto the page."""


@dataclass(frozen=True)
class CheckedPage:
    """What a posted page says: its answers, and what is wrong with them."""

    answers: Mapping[str, Answer]
    """Every answer of the page, blank ones as None; to be kept only where there are no errors."""
    errors: tuple[AnswerError, ...]


@dataclass(frozen=True)
class CheckedResponse:
    """A whole response after routing: what may be stored, and what stands in the way."""

    answers: Mapping[str, Answer]
    """Only answers on the path."""
    path: Path
    errors: tuple[MisplacedError, ...]


def check_page(
    page: Page,
    raw: RawValues,
    *,
    areas: AreaTree,
    known: Answers = NOTHING_KNOWN,
    today: date | None = None,
) -> CheckedPage:
    """Read a posted page and check it; `known` are the answers given before.

    `today` is the day in the city, for rules that ask for it.

    Where answers on the page decide which of its questions are asked, those that are not are
    neither read nor checked.
    """
    known = add_day(known, today)
    if page.is_adaptive or page.computed:
        return _check_in_order(page, raw, areas=areas, known=known)
    answers: dict[str, Answer] = {}
    errors: list[AnswerError] = []
    for item in page.items:
        answers.update(find_type(item.question).read(item, raw, areas))
        errors.extend(_check_item(item, answers, areas, known=known))
    return CheckedPage(answers=answers, errors=tuple(errors))


def _check_in_order(page: Page, raw: RawValues, *, areas: AreaTree, known: Answers) -> CheckedPage:
    steps = page.list_steps()
    shown = {item.code for item in page.items} | set(raw.get(SHOWN_FIELD, ()))
    own = {name for item in steps for name in find_type(item.question).list_names(item)}
    seen = {name: answer for name, answer in known.items() if name not in own}
    answers: dict[str, Answer] = {}
    errors: list[AnswerError] = []
    for item in steps:
        if not is_true(item.question.relevant, seen):
            continue
        if item.question.calculation:
            calculation = parse_expression(item.question.calculation)
            seen[item.code] = compute_answer(calculation, seen)
        elif item.code in shown:
            fitted = fit_options(item, seen)
            given = _read_offered(fitted, raw, areas)
            answers |= given
            seen |= given
            errors.extend(_check_item(fitted, answers, areas, known=seen) if given else ())
    return CheckedPage(answers=answers, errors=tuple(errors))


def _read_offered(item: PageItem, raw: RawValues, areas: AreaTree) -> Mapping[str, Answer]:
    """Return the item's answers, none where what is offered has changed with the page's answers.

    The page then comes again with the options that there are now.
    """
    if item.held is None:
        return find_type(item.question).read(item, raw, areas)
    given = find_type(item.question).read(item, raw, areas) if item.options else {}
    return {} if names_unoffered(item, given.get(item.code)) else given


def _check_item(
    item: PageItem, answers: Answers, areas: AreaTree, *, known: Answers = NOTHING_KNOWN
) -> tuple[AnswerError, ...]:
    errors = find_type(item.question).check(item, answers, areas)
    if errors or not item.question.constraint:
        return errors
    return check_constraint(item, {**known, **answers})


def check_response(
    version: PublishedVersion,
    answers: Answers,
    *,
    seed: int,
    areas: AreaTree,
    today: date | None = None,
) -> CheckedResponse:
    """Route a whole response, drop what is off its path, and check what is on it.

    `today` is the day in the city, for rules that ask for it.
    """
    path, kept = walk(version.questionnaire, answers, seed=seed, today=today)
    known = add_day(NOTHING_KNOWN, today)
    errors = tuple(
        MisplacedError(page.code, error)
        for page in path.pages
        for item in page.items
        for error in _check_item(item, kept, areas, known=known)
    )
    return CheckedResponse(answers=kept, path=path, errors=errors)
