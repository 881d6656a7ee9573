"""Checking answers: one page as it is posted, and a whole response before it is accepted.

Pure: no database. A page's errors stand at their fields; the values as typed stay with the
caller, so that nothing typed is lost. A whole response is routed again here: what the path does
not reach is dropped, what it needs and lacks is named with its page.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from surveys.questionnaires.areas import AreaTree
from surveys.questionnaires.faults import AnswerError, MisplacedError
from surveys.questionnaires.pages import Answer, Answers, Page, Path
from surveys.questionnaires.routing import walk
from surveys.questionnaires.service import PublishedVersion
from surveys.questionnaires.types import find_type
from surveys.questionnaires.types.base import RawValues


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


def check_page(page: Page, raw: RawValues, *, areas: AreaTree) -> CheckedPage:
    """Read a posted page and check it."""
    answers: dict[str, Answer] = {}
    errors: list[AnswerError] = []
    for item in page.items:
        question_type = find_type(item.question)
        answers.update(question_type.read(item, raw, areas))
        errors.extend(question_type.check(item, answers, areas))
    return CheckedPage(answers=answers, errors=tuple(errors))


def check_response(
    version: PublishedVersion, answers: Answers, *, seed: int, areas: AreaTree
) -> CheckedResponse:
    """Route a whole response, drop what is off its path, and check what is on it."""
    path, kept = walk(version.questionnaire, answers, seed=seed)
    errors = tuple(
        MisplacedError(page.code, error)
        for page in path.pages
        for item in page.items
        for error in find_type(item.question).check(item, kept, areas)
    )
    return CheckedResponse(answers=kept, path=path, errors=errors)
