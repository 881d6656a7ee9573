"""What citizens are shown of a wave: a snapshot that holds all it needs to be shown again.

Figures are already decided: what may not be published is there without its value.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from surveys.results.indicators import Group, Unit
from surveys.results.model import Place, PlaceKind, WaveFacts
from surveys.words import Text


@dataclass(frozen=True)
class PublishedFigure:
    """One published figure, already decided: hidden ones carry their reason and no value."""

    indicator_code: str
    group: Group
    """Where the figure stands on the page, as for its indicator."""
    label: Text
    formula: Text
    denominator: Text
    unit: Unit
    place: Place
    value: float | None
    low: float | None
    """Limits of the 95 % interval; None for sample type O, which has none."""
    high: float | None
    n: int
    target_percent: float | None
    is_ceiling: bool
    """The target is a ceiling: the rate must stay below it."""
    verdict: Literal["met", "not met", "undecided"] | None
    reason: Text | None


@dataclass(frozen=True)
class PublishedResults:
    """What a snapshot holds: enough to show the page again in ten years."""

    wave: WaveFacts
    n_responses: int
    revision: int
    method: Text
    opt_in_sentence: Text | None
    figures: tuple[PublishedFigure, ...]

    def at(
        self, indicator_code: str, place_kind: PlaceKind = "city", place_code: str = ""
    ) -> PublishedFigure:
        """The figure of one indicator in one place; KeyError when it was not published."""
        for figure in self.figures:
            if figure.indicator_code == indicator_code and (
                figure.place.kind,
                figure.place.code,
            ) == (place_kind, place_code):
                return figure
        raise KeyError((indicator_code, place_kind, place_code))


@dataclass(frozen=True)
class Publication:
    """A frozen snapshot as citizens see it."""

    id: int
    wave_code: str
    published_at: datetime
    published_by: str
    digest: str
    results: PublishedResults
