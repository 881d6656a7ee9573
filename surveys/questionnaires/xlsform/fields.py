"""Which column holds which part of the model: native ones by XLSForm's names, others as minyi_*.

Derived from the model itself: a part that is added to it has its column at once, under the name
that XLSForm has for it or else under `minyi_` and its own, and nothing is ever left out.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from surveys.questionnaires.model import Marks, Option, Question, Questionnaire, Row, Section
from surveys.questionnaires.xlsform.headers import PREFIX

NATIVE_HEADERS: Mapping[str, str] = {"is_required": "required", "title": "label"}
"""Fields of the model that XLSForm has under another name."""

SAME_NAMES = frozenset(
    {
        "label",
        "hint",
        "relevant",
        "constraint",
        "constraint_message",
        "calculation",
        "choice_filter",
        "required_message",
    }
)
"""Fields that XLSForm has under the same name, whether the model has them yet or not."""

EXPRESSIONS = frozenset({"relevant", "constraint", "calculation", "choice_filter"})
_PLAIN = (str, int, float, bool, date)
_YES, NO = frozenset({"yes", "true", "true()", "1"}), frozenset({"no", "false", "false()", "0"})


@dataclass(frozen=True)
class FieldColumn:
    """One field of a part of the model and its column."""

    field: str
    header: str
    is_text: bool
    """A text in several languages, with a column for each."""
    is_plain: bool
    """One word, number, date or yes; what is neither plain nor a text is written as JSON."""
    is_yes_or_no: bool


def _list_columns(
    part: type[BaseModel], *structure: str, is_setting: bool = False
) -> tuple[FieldColumn, ...]:
    """Return the columns of a part of the model, except what the form's structure says."""
    return tuple(
        _make_column(name, info.annotation, is_setting=is_setting)
        for name, info in part.model_fields.items()
        if name not in structure
    )


def _make_column(name: str, annotation: Any, *, is_setting: bool) -> FieldColumn:
    members = tuple(_list_members(annotation))
    native = NATIVE_HEADERS.get(name) or (name if name in SAME_NAMES else "")
    return FieldColumn(
        field=name,
        header=PREFIX + name if is_setting or not native else native,
        is_text=any(
            get_origin(member) is Mapping and get_args(member) == (str, str) for member in members
        ),
        is_plain=any(isinstance(member, type) and issubclass(member, _PLAIN) for member in members),
        is_yes_or_no=bool in members,
    )


def _list_members(annotation: Any) -> Iterator[Any]:
    """Yield an annotation and what it is a union of or an annotated form of."""
    yield annotation
    origin = get_origin(annotation)
    if origin is Literal:
        yield from map(type, get_args(annotation))
    elif origin is not Mapping and origin is not tuple:
        for argument in get_args(annotation):
            yield from _list_members(argument)


def read_value(column: FieldColumn, text: str) -> object:
    """Return a cell as the model takes it; ValueError where it cannot be one.

    Whether it fits the field is for the model to say.
    """
    if column.is_yes_or_no:
        word = text.strip().casefold()
        if word not in _YES | NO:
            raise ValueError(text)
        return word in _YES
    if column.is_plain:
        return text
    try:
        value: object = json.loads(text)
    except RecursionError as error:
        raise ValueError("brackets within brackets") from error
    return value


def write_value(column: FieldColumn, plain: object) -> str:
    """Return a value, as JSON holds it, as its cell does."""
    if column.is_yes_or_no:
        return "yes" if plain else "no"
    if column.is_plain:
        return str(plain)
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


QUESTION_COLUMNS = _list_columns(Question, "code", "type", "options", "rows")
SECTION_COLUMNS = _list_columns(Section, "code", "questions", "is_one_page")
ROW_COLUMNS = _list_columns(Row, "code")
OPTION_COLUMNS = _list_columns(Option, "code")
MARKS_COLUMNS = _list_columns(Marks, is_setting=True)
FORM_COLUMNS = _list_columns(
    Questionnaire, "code", "languages", "marks", "sections", is_setting=True
)
CODE_HEADER, TYPE_HEADER, LIST_HEADER = f"{PREFIX}code", f"{PREFIX}type", f"{PREFIX}list"
LANGUAGES_HEADER = f"{PREFIX}languages"
