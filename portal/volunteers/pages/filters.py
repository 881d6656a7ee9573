"""Filters of the volunteers' templates: times of day and months."""

from datetime import date, datetime

from babel.dates import format_date
from flask.sansio.app import App

from portal.i18n import LOCALES, current_language, format_day, to_city_time

MONTH_PATTERNS = {"zh": "y年M月", "en": "MMMM y"}


def init_filters(app: App) -> None:
    """Give templates `clock` and `month_name`."""
    app.jinja_env.filters |= {"clock": format_clock, "month_name": format_month}
    app.jinja_env.filters["written_day"] = format_written_day


def format_clock(moment: datetime) -> str:
    """A time of day on the city's clock."""
    return f"{to_city_time(moment):%H:%M}"


def format_written_day(text: str) -> str:
    """A day that a document keeps as 2026-01-31, as the page's readers write it."""
    return format_day(date.fromisoformat(text))


def format_month(day: date) -> str:
    """The month that a day lies in."""
    language = current_language()
    return format_date(day, MONTH_PATTERNS[language], locale=LOCALES[language])
