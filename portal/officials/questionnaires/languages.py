"""The languages of a draft: which stand side by side, which may be added, their names."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request, session
from flask_babel import gettext as _

from portal.i18n import is_language, read_direction
from portal.i18n import name_language as name_in_itself
from portal.officials.questionnaires.fields import FieldError, FieldsFaulty, Values
from portal.officials.questionnaires.words import name_language

SECOND = "second"
"""Of the address and the session: the language that stands beside the first."""
OFFERED = (
    *(
        "zh",
        "en",
        "ug",
        "bo",
        "mn",
        "kk",
        "ko",
        "ky",
        "za",
        "ii",
        "zh-Hant",
        "ar",
        "de",
        "es",
        "fr",
    ),
    *("hi", "id", "it", "ja", "ms", "ne", "pt", "ru", "th", "tr", "uk", "ur", "vi"),
)
"""Languages to choose from: of China's regions first, then of its visitors. Others are typed."""


@dataclass(frozen=True)
class Column:
    """One of the languages that stand side by side."""

    tag: str
    name: str
    direction: str


def list_columns(languages: Sequence[str]) -> tuple[Column, ...]:
    """Give the languages that stand side by side on this page."""
    return tuple(
        Column(tag, name_language(tag), read_direction(tag))
        for tag in choose_side_by_side(languages)
    )


def list_seconds(languages: Sequence[str]) -> list[tuple[str, str]]:
    """Give the languages to choose the second one from; none where there is no choice."""
    return [(tag, name_language(tag)) for tag in languages[1:]] if len(languages) > 2 else []


def list_known_languages(*, but: Sequence[str]) -> list[tuple[str, str]]:
    """Give the languages that may be added, each with its own name behind it."""
    return [
        (tag, f"{name_language(tag)} ({name_in_itself(tag)})") for tag in OFFERED if tag not in but
    ]


def choose_side_by_side(languages: Sequence[str]) -> tuple[str, ...]:
    """Give the first language and the one that stands beside it.

    An address may name the second; it is then remembered for the pages that follow.
    """
    first, *others = languages
    wanted = request.args.get(SECOND, "")
    if wanted in others:
        session[SECOND] = wanted
    second = wanted if wanted in others else session.get(SECOND)
    if second not in others:
        second = others[0] if others else None
    return (first, second) if second else (first,)


def address_language(address: str, language: str, languages: Sequence[str]) -> str:
    """Give the address of a page with a language beside the first, where there is a choice."""
    has_choice = len(languages) > 2 and language in languages[1:]
    return f"{address}?{SECOND}={language}" if has_choice else address


def press_language(languages: tuple[str, ...], values: Values) -> tuple[str, ...]:
    """Give the languages after the pressed button: one more, one less, or as they were."""
    verb, _dash, tag = values.get("do", "").partition("-language")
    if verb == "add":
        return _add_language(languages, values)
    removed = tag.removeprefix("-")
    if verb == "remove" and removed != languages[0]:
        return tuple(language for language in languages if language != removed)
    return languages


def _add_language(languages: tuple[str, ...], values: Values) -> tuple[str, ...]:
    """Give the languages with the one that was chosen or typed; it then stands beside the first."""
    added = values.get("new-language", "").strip() or values.get("other-language", "").strip()
    if not is_language(added):
        raise FieldsFaulty(FieldError("other-language", _("没有这种语言，请查语言代号。")))
    session[SECOND] = added
    return languages if added in languages else (*languages, added)
