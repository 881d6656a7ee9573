"""The questionnaire as a value: sections, questions, options, rows and the statutory marks.

Pure and frozen. Stands at the head of the river: everything downstream reads a questionnaire,
nobody changes one. Every text is a mapping from language tag to words. The canonical JSON of a
questionnaire leaves out what is at its default, so that a field added later does not change the
digest of what was written before.
"""

import json
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from hashlib import sha256
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer

MAX_OPTIONS = 250
"""One byte stores an answer of one option: two values say "not asked" and "left blank"."""

LONGEST_TEXT = 10_000
"""The most characters that a text question may allow."""


def _freeze_words(words: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(dict(words))


def _thaw_words(words: Mapping[str, str]) -> dict[str, str]:
    return dict(words)


Text = Annotated[Mapping[str, str], AfterValidator(_freeze_words), PlainSerializer(_thaw_words)]
"""Language tag -> words."""

LanguageTag = Annotated[str, Field(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", max_length=16)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=40)]
"""A code that expressions refer to."""
OptionCode = Annotated[str, Field(pattern=r"^[\w.-]+$", max_length=40)]
"""A code inside one question, in any script: `1`, `-99`, `其他`. No spaces, since selected() splits
at them, and no signs that places, expressions or addresses use."""
ColumnName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=40)]
"""The name of a fact about options; a choice filter asks for it."""

TextPattern = Literal["digits", "postcode", "clock"]
"""What a short text must look like: digits alone, six digits, hours and minutes."""

Columns = Annotated[
    Mapping[ColumnName, str], AfterValidator(_freeze_words), PlainSerializer(_thaw_words)
]
Bound = Annotated[float, Field(allow_inf_nan=False, ge=-1e15, le=1e15)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(_Part):
    """One answer to choose."""

    code: OptionCode
    label: Text
    is_exclusive: bool = False
    """Cannot be chosen together with any other ("none of these")."""
    asks_text: bool = False
    """Opens a line for a few words of one's own ("other, please say")."""
    keeps_place: bool = False
    """Stays where it is when the others come in random order ("can't say"); exclusive options and
    those with a line of their own always do."""
    columns: Columns | None = None
    """Facts that the question's choice filter may ask for: `district` -> `east`."""


class Row(_Part):
    """One line of a grid, judged on the grid's scale."""

    code: Name
    label: Text


class Question(_Part):
    """One question, information page or end page; its type says which fields it reads."""

    code: Name
    type: str
    label: Text
    hint: Text | None = None
    options: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    relevant: str = ""
    """Expression: the question is asked where it is true; empty is always."""
    is_required: bool = False
    random_order: bool = False
    """Options come in an order drawn for each respondent; a grid's rows do, one to a page."""
    min_choices: Annotated[int, Field(ge=1)] | None = None
    max_choices: Annotated[int, Field(ge=1)] | None = None
    """Of a ranking: how many places there are."""
    max_length: Annotated[int, Field(ge=1, le=LONGEST_TEXT)] | None = None
    minimum: Bound | None = None
    maximum: Bound | None = None
    """Bounds of a number, and the ends of a rating's scale."""
    is_integer: bool = False
    low_label: Text | None = None
    high_label: Text | None = None
    """What the two ends of a scale mean."""
    pattern: TextPattern | None = None
    earliest: date | None = None
    latest: date | None = None
    constraint: str = ""
    """Expression over `.`, the answer itself: an answer is taken where it is true."""
    constraint_message: Text | None = None
    """What to do where the constraint is not met."""
    calculation: str = ""
    """Expression: the answer is computed, never typed."""
    choice_filter: str = ""
    """Expression over the columns of an option: it is offered where it is true."""

    def find_option(self, code: str) -> Option:
        """Return the option under `code`; KeyError where there is none."""
        return self._option_by_code[code]

    def has_option(self, code: object) -> bool:
        """Say whether `code` is one of the options."""
        return code in self._option_by_code

    @cached_property
    def text_options(self) -> tuple[Option, ...]:
        """The options that open a line for a few words."""
        return tuple(option for option in self.options if option.asks_text)

    @cached_property
    def _option_by_code(self) -> dict[object, Option]:
        return {option.code: option for option in self.options}


class Section(_Part):
    """Questions that belong together; asked one to a page, or all on one page."""

    code: Name
    title: Text
    questions: tuple[Question, ...]
    is_one_page: bool = False
    relevant: str = ""
    """Expression: the whole section is asked where it is true; empty is always."""


class Marks(_Part):
    """The four marks that a lawful survey shows on its form."""

    form_number: str
    authority: Text
    approval_number: str
    valid_until: date
    """The last day on which the form may be answered."""


class Questionnaire(_Part):
    """A whole instrument, before or after it is published."""

    code: Name
    languages: tuple[LanguageTag, ...]
    """The first is the one that questions are written in and that gaps fall back to."""
    title: Text
    intro: Text
    privacy: Text
    closing: Text
    marks: Marks | None = None
    sections: tuple[Section, ...]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All questions in their order."""
        return tuple(question for section in self.sections for question in section.questions)

    def find_question(self, code: str) -> Question:
        """Return the question under `code`; KeyError where there is none."""
        return self._question_by_code[code]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, hexadecimal."""
        return compute_digest(write_definition(self))

    def __eq__(self, other: object) -> bool:
        # By digest: plans and packers are found under a questionnaire on every request, and two
        # equal ones of hundreds of questions would otherwise be compared part by part.
        return isinstance(other, Questionnaire) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def _question_by_code(self) -> dict[str, Question]:
        return {question.code: question for question in self.questions}


def pick_words(text: Mapping[str, str], language: str) -> str:
    """Return the words of `text` in `language`, or in the nearest language that it has.

    Nearest is the same language without its region, then Chinese, then whichever it has.

    >>> pick_words({"zh": "是", "en": "Yes"}, "en-GB")
    'Yes'
    >>> pick_words({"ug": "ھەئە", "zh": "是"}, "en")
    '是'
    """
    return text.get(find_language(text, language), "")


def find_language(text: Mapping[str, str], language: str) -> str:
    """Return the language in which `pick_words` finds its words.

    >>> find_language({"zh": "是", "ug": "ھەئە"}, "en")
    'zh'
    """
    primary = language.split("-", maxsplit=1)[0]
    nearest = (tag for tag in (language, primary, "zh") if tag in text)
    return next(nearest, next(iter(text), language))


def write_definition(questionnaire: Questionnaire) -> str:
    """Return the canonical JSON: sorted keys, no spaces, defaults left out."""
    plain = questionnaire.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_definition(definition: str) -> Questionnaire:
    """Return the questionnaire written in JSON.

    Raises
    ------
    pydantic.ValidationError
        Where it does not fit; each error carries its path (`errors()[i]["loc"]`).
    """
    return Questionnaire.model_validate_json(definition)


def compute_digest(definition: str) -> str:
    """Return the SHA-256 of a definition's bytes, hexadecimal."""
    return sha256(definition.encode()).hexdigest()
