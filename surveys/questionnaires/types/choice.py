"""Single choice and multiple choice, with exclusive options and "other, please say"."""

from collections.abc import Iterator

from surveys.questionnaires.areas import AreaTree
from surveys.questionnaires.columns import ChoiceColumn, ChoicesColumn, Column, TextColumn
from surveys.questionnaires.faults import AnswerError, AnswerFault, DefinitionFault
from surveys.questionnaires.model import MAX_OPTIONS, Option, Question, pick_words
from surveys.questionnaires.pages import Answer, Answers, PageItem
from surveys.questionnaires.types.base import (
    DefinitionFinding,
    QuestionType,
    RawValues,
    check_required,
    read_one,
)
from surveys.questionnaires.types.text import check_text, clean_text

LONGEST_OTHER = 100
"""Characters for "other, please say", unless the question says otherwise."""


def list_codes(question: Question) -> tuple[str, ...]:
    """Return the codes of a question's options in their order."""
    return tuple(option.code for option in question.options)


def name_option_text(question: Question, option: Option) -> str:
    """Return the name of the words typed at an option: Q2_9_text."""
    return f"{question.code}_{option.code}_text"


class _Choice(QuestionType):
    """What single and multiple choice share: the words typed at an option, showing, checking."""

    def list_names(self, item: PageItem) -> tuple[str, ...]:
        question = item.question
        texts = [name_option_text(question, option) for option in question.text_options]
        return (item.code, *texts)

    def _list_text_columns(self, question: Question) -> tuple[Column, ...]:
        return tuple(
            TextColumn(name_option_text(question, option)) for option in question.text_options
        )

    def _read_texts(self, question: Question, raw: RawValues, chosen: Answer) -> dict[str, Answer]:
        texts: dict[str, Answer] = {}
        for option in question.text_options:
            if has_code(chosen, option.code):
                name = name_option_text(question, option)
                texts[name] = clean_text(read_one(raw, name))
        return texts

    def _check_texts(self, question: Question, answers: Answers) -> tuple[AnswerError, ...]:
        if not question.text_options:
            return ()
        longest = question.max_length or LONGEST_OTHER
        return tuple(
            error
            for option in question.text_options
            for error in check_text(
                answers.get(name_option_text(question, option)),
                name_option_text(question, option),
                longest,
            )
        )

    def keeps_all(self, question: Question) -> bool:
        return not question.text_options

    def keep(self, item: PageItem, answers: Answers) -> dict[str, Answer]:
        kept = super().keep(item, answers)
        for option in item.question.text_options:
            typed = kept.pop(name_option_text(item.question, option), None)
            if has_code(answers.get(item.code), option.code):
                kept[name_option_text(item.question, option)] = clean_text(typed)
        return kept

    def show(
        self, item: PageItem, answers: Answers, *, language: str, areas: AreaTree
    ) -> tuple[str, ...]:
        question = item.question
        words = []
        for option in question.options:  # In the written order, whatever order was drawn.
            if has_code(answers.get(item.code), option.code):
                typed = answers.get(name_option_text(question, option))
                label = pick_words(option.label, language)
                brackets = "（{}）" if language.startswith("zh") else " ({})"
                words.append(label + brackets.format(typed) if typed else label)
        return tuple(words)

    def check_definition(self, question: Question) -> Iterator[DefinitionFinding]:
        yield from super().check_definition(question)
        yield from check_options(question)


class SingleChoice(_Choice):
    """One of the options."""

    name = "single_choice"
    uses = frozenset({"options", "max_length", "random_order", "choice_filter"})

    def list_columns(self, item: PageItem) -> tuple[Column, ...]:
        choice = ChoiceColumn(item.code, list_codes(item.question))
        return (choice, *self._list_text_columns(item.question))

    def read(self, item: PageItem, raw: RawValues, areas: AreaTree) -> dict[str, Answer]:
        chosen = read_one(raw, item.code)
        return {item.code: chosen, **self._read_texts(item.question, raw, chosen)}

    def check(self, item: PageItem, answers: Answers, areas: AreaTree) -> tuple[AnswerError, ...]:
        chosen = answers.get(item.code)
        return check_option(item, chosen, item.code) + self._check_texts(item.question, answers)


class DropDown(SingleChoice):
    """One of many options, from a list that opens."""

    name = "drop_down"


class MultipleChoice(_Choice):
    """Any of the options, within the limits; an exclusive option only by itself."""

    name = "multiple_choice"
    uses = frozenset(
        {
            "options",
            "min_choices",
            "max_choices",
            "max_length",
            "random_order",
            "choice_filter",
        }
    )

    def list_columns(self, item: PageItem) -> tuple[Column, ...]:
        choices = ChoicesColumn(item.code, list_codes(item.question))
        return (choices, *self._list_text_columns(item.question))

    def read(self, item: PageItem, raw: RawValues, areas: AreaTree) -> dict[str, Answer]:
        codes = list_codes(item.question)
        ticked = {value.strip() for value in raw.get(item.code, ()) if value.strip()}
        # In the order of the options, so that equal answers are equal values.
        chosen = tuple(code for code in codes if code in ticked)
        chosen += tuple(sorted(ticked.difference(codes)))
        return {item.code: chosen or None, **self._read_texts(item.question, raw, chosen)}

    def check(self, item: PageItem, answers: Answers, areas: AreaTree) -> tuple[AnswerError, ...]:
        chosen = answers.get(item.code)
        if not chosen:
            return check_required(item, chosen, item.code)
        if not isinstance(chosen, tuple) or not all(map(item.offers, chosen)):
            return (AnswerError(AnswerFault.UNKNOWN_OPTION, item.code),)
        limits = _check_limits(item, chosen)
        return limits + self._check_texts(item.question, answers)

    def check_definition(self, question: Question) -> Iterator[DefinitionFinding]:
        yield from super().check_definition(question)
        n_options, n_shared = len(question.options), _count_shared(question.options)
        least, most = question.min_choices or 1, question.max_choices or n_options
        if n_options and not (least <= most <= n_options and least <= max(n_shared, 1)):
            fewest = n_shared if least <= most <= n_options else n_options
            counts = {"minimum": least, "maximum": most, "options": fewest}
            yield DefinitionFault.IMPOSSIBLE_CHOICES, "max_choices", counts
        if n_options and all(option.is_exclusive for option in question.options):
            code = question.options[0].code
            yield DefinitionFault.EXCLUSIVE_WITHOUT_OTHERS, "options", {"option": code}


def has_code(answer: Answer, code: str) -> bool:
    """Say whether the option `code` is chosen in a single or a multiple choice."""
    return code in answer if isinstance(answer, tuple) else answer == code


def check_option(item: PageItem, chosen: Answer, field: str) -> tuple[AnswerError, ...]:
    """Return what is wrong with a choice of one option."""
    if not chosen:
        return check_required(item, chosen, field)
    if not isinstance(chosen, str) or not item.offers(chosen):
        return (AnswerError(AnswerFault.UNKNOWN_OPTION, field),)
    return ()


def check_options(question: Question) -> Iterator[DefinitionFinding]:
    """Yield what is wrong with a list of options."""
    if not question.options:
        yield DefinitionFault.NO_OPTIONS, "options", {}
    if len(question.options) > MAX_OPTIONS:
        yield DefinitionFault.TOO_MANY_OPTIONS, "options", {"maximum": MAX_OPTIONS}


def _count_shared(options: tuple[Option, ...]) -> int:
    """Return how many options may be chosen together."""
    return sum(not option.is_exclusive for option in options)


def _check_limits(item: PageItem, chosen: tuple[str, ...]) -> tuple[AnswerError, ...]:
    question, n_chosen = item.question, len(chosen)
    exclusive = [code for code in chosen if question.find_option(code).is_exclusive]
    if exclusive and n_chosen > 1:
        parameters = {"option": exclusive[0]}
        return (AnswerError(AnswerFault.NOT_WITH_OTHERS, question.code, parameters),)
    if question.max_choices is not None and n_chosen > question.max_choices:
        counts = {"maximum": question.max_choices, "chosen": n_chosen}
        return (AnswerError(AnswerFault.TOO_MANY_CHOICES, question.code, counts),)
    # A filter may leave fewer options than are asked for: then all of them are enough.
    least = min(question.min_choices or 1, _count_shared(item.options))
    if n_chosen < least and not exclusive:
        counts = {"minimum": least, "chosen": n_chosen}
        return (AnswerError(AnswerFault.TOO_FEW_CHOICES, question.code, counts),)
    return ()
