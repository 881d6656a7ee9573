"""Long and short text: words of one's own, cleaned of what is not text, limited in length."""

import re
import unicodedata
from collections.abc import Iterator

from surveys.questionnaires.areas import AreaTree
from surveys.questionnaires.columns import Column, TextColumn
from surveys.questionnaires.faults import AnswerError, AnswerFault, DefinitionFault
from surveys.questionnaires.model import Question, TextPattern
from surveys.questionnaires.pages import Answer, Answers, PageItem
from surveys.questionnaires.types.base import (
    DefinitionFinding,
    QuestionType,
    RawValues,
    check_required,
    read_one,
)

DEFAULT_LONGEST = 1_000
"""Characters, unless the question says otherwise."""

LONGEST_LINE = 100
"""Characters of a short text, unless the question says otherwise."""

PATTERNS: dict[TextPattern, re.Pattern[str]] = {
    "digits": re.compile(r"\d+", re.ASCII),
    "postcode": re.compile(r"\d{6}", re.ASCII),
    "clock": re.compile(r"([01]?\d|2[0-3]):[0-5]\d", re.ASCII),
}


SHORTEST: dict[TextPattern, int] = {"digits": 1, "postcode": 6, "clock": 4}
"""Characters that a text of each form has at least."""


class LongText(QuestionType):
    """A few sentences."""

    name = "long_text"
    uses = frozenset({"max_length"})
    default_longest = DEFAULT_LONGEST

    def list_columns(self, item: PageItem) -> tuple[Column, ...]:
        return (TextColumn(item.code),)

    def read(self, item: PageItem, raw: RawValues, areas: AreaTree) -> dict[str, Answer]:
        return {item.code: clean_text(read_one(raw, item.code))}

    def check(self, item: PageItem, answers: Answers, areas: AreaTree) -> tuple[AnswerError, ...]:
        typed = answers.get(item.code)
        if not typed:
            return check_required(item, typed, item.code)
        return check_text(typed, item.code, item.question.max_length or self.default_longest)

    def keeps_all(self, question: Question) -> bool:
        return False

    def keep(self, item: PageItem, answers: Answers) -> dict[str, Answer]:
        return {name: clean_text(typed) for name, typed in super().keep(item, answers).items()}

    def show(
        self, item: PageItem, answers: Answers, *, language: str, areas: AreaTree
    ) -> tuple[str, ...]:
        typed = answers.get(item.code)
        return (str(typed),) if typed else ()


class ShortText(LongText):
    """One line, in a form with a name where the question asks for one."""

    name = "short_text"
    uses = frozenset({"max_length", "pattern"})
    default_longest = LONGEST_LINE

    def read(self, item: PageItem, raw: RawValues, areas: AreaTree) -> dict[str, Answer]:
        return {item.code: _clean_line(read_one(raw, item.code), item.question)}

    def keep(self, item: PageItem, answers: Answers) -> dict[str, Answer]:
        kept = QuestionType.keep(self, item, answers)
        return {name: _clean_line(typed, item.question) for name, typed in kept.items()}

    def check(self, item: PageItem, answers: Answers, areas: AreaTree) -> tuple[AnswerError, ...]:
        errors = super().check(item, answers, areas)
        typed, pattern = answers.get(item.code), item.question.pattern
        if errors or not typed or pattern is None or PATTERNS[pattern].fullmatch(str(typed)):
            return errors
        return (AnswerError(AnswerFault.WRONG_PATTERN, item.code, {"pattern": pattern}),)

    def check_definition(self, question: Question) -> Iterator[DefinitionFinding]:
        yield from super().check_definition(question)
        longest = question.max_length or self.default_longest
        if question.pattern is not None and longest < SHORTEST[question.pattern]:
            yield DefinitionFault.IMPOSSIBLE_BOUNDS, "max_length", {}


def _clean_line(typed: Answer, question: Question) -> Answer:
    """Return text on one line; full-width digits as plain ones where a form is asked for."""
    cleaned = clean_text(typed)
    if not isinstance(cleaned, str):
        return cleaned
    line = " ".join(cleaned.split())
    return unicodedata.normalize("NFKC", line) if question.pattern else line


def clean_text(typed: Answer) -> Answer:
    """Return composed Unicode with plain line ends, without control characters; None if empty.

    Lone surrogates cannot be stored in UTF-8, and no keyboard types them: they are dropped with
    the control characters.
    """
    if typed is None:
        return None
    joined = "\n".join(typed) if isinstance(typed, tuple) else typed
    lines = joined.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        character
        for character in lines
        if character == "\n" or unicodedata.category(character) not in {"Cc", "Cs"}
    )
    return unicodedata.normalize("NFC", kept).strip() or None


def check_text(typed: Answer, field: str, longest: int) -> tuple[AnswerError, ...]:
    """Return the error of a text that is longer than `longest` characters."""
    if not typed:
        return ()
    length = len(str(typed))
    if length > longest:
        counts = {"maximum": longest, "length": length}
        return (AnswerError(AnswerFault.TOO_LONG, field, counts),)
    return ()
