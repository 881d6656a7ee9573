"""What changed from one questionnaire to another, as values; the words are found where shown.

Sections, questions, options and rows are the same where their codes are. What only changed its
place is told as moved, with as few moves as explain the new order.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from pydantic import BaseModel

from surveys.questionnaires.drafts.parts import find_home
from surveys.questionnaires.model import Option, Question, Questionnaire, Row, Section

Kind = Literal["added", "removed", "moved", "changed"]
Subject = Literal["general", "section", "question", "option", "row"]
_Labelled = Section | Question | Option | Row
_SUBJECT_BY_TYPE: Mapping[type[BaseModel], Subject] = {
    Questionnaire: "general",
    Section: "section",
    Question: "question",
    Option: "option",
    Row: "row",
}
_INSIDE = frozenset({"sections", "questions", "options", "rows"})


@dataclass(frozen=True)
class Difference:
    """One thing that changed."""

    kind: Kind
    subject: Subject
    codes: tuple[str, ...]
    """The codes of the subject, from the outside in; a question's is enough for itself."""
    words: Mapping[str, str]
    """The title or label of what was added, removed or moved; empty for a change."""
    field: str = ""
    """What changed of the subject: a field of the model; marks are `marks.form_number`."""
    language: str = ""
    """The language of a text that changed."""
    before: str = ""
    after: str = ""


def list_differences(before: Questionnaire, after: Questionnaire) -> tuple[Difference, ...]:
    """Return everything that changed, in the order of the new questionnaire; removals come last."""
    rehoused = tuple(_list_rehoused(before, after))
    elsewhere = {difference.codes for difference in rehoused}
    return (
        *_compare_fields(before, after, ()),
        *_compare_members(before.sections, after.sections, ()),
        # A question that went to another section is told so, not a second time as moved.
        *(
            difference
            for difference in _compare_members(before.questions, after.questions, ())
            if difference.kind != "moved" or difference.codes not in elsewhere
        ),
        *rehoused,
    )


def _compare_members(
    before: Sequence[_Labelled], after: Sequence[_Labelled], codes: tuple[str, ...]
) -> Iterator[Difference]:
    old = {member.code: member for member in before}
    moved = _find_moved(list(old), [member.code for member in after])
    for member in after:
        here = (*codes, member.code)
        if member.code not in old:
            yield _tell("added", member, here)
            continue
        if member.code in moved:
            yield _tell("moved", member, here)
        earlier = old[member.code]
        yield from _compare_fields(earlier, member, here)
        if isinstance(member, Question) and isinstance(earlier, Question):
            yield from _compare_members(earlier.options, member.options, here)
            yield from _compare_members(earlier.rows, member.rows, here)
    kept = {member.code for member in after}
    yield from (_tell("removed", old[code], (*codes, code)) for code in old if code not in kept)


def _find_moved(before: list[str], after: list[str]) -> set[str]:
    """Return the codes that are in both lists but not in the longest stretches they share."""
    common_before = [code for code in before if code in set(after)]
    common_after = [code for code in after if code in set(before)]
    matcher = SequenceMatcher(a=common_before, b=common_after, autojunk=False)
    stayed = {
        code
        for block in matcher.get_matching_blocks()
        for code in common_before[block.a : block.a + block.size]
    }
    return set(common_after) - stayed


def _list_rehoused(before: Questionnaire, after: Questionnaire) -> Iterator[Difference]:
    """Yield questions that stand in another section than before."""
    old = {question.code for question in before.questions}
    codes = {section.code for section in before.sections}
    for section in after.sections:
        for question in section.questions:
            if question.code in old and section.code in codes:
                home = find_home(before, question.code).code
                if home != section.code:
                    yield Difference(
                        "changed",
                        "question",
                        (question.code,),
                        {},
                        field="section",
                        before=home,
                        after=section.code,
                    )


def _tell(kind: Kind, member: _Labelled, codes: tuple[str, ...]) -> Difference:
    words = member.title if isinstance(member, Section) else member.label
    return Difference(kind, _SUBJECT_BY_TYPE[type(member)], codes, words)


def _compare_fields(
    before: BaseModel, after: BaseModel, codes: tuple[str, ...]
) -> Iterator[Difference]:
    subject = _SUBJECT_BY_TYPE[type(after)]
    old, new = _flatten(before), _flatten(after)
    for field, language in dict.fromkeys((*old, *new)):
        was, now = old.get((field, language), ""), new.get((field, language), "")
        if was != now:
            yield Difference(
                "changed",
                subject,
                codes,
                {},
                field=field,
                language=language,
                before=was,
                after=now,
            )


def _flatten(part: BaseModel) -> dict[tuple[str, str], str]:
    """Return (field, language) -> its value as text."""
    flat: dict[tuple[str, str], str] = {}
    inside = set(_INSIDE & type(part).model_fields.keys())
    plain = part.model_dump(mode="json", exclude=inside)
    marks = plain.pop("marks", None) or {}
    for field, value in [*plain.items(), *((f"marks.{name}", v) for name, v in marks.items())]:
        if isinstance(value, dict):
            flat |= {(field, language): words for language, words in value.items()}
        elif isinstance(value, list):
            flat[field, ""] = ", ".join(map(str, value))
        elif value not in (None, False):
            flat[field, ""] = str(value)
    return flat
