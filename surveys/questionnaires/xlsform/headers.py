"""Headings of columns: old and new spellings, languages, and what each column is to this portal."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

PREFIX = "minyi_"
"""Begins every heading that XLSForm does not have; other programs ignore such columns."""

ALIASES: Mapping[str, str] = {
    "command": "type",
    "tag": "name",
    "caption": "label",
    "relevance": "relevant",
    "constraining_message": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "requiredmsg": "required_message",
    "jr:requiredmsg": "required_message",
    "calculate": "calculation",
    "readonly": "read_only",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "noapperrorstring": "no_app_error_string",
    "set_form_title": "form_title",
    "title": "form_title",
    "set_form_id": "form_id",
    "id_string": "form_id",
    "list": "list_name",
    "odk:tag": "compact_tag",
}
_CHOICES_ALIASES: Mapping[str, str] = {"value": "name"}

TRANSLATED = frozenset(
    {
        "label",
        "hint",
        "guidance_hint",
        "constraint_message",
        "required_message",
        "image",
        "big-image",
        "audio",
        "video",
        "form_title",
        "choice_label",
    }
)
"""Headings that may name a language. Those of this portal's own columns all may."""

_KINDS = frozenset({"bind", "control", "body", "media", "instance"})
"""Old first parts of headings: `bind::relevant`, `media::image::English`."""
_SPACES = re.compile(r"[\s_]+")


@dataclass(frozen=True)
class Header:
    """A heading in today's spelling, and the language written behind it."""

    name: str
    language: str | None = None


def read_header(written: str, sheet: str) -> Header:
    """Return a heading as it is spelt today.

    >>> read_header("Label :: English (en)", "survey")
    Header(name='label', language='English (en)')
    >>> read_header("bind:relevant", "survey"), read_header("list name", "choices")
    (Header(name='relevant', language=None), Header(name='list_name', language=None))
    """
    separator = "::" if "::" in written else ":"
    first, *rest = [part.strip() for part in written.split(separator)]
    name = _fold(first)
    if name in _KINDS and rest:
        name, rest = _fold(":".join(rest)) if name == "bind" else _fold(rest[0]), rest[1:]
        if name.startswith("jr:"):
            rest = []
    elif name == "jr" and rest:
        name, rest = _fold(f"jr:{rest[0]}"), rest[1:]
    name = ALIASES.get(name, name)
    if sheet == "choices":
        name = _CHOICES_ALIASES.get(name, name)
    if len(rest) == 1 and rest[0] and (name in TRANSLATED or name.startswith(PREFIX)):
        return Header(name, rest[0])
    if rest:
        return Header("::".join((name, *map(_fold, rest))))
    return Header(name)


def find_meant(name: str, known: frozenset[str]) -> str | None:
    """Return the known heading that a misspelt one probably means.

    >>> find_meant("relevent", frozenset({"relevant", "required"}))
    'relevant'
    """
    matches = get_close_matches(name, sorted(known), n=1, cutoff=0.8)
    return matches[0] if matches else None


def _fold(part: str) -> str:
    return _SPACES.sub("_", part.strip().casefold()).strip("_")
