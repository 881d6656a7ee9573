"""Chinese first, English complete: the language and display of a page, its words and dates.

Strings in code and templates are Chinese, and are their own catalogue keys; the English words lie
in `portal/translations/<door>/`. Two cookies remember what a visitor chose, nothing about whom.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Literal, cast

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from flask import Flask, current_app, g, request
from flask_babel import Babel, gettext
from markupsafe import Markup

from portal.config import Settings
from portal.theme import Display

Language = Literal["zh", "en"]

LOCALES: dict[Language, str] = {"zh": "zh_Hans_CN", "en": "en"}
HTML_LANGS: dict[Language, str] = {"zh": "zh-CN", "en": "en"}
CATALOGUES = ("core", "common", "accounts", "citizens", "officials", "editor", "volunteers")
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
DAY_PATTERNS: dict[Language, str] = {"zh": "y年M月d日", "en": "d MMMM y"}
MOMENT_PATTERNS: dict[Language, str] = {"zh": "y年M月d日 HH:mm", "en": "d MMMM y, HH:mm"}


def init_i18n(app: Flask, settings: Settings) -> None:
    """Choose languages by cookie and give templates words, dates and the display."""
    app.config["BABEL_DEFAULT_LOCALE"] = LOCALES["zh"]
    app.config["BABEL_DEFAULT_TIMEZONE"] = settings.city_timezone.key
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(
        f"translations/{catalogue}" for catalogue in CATALOGUES
    )
    Babel(app, locale_selector=select_locale)
    app.jinja_env.globals["_"] = translate
    app.jinja_env.filters |= {"words": pick_words, "day": format_day, "moment": format_moment}
    app.jinja_env.globals |= {
        "current_language": current_language,
        "current_display": current_display,
        "html_lang": html_lang,
        "html_dir": html_dir,
        "interface_attributes": interface_attributes,
        "language_attributes": language_attributes,
        "language_of": language_of,
        "other_languages": other_languages,
    }


def translate(string: str, **variables: object) -> Markup:
    """A string of a template in this request's language, with its variables escaped.

    Templates ask for dozens of strings a page; each is looked up once per process and language.
    """
    words = _read_words(string, current_language())
    return words.filled if not variables else words.pattern % variables


@dataclass(frozen=True, slots=True)
class _Words:
    """One string in one language: with its places for variables, and as it reads without any."""

    pattern: Markup
    filled: Markup


@lru_cache(maxsize=8192)
def _read_words(string: str, _language: str) -> _Words:
    pattern = Markup(gettext(string))  # noqa: S704 (the words are the catalogue's own)
    return _Words(pattern, Markup(pattern.replace("%%", "%")))  # noqa: S704


def select_locale() -> str:
    """The locale of this request, in Babel's name."""
    return LOCALES[current_language()]


def current_language() -> Language:
    """The language this visitor reads: Chinese until they choose English."""
    cookies = request.cookies
    # Looked for first: `get` would raise and catch an error for everyone who has chosen nothing.
    return "en" if "lang" in cookies and cookies["lang"] == "en" else "zh"


def reading_language() -> str:
    """The language this visitor chose to read questionnaires in, whichever the house speaks."""
    cookies = request.cookies
    if "lang" not in cookies:
        return "zh"
    chosen = cookies["lang"]
    return chosen if LANGUAGE_TAG.fullmatch(chosen) else "zh"


def wished_languages() -> tuple[str, ...]:
    """The languages in which a text is looked for, the most wished for first."""
    return (reading_language(), current_language(), "zh")


def current_display() -> Display:
    """Normal, or large print with strong contrast."""
    return "large" if request.cookies.get("print") == "large" else "normal"


def page_language() -> str:
    """The language of this page: of its questionnaire where there is one, or of the house."""
    chosen = reading_language()
    return chosen if chosen in g.get("page_languages", ()) else current_language()


def html_lang() -> str:
    """The language of this page as HTML names it."""
    return name_html_lang(page_language())


def name_html_lang(language: str) -> str:
    """A language as HTML names it."""
    return "zh-CN" if language == "zh" else language


def html_dir() -> str:
    """The direction in which this page is written."""
    return read_direction(page_language())


@lru_cache(maxsize=256)
def is_language(tag: str) -> bool:
    """Whether a tag names a language that is known.

    >>> is_language("ug"), is_language("xx"), is_language("../x")
    (True, False, False)
    """
    try:
        return bool(LANGUAGE_TAG.fullmatch(tag) and Locale.parse(tag, sep="-"))
    except (UnknownLocaleError, ValueError):
        return False


@lru_cache(maxsize=256)
def read_direction(language: str) -> Literal["ltr", "rtl"]:
    """The direction in which a language is written; left to right for one that is not known.

    >>> read_direction("ug"), read_direction("bo"), read_direction("xx")
    ('rtl', 'ltr', 'ltr')
    """
    is_leftward = is_language(language) and Locale.parse(language, sep="-").text_direction == "rtl"
    return "rtl" if is_leftward else "ltr"


@lru_cache(maxsize=256)
def name_language(language: str) -> str:
    """A language's name in itself; its tag for one that is not known.

    >>> name_language("zh"), name_language("en"), name_language("xx")
    ('中文', 'English', 'xx')
    """
    own_name = Locale.parse(language, sep="-").get_display_name() if is_language(language) else None
    return own_name or language


def other_languages() -> list[tuple[str, str, str]]:
    """The languages this page could be read in instead: tag, HTML's name, own name."""
    here = page_language()
    offered = g.get("page_languages") or tuple(LOCALES)
    return [
        (language, name_html_lang(language), name_language(language))
        for language in offered
        if language != here
    ]


def interface_attributes() -> dict[str, str]:
    """Attributes of what the house says on a page in a language that it does not speak."""
    own = HTML_LANGS[current_language()]
    return {} if own == html_lang() else {"lang": own}


def language_attributes(language: str) -> dict[str, str]:
    """Attributes of words in a language other than the page's, and of their direction."""
    if name_html_lang(language) == html_lang():
        return {}
    direction = read_direction(language)
    turned = {} if direction == html_dir() else {"dir": direction}
    return {"lang": name_html_lang(language), **turned}


def pick_words(text: Mapping[str, str]) -> str:
    """The words of a text in the chosen language, or the house's, or the first that it has."""
    return text.get(language_of(text), "")


def language_of(text: Mapping[str, str]) -> str:
    """The language in which `pick_words` finds its words."""
    chosen = reading_language()
    if text.get(chosen):
        return chosen
    wished = (language for language in wished_languages() if text.get(language))
    return next(wished, next(iter(text), chosen))


def format_day(moment: date | datetime) -> str:
    """A day as this page's readers write it, in the city's time zone."""
    day = to_city_time(moment).date() if isinstance(moment, datetime) else moment
    return _write_day(day, current_language())


def format_moment(moment: datetime) -> str:
    """A day and time as this page's readers write it, in the city's time zone."""
    language = current_language()
    return _write_moment(to_city_time(moment), language)


def to_city_time(moment: datetime) -> datetime:
    """The same moment on the city's clock."""
    settings = cast(Settings, current_app.extensions["settings"])
    return moment.astimezone(settings.city_timezone)


@lru_cache(maxsize=4096)
def _write_day(day: date, language: Language) -> str:
    return format_date(day, DAY_PATTERNS[language], locale=LOCALES[language])


@lru_cache(maxsize=4096)
def _write_moment(moment: datetime, language: Language) -> str:
    return format_datetime(moment, MOMENT_PATTERNS[language], locale=LOCALES[language])
