"""Indicators as data: which codes count, which leave the denominator, and what it is called.

A new indicator is a new entry in a data file, never code. One rule serves every kind of question:
a response is in the denominator when it chose any of `base`, and counts when it chose any of
`counted` (so one rule covers "any of Q3 1-9 among any of Q3 1-10").
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from surveys.words import Text

Group = Literal["headline", "beside", "topic", "quality"]


@dataclass(frozen=True)
class Indicator:
    """What is measured, and exactly how it is counted.

    `group` says where it stands: one of the four headline rates, a figure shown beside one of
    them, a topic, or the quality of the survey itself. `family` keeps apart what must never
    share a line or a chart: narrow and wide satisfaction, and the score.
    """

    code: str
    group: Group
    family: Literal["rate", "narrow", "wide", "score"]
    unit: Literal["percent", "points"]
    label: Text
    formula: Text
    """The numerator in words."""
    denominator: Text
    """Who is counted at all, in words."""
    question: str
    """The question, or question_row for a row of a grid: "Q8_T01"."""
    counted: tuple[str, ...]
    base: tuple[str, ...]
    points: Mapping[str, float] = field(default_factory=dict)
    """For a score: points of each option; empty for a rate."""
    beside: tuple[str, ...] = ()
    """Codes of the indicators that must be shown wherever this one is."""
    is_lower_better: bool = False
    warn_above: float | None = None
    """A share of the city above which the figure itself is a warning."""

    @property
    def formula_id(self) -> str:
        """Names the exact formula, to be printed with each figure."""
        return f"{self.code}:{self.question}={','.join(self.counted) or 'points'}"
