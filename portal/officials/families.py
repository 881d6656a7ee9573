"""Narrow and wide satisfaction: two ways to count the same answers, never in one chart or table."""

from flask import abort, request

from surveys.results.indicators import Indicator
from surveys.results.model import IndicatorResult, WaveResults


def read_family() -> str:
    """The way of counting satisfaction that the address asks for: narrow unless it says wide."""
    family = request.args.get("satisfaction", "narrow")
    if family not in ("narrow", "wide"):
        abort(404)
    return family


def choose_headline(results: WaveResults, family: str) -> tuple[IndicatorResult, ...]:
    """Give the four rates, satisfaction counted in the one way that was asked for."""
    in_family = [i.code for i in results.indicators if i.family == family]
    return tuple(
        results.at(in_family[0]) if result.indicator.family == "narrow" and in_family else result
        for result in results.headline()
    )


def find_other_way(results: WaveResults, indicator: Indicator) -> Indicator | None:
    """Find the other way to count satisfaction, wide for narrow and narrow for wide."""
    other = {"narrow": "wide", "wide": "narrow"}.get(indicator.family)
    for candidate in results.indicators:
        if candidate.family == other and candidate.question == indicator.question:
            return candidate
    return None
