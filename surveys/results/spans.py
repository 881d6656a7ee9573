"""Bins of numbers and days in words."""

import math
from collections.abc import Sequence
from datetime import date

from surveys.questionnaires.functions import write_number
from surveys.tally.bins import Bin
from surveys.words import Text


def name_number_bins(bins: Sequence[Bin], *, is_integer: bool) -> list[Text]:
    """Return the name of each bin: 3, 21–49, "under 0", "100 and more"."""
    return [_name_number_bin(each, is_integer=is_integer) for each in bins]


def name_date_bin(span: Bin) -> Text:
    """Return the name of a bin of days: a day, a month, a year, a decade, or all before or after.

    >>> name_date_bin(Bin("2026-03", 20513, 20544))["en"]
    'March 2026'
    >>> name_date_bin(Bin("..1997-01-01", -math.inf, 9862))["zh"]
    '1997年1月1日以前'
    """
    before, is_open, after = span.code.partition("..")
    if is_open and not before:
        return _name_day(after, "{}以前", "before {}")
    if is_open and not after:
        return _name_day(before, "{}及以后", "{} and later")
    if is_open:
        return {"zh": f"{before}–{after}年", "en": f"{before}–{after}"}
    return _name_day(span.code, "{}", "{}")


def _name_number_bin(span: Bin, *, is_integer: bool) -> Text:
    low, high = write_number(span.low), write_number(span.high)
    if span.value is not None:
        return {"zh": low, "en": low}
    if math.isinf(span.low):
        return {"zh": f"{high} 以下（不含）", "en": f"under {high}"}
    if math.isinf(span.high):
        return {"zh": f"{low} 及以上", "en": f"{low} and more"}
    if is_integer:
        last = write_number(span.high - 1)
        words = low if last == low else f"{low}–{last}"
        return {"zh": words, "en": words}
    return {"zh": f"{low} 到 {high}（不含）", "en": f"{low} to under {high}"}


def _name_day(code: str, zh: str, en: str) -> Text:
    """The day, month or year that a code names: 2026-03-05, 2026-03, 2026."""
    year, month, day = [*code.split("-"), "", ""][:3]
    if not month:
        return {"zh": zh.format(f"{year}年"), "en": en.format(year)}
    in_words = f"{date(int(year), int(month), 1):%B} {year}"
    if not day:
        return {"zh": zh.format(f"{year}年{int(month)}月"), "en": en.format(in_words)}
    whole = f"{year}年{int(month)}月{int(day)}日"
    return {"zh": zh.format(whole), "en": en.format(f"{int(day)} {in_words}")}
