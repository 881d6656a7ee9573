"""Calculated answer: computed from the answers before it, stored, never shown as a question."""

from collections.abc import Iterator

from surveys.questionnaires.areas import AreaTree
from surveys.questionnaires.columns import Column, TextColumn
from surveys.questionnaires.faults import AnswerError, DefinitionFault
from surveys.questionnaires.model import Question
from surveys.questionnaires.pages import Answer, Answers, PageItem
from surveys.questionnaires.types.base import DefinitionFinding, QuestionType, RawValues

LONGEST_CALCULATED = 1_000
"""Characters that are stored of a calculated text."""


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
        return (str(computed),) if computed else ()

    def check_definition(self, question: Question) -> Iterator[DefinitionFinding]:
        yield from super().check_definition(question)
        if not question.calculation:
            yield DefinitionFault.NO_CALCULATION, "calculation", {}
