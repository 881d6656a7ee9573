"""What all checks of a definition share: how a place is named, and what there is to look at."""

from collections.abc import Iterator

from surveys.questionnaires.faults import DefinitionFault, Finding, Parameters
from surveys.questionnaires.model import Question, Questionnaire, Section
from surveys.questionnaires.types import TYPE_BY_NAME


def make_error(fault: DefinitionFault, place: str, parameters: Parameters | None = None) -> Finding:
    """Return a finding that stops publication."""
    return Finding("error", fault, place, parameters or {})


def name_place(section: Section, question: Question | None = None, *inside: str) -> str:
    """Return a place: codes from the outside in, `sections/main/Q2/options/9/label`."""
    parts = [section.code, *([question.code] if question else []), *inside]
    return "/".join(("sections", *parts))


def list_questions(questionnaire: Questionnaire) -> Iterator[tuple[Section, Question]]:
    """Yield every question with its section."""
    for section in questionnaire.sections:
        for question in section.questions:
            yield section, question


def list_names(questionnaire: Questionnaire) -> Iterator[tuple[str, Question]]:
    """Yield every question's code and every name of an answer beside it."""
    for question in questionnaire.questions:
        yield from ((name, question) for name in list_own_names(question))


def list_answer_names(questionnaire: Questionnaire) -> Iterator[str]:
    """Yield every name that an answer can stand under: not of pages to read, nor of whole grids."""
    for question in questionnaire.questions:
        question_type = TYPE_BY_NAME.get(question.type)
        if question_type is None:
            yield question.code
            continue
        for item in question_type.list_items(question):
            yield from question_type.list_names(item)


def list_own_names(question: Question) -> tuple[str, ...]:
    """Return a question's code and the names of its answers, each once."""
    names = [question.code]
    question_type = TYPE_BY_NAME.get(question.type)
    if question_type is not None:
        for item in question_type.list_items(question):
            names.extend(question_type.list_names(item))
    return tuple(dict.fromkeys(names))
