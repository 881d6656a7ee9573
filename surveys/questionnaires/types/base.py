"""What every question type must be able to say. A new type is one class that answers this."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from surveys.questionnaires.areas import AreaTree
from surveys.questionnaires.columns import Column
from surveys.questionnaires.faults import (
    AnswerError,
    AnswerFault,
    DefinitionFault,
    Parameters,
)
from surveys.questionnaires.model import Option, Question
from surveys.questionnaires.pages import Answer, Answers, PageItem

RawValues = Mapping[str, Sequence[str]]
"""A posted form: field -> its values as text."""

OPTIONAL_FIELDS = frozenset(
    {
        "options",
        "rows",
        "random_order",
        "min_choices",
        "max_choices",
        "max_length",
        "minimum",
        "maximum",
        "is_integer",
        "low_label",
        "high_label",
        "pattern",
        "earliest",
        "latest",
        "calculation",
        "choice_filter",
    }
)
"""Parts of a question's definition that only some types use."""

PlaceInQuestion = str
DefinitionFinding = tuple[DefinitionFault, PlaceInQuestion, Parameters]


class QuestionType(ABC):
    """Reads, checks, shows and lays out the answers of one kind of question."""

    name: ClassVar[str]
    """Stands in definitions and names the template."""
    asks: ClassVar[bool] = True
    """False: a page without fields."""
    is_shown: ClassVar[bool] = True
    """False: no page at all; the answer is computed."""
    ends: ClassVar[bool] = False
    """True: the path ends here, and the respondent does not belong to the population."""
    uses: ClassVar[frozenset[str]] = frozenset()
    """Optional fields of the definition that mean something for this type."""

    def list_items(self, question: Question) -> tuple[PageItem, ...]:
        """Return what the question puts on pages: itself, or each row by itself."""
        return (PageItem(question),)

    def list_options(self, question: Question) -> tuple[Option, ...]:
        """Return every option that an answer may name, in the order of its column's codes."""
        return question.options

    @abstractmethod
    def list_columns(self, item: PageItem) -> tuple[Column, ...]:
        """Return the columns of the item's answers, in a fixed order."""

    def list_names(self, item: PageItem) -> tuple[str, ...]:
        """Return the names of the item's answers: those of its columns."""
        return self.list_main_names(item)

    def list_main_names(self, item: PageItem) -> tuple[str, ...]:
        """Return the names that every asked item has; other names depend on what is chosen."""
        return (item.code,)

    def list_fields(self, item: PageItem) -> tuple[str, ...]:
        """Return the names of the item's form fields."""
        return self.list_names(item)

    def fill_fields(self, item: PageItem, answers: Answers) -> dict[str, Sequence[str]]:
        """Return what the item's form fields hold, given the answers so far."""
        values: dict[str, Sequence[str]] = {}
        for name in self.list_names(item):
            answer = answers.get(name)
            if answer is not None:
                values[name] = (answer,) if isinstance(answer, str) else answer
        return values

    @abstractmethod
    def read(self, item: PageItem, raw: RawValues, areas: AreaTree) -> dict[str, Answer]:
        """Return the item's answers from a posted form, right or wrong; blank is None."""

    @abstractmethod
    def check(self, item: PageItem, answers: Answers, areas: AreaTree) -> tuple[AnswerError, ...]:
        """Return what is wrong with the item's answers, whatever plain data they are."""

    def keeps_all(self, question: Question) -> bool:
        """Say whether `keep` neither drops nor cleans anything: then routing need not ask it."""
        return True

    def keep(self, item: PageItem, answers: Answers) -> dict[str, Answer]:
        """Return those of the answers that have a place in this item; what is empty is None."""
        return {name: answers[name] or None for name in self.list_names(item) if name in answers}

    @abstractmethod
    def show(
        self, item: PageItem, answers: Answers, *, language: str, areas: AreaTree
    ) -> tuple[str, ...]:
        """Return the answer in words, one per choice; empty where there is none."""

    def find_language(
        self, item: PageItem, answers: Answers, *, language: str, areas: AreaTree
    ) -> str:
        """Return the language in which `show` speaks, which may lack the wished one."""
        return language

    def check_definition(self, question: Question) -> Iterator[DefinitionFinding]:
        """Yield what is wrong with a question of this type, with its place inside the question."""
        for field in sorted(OPTIONAL_FIELDS - self.uses):
            if getattr(question, field) != Question.model_fields[field].default:
                yield DefinitionFault.UNUSED_FIELD, field, {"field": field, "type": self.name}


def read_one(raw: RawValues, field: str) -> Answer:
    """Return a field's only value; None where it is empty, all of them where there are several.

    Several values where one is expected come from no browser: they stay visible to `check`.
    """
    values = tuple(value.strip() for value in raw.get(field, ()) if value.strip())
    if len(values) <= 1:
        return values[0] if values else None
    return values


def check_required(item: PageItem, answer: Answer, field: str) -> tuple[AnswerError, ...]:
    """Return the error of a required answer that is blank."""
    if item.question.is_required and not answer:
        return (AnswerError(AnswerFault.REQUIRED, field),)
    return ()
