"""Estimates of the indicators in every place, from weighted cells."""

from collections.abc import Iterable, Sequence

from analytics.estimates import Domain, EstimateTable, Score, Share, estimate
from analytics.weighting import WeightedDesign
from surveys.results.indicators import Indicator
from surveys.results.model import Place
from surveys.results.places import name_domain
from surveys.results.sample import COUNTED, NOT_COUNTED, name_item

LEVEL = 0.95


def estimate_indicators(
    weighted: WeightedDesign, indicators: Iterable[Indicator], places: Sequence[Place]
) -> EstimateTable:
    """Every indicator in every place, with logit intervals for shares."""
    items = weighted.design.cells.counts
    measures = [measure for measure in map(make_measure, indicators) if measure.item in items]
    return estimate(weighted, measures, [make_domain(place) for place in places], level=LEVEL)


def make_measure(indicator: Indicator) -> Share | Score:
    """What the engine is asked for."""
    if indicator.unit == "points":
        return Score(indicator.code, indicator.question, dict(indicator.points))
    return Share(indicator.code, name_item(indicator), (COUNTED,), (COUNTED, NOT_COUNTED))


def make_domain(place: Place) -> Domain:
    """The place as a part of the population."""
    where: dict[str, tuple[str, ...]] = {}
    if place.kind != "city":
        where[place.kind] = (place.code,)
    return Domain(name_domain(place), where)
