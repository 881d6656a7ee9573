"""The columns of a tally: what is counted in every weight cell, in a fixed order, with a digest.

Built from a questionnaire and its counting rules. For each question (each row of a grid): the
responses at every option and those that answered it. For each rule: the responses that count and
those in its denominator.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from surveys.questionnaires.columns import ChoiceColumn, ChoicesColumn
from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.types import find_type


@dataclass(frozen=True)
class CountingRule:
    """A response is in the denominator with any of `base`, and counts with any of `counted`."""

    code: str
    question: str
    counted: tuple[str, ...]
    base: tuple[str, ...]


@dataclass(frozen=True)
class QuestionColumns:
    """Where one question's counts lie: one column per option, then one for "answered"."""

    name: str
    codes: tuple[str, ...]
    is_multiple: bool
    start: int

    @property
    def answered(self) -> int:
        """The column of those who answered."""
        return self.start + len(self.codes)


@dataclass(frozen=True)
class RuleColumns:
    """Where one rule's counts lie: those that count, then those in the denominator."""

    rule: CountingRule
    start: int


@dataclass(frozen=True)
class TallyLayout:
    """All columns of a tally."""

    questions: tuple[QuestionColumns, ...]
    rules: tuple[RuleColumns, ...]
    n_columns: int

    @cached_property
    def question_by_name(self) -> dict[str, QuestionColumns]:
        """Questions under their names."""
        return {question.name: question for question in self.questions}

    @cached_property
    def rule_by_code(self) -> dict[str, RuleColumns]:
        """Rules under their codes."""
        return {columns.rule.code: columns for columns in self.rules}

    @cached_property
    def digest(self) -> str:
        """Names the layout: counts under one digest never mix with counts under another."""
        return sha256(repr((self.questions, self.rules)).encode()).hexdigest()


def build_layout(questionnaire: Questionnaire, rules: Iterable[CountingRule]) -> TallyLayout:
    """Lay out the tally of a questionnaire.

    Rules about questions that this questionnaire does not ask are left out.
    """
    questions: list[QuestionColumns] = []
    start = 0
    for column in _list_choice_columns(questionnaire):
        is_multiple = isinstance(column, ChoicesColumn)
        questions.append(QuestionColumns(column.name, column.codes, is_multiple, start))
        start += len(column.codes) + 1
    asked = {question.name for question in questions}
    placed: list[RuleColumns] = []
    for rule in rules:
        if rule.question in asked:
            placed.append(RuleColumns(rule, start))
            start += 2
    return TallyLayout(tuple(questions), tuple(placed), start)


def _list_choice_columns(questionnaire: Questionnaire) -> list[ChoiceColumn | ChoicesColumn]:
    return [
        column
        for question in questionnaire.questions
        for item in find_type(question).list_items(question)
        for column in find_type(question).list_columns(item)
        if isinstance(column, ChoiceColumn | ChoicesColumn)
    ]
