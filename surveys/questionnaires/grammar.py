"""The grammar of expressions: text in XLSForm's syntax, parsed once into a tree.

    ${Q1} = '1' or ${Q1} = '2'
    selected(${Q3}, '1') and not(${S2} = '0')
    count-selected(${Q10}) >= 2
    ${Q8_T01} <= 2                      the row T01 of the grid Q8
    . <= 24 and . > ${N1}               in a constraint: `.` is the answer itself
    district = ${S3}                    in a choice filter: a bare name is an option's column
    . <= today()                        the day in the city, which the caller must say

What a tree means, and its value over answers, `expressions` says.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal as OneOf

from surveys.questionnaires.expressions import (
    OWN,
    TODAY,
    Call,
    Expression,
    Literal,
    Reference,
    evaluate,
    name_column,
)
from surveys.questionnaires.functions import FUNCTIONS, to_boolean
from surveys.questionnaires.pages import Answers

Purpose = OneOf["condition", "constraint", "filter"]
"""What an expression is for: only a constraint knows `.`, only a choice filter knows columns."""


class ExpressionFaulty(ValueError):
    """The text is not an expression; `reason` is a code, `position` counts characters from 0."""

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(f"{reason} at character {position}")
        self.reason = reason
        self.position = position


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    position: int


_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
    | (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<text>'[^']*'|"[^"]*")
    | \$\{\s*(?P<reference>[A-Za-z_](?:[\w.-]|[^\x00-\x7f])*)\s*\}
    | (?P<name>[A-Za-z_][\w-]*)
    | (?P<own>\.)
    | (?P<symbol><=|>=|!=|[=<>+*(),-])
    """,
    re.VERBOSE | re.ASCII,
)

# How tightly an operator binds; XPath's order. `not` is a function there, not an operator.
_BINDING = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
}
_NEGATE_BINDING = 7
_DEEPEST = 60
"""Brackets within brackets: more is a slip or an attack."""
_HIGHEST = 300
"""Steps from the root of a tree to its leaves: a comparison with each option of the longest list,
joined by `or`, fits; what walks down a tree must never run out of stack."""


@lru_cache(maxsize=4096)
def parse_expression(text: str, purpose: Purpose = "condition") -> Expression:
    """Return the tree of an expression.

    Raises
    ------
    ExpressionFaulty
        With the reason and the position of the first character that does not fit.

    Example
    -------
    >>> parse_expression("${Q1} = '1'")
    Call(function='=', arguments=(Reference(name='Q1'), Literal(value='1')))
    """
    parser = _Parser(tuple(_split_tokens(text)), purpose)
    expression = parser.parse(0)
    parser.expect("end")
    if _is_too_high(expression):
        raise ExpressionFaulty("too_deep", 0)
    return expression


def is_function(name: str) -> bool:
    """Say whether `name(..)` can be written in an expression."""
    function = FUNCTIONS.get(name)
    return name == TODAY.removesuffix("()") if function is None else not function.is_operator


def is_true(text: str, answers: Answers) -> bool:
    """Say whether a condition holds; the empty condition always does."""
    return not text or to_boolean(evaluate(parse_expression(text), answers))


def _is_too_high(expression: Expression) -> bool:
    """Say whether a tree has more levels than may be walked down, level by level."""
    level = [expression]
    for _ in range(_HIGHEST):
        level = [part for each in level if isinstance(each, Call) for part in each.arguments]
        if not level:
            return False
    return True


def _split_tokens(text: str) -> Iterator[_Token]:
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ExpressionFaulty("unexpected_character", position)
        kind = str(match.lastgroup)
        word = match.group(kind)
        if kind != "space":
            is_operator = kind == "name" and word in _BINDING
            yield _Token("symbol" if is_operator else kind, word, position)
        position = match.end()
    yield _Token("end", "", position)


class _Parser:
    """A Pratt parser: each operator takes what binds tighter than itself to its right."""

    def __init__(self, tokens: tuple[_Token, ...], purpose: Purpose) -> None:
        self._tokens = tokens
        self._purpose = purpose
        self._next = 0
        self._depth = 0

    def parse(self, binding: int) -> Expression:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ExpressionFaulty("too_deep", self._peek().position)
        left = self._parse_operand()
        while self._peek().kind == "symbol" and _BINDING.get(self._peek().text, 0) > binding:
            operator = self._take().text
            left = Call(operator, (left, self.parse(_BINDING[operator])))
        self._depth -= 1
        return left

    def expect(self, kind: str, text: str = "") -> None:
        token = self._take()
        if token.kind != kind or token.text != text:
            reason = "unexpected_end" if token.kind == "end" else "unexpected_word"
            raise ExpressionFaulty(reason, token.position)

    def _parse_operand(self) -> Expression:
        token = self._take()
        match token.kind:
            case "number" if math.isfinite(float(token.text)):
                return Literal(float(token.text))
            case "text":
                return Literal(token.text[1:-1])
            case "reference":
                return Reference(token.text)
            case "own" if self._purpose == "constraint":
                return Reference(OWN)
            case "name":
                return self._parse_name(token)
        return self._parse_symbol(token)

    def _parse_symbol(self, token: _Token) -> Expression:
        if token.text == "-":
            return Call("negate", (self.parse(_NEGATE_BINDING),))
        if token.text == "(":
            inner = self.parse(0)
            self.expect("symbol", ")")
            return inner
        reason = "unexpected_end" if token.kind == "end" else "unexpected_word"
        raise ExpressionFaulty(reason, token.position)

    def _parse_name(self, name: _Token) -> Expression:
        if self._purpose == "filter" and self._peek().text != "(":
            return Reference(name_column(name.text))
        return self._parse_call(name)

    def _parse_call(self, name: _Token) -> Expression:
        if not is_function(name.text):
            raise ExpressionFaulty("unknown_function", name.position)
        self.expect("symbol", "(")
        arguments = self._parse_arguments()
        function = FUNCTIONS.get(name.text)
        if not (function.accepts(len(arguments)) if function else not arguments):
            raise ExpressionFaulty("wrong_number_of_arguments", name.position)
        return Call(name.text, arguments) if function else Reference(TODAY)

    def _parse_arguments(self) -> tuple[Expression, ...]:
        if self._peek().text == ")":
            self._take()
            return ()
        arguments = [self.parse(0)]
        while self._peek().kind == "symbol" and self._peek().text == ",":
            self._take()
            arguments.append(self.parse(0))
        self.expect("symbol", ")")
        return tuple(arguments)

    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._tokens[self._next]
        self._next = min(self._next + 1, len(self._tokens) - 1)
        return token
