"""What the check found, in plain sentences, each at the field where it can be mended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import url_for
from flask_babel import gettext as _

from portal.i18n import pick_words
from portal.officials.questionnaires.languages import address_language
from portal.officials.questionnaires.words import name_field, name_language
from surveys.questionnaires.drafts.parts import GENERAL, PartPlace
from surveys.questionnaires.faults import DefinitionFault, Finding
from surveys.questionnaires.finding_words import say_finding
from surveys.questionnaires.model import Question, Questionnaire

_MISSING = DefinitionFault.MISSING_TRANSLATION
_OF_CODES = frozenset({DefinitionFault.DUPLICATE_CODE, DefinitionFault.RESERVED_CODE})


@dataclass(frozen=True)
class PlacedFinding:
    """One fault in words, with the part and the address of the field where it stands."""

    is_error: bool
    text: str
    part: PartPlace
    place_words: str
    address: str
    field_id: str
    lacking: str = ""
    """The language whose words are missing, by name; empty for every other fault."""


def place_findings(
    draft_id: int, questionnaire: Questionnaire, findings: Sequence[Finding]
) -> tuple[PlacedFinding, ...]:
    """Give every finding its sentence and its place in a draft."""
    return tuple(_place(draft_id, questionnaire, finding) for finding in findings)


def address_outline(draft_id: int) -> str:
    """Give the address of the page that shows a whole draft."""
    return url_for("officials.questionnaires.outline.show_outline", draft_id=draft_id)


def address_part(draft_id: int, part: PartPlace) -> str:
    """Give the address of the page where a part is edited."""
    base = "officials.questionnaires"
    if part.kind == "question":
        return url_for(f"{base}.question.show_question", draft_id=draft_id, code=part.code)
    if part.kind == "section":
        return url_for(f"{base}.section.show_section", draft_id=draft_id, code=part.code)
    return url_for(f"{base}.general.show_general", draft_id=draft_id)


def _place(draft_id: int, questionnaire: Questionnaire, finding: Finding) -> PlacedFinding:
    part, rest = _split_place(questionnaire, finding.place)
    language = str(finding.parameters.get("language", ""))
    field_id = _find_field(questionnaire, part, rest, language=language)
    if not rest and (part == GENERAL or finding.fault in _OF_CODES):
        field_id = "code"
    address = address_language(address_part(draft_id, part), language, questionnaire.languages)
    if _is_of_outline(finding, part):
        return _place_in_outline(draft_id, finding)
    return PlacedFinding(
        is_error=finding.severity == "error",
        text=_say(finding, _name_inside(rest)),
        part=part,
        place_words=part.code or _("基本信息"),
        address=f"{address}#{field_id}" if field_id else address,
        field_id=field_id,
        lacking=name_language(language) if finding.fault == _MISSING else "",
    )


def _is_of_outline(finding: Finding, part: PartPlace) -> bool:
    """Tell whether a fault is of the sections and questions together, not of one of them."""
    return part == GENERAL and finding.place.split("/")[0] in ("sections", "questions")


def _place_in_outline(draft_id: int, finding: Finding) -> PlacedFinding:
    anchor = "add-section" if finding.fault == DefinitionFault.NO_SECTIONS else "outline"
    return PlacedFinding(
        is_error=finding.severity == "error",
        text=_say(finding, ""),
        part=GENERAL,
        place_words=_("题目"),
        address=f"{address_outline(draft_id)}#{anchor}",
        field_id="",
    )


def _say(finding: Finding, inside: str) -> str:
    parameters = dict(finding.parameters)
    if "language" in parameters:
        parameters["language"] = name_language(str(parameters["language"]))
    sentence = pick_words(say_finding(replace(finding, parameters=parameters)))
    return (
        str(_("%(place)s：%(sentence)s", place=inside, sentence=sentence)) if inside else sentence
    )


def _split_place(questionnaire: Questionnaire, place: str) -> tuple[PartPlace, list[str]]:
    head, *rest = place.split("/")
    sections = {section.code for section in questionnaire.sections}
    questions = {question.code for question in questionnaire.questions}
    if head == "sections" and rest:
        section, *inside = rest
        if inside and inside[0] in questions:
            return PartPlace("question", inside[0]), inside[1:]
        if section in sections:
            return PartPlace("section", section), inside
    if head == "questions" and rest and rest[0] in questions:
        return PartPlace("question", rest[0]), []
    is_of_many = head in ("sections", "questions", "indicators")
    return GENERAL, [] if is_of_many else [head, *rest]


def _find_field(
    questionnaire: Questionnaire, part: PartPlace, rest: list[str], *, language: str
) -> str:
    if language not in questionnaire.languages:
        language = next(iter(questionnaire.languages), "zh")
    if not rest:
        return ""
    name, *inside = rest
    if part.kind == "question" and name in ("options", "rows"):
        return _find_member(questionnaire.find_question(part.code), inside, name, language)
    if name == "marks":
        field = inside[0] if inside else "form_number"
        return f"marks-{field}-{language}" if field == "authority" else f"marks-{field}"
    if name == "languages":
        return f"language-{inside[0]}" if inside else "languages-heading"
    texts = ("label", "hint", "title", "intro", "privacy", "closing", "low_label", "high_label")
    return f"{name}-{language}" if name in texts else name


def _find_member(question: Question, inside: list[str], family: str, language: str) -> str:
    codes = [member.code for member in getattr(question, family)]
    if inside and inside[0] in codes:
        is_label = inside[-1] == "label"
        return f"{family}-{codes.index(inside[0])}-{f'label-{language}' if is_label else 'code'}"
    return family


def _name_inside(rest: list[str]) -> str:
    if not rest:
        return ""
    name, *inside = rest
    if name == "marks" and inside:
        return name_field(f"marks.{inside[0]}")
    return " ".join((name_field(name), *inside[:1]))
