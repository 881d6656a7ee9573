"""Checks of texts: translations that lack, earlier answers that cannot be piped, wording."""

import re
from collections.abc import Iterator, Mapping

from surveys.questionnaires.check_places import (
    list_answer_names,
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

CAMPAIGN = re.compile(
    r"文明城市|文明典范|创建|创城|创文|civili[sz]ed\s+cit(?:y|ies)|spiritual\s+civili[sz]ation",
    re.IGNORECASE,
)
"""Words that tell a respondent what the survey is after."""

FIRST_QUESTION = "Q1"
"""The first question about the campaign: what stands before it must not name it. Where no question
has this code, it is the first one that names the campaign."""

DOUBLE = {
    "zh": re.compile(
        r"(并且|而且|以及|同时)[^，。？]{0,20}(吗|是否)|是否[^。？]*(是否|并且|而且|同时)"
        r"|(?<!合)并(?![列排非不没])[^，。？]{1,20}吗|吗.*吗|既[^，。？]{1,10}又"
    ),
    "en": re.compile(
        r"\band (do|does|are|have|has|is|was|were|will|would|can) (you|it|they|your|the)\b"
        r"|\bor (do|does|have|has) (it|they)\b|\?.*\?"
        r"|\byou (know|understand|support|like|use|trust)( about| of)? and "
        r"(know|understand|support|like|use|trust|approve|agree)\b",
        re.IGNORECASE | re.DOTALL,
    ),
}
"""Two questions in one: nobody can tell which of them was answered."""

OPENS_PIPE = "${"

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
    yield from _check_general_texts(questionnaire)
    yield from _check_pipes(questionnaire)


def check_wording(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Warn of texts before the first question that name the campaign, and of two in one."""
    for place, text in _list_texts_before(questionnaire, _find_first_question(questionnaire)):
        words = _find_campaign(text)
        if words:
            yield Finding("warning", DefinitionFault.NAMES_CAMPAIGN, place, {"words": words})
    for section, question in list_questions(questionnaire):
        for language, pattern in DOUBLE.items():
            if pattern.search(question.label.get(language, "")):
                place = name_place(section, question, "label")
                fault = DefinitionFault.DOUBLE_BARRELLED
                yield Finding("warning", fault, place, {"language": language})


def _find_campaign(text: Mapping[str, str]) -> str:
    """Return the words that name the campaign; empty where none do."""
    found = next(filter(None, map(CAMPAIGN.search, text.values())), None)
    return found[0] if found else ""


def _find_first_question(questionnaire: Questionnaire) -> Question | None:
    placed = tuple(list_questions(questionnaire))
    coded = (question for _, question in placed if question.code == FIRST_QUESTION)
    naming = (
        question
        for section, question in placed
        if any(_find_campaign(text) for _, text in _list_question_texts(section, question))
    )
    return next(coded, None) or next(naming, None)


def _list_texts_before(
    questionnaire: Questionnaire, first: Question | None
) -> Iterator[PlacedText]:
    """Yield every text that a respondent reads before a question; none where there is none."""
    if first is None:
        return
    for name in ("title", "intro", "privacy"):
        yield name, getattr(questionnaire, name)
    for section in questionnaire.sections:
        yield name_place(section, None, "title"), section.title
        for question in section.questions:
            if question is first:
                return
            yield from _list_question_texts(section, question)


def _check_pipes(questionnaire: Questionnaire) -> Iterator[Finding]:
    names = {name for name, _ in list_names(questionnaire)}
    with_answer = set(list_answer_names(questionnaire))
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
                if any(OPENS_PIPE in words for words in placed[1].values()):
                    texts.append((placed, own if is_own else set()))
            for (place, text), also in texts:
                before = known | also if also else known
                yield from _check_pipes_of(place, text, known=before, names=names)
                for name in _list_piped(text):
                    if name in known and name not in with_answer:
                        yield make_error(DefinitionFault.NO_OWN_ANSWER, place, {"name": name})
            texts.clear()
            known |= own


def _check_pipes_of(
    place: str, text: Mapping[str, str], *, known: set[str], names: set[str]
) -> Iterator[Finding]:
    if any(OPENS_PIPE in PIPE.sub("", words) for words in text.values()):
        yield make_error(DefinitionFault.REFERENCE_NOT_FILLED, place)
    for name in _list_piped(text):
        if name not in names:
            yield make_error(DefinitionFault.UNKNOWN_REFERENCE, place, {"name": name})
        elif name not in known:
            yield make_error(DefinitionFault.FORWARD_REFERENCE, place, {"name": name})


def _check_general_texts(questionnaire: Questionnaire) -> Iterator[Finding]:
    """What stands before the first question or after the last is shown as it is written."""
    for place, text in _list_general_texts(questionnaire):
        if any(OPENS_PIPE in words for words in text.values()):
            yield make_error(DefinitionFault.REFERENCE_NOT_FILLED, place)


def _list_piped(text: Mapping[str, str]) -> tuple[str, ...]:
    piped = (match[1] for words in text.values() for match in PIPE.finditer(words))
    return tuple(dict.fromkeys(piped))


def _list_general_texts(questionnaire: Questionnaire) -> Iterator[PlacedText]:
    for name in ("title", "intro", "privacy", "closing"):
        yield name, getattr(questionnaire, name)
    if questionnaire.marks:
        yield "marks/authority", questionnaire.marks.authority


def _list_texts(questionnaire: Questionnaire) -> Iterator[PlacedText]:
    yield from _list_general_texts(questionnaire)
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
