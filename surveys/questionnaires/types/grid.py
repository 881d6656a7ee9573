"""Grid: several rows judged on one scale, all on one page or one row to a page."""

from collections.abc import Iterator

from surveys.questionnaires.areas import AreaTree
from surveys.questionnaires.columns import ChoiceColumn, Column
from surveys.questionnaires.faults import AnswerError, DefinitionFault
from surveys.questionnaires.model import Question, Row, pick_words
from surveys.questionnaires.pages import Answer, Answers, PageItem, name_row
from surveys.questionnaires.types.base import (
    DefinitionFinding,
    QuestionType,
    RawValues,
    read_one,
)
from surveys.questionnaires.types.choice import check_option, check_options, list_codes


class Grid(QuestionType):
    """Each row has its own answer under the name QUESTION_ROW."""

    name = "grid"
    uses = frozenset({"options", "rows", "random_order"})

    def list_items(self, question: Question) -> tuple[PageItem, ...]:
        if question.random_order:
            return tuple(PageItem(question, row) for row in question.rows)
        return (PageItem(question),)

    def list_columns(self, item: PageItem) -> tuple[Column, ...]:
        codes = list_codes(item.question)
        return tuple(ChoiceColumn(name, codes) for name in self.list_names(item))

    def list_main_names(self, item: PageItem) -> tuple[str, ...]:
        if item.row is not None:
            return (item.code,)
        return tuple(name_row(item.question, row) for row in item.question.rows)

    def read(self, item: PageItem, raw: RawValues, areas: AreaTree) -> dict[str, Answer]:
        return {name: read_one(raw, name) for name in self.list_names(item)}

    def check(self, item: PageItem, answers: Answers, areas: AreaTree) -> tuple[AnswerError, ...]:
        if item.row is not None:
            return check_option(item, answers.get(item.code), item.code)
        return tuple(
            error
            for name in self.list_names(item)
            for error in check_option(item, answers.get(name), name)
        )

    def show(
        self, item: PageItem, answers: Answers, *, language: str, areas: AreaTree
    ) -> tuple[str, ...]:
        words = []
        for row in _list_rows(item):
            chosen = answers.get(name_row(item.question, row))
            if isinstance(chosen, str) and item.question.has_option(chosen):
                label = pick_words(item.question.find_option(chosen).label, language)
                is_alone = item.row is not None
                colon = "：" if language == "zh" else ": "
                words.append(
                    label if is_alone else f"{pick_words(row.label, language)}{colon}{label}"
                )
        return tuple(words)

    def check_definition(self, question: Question) -> Iterator[DefinitionFinding]:
        yield from super().check_definition(question)
        yield from check_options(question)
        if not question.rows:
            yield DefinitionFault.NO_ROWS, "rows", {}


def _list_rows(item: PageItem) -> tuple[Row, ...]:
    return item.question.rows if item.row is None else (item.row,)
