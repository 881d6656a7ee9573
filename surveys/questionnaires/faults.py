"""What can be wrong, as values: faults of a definition and errors in answers.

Each carries a code and parameters, never a sentence: the words are found where they are shown,
in the reader's language.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Parameters = Mapping[str, str | int]


class AnswerFault(StrEnum):
    """Why an answer is turned down; the parameters are named behind each."""

    REQUIRED = "required"
    UNKNOWN_OPTION = "unknown_option"
    NOT_WITH_OTHERS = "not_with_others"  # option
    TOO_FEW_CHOICES = "too_few_choices"  # minimum, chosen
    TOO_MANY_CHOICES = "too_many_choices"  # maximum, chosen
    TOO_LONG = "too_long"  # maximum, length
    UNKNOWN_AREA = "unknown_area"
    AREA_INCOMPLETE = "area_incomplete"  # level: the level still to choose
    AREA_MISMATCH = "area_mismatch"
    CONSENT_NEEDED = "consent_needed"
    NOT_A_NUMBER = "not_a_number"
    NOT_AN_INTEGER = "not_an_integer"
    TOO_SMALL = "too_small"  # minimum
    TOO_LARGE = "too_large"  # maximum
    NOT_A_DATE = "not_a_date"
    TOO_EARLY = "too_early"  # earliest
    TOO_LATE = "too_late"  # latest
    WRONG_PATTERN = "wrong_pattern"  # pattern
    RANKED_TWICE = "ranked_twice"  # rank
    RANK_MISSING = "rank_missing"  # rank: the first that nothing has
    CONSTRAINT_NOT_MET = "constraint_not_met"


@dataclass(frozen=True)
class AnswerError:
    """One fault of one answer, at the form field it belongs to."""

    fault: AnswerFault
    field: str
    parameters: Parameters = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class MisplacedError:
    """An error of a whole response, with the page where it can be mended."""

    page_code: str
    error: AnswerError


class DefinitionFault(StrEnum):
    """What a questionnaire's definition can suffer from; the parameters are named behind each."""

    UNKNOWN_TYPE = "unknown_type"  # type
    DUPLICATE_CODE = "duplicate_code"  # code
    NO_SECTIONS = "no_sections"
    NO_QUESTIONS = "no_questions"
    NO_OPTIONS = "no_options"
    NO_ROWS = "no_rows"
    NOTHING_ASKED = "nothing_asked"
    RESERVED_CODE = "reserved_code"  # code
    TOO_MANY_OPTIONS = "too_many_options"  # maximum
    EXCLUSIVE_WITHOUT_OTHERS = "exclusive_without_others"  # option
    IMPOSSIBLE_CHOICES = "impossible_choices"  # minimum, maximum, options
    IMPOSSIBLE_SCALE = "impossible_scale"  # points: the most
    IMPOSSIBLE_BOUNDS = "impossible_bounds"
    NO_CALCULATION = "no_calculation"
    FAULTY_EXPRESSION = "faulty_expression"  # reason, position
    UNKNOWN_REFERENCE = "unknown_reference"  # name
    FORWARD_REFERENCE = "forward_reference"  # name
    CYCLE = "cycle"  # names
    UNKNOWN_COLUMN = "unknown_column"  # column
    UNKNOWN_OPTION = "unknown_option"  # name, option
    NO_OWN_ANSWER = "no_own_answer"  # name
    REFERENCE_NOT_FILLED = "reference_not_filled"
    UNREACHABLE = "unreachable"
    NOBODY_FINISHES = "nobody_finishes"
    IMPOSSIBLE_CONSTRAINT = "impossible_constraint"
    NEVER_OFFERED = "never_offered"  # option
    NEEDS_OWN_PAGE = "needs_own_page"  # type
    UNKNOWN_INDICATOR_CODE = "unknown_indicator_code"  # label_zh, label_en, option
    INDICATOR_NOT_ASKED = "indicator_not_asked"  # label_zh, label_en, name
    NAMES_CAMPAIGN = "names_campaign"  # words
    DOUBLE_BARRELLED = "double_barrelled"  # language
    NOTHING_AFTER_END = "nothing_after_end"
    MISSING_TRANSLATION = "missing_translation"  # language
    UNKNOWN_LANGUAGE = "unknown_language"  # language
    NO_LANGUAGES = "no_languages"
    MISSING_MARKS = "missing_marks"
    EMPTY_MARK = "empty_mark"
    MARKS_EXPIRED = "marks_expired"  # valid_until
    UNUSED_FIELD = "unused_field"  # field, type
    SAME_LABEL = "same_label"  # language, code, other
    SAME_BUT_CAPITALS = "same_but_capitals"  # code, other


@dataclass(frozen=True)
class Finding:
    """One fault of a definition and where it is; an error stops publication, a warning does not."""

    severity: Literal["error", "warning"]
    fault: DefinitionFault
    place: str
    """Codes from the outside in: `sections/main/Q2/options/9/label`."""
    parameters: Parameters = dataclasses.field(default_factory=dict)
