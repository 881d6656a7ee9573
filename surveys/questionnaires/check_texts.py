"""Checks of texts: translations that lack, earlier answers that cannot be piped, wording."""

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile

from surveys.questionnaires.check_places import (
    list_names,
    list_own_names,
    list_questions,
    make_error,
    name_place,
)
from surveys.questionnaires.faults import DefinitionFault, Finding
from surveys.questionnaires.model import Question, Questionnaire, Section
from surveys.questionnaires.steps import PIPE
from surveys.questionnaires.types import TYPE_BY_NAME

CAMPAIGN = re.compile(r"文明城市|文明典范|创建|创城|civili[sz]ed city", re.IGNORECASE)
"""Words that tell a respondent what the survey is after."""

FIRST_QUESTION = "Q1"
"""The first question about the campaign: what stands before it must not name it."""

DOUBLE = {
    "zh": re.compile(
        r"(并且|而且|以及|同时)[^，。？]{0,20}(吗|是否)|是否[^，。？]*(并|且|和)[^，。？]*是否"
    ),
    "en": re.compile(
        r"\band (do|are|have|is|was|were|will|would|can) (you|it|they|your|the)\b", re.IGNORECASE
    ),
}
"""Two questions in one: nobody can tell which of them was answered."""

PlacedText = tuple[str, Mapping[str, str]]


def check_texts(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Every text in every language, and only in those; piped answers must have been given."""
    languages = questionnaire.languages
    for place, text in _list_texts(questionnaire):
        for language in languages:
            if not text.get(language, "").strip():
                parameters = {"language": language}
                yield make_error(DefinitionFault.MISSING_TRANSLATION, place, parameters)
        for language in text:
            if language not in languages:
                fault = DefinitionFault.UNKNOWN_LANGUAGE
                yield Finding("warning", fault, place, {"language": language})
    yield from _check_pipes(questionnaire)


def check_wording(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Warn of texts before the first question that name the campaign, and of two in one."""
    if any(question.code == FIRST_QUESTION for question in questionnaire.questions):
        before = takewhile(
            lambda placed: f"/{FIRST_QUESTION}/" not in f"{placed[0]}/",
            _list_texts(questionnaire),
        )
        for place, text in before:
            found = next(filter(None, map(CAMPAIGN.search, text.values())), None)
            if found is not None and not place.startswith(("closing", "marks")):
                parameters = {"words": found[0]}
                yield Finding("warning", DefinitionFault.NAMES_CAMPAIGN, place, parameters)
    for section, question in list_questions(questionnaire):
        for language, pattern in DOUBLE.items():
            if pattern.search(question.label.get(language, "")):
                place = name_place(section, question, "label")
                fault = DefinitionFault.DOUBLE_BARRELLED
                yield Finding("warning", fault, place, {"language": language})


def _check_pipes(questionnaire: Questionnaire) -> Iterator[Finding]:
    names = {name for name, _ in list_names(questionnaire)}
    known: set[str] = set()
    for section in questionnaire.sections:
        texts: list[tuple[PlacedText, set[str]]] = [
            ((name_place(section, None, "title"), section.title), set())
        ]
        for question in section.questions:
            # What to do about an answer may name the answer itself.
            own = set(list_own_names(question))
            for placed in _list_question_texts(section, question):
                is_own = placed[0].endswith("/constraint_message")
                texts.append((placed, own if is_own else set()))
            for (place, text), also in texts:
                yield from _check_pipes_of(place, text, known | also if also else known, names)
            texts.clear()
            known |= own


def _check_pipes_of(
    place: str, text: Mapping[str, str], known: set[str], names: set[str]
) -> Iterator[Finding]:
    piped = [match[1] for words in text.values() for match in PIPE.finditer(words)]
    for name in dict.fromkeys(piped):
        if name not in names:
            yield make_error(DefinitionFault.UNKNOWN_REFERENCE, place, {"name": name})
        elif name not in known:
            yield make_error(DefinitionFault.FORWARD_REFERENCE, place, {"name": name})


def _list_texts(questionnaire: Questionnaire) -> Iterator[PlacedText]:
    for name in ("title", "intro", "privacy", "closing"):
        yield name, getattr(questionnaire, name)
    if questionnaire.marks:
        yield "marks/authority", questionnaire.marks.authority
    for section in questionnaire.sections:
        yield name_place(section, None, "title"), section.title
        for question in section.questions:
            yield from _list_question_texts(section, question)


def _list_question_texts(section: Section, question: Question) -> Iterator[PlacedText]:
    question_type = TYPE_BY_NAME.get(question.type)
    if question_type is None or question_type.is_shown:
        yield name_place(section, question, "label"), question.label
    for name in ("hint", "low_label", "high_label", "constraint_message"):
        text = getattr(question, name)
        if text is not None:
            yield name_place(section, question, name), text
    for option in question.options:
        yield name_place(section, question, "options", option.code, "label"), option.label
    for row in question.rows:
        yield name_place(section, question, "rows", row.code, "label"), row.label
