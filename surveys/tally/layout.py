"""The columns of a tally: what is counted in every weight cell, in a fixed order, with a digest.

Built from a questionnaire, its counting rules and the city's areas. For each question (each row of
a grid): the responses at every option and those that answered it; a number or day counts in its
bin, an area in its street, a ranking at every option and place, a text as given or left blank.
For each rule: the responses that count and those in its denominator.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Literal

from surveys.questionnaires.areas import NO_AREAS, AreaTree
from surveys.questionnaires.columns import (
    AreaColumn,
    ChoiceColumn,
    ChoicesColumn,
    Column,
    DateColumn,
    NumberColumn,
    RankingColumn,
)
from surveys.questionnaires.model import Question, Questionnaire
from surveys.questionnaires.types import find_type
from surveys.tally.bins import Bin, make_date_bins, make_number_bins

ColumnKind = Literal["choice", "choices", "ranking", "number", "date", "area", "text"]

ELSEWHERE = "elsewhere"
"""Stands among the streets for an area that is none of the city's."""
GIVEN, BLANK = "given", "blank"
"""What is counted of a text."""


@dataclass(frozen=True)
class CountingRule:
    """A response is in the denominator with any of `base`, and counts with any of `counted`."""

    code: str
    question: str
    counted: tuple[str, ...]
    base: tuple[str, ...]


@dataclass(frozen=True)
class QuestionColumns:
    """Where one question's counts lie: one column per option, then one for "answered".

    Of a ranking every option has as many columns as there are places.
    """

    name: str
    codes: tuple[str, ...]
    kind: ColumnKind
    start: int
    n_places: int = 1
    bins: tuple[Bin, ...] = ()
    """Of a number or date; their codes are `codes`."""

    @property
    def answered(self) -> int:
        """The column of those who answered; of a text, those who were asked."""
        return self.start + len(self.codes) * self.n_places

    @property
    def has_options(self) -> bool:
        """Whether its answers are codes of options, so that a counting rule may name them."""
        return self.kind in ("choice", "choices")

    @property
    def is_multiple(self) -> bool:
        """Whether several options could be chosen."""
        return self.kind == "choices"

    def find_place(self, code: str, place: int) -> int:
        """The column of an option of a ranking at a place, counted from 1."""
        return self.start + self.codes.index(code) * self.n_places + place - 1


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

    def has_options(self, name: str) -> bool:
        """Whether a question under this name is asked and answered by choosing options."""
        return name in self.question_by_name and self.question_by_name[name].has_options

    @cached_property
    def rule_by_code(self) -> dict[str, RuleColumns]:
        """Rules under their codes."""
        return {columns.rule.code: columns for columns in self.rules}

    @cached_property
    def digest(self) -> str:
        """Names the layout: counts under one digest never mix with counts under another."""
        return sha256(repr((self.questions, self.rules)).encode()).hexdigest()


def build_layout(
    questionnaire: Questionnaire, rules: Iterable[CountingRule], areas: AreaTree = NO_AREAS
) -> TallyLayout:
    """Lay out the tally of a questionnaire in a city.

    Rules about questions that this questionnaire does not ask are left out.
    """
    questions: list[QuestionColumns] = []
    start = 0
    for question, column in _list_columns(questionnaire):
        questions.append(_lay_out(question, column, areas, start=start))
        start = questions[-1].answered + 1
    asked = {columns.name for columns in questions if columns.has_options}
    placed: list[RuleColumns] = []
    for rule in rules:
        if rule.question in asked:
            placed.append(RuleColumns(rule, start))
            start += 2
    return TallyLayout(tuple(questions), tuple(placed), start)


def _list_columns(questionnaire: Questionnaire) -> Iterator[tuple[Question, Column]]:
    """Every main answer; words typed at an option count with their option alone."""
    for question in questionnaire.questions:
        question_type = find_type(question)
        for item in question_type.list_items(question):
            main = question_type.list_main_names(item)
            for column in question_type.list_columns(item):
                if column.name in main:
                    yield question, column


def _lay_out(question: Question, column: Column, areas: AreaTree, *, start: int) -> QuestionColumns:
    name = column.name
    match column:
        case ChoiceColumn():
            return QuestionColumns(name, column.codes, "choice", start)
        case ChoicesColumn():
            return QuestionColumns(name, column.codes, "choices", start)
        case RankingColumn():
            n_places = min(question.max_choices or len(column.codes), len(column.codes))
            return QuestionColumns(name, column.codes, "ranking", start, n_places)
        case NumberColumn() | DateColumn():
            return _lay_out_bins(question, column, start)
        case AreaColumn():
            streets = tuple(node.code for node in areas.list_level("street"))
            return QuestionColumns(name, (*streets, ELSEWHERE), "area", start)
    # What is left is text: it is counted as given or left blank.
    return QuestionColumns(name, (GIVEN, BLANK), "text", start)


def _lay_out_bins(
    question: Question, column: NumberColumn | DateColumn, start: int
) -> QuestionColumns:
    is_date = isinstance(column, DateColumn)
    bins = make_date_bins(question) if is_date else make_number_bins(question)
    kind: ColumnKind = "date" if is_date else "number"
    codes = tuple(each.code for each in bins)
    return QuestionColumns(column.name, codes, kind, start, bins=bins)
