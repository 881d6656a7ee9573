"""Which indicators are read together, and what must stand beside each."""

from collections.abc import Iterable

from analytics.words import NO_DATA
from portal.officials.figures import write_value
from surveys.results.indicators import Indicator
from surveys.results.model import IndicatorResult, Place, WaveResults
from surveys.words import Text

GROUPS: tuple[tuple[str, Text], ...] = (
    ("headline", {"zh": "四项比率", "en": "The four rates"}),
    ("beside", {"zh": "与四项比率同看", "en": "To be read beside the four rates"}),
    ("topic", {"zh": "各主题满意率", "en": "Satisfaction by topic"}),
    ("quality", {"zh": "调查本身的质量", "en": "Quality of the survey itself"}),
)


def list_group(indicators: Iterable[Indicator], group: str) -> tuple[Indicator, ...]:
    """List the indicators of a group; what stands beside a topic is shown with the topic."""
    listed = tuple(indicators)
    beside_topics = {code for each in listed if each.group == "topic" for code in each.beside}
    return tuple(each for each in listed if each.group == group and each.code not in beside_topics)


def write_beside(results: WaveResults, indicator: Indicator, place: Place) -> str:
    """Write the figures that must stand beside a topic: not used, do not know."""
    beside = [results.at(code, place.kind, place.code) for code in indicator.beside]
    return " · ".join(_write(result) for result in beside) or NO_DATA


def _write(result: IndicatorResult) -> str:
    if result.estimate is None:
        return NO_DATA
    return write_value(result.estimate.value, result.indicator.unit)
