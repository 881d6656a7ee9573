"""Filters of the volunteers' templates: times of day, months, and what people wrote."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date
from flask.sansio.app import App
from markupsafe import Markup

from portal.i18n import (
    HTML_LANGS,
    LOCALES,
    current_language,
    format_day,
    format_moment,
    pick_words,
    to_city_time,
)

MONTH_PATTERNS = {"zh": "y年M月", "en": "MMMM y"}


def init_filters(app: App) -> None:
    """Give templates `clock`, `month_name`, `span_to`, `told` and `written_day`."""
    app.jinja_env.filters |= {
        "clock": format_clock,
        "month_name": format_month,
        "span_to": write_span,
        "told": mark_words,
        "written_day": format_written_day,
    }


def format_clock(moment: datetime) -> str:
    """A time of day on the city's clock."""
    return f"{to_city_time(moment):%H:%M}"


def write_span(starts_at: datetime, ends_at: datetime) -> Markup:
    """From when to when, as an element that programs can read too."""
    return _write_span(starts_at, ends_at, current_language())


def format_written_day(text: str) -> str:
    """A day that a document keeps as 2026-01-31, as the page's readers write it."""
    return format_day(date.fromisoformat(text))


def format_month(day: date) -> str:
    """The month that a day lies in."""
    language = current_language()
    return format_date(day, MONTH_PATTERNS[language], locale=LOCALES[language])


@lru_cache(maxsize=4096)
def _write_span(starts_at: datetime, ends_at: datetime, _language: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>–{}').format(
        starts_at.isoformat(), format_moment(starts_at), format_clock(ends_at)
    )


def mark_words(text: Mapping[str, str]) -> Markup | str:
    """What somebody wrote, in the page's language; where they wrote Chinese only, marked as such.

    Screen readers then pronounce it, and browsers choose its glyphs, as Chinese.
    """
    own = text.get(current_language())
    if own:
        return own
    words = pick_words(text)
    if not words:
        return words
    return Markup('<span lang="{}">{}</span>').format(HTML_LANGS["zh"], words)
