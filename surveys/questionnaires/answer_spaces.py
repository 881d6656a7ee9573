"""What may be answered to a question, as far as given expressions can tell answers apart.

For the check before publishing: if a condition is false for every combination of these values, it
is false for every answer. Where that cannot be said, the space is None, and nothing is concluded.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, combinations, pairwise, permutations

from surveys.questionnaires.expressions import Call, Expression, Literal, Reference
from surveys.questionnaires.functions import to_number, write_number
from surveys.questionnaires.model import Question
from surveys.questionnaires.pages import Answer
from surveys.questionnaires.types import find_type
from surveys.questionnaires.types.choice import LONGEST_OTHER
from surveys.questionnaires.types.text import DEFAULT_LONGEST, LONGEST_LINE

Space = tuple[Answer, ...]

MOST_SUBSETS = 8
"""Options up to which every combination of a multiple choice is listed."""
MOST_RANKED = 4
EQUALITY = frozenset({"=", "!="})
COMPARED = EQUALITY | {"<", "<=", ">", ">="}
MEASURES = frozenset({"count-selected", "string-length"})
"""Functions that look at an answer alone."""
CHOSEN = frozenset({"selected", "count-selected"})
DAY_1970 = date(1970, 1, 1)
OTHER_TEXT = "\u2026"
"""Stands for any words that no expression names."""


@dataclass(frozen=True)
class Uses:
    """How expressions use one answer."""

    functions: frozenset[str]
    """The functions and operators that it stands in."""
    literals: frozenset[float | str]
    """What it is compared with."""
    is_written_only: bool
    """It is compared with written values alone (or its options or characters are counted)."""

    def joined(self, other: "Uses") -> "Uses":
        """Return both together."""
        return Uses(
            functions=self.functions | other.functions,
            literals=self.literals | other.literals,
            is_written_only=self.is_written_only and other.is_written_only,
        )

    def are_among(self, functions: frozenset[str]) -> bool:
        """Say whether the answer is put to these functions alone, with written values."""
        return self.is_written_only and self.functions <= functions


def find_uses(name: str, expressions: Iterable[Expression]) -> Uses:
    """Return how the answer `name` is used in all of the expressions."""
    uses = [use for expression in expressions for use in _list_uses(name, expression, "")]
    return Uses(
        functions=frozenset(function for function, _ in uses),
        literals=frozenset(literal for _, literal in uses if literal is not None),
        is_written_only=all(
            literal is not None or function in MEASURES for function, literal in uses
        ),
    )


def list_answers(question: Question, name: str, uses: Uses) -> Space | None:
    """Return the answers under `name` that the uses can tell apart; None where that is unknown.

    Left blank and not asked are not among them: the caller adds them.
    """
    if name.endswith("_text") and name != question.code:
        return _list_texts(question, uses)
    if question.type in _SPACES:
        return _SPACES[question.type](question, uses)
    codes = tuple(option.code for option in find_type(question).list_options(question))
    # Of the codes that nothing names, one stands for all.
    if not question.choice_filter and uses.are_among(EQUALITY | CHOSEN):
        named = set(map(_write, uses.literals))
        others = [code for code in codes if code not in named]
        codes = (*(code for code in codes if code in named), *others[:1])
    return codes or None


def _list_uses(
    name: str, expression: Expression, function: str, beside: Expression | None = None
) -> Iterator[tuple[str, float | str | None]]:
    if isinstance(expression, Reference):
        if expression.name == name:
            yield function, _read_literal(beside)
    elif isinstance(expression, Call):
        pair = expression.arguments
        for position, argument in enumerate(pair):
            other = pair[1 - position] if len(pair) == 2 else None
            yield from _list_uses(name, argument, expression.function, other)


def _read_literal(expression: Expression | None) -> float | str | None:
    """Return the written value, also of `date('2026-11-21')` and `-5`."""
    if isinstance(expression, Literal):
        return expression.value
    if isinstance(expression, Call) and len(expression.arguments) == 1:
        inner = _read_literal(expression.arguments[0])
        if inner is not None and expression.function in {"date", "number"}:
            return to_number(inner)
        if inner is not None and expression.function == "negate":
            return -to_number(inner)
    return None


def _list_subsets(question: Question, uses: Uses) -> Space | None:
    codes = [option.code for option in question.options]
    exclusive = [code for code in codes if question.find_option(code).is_exclusive]
    shared = [code for code in codes if code not in exclusive]
    alone = tuple((code,) for code in exclusive)
    named, others = shared, list[str]()
    if len(shared) > MOST_SUBSETS:
        literals = set(map(_write, uses.literals))
        named = [code for code in shared if code in literals]
        others = [code for code in shared if code not in literals]
        if len(named) > MOST_SUBSETS or question.choice_filter or not uses.are_among(CHOSEN):
            return None
    least, most = question.min_choices or 1, question.max_choices or len(codes)
    # Limits are loosened where options may be filtered away.
    least, most = (1, len(codes)) if question.choice_filter else (least, most)
    return alone + tuple(
        tuple(code for code in codes if code in {*chosen, *others[:n_others]})
        for chosen in _list_combinations(named)
        for n_others in range(len(others) + 1)
        if least <= len(chosen) + n_others <= most
    )


def _list_combinations(codes: list[str]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(codes, n) for n in range(len(codes) + 1))


def _list_rankings(question: Question, _uses: Uses) -> Space | None:
    codes = [option.code for option in question.options]
    if len(codes) > MOST_RANKED:
        return None
    return tuple(chain.from_iterable(permutations(codes, n + 1) for n in range(len(codes))))


def _list_numbers(question: Question, uses: Uses) -> Space | None:
    if not uses.are_among(COMPARED):
        return None
    low = -1e12 if question.minimum is None else question.minimum
    high = 1e12 if question.maximum is None else question.maximum
    points = _pick_points(uses.literals, low, high, n_steps=1 if question.is_integer else 1000)
    return tuple(write_number(point) for point in points)


def _list_dates(question: Question, uses: Uses) -> Space | None:
    if not uses.are_among(COMPARED):
        return None
    low = question.earliest or date(1000, 1, 1)
    high = question.latest or date(9999, 12, 31)
    first, last = (float((day - DAY_1970).days) for day in (low, high))
    points = _pick_points(uses.literals, first, last, n_steps=1)
    return tuple((DAY_1970 + timedelta(days=int(point))).isoformat() for point in points)


def _pick_points(
    literals: Iterable[float | str], low: float, high: float, *, n_steps: int
) -> list[float]:
    """Return each compared number that can be typed and one in each gap, within the bounds.

    Between two compared numbers all answers fare alike. `n_steps` is how many there are to 1.
    """
    numbers = {to_number(literal) for literal in literals}
    marks = sorted({low, high, *(number for number in numbers if low <= number <= high)})
    found = {mark for mark in marks if mark * n_steps == round(mark * n_steps)}
    for before, after in pairwise(marks):
        first = math.floor(before * n_steps)
        middle = round((before + after) / 2 * n_steps)
        candidates = (step / n_steps for step in (first + 1, first + 2, middle))
        found.update(point for point in candidates if before < point < after)
    return sorted(found)


def _list_texts(question: Question, uses: Uses) -> Space | None:
    words = [literal for literal in uses.literals if isinstance(literal, str)]
    if not uses.are_among(EQUALITY | MEASURES) or len(words) < len(uses.literals):
        return None
    is_measured = "string-length" in uses.functions
    longest = _find_longest(question) if is_measured else 1
    others = (OTHER_TEXT * length for length in range(1, longest + 1))
    return (*sorted(word for word in words if word), *others)


def _find_longest(question: Question) -> int:
    """Return how many characters a text of the question may have, an option's included."""
    default = {"long_text": DEFAULT_LONGEST, "short_text": LONGEST_LINE}
    return question.max_length or default.get(question.type, LONGEST_OTHER)


def _write(literal: float | str) -> str:
    return literal if isinstance(literal, str) else write_number(literal)


_SPACES: dict[str, Callable[[Question, Uses], Space | None]] = {
    "multiple_choice": _list_subsets,
    "ranking": _list_rankings,
    "number": _list_numbers,
    "date": _list_dates,
    "short_text": _list_texts,
    "long_text": _list_texts,
    "area": lambda _question, _uses: None,
    "calculated": lambda _question, _uses: None,
}
