"""Ranking: some or all of the options, put in an order of one's own.

Each option has a field for its place (1, 2, 3 ...), which works with any keyboard and without a
script. The answer is the codes from the first place on.
"""

from collections.abc import Iterator, Sequence
from itertools import count

from surveys.questionnaires.areas import AreaTree
from surveys.questionnaires.columns import Column, RankingColumn
from surveys.questionnaires.faults import AnswerError, AnswerFault, DefinitionFault
from surveys.questionnaires.model import Option, Question, pick_words
from surveys.questionnaires.pages import Answer, Answers, PageItem
from surveys.questionnaires.types.base import (
    DefinitionFinding,
    QuestionType,
    RawValues,
    check_required,
    read_one,
)
from surveys.questionnaires.types.choice import check_options, list_codes

NO_PLACE = "-"
"""Stands in a read answer for a place that no option has; never stored."""

LONGEST_PLACE = 3
"""Digits of a place: no list of options is longer."""


class Ranking(QuestionType):
    """Options in order; `max_choices` says how many places there are, `min_choices` how many of
    them must be given (all, unless the question says otherwise)."""

    name = "ranking"
    uses = frozenset({"options", "min_choices", "max_choices", "random_order", "choice_filter"})

    def list_columns(self, item: PageItem) -> tuple[Column, ...]:
        return (RankingColumn(item.code, list_codes(item.question)),)

    def list_fields(self, item: PageItem) -> tuple[str, ...]:
        return tuple(name_place(item.question, option) for option in item.question.options)

    def read(self, item: PageItem, raw: RawValues, areas: AreaTree) -> dict[str, Answer]:
        option_by_place: dict[int, str] = {}
        strays: list[str] = []
        for option in item.question.options:
            typed = read_one(raw, name_place(item.question, option))
            if typed is None:
                continue
            place = _read_place(typed)
            if not 1 <= place <= len(item.question.options) or place in option_by_place:
                strays.append(option.code)
            else:
                option_by_place[place] = option.code
        places = range(1, max(option_by_place, default=0) + 1)
        ranked = [option_by_place.get(place, NO_PLACE) for place in places]
        # What shares a place stays visible to `check`: its code stands twice.
        return {
            item.code: (*ranked, *(code for stray in strays for code in (stray, stray))) or None
        }

    def fill_fields(self, item: PageItem, answers: Answers) -> dict[str, Sequence[str]]:
        ranked = answers.get(item.code) or ()
        return {
            name_place(item.question, item.question.find_option(code)): (str(place),)
            for place, code in enumerate(ranked, start=1)
            if item.question.has_option(code)
        }

    def check(self, item: PageItem, answers: Answers, areas: AreaTree) -> tuple[AnswerError, ...]:
        ranked, question = answers.get(item.code), item.question
        field = next(iter(self.list_fields(item)))
        if not ranked:
            return check_required(item, ranked, field)
        offered = {option.code for option in item.options}
        if not isinstance(ranked, tuple) or not offered.issuperset(set(ranked) - {NO_PLACE}):
            return (AnswerError(AnswerFault.UNKNOWN_OPTION, field),)
        for code in ranked:
            if code != NO_PLACE and ranked.count(code) > 1:
                own = name_place(question, question.find_option(code))
                return (AnswerError(AnswerFault.RANKED_TWICE, own),)
        most = self.count_places(item)
        least = min(question.min_choices or most, most)
        n_places = len(ranked)
        if NO_PLACE in ranked or n_places < least:
            missing = ranked.index(NO_PLACE) + 1 if NO_PLACE in ranked else n_places + 1
            return (AnswerError(AnswerFault.RANK_MISSING, field, {"rank": missing}),)
        if n_places > most:
            counts = {"maximum": most, "chosen": n_places}
            return (AnswerError(AnswerFault.TOO_MANY_CHOICES, field, counts),)
        return ()

    def count_places(self, item: PageItem) -> int:
        """Return how many places there are to give."""
        n_offered = len(item.options)
        return min(item.question.max_choices or n_offered, n_offered)

    def show(
        self, item: PageItem, answers: Answers, *, language: str, areas: AreaTree
    ) -> tuple[str, ...]:
        ranked = answers.get(item.code)
        if not isinstance(ranked, tuple):
            return ()
        return tuple(
            f"{place}. {pick_words(item.question.find_option(code).label, language)}"
            for place, code in zip(count(1), ranked, strict=False)
            if item.question.has_option(code)
        )

    def check_definition(self, question: Question) -> Iterator[DefinitionFinding]:
        yield from super().check_definition(question)
        yield from check_options(question)
        n_options = len(question.options)
        most = question.max_choices or n_options
        least = question.min_choices or most
        if n_options and not least <= most <= n_options:
            counts = {"minimum": least, "maximum": most, "options": n_options}
            yield DefinitionFault.IMPOSSIBLE_CHOICES, "max_choices", counts


def _read_place(typed: Answer) -> int:
    """Return the place that was typed; 0 for what is none."""
    if not isinstance(typed, str) or not typed.isdecimal() or len(typed) > LONGEST_PLACE:
        return 0
    return int(typed)


def name_place(question: Question, option: Option) -> str:
    """Return the name of the field for an option's place: Q7_3_place."""
    return f"{question.code}_{option.code}_place"
