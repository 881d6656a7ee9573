"""The check before publishing: every fault of a definition, with its place.

What it cannot find wrong, a respondent can answer: a published version needs no further checks
of its definition anywhere downstream.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from surveys.questionnaires.expressions import (
    ExpressionFaulty,
    list_comparisons,
    list_references,
    parse_expression,
)
from surveys.questionnaires.faults import DefinitionFault, Finding, Parameters
from surveys.questionnaires.model import Question, Questionnaire, Section
from surveys.questionnaires.types import TYPE_BY_NAME
from surveys.questionnaires.types.base import QuestionType


def check_questionnaire(
    questionnaire: Questionnaire, *, today: date | None = None
) -> tuple[Finding, ...]:
    """Return all findings; without errors among them the questionnaire may be published.

    With `today`, marks that are past their last day are an error.
    """
    findings = [
        *_check_structure(questionnaire),
        *_check_codes(questionnaire),
        *_check_questions(questionnaire),
        *_check_expressions(questionnaire),
        *_check_texts(questionnaire),
        *_check_marks(questionnaire, today),
    ]
    return tuple(findings)


def _error(fault: DefinitionFault, place: str, parameters: Parameters | None = None) -> Finding:
    return Finding("error", fault, place, parameters or {})


def _place(section: Section, question: Question | None = None, *inside: str) -> str:
    parts = [section.code, *([question.code] if question else []), *inside]
    return "/".join(("sections", *parts))


def _list_questions(questionnaire: Questionnaire) -> Iterator[tuple[Section, Question]]:
    for section in questionnaire.sections:
        for question in section.questions:
            yield section, question


def _check_structure(questionnaire: Questionnaire) -> Iterator[Finding]:
    if not questionnaire.languages:
        yield _error(DefinitionFault.NO_LANGUAGES, "languages")
    if not questionnaire.sections:
        yield _error(DefinitionFault.NO_SECTIONS, "sections")
    for section in questionnaire.sections:
        if not section.questions:
            yield _error(DefinitionFault.NO_QUESTIONS, _place(section))
    questions = list(_list_questions(questionnaire))
    for section, question in questions[:-1]:
        question_type = TYPE_BY_NAME.get(question.type)
        if question_type and question_type.ends and not (question.relevant or section.relevant):
            yield _error(DefinitionFault.NOTHING_AFTER_END, _place(section, question))


def _check_codes(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Codes that stand in addresses, names in expressions and forms: each only once."""
    sections = [section.code for section in questionnaire.sections if section.is_one_page]
    names = [name for name, _ in _list_names(questionnaire)]
    yield from _find_duplicates("sections", [section.code for section in questionnaire.sections])
    yield from _find_duplicates("questions", [*names, *sections])
    for section, question in _list_questions(questionnaire):
        place = _place(section, question, "options")
        yield from _find_duplicates(place, [option.code for option in question.options])
        place = _place(section, question, "rows")
        yield from _find_duplicates(place, [row.code for row in question.rows])


def _find_duplicates(place: str, codes: Iterable[str]) -> Iterator[Finding]:
    for code, n_uses in Counter(codes).items():
        if n_uses > 1:
            yield _error(DefinitionFault.DUPLICATE_CODE, f"{place}/{code}", {"code": code})


def _list_names(questionnaire: Questionnaire) -> Iterator[tuple[str, Question]]:
    """Yield every question's code and every name of an answer beside it."""
    for question in questionnaire.questions:
        question_type = TYPE_BY_NAME.get(question.type)
        names = [question.code]
        for item in question_type.list_items(question) if question_type else ():
            names.extend(question_type.list_names(item) if question_type else ())
        # A question's own code and the name of its answer are mostly the same.
        yield from ((name, question) for name in dict.fromkeys(names))


def _check_questions(questionnaire: Questionnaire) -> Iterator[Finding]:
    for section, question in _list_questions(questionnaire):
        question_type: QuestionType | None = TYPE_BY_NAME.get(question.type)
        if question_type is None:
            parameters = {"type": question.type}
            yield _error(DefinitionFault.UNKNOWN_TYPE, _place(section, question), parameters)
            continue
        for fault, inside, found in question_type.check_definition(question):
            yield _error(fault, _place(section, question, inside), found)


def _check_expressions(questionnaire: Questionnaire) -> Iterator[Finding]:
    question_by_name = dict(_list_names(questionnaire))
    known: set[str] = set()
    for section in questionnaire.sections:
        place = _place(section, None, "relevant")
        yield from _check_expression(section.relevant, place, question_by_name, known)
        for question in section.questions:
            place = _place(section, question, "relevant")
            yield from _check_expression(question.relevant, place, question_by_name, known)
            known.update(name for name, owner in question_by_name.items() if owner is question)


def _check_expression(
    text: str, place: str, question_by_name: Mapping[str, Question], known: set[str]
) -> Iterator[Finding]:
    if not text:
        return
    try:
        expression = parse_expression(text)
    except ExpressionFaulty as fault:
        parameters: Parameters = {"reason": fault.reason, "position": fault.position}
        yield _error(DefinitionFault.FAULTY_EXPRESSION, place, parameters)
        return
    for name in dict.fromkeys(list_references(expression)):
        if name not in question_by_name:
            yield _error(DefinitionFault.UNKNOWN_REFERENCE, place, {"name": name})
        elif name not in known:
            yield _error(DefinitionFault.FORWARD_REFERENCE, place, {"name": name})
    for name, code in dict.fromkeys(list_comparisons(expression)):
        question = question_by_name.get(name)
        if question and question.options and code and not question.has_option(code):
            yield _error(DefinitionFault.UNKNOWN_OPTION, place, {"name": name, "option": code})


def _check_texts(questionnaire: Questionnaire) -> Iterator[Finding]:
    languages = questionnaire.languages
    for place, text in _list_texts(questionnaire):
        for language in languages:
            if not text.get(language, "").strip():
                parameters = {"language": language}
                yield _error(DefinitionFault.MISSING_TRANSLATION, place, parameters)
        for language in text:
            if language not in languages:
                fault = DefinitionFault.UNKNOWN_LANGUAGE
                yield Finding("warning", fault, place, {"language": language})


def _list_texts(questionnaire: Questionnaire) -> Iterator[tuple[str, Mapping[str, str]]]:
    for name in ("title", "intro", "privacy", "closing"):
        yield name, getattr(questionnaire, name)
    if questionnaire.marks:
        yield "marks/authority", questionnaire.marks.authority
    for section in questionnaire.sections:
        yield _place(section, None, "title"), section.title
    for section, question in _list_questions(questionnaire):
        yield _place(section, question, "label"), question.label
        if question.hint is not None:
            yield _place(section, question, "hint"), question.hint
        for option in question.options:
            yield _place(section, question, "options", option.code, "label"), option.label
        for row in question.rows:
            yield _place(section, question, "rows", row.code, "label"), row.label


def _check_marks(questionnaire: Questionnaire, today: date | None) -> Iterator[Finding]:
    marks = questionnaire.marks
    if marks is None:
        yield _error(DefinitionFault.MISSING_MARKS, "marks")
        return
    for name in ("form_number", "approval_number"):
        if not getattr(marks, name).strip():
            yield _error(DefinitionFault.EMPTY_MARK, f"marks/{name}")
    if today is not None and marks.valid_until < today:
        valid_until = marks.valid_until.isoformat()
        parameters = {"valid_until": valid_until}
        yield _error(DefinitionFault.MARKS_EXPIRED, "marks/valid_until", parameters)
