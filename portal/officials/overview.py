"""The city at a glance: what a busy official reads first, answers before pictures and tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.db import db
from portal.officials.drawings import draw_indicators
from portal.officials.families import choose_headline, read_family
from portal.officials.figures import FigureRow, describe_result
from portal.officials.groups import write_beside
from portal.officials.navigation import address_indicator, address_place, show_wave_page
from portal.officials.participants import show_participants
from portal.officials.progress import describe_progress
from portal.officials.reading import find_newest_wave, list_wave_links, load_wave, read_results
from portal.officials.sentences import count_verdicts, group_flags
from portal.pictures import Picture
from portal.volunteering.view import RegisterView, build_view
from surveys.results.model import IndicatorResult, ParticipantResults, WaveResults
from surveys.words import Text

N_WEAKEST = 5
HEADLINE_TITLE: Text = {"zh": "四项比率与目标", "en": "The four rates against their targets"}
PICTURES_OF_VOLUNTEERING = ("VO1", "fields")
WEAKEST_TITLE: Text = {"zh": "满意率最低的主题", "en": "Topics with the lowest satisfaction"}

blueprint = Blueprint("overview", __name__)


@dataclass(frozen=True)
class DistrictRow:
    """One district with its headline rates, in their order."""

    label: Text
    address: str
    rates: tuple[FigureRow, ...]


@dataclass(frozen=True)
class Overview:
    """What the page shows, in the order of the page."""

    answer: Text
    rates: tuple[FigureRow, ...]
    picture: Picture
    districts: tuple[DistrictRow, ...]
    weakest: Picture
    weakest_rows: tuple[FigureRow, ...]
    flags: tuple[tuple[Text, Text], ...]
    is_wide: bool


@blueprint.get("/")
def show_overview() -> ResponseReturnValue:
    """Show the newest wave of a random sample; say what to do when there is none."""
    wave = find_newest_wave(db.session)
    register = build_view(PICTURES_OF_VOLUNTEERING)
    if wave is None:
        return render_template("officials/empty.html", register=register)
    return _show(wave.code, register)


@blueprint.get("/waves/<code>")
def show_wave(code: str) -> ResponseReturnValue:
    """Show one wave at a glance, each sample type in its own way."""
    return _show(code)


def build_overview(results: WaveResults, *, family: str) -> Overview:
    """Put the page's figures together."""
    headline = choose_headline(results, family)
    weakest = results.weakest_topics(N_WEAKEST)
    return Overview(
        answer=count_verdicts(headline),
        rates=tuple(_describe(result, results) for result in headline),
        picture=draw_indicators("rates", headline, results, title=HEADLINE_TITLE),
        districts=_list_districts(headline, results),
        weakest=draw_indicators("weakest", weakest, results, title=WEAKEST_TITLE),
        weakest_rows=tuple(_describe(result, results) for result in weakest),
        flags=group_flags(results.flags),
        is_wide=family == "wide",
    )


def _show(code: str, register: RegisterView | None = None) -> ResponseReturnValue:
    # Volunteers are counted as of now: they stand beside the newest wave, never beside an old one.
    wave = load_wave(db.session, code)
    results = read_results(db.session, wave)
    if isinstance(results, ParticipantResults):
        return show_participants(results)
    return show_wave_page(
        "officials/overview.html",
        results.wave,
        n_responses=results.n_responses,
        tab="overview",
        results=results,
        overview=build_overview(results, family=read_family()),
        progress=describe_progress(db.session, wave),
        waves=list_wave_links(db.session),
        register=register,
    )


def _describe(result: IndicatorResult, results: WaveResults) -> FigureRow:
    address = address_indicator(results.wave, result.indicator.code)
    return describe_result(
        result,
        label=result.indicator.label,
        address=address,
        beside=write_beside(results, result.indicator, result.place),
    )


def _list_districts(
    headline: Sequence[IndicatorResult], results: WaveResults
) -> tuple[DistrictRow, ...]:
    return tuple(
        DistrictRow(
            label=place.label,
            address=address_place(results.wave, place),
            rates=tuple(
                describe_result(
                    results.at(result.indicator.code, place.kind, place.code),
                    label=result.indicator.label,
                )
                for result in headline
            ),
        )
        for place in results.places("district")
    )
