"""What is true in the sample city, known before anyone is asked: the check on every estimate."""

from collections.abc import Iterator, Mapping

import numpy as np

from analytics.arrays import BoolArray, FloatArray
from surveys.city.answering import settle
from surveys.city.data import AGE_CODES, SEX_CODES, CityData, read_city
from surveys.city.opinions import REPORTED, TRUTHS, WavePeriod, true_any_of
from surveys.city.population import Neighbourhoods
from surveys.results.indicators import Indicator
from surveys.results.model import PlaceKey

CITY_SEED = 20261121
"""The seed of the city that everyone sees."""


def draw_neighbourhoods(rng_seed: int) -> Neighbourhoods:
    """The leanings of the communities, the same for every wave of one seed."""
    return settle(read_city(), rng=np.random.default_rng([rng_seed, 0]))


def true_rates(
    indicators: tuple[Indicator, ...], *, period: WavePeriod, rng_seed: int = CITY_SEED
) -> Mapping[str, Mapping[PlaceKey, float]]:
    """The true value of each indicator in the city and in each of its parts.

    Shares are 0..1 and scores in points, as in the results; among all adults of the frame, had
    everyone been asked.
    """
    city, places = read_city(), draw_neighbourhoods(rng_seed)
    masks = dict(_list_masks(city))
    rates: dict[str, Mapping[PlaceKey, float]] = {}
    for indicator in indicators:
        if indicator.question not in TRUTHS:
            continue
        counted, base = _measure(indicator, places, period)
        # Who never reported a problem cannot judge how it was handled.
        asked = REPORTED.any_of(("in",), places, 0.0) if indicator.question == "Q14" else 1.0
        adults = city.adults * asked
        rates[indicator.code] = {
            key: float((adults * counted)[mask].sum() / (adults * base)[mask].sum())
            for key, mask in masks.items()
        }
    return rates


def _measure(
    indicator: Indicator, places: Neighbourhoods, period: WavePeriod
) -> tuple[FloatArray, FloatArray]:
    """Numerator and denominator per adult, (C, 2, 6) each."""
    question = indicator.question
    base = true_any_of(question, indicator.base, places, period)
    if not indicator.points:
        return true_any_of(question, indicator.counted, places, period), base
    parts = [
        worth * true_any_of(question, (code,), places, period)
        for code, worth in indicator.points.items()
    ]
    return np.sum(parts, axis=0), base


def _list_masks(city: CityData) -> Iterator[tuple[PlaceKey, BoolArray]]:
    shape = city.adults.shape
    yield ("city", ""), np.ones(shape, dtype=bool)
    street_of = np.array([area.parent_code for area in city.communities])
    parent_of = {area.code: area.parent_code for area in city.areas}
    for street in city.streets:
        yield ("street", street), np.broadcast_to((street_of == street)[:, None, None], shape)
    for district in sorted({str(parent_of[street]) for street in city.streets}):
        inside = np.array([parent_of[str(street)] == district for street in street_of])
        yield ("district", district), np.broadcast_to(inside[:, None, None], shape)
    for place, sex in enumerate(SEX_CODES):
        yield ("sex", sex), np.broadcast_to((np.arange(2) == place)[None, :, None], shape)
    for place, age in enumerate(AGE_CODES):
        yield ("age", age), np.broadcast_to((np.arange(6) == place)[None, None, :], shape)
