"""Number and date: typed, read generously, stored in one plain form."""

import math
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from surveys.questionnaires.areas import AreaTree
from surveys.questionnaires.columns import Column, DateColumn, NumberColumn
from surveys.questionnaires.faults import AnswerError, AnswerFault, DefinitionFault
from surveys.questionnaires.functions import write_number
from surveys.questionnaires.model import Question
from surveys.questionnaires.pages import Answer, Answers, PageItem
from surveys.questionnaires.types.base import (
    DefinitionFinding,
    QuestionType,
    RawValues,
    check_required,
    read_one,
)

# Fifteen digits are what a number of eight bytes holds exactly.
_NUMBER = re.compile(r"-?(?:\d{1,12}(?:\.\d{0,3})?|\.\d{1,3})", re.ASCII)
_DATE = re.compile(r"(\d{4})(\D?)(\d{1,2})\2(\d{1,2})", re.ASCII)
_STORED_DATE = re.compile(r"[1-9]\d{3}-\d\d-\d\d", re.ASCII)


LARGEST = 10.0**12 - 1
"""The largest number that can be typed, and the smallest with its sign."""
STEPS_TO_ONE = 1_000
"""Numbers that can be typed from 0 to 1."""


class Number(QuestionType):
    """A number, whole or with up to three decimals, within its bounds."""

    name = "number"
    uses = frozenset({"minimum", "maximum", "is_integer"})

    def list_columns(self, item: PageItem) -> tuple[Column, ...]:
        return (NumberColumn(item.code),)

    def read(self, item: PageItem, raw: RawValues, areas: AreaTree) -> dict[str, Answer]:
        typed = read_one(raw, item.code)
        return {item.code: read_number(typed) if isinstance(typed, str) else typed}

    def check(self, item: PageItem, answers: Answers, areas: AreaTree) -> tuple[AnswerError, ...]:
        typed, question = answers.get(item.code), item.question
        if not typed:
            return check_required(item, typed, item.code)
        if not isinstance(typed, str) or read_number(typed) != typed or not _is_number(typed):
            return (AnswerError(AnswerFault.NOT_A_NUMBER, item.code),)
        number = float(typed)
        if question.is_integer and number != int(number):
            return (AnswerError(AnswerFault.NOT_AN_INTEGER, item.code),)
        if question.minimum is not None and number < question.minimum:
            least = {"minimum": write_number(question.minimum)}
            return (AnswerError(AnswerFault.TOO_SMALL, item.code, least),)
        if question.maximum is not None and number > question.maximum:
            most = {"maximum": write_number(question.maximum)}
            return (AnswerError(AnswerFault.TOO_LARGE, item.code, most),)
        return ()

    def show(
        self, item: PageItem, answers: Answers, *, language: str, areas: AreaTree
    ) -> tuple[str, ...]:
        typed = answers.get(item.code)
        return (str(typed),) if typed else ()

    def check_definition(self, question: Question) -> Iterator[DefinitionFinding]:
        yield from super().check_definition(question)
        n_steps = 1 if question.is_integer else STEPS_TO_ONE
        low = -LARGEST if question.minimum is None else max(question.minimum, -LARGEST)
        high = LARGEST if question.maximum is None else min(question.maximum, LARGEST)
        first, last = (Decimal(repr(bound)) * n_steps for bound in (low, high))
        if math.ceil(first) > math.floor(last):
            place = "minimum" if question.maximum is None else "maximum"
            yield DefinitionFault.IMPOSSIBLE_BOUNDS, place, {}


class Date(QuestionType):
    """A day of the calendar, stored as 2026-11-21."""

    name = "date"
    uses = frozenset({"earliest", "latest"})

    def list_columns(self, item: PageItem) -> tuple[Column, ...]:
        return (DateColumn(item.code),)

    def read(self, item: PageItem, raw: RawValues, areas: AreaTree) -> dict[str, Answer]:
        typed = read_one(raw, item.code)
        return {item.code: read_date(typed) if isinstance(typed, str) else typed}

    def check(self, item: PageItem, answers: Answers, areas: AreaTree) -> tuple[AnswerError, ...]:
        typed, question = answers.get(item.code), item.question
        if not typed:
            return check_required(item, typed, item.code)
        if not isinstance(typed, str) or not _is_date(typed):
            return (AnswerError(AnswerFault.NOT_A_DATE, item.code),)
        day = date.fromisoformat(typed)
        if question.earliest is not None and day < question.earliest:
            earliest = {"earliest": question.earliest.isoformat()}
            return (AnswerError(AnswerFault.TOO_EARLY, item.code, earliest),)
        if question.latest is not None and day > question.latest:
            latest = {"latest": question.latest.isoformat()}
            return (AnswerError(AnswerFault.TOO_LATE, item.code, latest),)
        return ()

    def show(
        self, item: PageItem, answers: Answers, *, language: str, areas: AreaTree
    ) -> tuple[str, ...]:
        typed = answers.get(item.code)
        if not isinstance(typed, str) or not typed:
            return ()
        if not _is_date(typed):
            return (typed,)
        day = date.fromisoformat(typed)
        if language.startswith("zh"):
            return (f"{day.year}年{day.month}月{day.day}日",)
        return (f"{day.day} {day:%B} {day.year}" if language.startswith("en") else typed,)

    def check_definition(self, question: Question) -> Iterator[DefinitionFinding]:
        yield from super().check_definition(question)
        first, last = question.earliest, question.latest
        if first is not None and last is not None and first > last:
            yield DefinitionFault.IMPOSSIBLE_BOUNDS, "latest", {}


def read_number(typed: str) -> str:
    """Return a number in its plain form, the text as typed where it is none.

    Full-width digits, the digits of other scripts and commas between thousands are how people
    write.

    >>> read_number("１,２００．50"), read_number("-0"), read_number("٣٢"), read_number("many")
    ('1200.5', '0', '32', 'many')
    """
    plain = _write_plain(typed).replace("\u2212", "-").removeprefix("+")
    plain = re.sub(r"(?<=\d),(?=\d{3}(\D|$))", "", plain)
    if not _NUMBER.fullmatch(plain):
        return typed
    exact = format(Decimal(plain).normalize(), "f")
    return "0" if exact == "-0" else exact


def read_date(typed: str) -> str:
    """Return a day as 2026-11-21, the text as typed where it is none.

    >>> read_date("2026/3/5"), read_date("２０２６年３月５号"), read_date("soon")
    ('2026-03-05', '2026-03-05', 'soon')
    """
    plain = _write_plain(typed).replace("年", "-").replace("月", "-")
    plain = plain.removesuffix("日").removesuffix("号")
    match = _DATE.fullmatch(plain)
    if match is None:
        return typed
    written = f"{match[1]}-{int(match[3]):02}-{int(match[4]):02}"
    return written if _is_date(written) else typed


def _write_plain(typed: str) -> str:
    """Return what was typed with plain digits and signs, without spaces."""
    composed = unicodedata.normalize("NFKC", typed).replace(" ", "")
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in composed
    )


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def _is_date(text: str) -> bool:
    if not _STORED_DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
