"""The settings of a question that only some types have, as fields to fill in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.officials.questionnaires.words import name_field
from surveys.questionnaires.types import TYPE_BY_NAME

Kind = Literal["integer", "number", "date", "tick", "text", "pattern", "expression"]
_KINDS: Mapping[str, Kind] = {
    "random_order": "tick",
    "min_choices": "integer",
    "max_choices": "integer",
    "max_length": "integer",
    "minimum": "number",
    "maximum": "number",
    "is_integer": "tick",
    "low_label": "text",
    "high_label": "text",
    "pattern": "pattern",
    "earliest": "date",
    "latest": "date",
    "calculation": "expression",
    "choice_filter": "expression",
}
_HINTS: Mapping[str, object] = {
    "max_choices": _l("排序题：要排出几名。不填就不限。"),
    "random_order": _l("每位市民看到的次序不同，前后翻页时不变。"),
    "calculation": _l("例如：${Q1} + ${Q2}。结果会保存，不显示。"),
    "choice_filter": _l("例如：district = ${S3}。选项的属性在每个选项里填。"),
}


@dataclass(frozen=True)
class Setting:
    """One setting: its field, its words, and how it is filled in."""

    name: str
    label: str
    kind: Kind
    hint: str


def list_settings(type_name: str) -> tuple[Setting, ...]:
    """Give the settings that questions of a type have, beside options and rows."""
    question_type = TYPE_BY_NAME.get(type_name)
    uses = question_type.uses if question_type else frozenset[str]()
    return tuple(
        Setting(name, name_field(name), kind, str(_HINTS.get(name, "")))
        for name, kind in _KINDS.items()
        if name in uses
    )


def list_pattern_choices() -> list[tuple[str, str]]:
    """Give what a short text may have to look like."""
    return [
        ("", _("任意文字")),
        ("digits", _("只有数字")),
        ("postcode", _("邮政编码（六位数字）")),
        ("clock", _("时间（时:分）")),
    ]


def takes_answer(type_name: str) -> bool:
    """Tell whether somebody answers a question of this type on a page."""
    question_type = TYPE_BY_NAME.get(type_name)
    return question_type is not None and question_type.asks and question_type.is_shown


def uses_family(type_name: str, family: str) -> bool:
    """Tell whether questions of this type have options, or rows."""
    question_type = TYPE_BY_NAME.get(type_name)
    return question_type is not None and family in question_type.uses
