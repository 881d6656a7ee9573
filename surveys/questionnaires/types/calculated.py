"""Calculated answer: computed from the answers before it, stored, never shown as a question."""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from surveys.questionnaires.areas import AreaTree
from surveys.questionnaires.columns import Column, TextColumn
from surveys.questionnaires.faults import AnswerError, DefinitionFault
from surveys.questionnaires.model import Question
from surveys.questionnaires.pages import Answer, Answers, PageItem
from surveys.questionnaires.types.base import DefinitionFinding, QuestionType, RawValues

LONGEST_CALCULATED = 1_000
"""Characters that are stored of a calculated text."""
SHOWN_DIGITS = 10
"""Significant digits of a number repeated in a text: what follows is how machines count."""
_FRACTION = re.compile(r"-?(\d{1,15})\.\d+", re.ASCII)


class Calculated(QuestionType):
    """The value of an expression; not-a-number and the empty text count as left blank."""

    name = "calculated"
    asks = False
    is_shown = False
    uses = frozenset({"calculation"})

    def list_columns(self, item: PageItem) -> tuple[Column, ...]:
        return (TextColumn(item.code),)

    def list_fields(self, item: PageItem) -> tuple[str, ...]:
        return ()

    def read(self, item: PageItem, raw: RawValues, areas: AreaTree) -> dict[str, Answer]:
        return {}

    def check(self, item: PageItem, answers: Answers, areas: AreaTree) -> tuple[AnswerError, ...]:
        return ()

    def show(
        self, item: PageItem, answers: Answers, *, language: str, areas: AreaTree
    ) -> tuple[str, ...]:
        computed = answers.get(item.code)
        return (round_shown(str(computed)),) if computed else ()

    def check_definition(self, question: Question) -> Iterator[DefinitionFinding]:
        yield from super().check_definition(question)
        if not question.calculation:
            yield DefinitionFault.NO_CALCULATION, "calculation", {}


def round_shown(computed: str) -> str:
    """Return a fraction with at most ten significant digits; anything else as it is.

    >>> round_shown("110.00000000000001"), round_shown("0.1"), round_shown("13800138000123")
    ('110', '0.1', '13800138000123')
    """
    match = _FRACTION.fullmatch(computed)
    if match is None:
        return computed
    places = max(0, SHOWN_DIGITS - len(match[1].lstrip("0")))
    exact = Decimal(float(computed)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    shown = format(exact, "f").rstrip("0").rstrip(".") if places else format(exact, "f")
    return "0" if shown == "-0" else shown
