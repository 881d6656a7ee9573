"""Expressions of routing as frozen trees: what they ask for, and their value over answers.

`grammar` makes them from text. Values are those of XPath 1.0, as in XLSForm: text, number, true
or false. An answer is the code or text given; several choices are their codes joined by spaces;
what was not asked or left blank is the empty text, whose number is not-a-number (every comparison
of size with it is false). Evaluation never fails. The tree is plain data, so that other evaluators
can read it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from surveys.questionnaires.functions import FUNCTIONS, Value
from surveys.questionnaires.pages import Answer, Answers

OWN = "."
"""The name under which a constraint finds the answer itself; no question can have it."""

TODAY = "today()"
"""The name under which `today()` finds the day, 2026-11-22; no question can have it."""

Plain = list[object]
"""A tree as plain lists, fit for JSON."""


@dataclass(frozen=True)
class Literal:
    """A number or a text written in the expression."""

    value: float | str


@dataclass(frozen=True)
class Reference:
    """The answer under a name: `${Q1}`; under `.` the answer itself, under `#name` a column, under
    `today()` the day."""

    name: str


@dataclass(frozen=True)
class Call:
    """A function or operator with its arguments: `selected(..)`, `=`, `and`, `negate`."""

    function: str
    arguments: tuple["Expression", ...]


Expression = Literal | Reference | Call


def evaluate(expression: Expression, answers: Answers) -> Value:
    """Return the value of a tree over answers; with `today()` in it they must hold the day."""
    if isinstance(expression, Literal):
        return expression.value
    if isinstance(expression, Reference):
        is_day = expression.name == TODAY
        return _read_value(answers[TODAY] if is_day else answers.get(expression.name))
    values = [evaluate(argument, answers) for argument in expression.arguments]
    return FUNCTIONS[expression.function].compute(*values)


def list_references(expression: Expression) -> Iterator[str]:
    """Yield the names of answers that a tree refers to, in reading order."""
    if isinstance(expression, Reference):
        if expression.name[0] not in ".#" and expression.name != TODAY:
            yield expression.name
    elif isinstance(expression, Call):
        for argument in expression.arguments:
            yield from list_references(argument)


def asks_for_day(expression: Expression) -> bool:
    """Say whether a tree holds `today()`, so that its value changes with the day."""
    if isinstance(expression, Call):
        return any(map(asks_for_day, expression.arguments))
    return isinstance(expression, Reference) and expression.name == TODAY


def add_day(answers: Answers, today: date | None) -> Answers:
    """Return answers with the day among them, for what asks for it; without a day as they are."""
    return answers if today is None else {**answers, TODAY: today.isoformat()}


def list_columns(expression: Expression) -> Iterator[str]:
    """Yield the columns of options that a choice filter asks for, in reading order."""
    if isinstance(expression, Reference):
        if expression.name.startswith("#"):
            yield expression.name[1:]
    elif isinstance(expression, Call):
        for argument in expression.arguments:
            yield from list_columns(argument)


def name_column(column: str) -> str:
    """Return the name under which a choice filter finds a column of an option."""
    return f"#{column}"


def write_tree(expression: Expression) -> Plain:
    """Return a tree as plain lists: `["literal", 2]`, `["answer", "Q1"]`, `["=", left, right]`.

    >>> write_tree(Call("=", (Reference("Q1"), Literal(2.0))))
    ['=', ['answer', 'Q1'], ['literal', 2.0]]
    """
    if isinstance(expression, Literal):
        return ["literal", expression.value]
    if isinstance(expression, Reference):
        return ["answer", expression.name]
    return [expression.function, *map(write_tree, expression.arguments)]


def list_comparisons(expression: Expression) -> Iterator[tuple[str, str]]:
    """Yield (name, code) wherever an answer is compared with a written code."""
    if not isinstance(expression, Call):
        return
    if expression.function in {"=", "!=", "selected"}:
        pair = sorted(expression.arguments, key=lambda part: not isinstance(part, Reference))
        if isinstance(pair[0], Reference) and isinstance(pair[1], Literal):
            value = pair[1].value
            yield pair[0].name, value if isinstance(value, str) else f"{value:g}"
    for argument in expression.arguments:
        yield from list_comparisons(argument)


def _read_value(answer: Answer) -> Value:
    if answer is None:
        return ""
    return " ".join(answer) if isinstance(answer, tuple) else answer
