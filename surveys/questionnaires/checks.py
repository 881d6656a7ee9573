"""The check before publishing: every fault of a definition, with its place.

What it cannot find wrong, a respondent can answer: a published version needs no further checks
of its definition anywhere downstream.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from surveys.questionnaires.check_likeness import check_likeness
from surveys.questionnaires.check_logic import check_reach, check_references
from surveys.questionnaires.check_places import (
    list_names,
    list_questions,
    make_error,
    name_place,
)
from surveys.questionnaires.check_texts import check_texts, check_wording
from surveys.questionnaires.faults import DefinitionFault, Finding
from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.types import TYPE_BY_NAME
from surveys.questionnaires.types.base import QuestionType
from surveys.words import Text

NOT_TOGETHER = frozenset({"area"})
"""Types that take several steps: they cannot share a page with other questions."""


RESERVED = frozenset({"csrf_token", "main", "shown"})
"""Names that every page with questions has for fields and parts of its own."""


@dataclass(frozen=True)
class IndicatorCodes:
    """The codes of one question that an indicator counts."""

    indicator: str
    name: str
    """The question, or question_row for a row of a grid."""
    codes: tuple[str, ...]
    label: Text = field(default_factory=dict)
    """What people call the indicator."""


def check_questionnaire(
    questionnaire: Questionnaire,
    *,
    today: date | None = None,
    indicators: Sequence[IndicatorCodes] = (),
) -> tuple[Finding, ...]:
    """Return all findings; without errors among them the questionnaire may be published.

    With `today`, marks that are past their last day are an error. `indicators` are those that will
    be computed from the answers.
    """
    findings = (
        *_check_definition(questionnaire),
        *_check_marks(questionnaire, today),
        *_check_indicators(questionnaire, indicators),
    )
    if any(finding.fault not in HARMLESS for finding in findings):
        return findings
    return (*findings, *_check_reach(questionnaire))


# An editor opens page after page of the same draft.
@lru_cache(maxsize=16)
def _check_definition(questionnaire: Questionnaire) -> tuple[Finding, ...]:
    return (
        *_check_structure(questionnaire),
        *_check_codes(questionnaire),
        *_check_questions(questionnaire),
        *check_references(questionnaire),
        *check_texts(questionnaire),
        *check_wording(questionnaire),
        *check_likeness(questionnaire),
    )


@lru_cache(maxsize=16)
def _check_reach(questionnaire: Questionnaire) -> tuple[Finding, ...]:
    return tuple(check_reach(questionnaire))


HARMLESS = frozenset(
    {
        DefinitionFault.MISSING_TRANSLATION,
        DefinitionFault.UNKNOWN_LANGUAGE,
        DefinitionFault.REFERENCE_NOT_FILLED,
        DefinitionFault.RESERVED_CODE,
        DefinitionFault.MISSING_MARKS,
        DefinitionFault.EMPTY_MARK,
        DefinitionFault.MARKS_EXPIRED,
        DefinitionFault.NAMES_CAMPAIGN,
        DefinitionFault.DOUBLE_BARRELLED,
        DefinitionFault.SAME_LABEL,
        DefinitionFault.SAME_BUT_CAPITALS,
        DefinitionFault.UNKNOWN_INDICATOR_CODE,
        DefinitionFault.INDICATOR_NOT_ASKED,
    }
)
"""Faults that leave the logic sound, so that it can be walked through."""


def _check_structure(questionnaire: Questionnaire) -> Iterator[Finding]:
    if not questionnaire.languages:
        yield make_error(DefinitionFault.NO_LANGUAGES, "languages")
    if not questionnaire.sections:
        yield make_error(DefinitionFault.NO_SECTIONS, "sections")
    for section in questionnaire.sections:
        if not section.questions:
            yield make_error(DefinitionFault.NO_QUESTIONS, name_place(section))
    questions = list(list_questions(questionnaire))
    known = [TYPE_BY_NAME.get(question.type) for _, question in questions]
    if questions and not any(each is None or each.asks for each in known):
        yield make_error(DefinitionFault.NOTHING_ASKED, "sections")
    for section, question in questions[:-1]:
        question_type = TYPE_BY_NAME.get(question.type)
        if question_type and question_type.ends and not (question.relevant or section.relevant):
            place = name_place(section, question)
            yield make_error(DefinitionFault.NOTHING_AFTER_END, place)


def _check_codes(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Codes that stand in addresses, names in expressions and forms: each only once."""
    sections = [section.code for section in questionnaire.sections if section.is_one_page]
    names = [name for name, _ in list_names(questionnaire)]
    yield from _find_duplicates("sections", [section.code for section in questionnaire.sections])
    yield from _find_duplicates("questions", [*names, *sections])
    yield from _find_duplicates("languages", questionnaire.languages)
    for section, question in list_questions(questionnaire):
        if question.code in RESERVED:
            place = name_place(section, question)
            yield make_error(DefinitionFault.RESERVED_CODE, place, {"code": question.code})
    for section, question in list_questions(questionnaire):
        place = name_place(section, question, "options")
        yield from _find_duplicates(place, [option.code for option in question.options])
        place = name_place(section, question, "rows")
        yield from _find_duplicates(place, [row.code for row in question.rows])


def _find_duplicates(place: str, codes: Iterable[str]) -> Iterator[Finding]:
    for code, n_uses in Counter(codes).items():
        if n_uses > 1:
            yield make_error(DefinitionFault.DUPLICATE_CODE, f"{place}/{code}", {"code": code})


def _check_questions(questionnaire: Questionnaire) -> Iterator[Finding]:
    for section, question in list_questions(questionnaire):
        place = name_place(section, question)
        question_type: QuestionType | None = TYPE_BY_NAME.get(question.type)
        if question_type is None:
            yield make_error(DefinitionFault.UNKNOWN_TYPE, place, {"type": question.type})
            continue
        for fault, inside, found in question_type.check_definition(question):
            yield make_error(fault, name_place(section, question, inside), found)
        if section.is_one_page and question.type in NOT_TOGETHER:
            yield make_error(DefinitionFault.NEEDS_OWN_PAGE, place, {"type": question.type})


def _check_marks(questionnaire: Questionnaire, today: date | None) -> Iterator[Finding]:
    marks = questionnaire.marks
    if marks is None:
        yield make_error(DefinitionFault.MISSING_MARKS, "marks")
        return
    for name in ("form_number", "approval_number"):
        if not getattr(marks, name).strip():
            yield make_error(DefinitionFault.EMPTY_MARK, f"marks/{name}")
    if today is not None and marks.valid_until < today:
        valid_until = marks.valid_until.isoformat()
        parameters = {"valid_until": valid_until}
        yield make_error(DefinitionFault.MARKS_EXPIRED, "marks/valid_until", parameters)


def _check_indicators(
    questionnaire: Questionnaire, indicators: Sequence[IndicatorCodes]
) -> Iterator[Finding]:
    """The codes that an indicator counts must be codes of its question."""
    section_by_code = {
        question.code: section for section, question in list_questions(questionnaire)
    }
    question_by_name = {
        name: question
        for name, question in list_names(questionnaire)
        if question.type in TYPE_BY_NAME
    }
    for each in indicators:
        named = {f"label_{tag}": each.label.get(tag) or each.indicator for tag in ("zh", "en")}
        question = question_by_name.get(each.name)
        if question is None:
            place = f"indicators/{each.indicator}"
            missing = {**named, "name": each.name}
            yield Finding("warning", DefinitionFault.INDICATOR_NOT_ASKED, place, missing)
            continue
        codes = {option.code for option in TYPE_BY_NAME[question.type].list_options(question)}
        place = name_place(section_by_code[question.code], question, "options")
        for code in each.codes:
            if code not in codes:
                unknown = {**named, "option": code}
                yield make_error(DefinitionFault.UNKNOWN_INDICATOR_CODE, place, unknown)
