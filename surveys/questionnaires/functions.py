"""Operators and functions of expressions, as XPath 1.0 and XLSForm define them.

A table: a new function is one row. None of them can fail.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Value = str | float | bool

_NUMBER = re.compile(r"\s*-?(?:\d+(?:\.\d*)?|\.\d+)\s*", re.ASCII)
_DATE = re.compile(r"[1-9]\d{3}-\d\d-\d\d", re.ASCII)
_DAY_1970 = date(1970, 1, 1).toordinal()
_FIRST_DAY, _LAST_DAY = (
    day.toordinal() - _DAY_1970 for day in (date(1000, 1, 1), date(9999, 12, 31))
)


@dataclass(frozen=True)
class Function:
    """How to compute a value from `least` to `most` arguments."""

    compute: Callable[..., Value]
    least: int
    most: int
    is_operator: bool = False

    def accepts(self, n_arguments: int) -> bool:
        """Say whether so many arguments fit."""
        return self.least <= n_arguments <= self.most


def to_number(value: Value) -> float:
    """Return a value as a number; text that is none, and the empty text, is not-a-number.

    A date counts as the days since 1 January 1970, so that dates can be compared.
    """
    if not isinstance(value, str):
        return float(value)
    if _NUMBER.fullmatch(value):
        return float(value)
    return _count_days(value) if _DATE.fullmatch(value) else math.nan


def _count_days(written: str) -> float:
    try:
        return float(date.fromisoformat(written).toordinal() - _DAY_1970)
    except ValueError:
        return math.nan


def _to_date(value: Value) -> Value:
    """Return a value as a day, 2026-11-21; not-a-number where it is none."""
    n_days = to_number(value)
    if not _FIRST_DAY <= n_days < _LAST_DAY + 1:
        return math.nan
    return date.fromordinal(math.floor(n_days) + _DAY_1970).isoformat()


def to_boolean(value: Value) -> bool:
    """Return a value as true or false: empty text, zero and not-a-number are false."""
    if isinstance(value, float):
        return not (value == 0 or math.isnan(value))
    return bool(value)


def to_text(value: Value) -> str:
    """Return a value as text: true and false in words, whole numbers without a point."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return write_number(value)
    return value


def write_number(number: float) -> str:
    """Return a number as XPath writes it: whole numbers without a point."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return str(int(number)) if number == int(number) else format(Decimal(repr(number)), "f")


def _equals(left: Value, right: Value) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    if isinstance(left, float) or isinstance(right, float):
        return to_number(left) == to_number(right)
    return left == right


def _differs(left: Value, right: Value) -> bool:
    return not _equals(left, right)


def _divide(left: Value, right: Value) -> float:
    dividend, divisor = to_number(left), to_number(right)
    if divisor != 0 or math.isnan(dividend):
        return dividend / divisor if divisor != 0 else math.nan
    if dividend == 0:
        return math.nan
    return math.copysign(math.inf, dividend) * math.copysign(1.0, divisor)


def _find_remainder(left: Value, right: Value) -> float:
    dividend, divisor = to_number(left), to_number(right)
    if divisor == 0 or math.isinf(dividend):
        return math.nan
    return math.fmod(dividend, divisor)


def _is_selected(chosen: Value, code: Value) -> bool:
    return to_text(code) in _split_codes(chosen)


def _count_selected(chosen: Value) -> float:
    return float(len(_split_codes(chosen)))


def _split_codes(chosen: Value) -> list[str]:
    return [code for code in to_text(chosen).split(" ") if code]


def _choose(condition: Value, if_true: Value, if_false: Value) -> Value:
    return if_true if to_boolean(condition) else if_false


def _coalesce(first: Value, second: Value) -> Value:
    return second if first == "" else first


def _round_half_up(number: Value, digits: Value = 0.0) -> float:
    value, n_digits = to_number(number), to_number(digits)
    if not (math.isfinite(value) and abs(n_digits) <= 12):
        return math.nan if math.isnan(n_digits) else value
    scale = float(f"1e{int(n_digits)}")
    scaled = value * scale + 0.5
    return math.floor(scaled) / scale if math.isfinite(scaled) else value


def _truncate(number: Value) -> float:
    value = to_number(number)
    return float(math.trunc(value)) if math.isfinite(value) else value


def _find_extreme(choose: Callable[[list[float]], float], values: tuple[Value, ...]) -> float:
    numbers = [to_number(value) for value in values]
    return math.nan if any(map(math.isnan, numbers)) else choose(numbers) + 0.0


def _operator(compute: Callable[..., Value], n_arguments: int = 2) -> Function:
    return Function(compute, n_arguments, n_arguments, is_operator=True)


FUNCTIONS: dict[str, Function] = {
    "or": _operator(lambda left, right: to_boolean(left) or to_boolean(right)),
    "and": _operator(lambda left, right: to_boolean(left) and to_boolean(right)),
    "=": _operator(_equals),
    "!=": _operator(_differs),
    "<": _operator(lambda left, right: to_number(left) < to_number(right)),
    "<=": _operator(lambda left, right: to_number(left) <= to_number(right)),
    ">": _operator(lambda left, right: to_number(left) > to_number(right)),
    ">=": _operator(lambda left, right: to_number(left) >= to_number(right)),
    "+": _operator(lambda left, right: to_number(left) + to_number(right)),
    "-": _operator(lambda left, right: to_number(left) - to_number(right)),
    "*": _operator(lambda left, right: to_number(left) * to_number(right)),
    "div": _operator(_divide),
    "mod": _operator(_find_remainder),
    "negate": _operator(lambda number: -to_number(number), 1),
    "not": Function(lambda value: not to_boolean(value), 1, 1),
    "true": Function(lambda: True, 0, 0),
    "false": Function(lambda: False, 0, 0),
    "boolean": Function(to_boolean, 1, 1),
    "number": Function(to_number, 1, 1),
    "string": Function(to_text, 1, 1),
    "date": Function(_to_date, 1, 1),
    "abs": Function(lambda number: abs(to_number(number)), 1, 1),
    "min": Function(lambda *numbers: _find_extreme(min, numbers), 1, 32),
    "max": Function(lambda *numbers: _find_extreme(max, numbers), 1, 32),
    "int": Function(_truncate, 1, 1),
    "round": Function(_round_half_up, 1, 2),
    "selected": Function(_is_selected, 2, 2),
    "count-selected": Function(_count_selected, 1, 1),
    "if": Function(_choose, 3, 3),
    "coalesce": Function(_coalesce, 2, 2),
    "string-length": Function(lambda text: float(len(to_text(text))), 1, 1),
    "starts-with": Function(lambda text, start: to_text(text).startswith(to_text(start)), 2, 2),
    "contains": Function(lambda text, part: to_text(part) in to_text(text), 2, 2),
    "concat": Function(lambda *texts: "".join(map(to_text, texts)), 1, 32),
}
