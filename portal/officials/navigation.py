"""Ways through the officials' pages: the row of places, a wave's tabs, the line that names it."""

from typing import Any

from babel.dates import format_date
from flask import render_template, url_for
from flask_babel import gettext as _

from analytics.words import whole
from portal.accounts.session import current_account
from portal.i18n import LOCALES, pick_words, to_city_time
from surveys.results.model import Place, WaveFacts
from surveys.waves.sample_types import SampleType
from surveys.words import Text

MONTH_PATTERNS = {"zh": "y年M月", "en": "MMM y"}
Way = tuple[str, str, str]
"""Key, address, name."""


def name_places() -> dict[str, Any]:
    """Give every page behind the door its row of places and who is signed in."""
    return {
        "account": current_account(),
        "places": (
            ("overview", url_for("officials.overview.show_overview"), _("全市概览")),
            ("waves", url_for("officials.waves.list_waves"), _("各波调查")),
            (
                "questionnaires",
                url_for("officials.questionnaires.listing.list_questionnaires"),
                _("问卷"),
            ),
            ("targets", url_for("officials.targets.list_targets"), _("目标")),
            ("volunteers", url_for("officials.volunteering.show_figures"), _("志愿服务")),
            ("password", url_for("accounts.own.change_password"), _("我的密码")),
        ),
    }


def list_tabs(wave: WaveFacts) -> tuple[Way, ...]:
    """Give the pages of one wave; an open-link wave has none that would claim an estimate."""

    def way(key: str, endpoint: str, name: str) -> Way:
        return key, url_for(f"officials.{endpoint}", code=wave.code), name

    first = way("overview", "overview.show_wave", _("概览"))
    questions = way("questions", "questions.list_questions", _("题目"))
    last = (
        way("publish", "publishing.publish", _("公布")),
        way("downloads", "downloads.list_downloads", _("下载")),
    )
    if wave.sample_type is SampleType.OPEN:
        return first, questions, *last
    return (
        first,
        way("indicators", "indicators.list_indicators", _("各项指标")),
        way("places", "places.list_places", _("地区与人群")),
        questions,
        way("progress", "progress.show_progress", _("进度")),
        way("method", "method.show_method", _("方法")),
        *last,
    )


def address_indicator(wave: WaveFacts, indicator_code: str) -> str:
    """Give the address of one indicator's page."""
    return url_for(
        "officials.indicators.show_indicator", code=wave.code, indicator_code=indicator_code
    )


def address_place(wave: WaveFacts, place: Place) -> str:
    """Give the address of one place's page; the whole city has the overview."""
    if place.kind == "city":
        return url_for("officials.overview.show_wave", code=wave.code)
    return url_for(
        "officials.places.show_place", code=wave.code, kind=place.kind, place_code=place.code
    )


def name_month(wave: WaveFacts) -> Text:
    """Name a wave by the month in which it opened, in the city's time."""
    opened = to_city_time(wave.opens_at)
    return {
        language: format_date(opened, MONTH_PATTERNS[language], locale=locale)
        for language, locale in LOCALES.items()
    }


def describe_wave(wave: WaveFacts, n_responses: int | None) -> str:
    """Say which wave a page is about, how people were chosen, its state and its size."""
    states = {"planned": _("未开始"), "open": _("进行中"), "closed": _("已结束")}
    parts = [pick_words(wave.title), pick_words(wave.sample_type.label), states[wave.state]]
    if n_responses is not None:
        parts.append(_("%(n)s 份答卷", n=whole(n_responses)))
    return " · ".join(parts)


def show_wave_page(
    template: str, wave: WaveFacts, *, n_responses: int | None = None, tab: str, **parts: Any
) -> str:
    """Render a page of one wave, with its tabs and the line above its heading."""
    return render_template(
        template,
        wave=wave,
        wave_line=describe_wave(wave, n_responses),
        tabs=list_tabs(wave),
        tab=tab,
        **parts,
    )
