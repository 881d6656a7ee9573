"""One indicator everywhere: against its target, since the wave before, by area, sex and age."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from portal.db import db
from portal.officials.drawings import draw_areas, draw_rates, draw_trend, rate_of
from portal.officials.families import find_other_way
from portal.officials.figures import FigureRow, describe_result
from portal.officials.groups import GROUPS, list_group, write_beside
from portal.officials.navigation import (
    address_indicator,
    address_place,
    name_month,
    show_wave_page,
)
from portal.officials.reading import load_wave, read_estimates
from portal.officials.sentences import explain_size, explain_verdict
from portal.pictures import Picture, draw_for_reader
from surveys.results.indicators import Indicator
from surveys.results.model import IndicatorResult, PlaceKind, WaveResults
from surveys.words import Text

PEOPLE_TITLE: Text = {"zh": "按性别和年龄", "en": "By sex and age"}

blueprint = Blueprint("indicators", __name__)


@dataclass(frozen=True)
class IndicatorGroup:
    """Indicators that are read together."""

    code: str
    title: Text
    rows: tuple[FigureRow, ...]


@dataclass(frozen=True)
class IndicatorPage:
    """What the page of one indicator shows, in the order of the page."""

    indicator: Indicator
    city: IndicatorResult
    answer: Text
    needed: Text | None
    """How many answers would tell, while it cannot be told."""
    figure: FigureRow
    beside: tuple[FigureRow, ...]
    other_way: tuple[Text, str] | None
    """The same satisfaction counted the other way: its name and address."""
    trend: Picture | None
    areas: Picture | None
    area_rows: tuple[FigureRow, ...]
    people: Picture | None
    people_rows: tuple[FigureRow, ...]


@blueprint.get("/waves/<code>/indicators")
def list_indicators(code: str) -> ResponseReturnValue:
    """Show every indicator of the city with its figure."""
    results = read_estimates(db.session, load_wave(db.session, code))
    return show_wave_page(
        "officials/indicators.html",
        results.wave,
        n_responses=results.n_responses,
        tab="indicators",
        groups=group_indicators(results),
    )


@blueprint.get("/waves/<code>/indicators/<indicator_code>")
def show_indicator(code: str, indicator_code: str) -> ResponseReturnValue:
    """Show one indicator in every place."""
    results = read_estimates(db.session, load_wave(db.session, code))
    if not any(indicator.code == indicator_code for indicator in results.indicators):
        abort(404)
    return show_wave_page(
        "officials/indicator.html",
        results.wave,
        n_responses=results.n_responses,
        tab="indicators",
        results=results,
        page=build_page(results, indicator_code),
    )


def group_indicators(results: WaveResults) -> tuple[IndicatorGroup, ...]:
    """List the indicators under their groups, each with the city's figure."""
    return tuple(
        IndicatorGroup(
            group,
            title,
            tuple(
                describe_result(
                    results.at(indicator.code),
                    label=indicator.label,
                    address=address_indicator(results.wave, indicator.code),
                    beside=write_beside(results, indicator, results.at(indicator.code).place),
                )
                for indicator in list_group(results.indicators, group)
            ),
        )
        for group, title in GROUPS
    )


def build_page(results: WaveResults, indicator_code: str) -> IndicatorPage:
    """Put the page of one indicator together."""
    city = results.at(indicator_code)
    indicator = city.indicator
    areas = _at_places(results, indicator_code, ("district", "street"))
    people = _at_places(results, indicator_code, ("sex", "age"))
    is_rate = indicator.unit == "percent"
    return IndicatorPage(
        indicator=indicator,
        city=city,
        answer=explain_verdict(city),
        needed=explain_size(city),
        figure=describe_result(city, label=city.place.label),
        beside=tuple(
            describe_result(
                results.at(code),
                label=results.indicator(code).label,
                address=address_indicator(results.wave, code),
            )
            for code in indicator.beside
        ),
        other_way=_address_other_way(results, indicator),
        trend=_draw_trend(city, results) if is_rate and city.change else None,
        areas=_draw_areas(areas, city, results) if is_rate else None,
        area_rows=_describe_places(areas, results),
        people=_draw_people(people, results) if is_rate else None,
        people_rows=_describe_places(people, results),
    )


def _address_other_way(results: WaveResults, indicator: Indicator) -> tuple[Text, str] | None:
    other = find_other_way(results, indicator)
    return (other.label, address_indicator(results.wave, other.code)) if other else None


def _at_places(
    results: WaveResults, indicator_code: str, kinds: Sequence[PlaceKind]
) -> list[IndicatorResult]:
    return [
        results.at(indicator_code, place.kind, place.code)
        for kind in kinds
        for place in results.places(kind)
    ]


def _describe_places(
    found: Sequence[IndicatorResult], results: WaveResults
) -> tuple[FigureRow, ...]:
    return tuple(
        describe_result(
            result, label=result.place.label, address=address_place(results.wave, result.place)
        )
        for result in found
    )


def _draw_trend(city: IndicatorResult, results: WaveResults) -> Picture:
    return draw_for_reader(
        "trend",
        lambda theme: draw_trend(city, results, theme, name_wave=name_month),
    )


def _draw_areas(
    areas: Sequence[IndicatorResult], city: IndicatorResult, results: WaveResults
) -> Picture:
    return draw_for_reader(
        "areas",
        lambda theme: draw_areas(areas, city, results, theme),
    )


def _draw_people(people: Sequence[IndicatorResult], results: WaveResults) -> Picture:
    return draw_for_reader(
        "people",
        lambda theme: draw_rates(
            [rate_of(result, result.place.label) for result in people],
            results,
            theme,
            title=PEOPLE_TITLE,
        ),
    )
