"""Bins: the intervals in which numbers and days are counted, fixed by the question alone.

Where a question's bounds leave few whole numbers, each has a bin of its own, and what is computed
from the counts is exact. Otherwise bins have round edges (1, 2, 5 times a power of ten; months,
years, decades), and only what is true of a whole bin is said.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from surveys.questionnaires.columns import DAY_1970
from surveys.questionnaires.model import Question

MOST_SINGLE = 121
"""Whole numbers that have bins of their own: 0 to 120, the years of a life."""
FIRST_SINGLE = 21
"""The same where the question sets no upper bound."""
MOST_WIDE = 20
MOST_DAYS, MOST_MONTHS, MOST_YEARS = 31, 24, 30
HIGHEST_POWER = 12
FIRST_DECADE, LAST_DECADE = 1900, 2100


@dataclass(frozen=True)
class Bin:
    """Values from `low` up to, but not including, `high`."""

    code: str
    low: float
    high: float
    value: float | None = None
    """The one value that it holds; None where there are several."""


def make_number_bins(question: Question) -> tuple[Bin, ...]:
    """Return the bins of a number question, together holding every number that it allows."""
    low, high = question.minimum, question.maximum
    if question.is_integer:
        low = None if low is None else float(math.ceil(low))
        high = None if high is None else float(math.floor(high))
        if low is not None and high is not None and high - low < MOST_SINGLE:
            return tuple(_make_singles(low, int(high - low) + 1))
    if low is not None and high is not None and low < high:
        return _make_bins(_list_even_edges(low, high, is_integer=question.is_integer))
    return _make_open_bins(low, high, is_integer=question.is_integer)


def make_date_bins(question: Question) -> tuple[Bin, ...]:
    """Return the bins of a date question: days, months, years or decades, as its bounds ask."""
    first, last = _keep_in_reach(question.earliest), _keep_in_reach(question.latest)
    if first is None and last is None:
        starts = [date(year, 1, 1) for year in range(FIRST_DECADE, LAST_DECADE + 1, 10)]
        return _make_date_bins(starts, is_open_before=True, is_open_after=True)
    if first is None or last is None:
        begin = first.year if first else _year_of(last) - MOST_YEARS + 1
        starts = [date(year, 1, 1) for year in range(begin, begin + MOST_YEARS + 1)]
        return _make_date_bins(starts, is_open_before=first is None, is_open_after=last is None)
    return _make_date_bins(_list_starts(first, last), is_open_before=False, is_open_after=False)


def _make_singles(low: float, n: int) -> Iterator[Bin]:
    for value in (low + step for step in range(n)):
        yield Bin(f"{value:g}", value, value + 1, value)


def _make_bins(edges: list[float]) -> tuple[Bin, ...]:
    return tuple(Bin(f"{low:g}..{high:g}", low, high) for low, high in pairwise(edges))


def _list_even_edges(low: float, high: float, *, is_integer: bool) -> list[float]:
    width = _round_up((high - low) / MOST_WIDE)
    width = max(width, 1.0) if is_integer else width
    first = math.floor(low / width)
    last = math.floor(high / width) + 1
    # Multiples of the width: rounding away what adding up again and again would gather.
    return [float(f"{position * width:.12g}") for position in range(first, last + 1)]


def _make_open_bins(low: float | None, high: float | None, *, is_integer: bool) -> tuple[Bin, ...]:
    start = 0.0 if low is None else low
    singles = tuple(_make_singles(start, FIRST_SINGLE)) if is_integer else ()
    wide_from = start + FIRST_SINGLE if is_integer else start
    ladder = [step for step in _list_ladder() if step > wide_from]
    top = [step for step in ladder if high is None or step <= high]
    edges = [wide_from, *top, math.inf]
    below = () if low is not None else _make_bins([-math.inf, start])
    return (*below, *singles, *_make_bins(edges))


def _list_ladder() -> Iterator[float]:
    for power in range(HIGHEST_POWER):
        yield from (float(digit * 10**power) for digit in (1, 2, 5))


def _round_up(width: float) -> float:
    """The least of 1, 2, 5 times a power of ten that is not below `width`."""
    power = 10.0 ** math.floor(math.log10(width))
    return float(
        next(digit * power for digit in (1, 2, 5, 10) if digit * power >= width * 0.999999)
    )


def _list_starts(first: date, last: date) -> list[date]:
    """The first days of the bins from `first` to `last`, and the day after the last bin."""
    n_days = (last - first).days + 1
    if n_days <= MOST_DAYS:
        return [date.fromordinal(first.toordinal() + day) for day in range(n_days + 1)]
    n_months = (last.year - first.year) * 12 + last.month - first.month + 1
    if n_months <= MOST_MONTHS:
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month + 1)
        return [date(month // 12, month % 12 + 1, 1) for month in months]
    step = 1 if last.year - first.year < MOST_YEARS else 10
    begin = first.year // step * step
    return [date(max(year, 1), 1, 1) for year in range(begin, last.year + step + 1, step)]


def _make_date_bins(
    starts: list[date], *, is_open_before: bool, is_open_after: bool
) -> tuple[Bin, ...]:
    days = [float(start.toordinal() - DAY_1970) for start in starts]
    bins = [
        Bin(_name_span(begin, end), low, high)
        for (begin, end), (low, high) in zip(pairwise(starts), pairwise(days), strict=True)
    ]
    if is_open_before:
        bins.insert(0, Bin(f"..{starts[0].isoformat()}", -math.inf, days[0]))
    if is_open_after:
        bins.append(Bin(f"{starts[-1].isoformat()}..", days[-1], math.inf))
    return tuple(bins)


def _name_span(begin: date, end: date) -> str:
    """2026-03-05 for a day, 2026-03 for a month, 2026 for a year, 2020..2029 for a decade."""
    n_days = (end - begin).days
    if n_days == 1:
        return begin.isoformat()
    if n_days <= 31:
        return begin.isoformat()[:7]
    return str(begin.year) if end.year - begin.year == 1 else f"{begin.year}..{end.year - 1}"


def _keep_in_reach(day: date | None) -> date | None:
    """Years at the very ends of the calendar leave no room for the bins beside them."""
    return None if day is None else min(max(day, date(100, 1, 1)), date(9900, 12, 31))


def _year_of(day: date | None) -> int:
    return day.year if day is not None else LAST_DECADE
