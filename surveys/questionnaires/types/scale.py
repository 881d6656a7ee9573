"""Scales of numbers: a rating from 0 to 10 and stars, each with answers beside the scale if wanted.

An answer is the number as a code ("7"), or the code of an option such as "can't say".
"""

from collections.abc import Iterator
from functools import lru_cache

from surveys.questionnaires.areas import AreaTree
from surveys.questionnaires.columns import ChoiceColumn, Column
from surveys.questionnaires.faults import AnswerError, AnswerFault, DefinitionFault
from surveys.questionnaires.model import MAX_OPTIONS, Option, Question, find_language, pick_words
from surveys.questionnaires.pages import Answer, Answers, PageItem
from surveys.questionnaires.types.base import (
    DefinitionFinding,
    QuestionType,
    RawValues,
    check_required,
    read_one,
)
from surveys.questionnaires.types.words import WORDS

MAX_POINTS = 21
"""Points of a scale: more do not fit a phone, nor a head."""


class _Scale(QuestionType):
    """One point of a scale, or one of the options beside it."""

    default_ends: tuple[int, int]
    """First and last point where the question does not say."""

    def list_options(self, question: Question) -> tuple[Option, ...]:
        return (*self.list_points(question), *question.options)

    def list_points(self, question: Question) -> tuple[Option, ...]:
        """Return the points of the scale as options, the lowest first."""
        first, last = self.default_ends
        if question.minimum is not None:
            first = int(question.minimum)
        if question.maximum is not None:
            last = int(question.maximum)
        return _make_points(first, min(last, first + MAX_POINTS), self.name)

    def list_columns(self, item: PageItem) -> tuple[Column, ...]:
        codes = tuple(option.code for option in self.list_options(item.question))
        return (ChoiceColumn(item.code, codes),)

    def read(self, item: PageItem, raw: RawValues, areas: AreaTree) -> dict[str, Answer]:
        return {item.code: read_one(raw, item.code)}

    def check(self, item: PageItem, answers: Answers, areas: AreaTree) -> tuple[AnswerError, ...]:
        chosen = answers.get(item.code)
        if not chosen:
            return check_required(item, chosen, item.code)
        if all(option.code != chosen for option in self.list_options(item.question)):
            return (AnswerError(AnswerFault.UNKNOWN_OPTION, item.code),)
        return ()

    def show(
        self, item: PageItem, answers: Answers, *, language: str, areas: AreaTree
    ) -> tuple[str, ...]:
        chosen = answers.get(item.code)
        return tuple(
            pick_words(option.label, language)
            for option in self.list_options(item.question)
            if option.code == chosen
        )

    def check_definition(self, question: Question) -> Iterator[DefinitionFinding]:
        yield from super().check_definition(question)
        first, last = self.default_ends
        minimum = first if question.minimum is None else question.minimum
        maximum = last if question.maximum is None else question.maximum
        is_whole = minimum == int(minimum) and maximum == int(maximum)
        if not (is_whole and 0 <= minimum < maximum < minimum + MAX_POINTS):
            yield DefinitionFault.IMPOSSIBLE_SCALE, "maximum", {"points": MAX_POINTS}
        if len(self.list_options(question)) > MAX_OPTIONS:
            yield DefinitionFault.TOO_MANY_OPTIONS, "options", {"maximum": MAX_OPTIONS}
        points = {option.code for option in self.list_points(question)}
        for option in question.options:
            if option.code in points:
                place = f"options/{option.code}"
                yield DefinitionFault.DUPLICATE_CODE, place, {"code": option.code}


class Rating(_Scale):
    """A number from 0 to 10, unless the question gives other ends."""

    name = "rating"
    uses = frozenset({"options", "minimum", "maximum", "low_label", "high_label"})
    default_ends = (0, 10)


class Stars(_Scale):
    """One to five stars, unless the question gives another number of them."""

    name = "stars"
    uses = frozenset({"options", "maximum", "low_label", "high_label"})
    default_ends = (1, 5)

    def find_language(
        self, item: PageItem, answers: Answers, *, language: str, areas: AreaTree
    ) -> str:
        is_point = not item.question.has_option(answers.get(item.code))
        return find_language(WORDS[self.name], language) if is_point else language


@lru_cache(maxsize=256)
def _make_points(first: int, last: int, type_name: str) -> tuple[Option, ...]:
    return tuple(
        Option(
            code=str(point),
            label={
                language: words.format(point=point, last=last)
                for language, words in WORDS[type_name].items()
            },
        )
        for point in range(max(first, 0), max(last, 0) + 1)
    )
