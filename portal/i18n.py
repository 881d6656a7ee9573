"""Chinese first, English complete: the language and display of a page, its words and dates.

Strings in code and templates are Chinese, and are their own catalogue keys; the English words lie
in `portal/translations/<door>/`. Two cookies remember what a visitor chose, nothing about whom.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, cast

from babel.dates import format_date, format_datetime
from flask import Flask, current_app, request
from flask_babel import Babel

from portal.config import Settings

Language = Literal["zh", "en"]
Display = Literal["normal", "large"]

LOCALES: dict[Language, str] = {"zh": "zh_Hans_CN", "en": "en"}
HTML_LANGS: dict[Language, str] = {"zh": "zh-CN", "en": "en"}
CATALOGUES = ("core", "common", "accounts", "citizens", "officials", "editor", "volunteers")
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
    app.jinja_env.filters |= {"words": pick_words, "day": format_day, "moment": format_moment}
    app.jinja_env.globals |= {
        "current_language": current_language,
        "current_display": current_display,
        "html_lang": html_lang,
    }


def select_locale() -> str:
    """The locale of this request, in Babel's name."""
    return LOCALES[current_language()]


def current_language() -> Language:
    """The language this visitor reads: Chinese until they choose English."""
    return "en" if request.cookies.get("lang") == "en" else "zh"


def current_display() -> Display:
    """Normal, or large print with strong contrast."""
    return "large" if request.cookies.get("print") == "large" else "normal"


def html_lang() -> str:
    """The language of this page as HTML names it."""
    return HTML_LANGS[current_language()]


def pick_words(text: Mapping[str, str]) -> str:
    """The words of a text in the current language; Chinese where there are no others."""
    return text.get(current_language()) or text["zh"]


def format_day(moment: date | datetime) -> str:
    """A day as this page's readers write it, in the city's time zone."""
    language = current_language()
    day = to_city_time(moment) if isinstance(moment, datetime) else moment
    return format_date(day, DAY_PATTERNS[language], locale=LOCALES[language])


def format_moment(moment: datetime) -> str:
    """A day and time as this page's readers write it, in the city's time zone."""
    language = current_language()
    return format_datetime(
        to_city_time(moment), MOMENT_PATTERNS[language], locale=LOCALES[language]
    )


def to_city_time(moment: datetime) -> datetime:
    """The same moment on the city's clock."""
    settings = cast(Settings, current_app.extensions["settings"])
    return moment.astimezone(settings.city_timezone)
