"""Warnings of what people mistake for each other: labels that are the same, codes all but."""

from collections.abc import Iterator, Sequence

from surveys.questionnaires.check_places import list_questions, name_place
from surveys.questionnaires.faults import DefinitionFault, Finding
from surveys.questionnaires.model import Option, Questionnaire


def check_likeness(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Warn of options that read the same, and of codes that differ in their capitals only."""
    placed = list(list_questions(questionnaire))
    codes = [(question.code, name_place(section, question)) for section, question in placed]
    yield from _find_alike(codes)
    for section, question in placed:
        inside = name_place(section, question, "options")
        yield from _find_alike([(each.code, f"{inside}/{each.code}") for each in question.options])
        yield from _find_same_labels(question.options, inside)


def _find_alike(codes: Sequence[tuple[str, str]]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for code, place in codes:
        other = first.setdefault(code.casefold(), code)
        if other != code:
            about = {"code": code, "other": other}
            yield Finding("warning", DefinitionFault.SAME_BUT_CAPITALS, place, about)


def _find_same_labels(options: Sequence[Option], inside: str) -> Iterator[Finding]:
    first: dict[tuple[str, str], str] = {}
    for option in options:
        for language, words in option.label.items():
            other = first.setdefault((language, words.strip().casefold()), option.code)
            if words.strip() and other != option.code:
                place = f"{inside}/{option.code}/label"
                about = {"language": language, "code": option.code, "other": other}
                yield Finding("warning", DefinitionFault.SAME_LABEL, place, about)
                break
