"""Warnings that travel with the figures of a random sample."""

from collections.abc import Iterator, Sequence

from analytics.estimates import EstimateTable
from surveys.results.counts import PlaceCounts
from surveys.results.indicators import Indicator
from surveys.results.model import Place, QualityFlag
from surveys.results.places import name_domain
from surveys.results.presentation import LEAST_N
from surveys.results.texts import (
    CANNOT_SAY,
    COACHING,
    DISTURBANCE,
    FEW_RESPONSES,
    STILL_OPEN,
)

COACHING_CODE, DISTURBANCE_CODE = "coaching", "disturbance"


def list_flags(
    table: EstimateTable | None,
    counts: PlaceCounts,
    places: Sequence[Place],
    *,
    indicators: Sequence[Indicator],
    is_open: bool,
) -> tuple[QualityFlag, ...]:
    """All warnings of a wave: the city's first, then street by street."""
    city = places[0]
    flags: list[QualityFlag] = []
    if is_open:
        flags.append(QualityFlag("still open", city, STILL_OPEN))
    if table is not None:
        flags.extend(_flag_rates(table, places, indicators))
    flags.extend(
        QualityFlag("few responses", place, FEW_RESPONSES)
        for place, n in zip(places, counts.n.tolist(), strict=True)
        if place.kind in ("city", "street") and n < LEAST_N
    )
    return tuple(flags)


def _flag_rates(
    table: EstimateTable, places: Sequence[Place], indicators: Sequence[Indicator]
) -> Iterator[QualityFlag]:
    """Rates above their own warning line: coaching in every street, the others in the city."""
    for indicator in indicators:
        if indicator.warn_above is None or indicator.code not in table.measures:
            continue
        for place in places:
            is_coaching = indicator.code == COACHING_CODE
            if place.kind != "city" and not (is_coaching and place.kind == "street"):
                continue
            estimate = table.at(indicator.code, name_domain(place))
            if estimate.n < LEAST_N or not estimate.value >= indicator.warn_above:
                continue
            if is_coaching:
                yield QualityFlag("coaching", place, COACHING)
            elif indicator.code == DISTURBANCE_CODE:
                yield QualityFlag("disturbance", place, DISTURBANCE)
            else:
                yield QualityFlag("cannot say", place, CANNOT_SAY)
