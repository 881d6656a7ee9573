"""The review: every answer on the path in words, each with the way to change it."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.citizens.visit import Visit
from portal.citizens.ways import make_address
from portal.i18n import reading_language
from surveys.questionnaires.piping import Teller, fill_item
from surveys.questionnaires.types import find_type
from surveys.words import Text


@dataclass(frozen=True)
class ReviewLine:
    """One question and its answer."""

    context: Text | None
    """The question of a grid, above the first of its rows."""
    label: Text
    words: tuple[str, ...]
    """The answer, one line for each choice; empty where it was left blank."""
    language: str
    """The language of those words."""
    address: str
    """Where it can be changed."""


def list_lines(visit: Visit) -> Iterator[ReviewLine]:
    """The answers in the order of the path."""
    opening = visit.opening
    teller = Teller(opening.questionnaire, visit.answers, opening.areas, visit.today)
    asked = [
        (page, fill_item(item, teller=teller) if page.is_personal else item)
        for page in visit.path.pages
        for item in page.items
        if find_type(item.question).asks
    ]
    question_before = ""
    for page, item in asked:
        is_first_row = item.row is not None and item.question.code != question_before
        question_before = item.question.code
        question_type, wished, areas = find_type(item.question), reading_language(), opening.areas
        yield ReviewLine(
            context=item.question.label if is_first_row else None,
            label=item.row.label if item.row else item.question.label,
            words=question_type.show(item, visit.answers, language=wished, areas=areas),
            language=question_type.find_language(item, visit.answers, language=wished, areas=areas),
            address=make_address(visit.opening, page.code, from_review=True),
        )
