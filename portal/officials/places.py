"""One place: a district, a street, a sex or an age group, with all its rates and topics."""

from dataclasses import dataclass

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from portal.db import db
from portal.officials.drawings import draw_heat, draw_indicators, draw_map
from portal.officials.families import choose_headline, read_family
from portal.officials.figures import FigureRow, describe_result
from portal.officials.groups import list_group, write_beside
from portal.officials.navigation import address_indicator, address_place, show_wave_page
from portal.officials.reading import load_wave, read_estimates
from portal.officials.sentences import count_verdicts
from portal.pictures import Picture, draw_for_reader
from surveys.results.model import PLACE_KINDS, Place, PlaceKind, WaveResults
from surveys.sampling.outlines.service import load_outlines
from surveys.words import Text

RATES_TITLE: Text = {"zh": "四项比率与全市目标", "en": "The four rates against the city's targets"}
TOPICS_TITLE: Text = {"zh": "各主题满意率", "en": "Satisfaction by topic"}
HEAT_TITLE: Text = {"zh": "各街道各主题的满意率", "en": "Satisfaction by street and topic"}
KIND_TITLES: tuple[tuple[PlaceKind, Text], ...] = (
    ("district", {"zh": "各区", "en": "Districts"}),
    ("street", {"zh": "各街道", "en": "Streets"}),
    ("sex", {"zh": "性别", "en": "Sex"}),
    ("age", {"zh": "年龄", "en": "Age"}),
)

blueprint = Blueprint("places", __name__)


@dataclass(frozen=True)
class PlaceList:
    """Places of one kind: (name, address, answers to the first headline question)."""

    title: Text
    rows: tuple[tuple[Text, str, str], ...]


@dataclass(frozen=True)
class PlacePage:
    """What the page of one place shows, in the order of the page."""

    place: Place
    answer: Text
    rates: tuple[FigureRow, ...]
    picture: Picture
    topics: Picture
    beside: tuple[FigureRow, ...]
    topic_rows: tuple[FigureRow, ...]
    parts: tuple[tuple[Text, str], ...]
    """The streets of a district, or the district of a street: name and address."""
    is_wide: bool


@dataclass(frozen=True)
class StreetMap:
    """One of the four rates on the map of the streets, with its table and the ways to the rest."""

    chosen: str
    choices: tuple[tuple[Text, str], ...]
    """Name and code of each headline rate."""
    picture: Picture
    rows: tuple[FigureRow, ...]


@blueprint.get("/waves/<code>/places")
def list_places(code: str) -> ResponseReturnValue:
    """Show all places to choose from, one rate on the map, streets by topics at a glance."""
    results = read_estimates(db.session, load_wave(db.session, code))
    return show_wave_page(
        "officials/places.html",
        results.wave,
        n_responses=results.n_responses,
        tab="places",
        lists=[_list_kind(results, kind, title) for kind, title in KIND_TITLES],
        map=_draw_map(results),
        heat=_draw_heat(results),
    )


@blueprint.get("/waves/<code>/places/<kind>/<place_code>")
def show_place(code: str, kind: str, place_code: str) -> ResponseReturnValue:
    """Show every rate and topic of one place."""
    results = read_estimates(db.session, load_wave(db.session, code))
    if kind not in PLACE_KINDS[1:]:
        abort(404)
    found = [p for p in results.places(kind) if p.code == place_code]
    if not found:
        abort(404)
    return show_wave_page(
        "officials/place.html",
        results.wave,
        n_responses=results.n_responses,
        tab="places",
        page=build_page(results, found[0], family=read_family()),
    )


def build_page(results: WaveResults, place: Place, *, family: str) -> PlacePage:
    """Put the page of one place together."""
    rates = tuple(
        results.at(result.indicator.code, place.kind, place.code)
        for result in choose_headline(results, family)
    )
    topics = [
        results.at(indicator.code, place.kind, place.code)
        for indicator in results.indicators
        if indicator.group == "topic"
    ]
    return PlacePage(
        place=place,
        answer=count_verdicts(rates),
        rates=_describe(results, place, [result.indicator.code for result in rates]),
        picture=draw_indicators("rates", rates, results, title=RATES_TITLE),
        topics=draw_indicators("topics", topics, results, title=TOPICS_TITLE),
        beside=_describe(results, place, _codes(results, "beside", family)),
        topic_rows=_describe(results, place, _codes(results, "topic", family)),
        parts=_list_parts(results, place),
        is_wide=family == "wide",
    )


def _codes(results: WaveResults, group: str, family: str) -> list[str]:
    # Satisfaction counted the other way has its own page; here one way is shown.
    other = {"narrow": "wide", "wide": "narrow"}[family]
    return [i.code for i in list_group(results.indicators, group) if i.family != other]


def _describe(results: WaveResults, place: Place, codes: list[str]) -> tuple[FigureRow, ...]:
    return tuple(
        describe_result(
            results.at(code, place.kind, place.code),
            label=results.indicator(code).label,
            address=address_indicator(results.wave, code),
            beside=write_beside(results, results.indicator(code), place),
        )
        for code in codes
    )


def _list_parts(results: WaveResults, place: Place) -> tuple[tuple[Text, str], ...]:
    streets = [street for street in results.places("street") if street.parent_code == place.code]
    districts = [d for d in results.places("district") if d.code == place.parent_code]
    return tuple((part.label, address_place(results.wave, part)) for part in (*streets, *districts))


def _list_kind(results: WaveResults, kind: PlaceKind, title: Text) -> PlaceList:
    first = results.headline()[0].indicator.code
    return PlaceList(
        title,
        tuple(
            (
                place.label,
                address_place(results.wave, place),
                str(results.at(first, place.kind, place.code).presentation.n),
            )
            for place in results.places(kind)
        ),
    )


def _draw_map(results: WaveResults) -> StreetMap | None:
    """The map of the rate that the address asks for; None where no outlines are loaded."""
    outlines = load_outlines(db.session, "street")
    rates = {rate.indicator.code: rate.indicator for rate in results.headline()}
    chosen = request.args.get("indicator", next(iter(rates)))
    if chosen not in rates:
        abort(404)
    if not outlines:
        return None
    streets = [results.at(chosen, street.kind, street.code) for street in results.places("street")]
    return StreetMap(
        chosen,
        tuple((rate.label, rate.code) for rate in rates.values()),
        draw_for_reader("map", lambda theme: draw_map(streets, outlines, results, theme)),
        tuple(
            describe_result(
                street,
                label=street.place.label,
                address=address_place(results.wave, street.place),
            )
            for street in streets
        ),
    )


def _draw_heat(results: WaveResults) -> Picture:
    topics = [i.code for i in results.indicators if i.group == "topic"]
    rows = [
        [results.at(topic, street.kind, street.code) for topic in topics]
        for street in results.places("street")
    ]
    return draw_for_reader(
        "heat",
        lambda theme: draw_heat(rows, results, theme, title=HEAT_TITLE),
    )
