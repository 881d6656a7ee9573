"""Words for people, in both languages of the house: Chinese first, English complete.

Everything that the engine says to a reader (chart labels, notes, verdicts) is a ``Label``;
everything that it says in numbers passes through the few formatters here, so that a rate looks
the same on every page: one decimal, a dash where there is no data.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]
NO_DATA = "—"


@dataclass(frozen=True, slots=True)
class Label:
    """One text in both languages.

    Examples
    --------
    >>> Label("知晓率", "Awareness")["en"]
    'Awareness'
    """

    zh: str
    en: str

    def __getitem__(self, lang: str) -> str:
        return self.en if lang.startswith("en") else self.zh


def in_each(write: Callable[[Lang], str]) -> Label:
    """Write one text twice, once per language.

    Examples
    --------
    >>> in_each(lambda lang: f"({lang})")
    Label(zh='(zh)', en='(en)')
    """
    return Label(write("zh"), write("en"))


def same(text: str) -> Label:
    """Make a label that reads alike in both languages (numbers, codes).

    Examples
    --------
    >>> same("2026")
    Label(zh='2026', en='2026')
    """
    return Label(text, text)


def is_missing(value: float | None) -> bool:
    """Tell whether a figure is absent: ``None`` or NaN.

    Examples
    --------
    >>> is_missing(float("nan")), is_missing(0.0)
    (True, False)
    """
    return value is None or math.isnan(value)


def percent(share: float | None) -> str:
    """Write a share (0..1) as a percentage with one decimal; a dash when missing.

    Examples
    --------
    >>> percent(0.8643), percent(None)
    ('86.4%', '—')
    """
    if share is None or math.isnan(share):
        return NO_DATA
    return f"{100 * share:.1f}%"


def percent_interval(low: float | None, high: float | None) -> str:
    """Write an interval of shares; a dash when either limit is missing.

    Examples
    --------
    >>> percent_interval(0.841, 0.885)
    '84.1–88.5%'
    """
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return NO_DATA
    return f"{100 * low:.1f}–{100 * high:.1f}%"


def points(change: float | None) -> str:
    """Write a difference of shares in percentage points, always with its sign.

    Examples
    --------
    >>> points(0.023), points(-0.0004)
    ('+2.3', '0.0')
    """
    if change is None or math.isnan(change):
        return NO_DATA
    text = f"{100 * change:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text.replace("-", "−")


def whole(count: float | None) -> str:
    """Write a count with thousands separated.

    Examples
    --------
    >>> whole(1204.0)
    '1,204'
    """
    if count is None or math.isnan(count):
        return NO_DATA
    return f"{count:,.0f}"
