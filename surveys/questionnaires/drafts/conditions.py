"""Conditions written by choosing: a question, a comparison, an option or a number. Pure.

What is written is an expression like any other and may be edited by hand afterwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from surveys.questionnaires.expressions import Call
from surveys.questionnaires.grammar import ExpressionFaulty, parse_expression
from surveys.questionnaires.model import Option, Question, Questionnaire, Row
from surveys.questionnaires.types import TYPE_BY_NAME

Joiner = Literal["and", "or"]
_MANY = frozenset({"multiple_choice", "ranking"})
"""Types whose answer is several codes."""


class Comparison(StrEnum):
    """How an answer is compared; the first two are with an option, the others with a value."""

    CHOSEN = "chosen"
    NOT_CHOSEN = "not_chosen"
    EQUAL = "="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


@dataclass(frozen=True)
class Subject:
    """An answer that a condition may ask for, under its name in expressions."""

    name: str
    question: Question
    row: Row | None
    options: tuple[Option, ...]


def list_subjects(questionnaire: Questionnaire, *, before: str | None = None) -> Iterator[Subject]:
    """Yield the answers given before a question or section is reached; without it, all."""
    for section in questionnaire.sections:
        if section.code == before:
            return
        for question in section.questions:
            if question.code == before:
                return
            yield from _list_answers(question)


def write_condition(subject: Subject, comparison: Comparison, value: str) -> str:
    """Return the expression that compares an answer with an option's code or a value."""
    reference = f"${{{subject.name}}}"
    if comparison in (Comparison.CHOSEN, Comparison.NOT_CHOSEN):
        if subject.question.type in _MANY:
            chosen = f"selected({reference}, '{value}')"
            return chosen if comparison is Comparison.CHOSEN else f"not({chosen})"
        return f"{reference} {'=' if comparison is Comparison.CHOSEN else '!='} '{value}'"
    return f"{reference} {comparison} {_write_value(value)}"


def join_conditions(present: str, added: str, joiner: Joiner) -> str:
    """Return both conditions as one; an empty one adds nothing.

    >>> join_conditions("${Q1} = '1' or ${Q1} = '2'", "${Q2} > 3", "and")
    "(${Q1} = '1' or ${Q1} = '2') and ${Q2} > 3"
    """
    if not present.strip():
        return added
    is_mixed = joiner == "and" and _has_operator(present, "or")
    return f"({present}) {joiner} {added}" if is_mixed else f"{present} {joiner} {added}"


def _list_answers(question: Question) -> Iterator[Subject]:
    question_type = TYPE_BY_NAME.get(question.type)
    if question_type is None or not question_type.asks:
        return
    options = question_type.list_options(question)
    if question.rows:
        for row in question.rows:
            yield Subject(f"{question.code}_{row.code}", question, row, options)
    elif question.type != "area":
        yield Subject(question.code, question, None, options)


def _has_operator(text: str, operator: str) -> bool:
    try:
        tree = parse_expression(text)
    except ExpressionFaulty:
        return True
    return isinstance(tree, Call) and tree.function == operator


def _write_value(value: str) -> str:
    try:
        return f"{float(value):g}"
    except ValueError:
        return "'" + value.replace("'", "") + "'"
