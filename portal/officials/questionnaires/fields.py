"""The form fields of a draft's parts: written from a part, read back into one.

A field's name is its id on the page: `label-zh`, `options-2-code`, `marks-valid_until`. What was
typed and cannot be read is told at its field; the values themselves stay with the caller.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask_babel import gettext as _
from pydantic import BaseModel, ValidationError

from surveys.questionnaires.drafts.options import Family
from surveys.questionnaires.model import Question, Questionnaire, Section
from surveys.questionnaires.types import TYPE_BY_NAME
from surveys.questionnaires.types.base import OPTIONAL_FIELDS

Values = Mapping[str, str]
"""Field -> what stands in it."""

FAMILIES: tuple[Family, ...] = ("options", "rows")
TEXTS = ("label", "hint", "low_label", "high_label", "constraint_message")
GENERAL_TEXTS = ("title", "intro", "privacy", "closing")
YES = "yes"
PartRead = TypeVar("PartRead", bound=BaseModel)


@dataclass(frozen=True)
class FieldError:
    """One line of the error summary and the field that it leads to."""

    field_id: str
    text: str


class FieldsFaulty(Exception):
    """What was typed cannot be read; `errors` say where and why."""

    def __init__(self, *errors: FieldError) -> None:
        super().__init__(*errors)
        self.errors = errors


def write_fields(part: BaseModel, languages: Sequence[str]) -> dict[str, str]:
    """Give what stands in the fields of a part."""
    inside = {"sections", "questions"} & type(part).model_fields.keys()
    return dict(_write(part.model_dump(mode="json", exclude=inside), languages, prefix=""))


def list_form_languages(values: Values, languages: Sequence[str]) -> tuple[str, ...]:
    """Give those of some languages that a form has text fields for."""
    return tuple(tag for tag in languages if any(name.endswith(f"-{tag}") for name in values))


def list_members(values: Values, family: Family) -> list[int]:
    """Give the numbers of the options or rows that a form holds, in their order."""
    numbers = (re.fullmatch(rf"{family}-(\d+)-code", name) for name in values)
    return sorted(int(match[1]) for match in numbers if match)


def read_question(values: Values, languages: Sequence[str], before: Question) -> Question:
    """Read the form of a question; what its type does not use is left out."""
    question_type = TYPE_BY_NAME.get(values.get("type", ""))
    unused = OPTIONAL_FIELDS - question_type.uses if question_type else frozenset[str]()
    plain: dict[str, Any] = {}
    for name, field in Question.model_fields.items():
        if name in FAMILIES or name in unused:
            continue
        if name in TEXTS:
            text = _read_text(values, name, languages, getattr(before, name))
            plain[name] = text if text or name == "label" else None
        elif field.annotation is bool:
            plain[name] = values.get(name) == YES
        elif (typed := values.get(name, "").strip()) or name in ("code", "type"):
            plain[name] = typed
    numbers: dict[str, list[int]] = {}
    for family in FAMILIES:
        numbers[family] = [] if family in unused else list_members(values, family)
        kept = {member.code: member for member in getattr(before, family)}
        plain[family] = [
            _read_member(values, f"{family}-{number}", languages, kept)
            for number in numbers[family]
        ]
    return _validate(Question, plain, numbers)


def read_section(values: Values, languages: Sequence[str], before: Section) -> Section:
    """Read the form of a section; its questions stay."""
    plain = {
        "code": values.get("code", "").strip(),
        "title": _read_text(values, "title", languages, before.title),
        "is_one_page": values.get("is_one_page") == YES,
        "relevant": values.get("relevant", "").strip(),
        "questions": (),
    }
    return _validate(Section, plain, {})


def read_general(values: Values, languages: Sequence[str], before: Questionnaire) -> Questionnaire:
    """Read the form of the general part; without any mark there are none."""
    plain: dict[str, Any] = {
        "code": values.get("code", "").strip(),
        "languages": re.split(r"[\s,，、;；]+", values.get("languages", "").strip(" ,，、;；")),
        "sections": (),
    }
    for name in GENERAL_TEXTS:
        plain[name] = _read_text(values, name, languages, getattr(before, name))
    authority = before.marks.authority if before.marks else None
    marks: dict[str, Any] = {
        name: values.get(f"marks-{name}", "").strip()
        for name in ("form_number", "approval_number", "valid_until")
    }
    marks["authority"] = _read_text(values, "marks-authority", languages, authority)
    if any(marks.values()):
        plain["marks"] = marks
    return _validate(Questionnaire, plain, {})


def _write(plain: Any, languages: Sequence[str], *, prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in plain.items():
        field = f"{prefix}{name}"
        if name in ("columns",):
            pairs = (f"{column}={fact}" for column, fact in (value or {}).items())
            yield field, ", ".join(pairs)
        elif name in FAMILIES:
            for number, member in enumerate(value):
                yield from _write(member, languages, prefix=f"{field}-{number}-")
        elif name == "marks":
            yield from _write(value or {}, languages, prefix="marks-")
        elif isinstance(value, dict):
            yield from ((f"{field}-{language}", value.get(language, "")) for language in languages)
        else:
            yield field, _write_value(value)


def _write_value(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else ""
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list):
        return ", ".join(value)
    return "" if value is None else str(value)


def _read_text(
    values: Values, name: str, languages: Sequence[str], before: Mapping[str, str] | None
) -> dict[str, str]:
    """Read a text in the languages that the form has fields for; words in others stay."""
    shown = {tag for tag in languages if f"{name}-{tag}" in values}
    text = {tag: words for tag, words in (before or {}).items() if tag not in shown}
    for language in shown:
        words = values[f"{name}-{language}"].replace("\r\n", "\n").strip()
        if words:
            text[language] = words
    # One order, whichever languages the form showed: the same text is the same.
    order = (*languages, *sorted(text.keys() - set(languages)))
    return {tag: text[tag] for tag in order if tag in text}


def _read_member(
    values: Values, prefix: str, languages: Sequence[str], kept: Mapping[str, Any]
) -> dict[str, Any]:
    code = values.get(f"{prefix}-code", "").strip()
    before = kept.get(values.get(f"{prefix}-was", "")) or kept.get(code)
    plain: dict[str, Any] = {
        "code": code,
        "label": _read_text(values, f"{prefix}-label", languages, before.label if before else None),
    }
    if prefix.startswith("options"):
        for name in ("is_exclusive", "asks_text", "keeps_place"):
            plain[name] = values.get(f"{prefix}-{name}") == YES
        pairs = re.split(r"[,，]", values.get(f"{prefix}-columns", ""))
        facts = [pair.partition("=") for pair in pairs if "=" in pair]
        columns = {name.strip(): fact.strip() for name, _sign, fact in facts}
        plain["columns"] = columns or None
    return plain


def _validate(
    model: type[PartRead], plain: dict[str, Any], numbers: Mapping[str, Sequence[int]]
) -> PartRead:
    try:
        return model.model_validate(plain)
    except ValidationError as error:
        found = [
            FieldError(_find_field(fault["loc"], numbers), _say_fault(fault["type"]))
            for fault in error.errors()
        ]
        raise FieldsFaulty(*dict.fromkeys(found)) from error


def _find_field(location: Sequence[int | str], numbers: Mapping[str, Sequence[int]]) -> str:
    """Give the field that a place in the plain data was read from."""
    first, *rest = location
    if first in numbers and rest:
        number = numbers[str(first)][int(rest[0])]
        return f"{first}-{number}-{rest[1] if len(rest) > 1 else 'code'}"
    if first == "marks" and rest:
        return f"marks-{rest[0]}"
    return str(first)


def _say_fault(fault: str) -> str:
    sentences: Mapping[str, str] = {
        "string_pattern_mismatch": _(
            "代码用英文字母开头，只含字母、数字和下划线；选项的代码可以是数字。"
        ),
        "string_too_long": _("太长了，请缩短。"),
        "int_parsing": _("请填一个整数。"),
        "greater_than_equal": _("这个数太小了。"),
        "less_than_equal": _("这个数太大了。"),
        "float_parsing": _("请填一个数。"),
        "literal_error": _("请从列出的项目中选择。"),
    }
    if fault.startswith("date"):
        return str(_("请填一个日期，例如 2030-12-31。"))
    return str(sentences.get(fault) or _("这里填得不对，请再看一下。"))
