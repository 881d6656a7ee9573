"""The review: every answer on the path in words, each with the way to change it."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.citizens.visit import Visit
from portal.citizens.ways import make_address
from portal.i18n import current_language
from surveys.questionnaires.types import find_type
from surveys.words import Text


@dataclass(frozen=True)
class ReviewLine:
    """One question and its answer."""

    context: Text | None
    """The question of a grid, above the row that was judged."""
    label: Text
    words: tuple[str, ...]
    """The answer, one line for each choice; empty where it was left blank."""
    address: str
    """Where it can be changed."""


def list_lines(visit: Visit) -> Iterator[ReviewLine]:
    """The answers in the order of the path."""
    language, opening = current_language(), visit.opening
    for page in visit.path.pages:
        for item in page.items:
            question_type = find_type(item.question)
            if question_type.asks:
                yield ReviewLine(
                    context=item.question.label if item.row else None,
                    label=item.row.label if item.row else item.question.label,
                    words=question_type.show(
                        item, visit.answers, language=language, areas=opening.areas
                    ),
                    address=make_address(opening, page.code, from_review=True),
                )
