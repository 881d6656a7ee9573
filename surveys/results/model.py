"""What a wave says, as frozen data: the last station of the river before the doors.

Two families, read alike and never confused: `WaveResults` (sample type R: estimates with
intervals, verdicts, changes) and `ParticipantResults` (sample type O: counts and shares of those
who took part, and nothing that claims more). Shares are 0..1, scores are points 0..100; every text
is a mapping with the keys "zh" and "en".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, TypeVar

from analytics.comparison import Verdict
from analytics.estimates import Estimate
from surveys.results.indicators import Indicator
from surveys.waves.sample_types import SampleType
from surveys.words import Text

PlaceKind = Literal["city", "district", "street", "sex", "age"]
PLACE_KINDS: tuple[PlaceKind, ...] = ("city", "district", "street", "sex", "age")
PlaceKey = tuple[PlaceKind, str]


@dataclass(frozen=True)
class Place:
    """A domain that figures are made for: the whole city, an area, a sex or an age group."""

    kind: PlaceKind
    code: str
    """"" for the city; the 12-digit code of an area; "1"/"2" for sex; "18-29" for an age group."""
    label: Text
    parent_code: str = ""
    """The district of a street; "" for everything else."""


@dataclass(frozen=True)
class WaveFacts:
    """What stands above every page of a wave."""

    code: str
    title: Text
    sample_type: SampleType
    state: Literal["planned", "open", "closed"]
    opens_at: datetime
    closes_at: datetime
    is_sample_data: bool
    questionnaire_code: str
    version_number: int
    city: Text


@dataclass(frozen=True)
class Target:
    """A value to reach, who set it, and where the number comes from."""

    indicator_code: str
    percent: float
    is_ceiling: bool
    """True where the rate must stay below the target (coaching, disturbance)."""
    basis: Text
    set_by: str
    set_at: datetime

    @property
    def share(self) -> float:
        return self.percent / 100


@dataclass(frozen=True)
class Presentation:
    """Whether a figure may be shown, after the NCHS presentation standard for proportions.

    The standard decides what may be published. Officials also see, marked "review", what it
    would suppress for the width of its interval alone: the interval then says how little is known.
    """

    state: Literal["shown", "review", "hidden", "no data"]
    reason: Text | None
    """Why it is hidden or needs care; None when simply shown."""
    n: int
    """Answers in the denominator, also when the figure itself is hidden."""
    is_publishable: bool = True
    """Whether citizens may be shown it."""

    @property
    def is_shown(self) -> bool:
        return self.state in ("shown", "review")


@dataclass(frozen=True)
class Change:
    """A rate now minus the same rate in an earlier, independent wave."""

    previous_wave: str
    previous: Estimate
    value: float
    se: float
    low: float
    high: float
    is_significant: bool
    """The interval of the change does not hold 0. False does not mean "no change"."""
    words: Text


@dataclass(frozen=True)
class IndicatorResult:
    """One indicator in one place of one random sample."""

    indicator: Indicator
    place: Place
    estimate: Estimate | None
    """None when hidden or without data; the reason is in `presentation`."""
    presentation: Presentation
    target: Target | None
    verdict: Verdict | None
    change: Change | None


@dataclass(frozen=True)
class WeightStep:
    """One link of the weight chain and its effect."""

    name: Text
    smallest: float
    largest: float
    total: float
    kish_deff: float
    n_effective: float


@dataclass(frozen=True)
class MarginCheck:
    """One class of a weighting margin: frame, sample as drawn, sample as weighted (shares)."""

    margin: Text
    label: Text
    n_responses: int
    frame_share: float
    design_share: float
    weighted_share: float


@dataclass(frozen=True)
class WeightAudit:
    """How the weights came about and what they cost."""

    steps: tuple[WeightStep, ...]
    margins: tuple[MarginCheck, ...]
    weight: tuple[float, ...]
    """Final weight of one respondent of each weight cell ..."""
    n: tuple[int, ...]
    """... and how many respondents carry it: a histogram's data."""
    n_trimmed: int
    lowest_allowed: float
    highest_allowed: float


@dataclass(frozen=True)
class FrameComparison:
    """Adults of one sex and age group: in the frame, among the responses, after weighting."""

    sex: Place
    age: Place
    n_frame: int
    n_responses: int
    frame_share: float
    response_share: float
    weighted_share: float


@dataclass(frozen=True)
class Representativeness:
    """The sample against the frame it was drawn from (shares sum to 1 over the rows)."""

    rows: tuple[FrameComparison, ...]
    dissimilarity: float
    """Half the sum of absolute differences, frame against unweighted responses."""
    n_unknown_sex: int


@dataclass(frozen=True)
class QualityFlag:
    """A warning that travels with the figures."""

    code: Literal["coaching", "disturbance", "cannot say", "few responses", "still open"]
    place: Place
    words: Text


@dataclass(frozen=True)
class ParticipantShare:
    """A share of the people who chose to take part: no interval, no verdict, no population."""

    indicator: Indicator
    place: Place
    n: int
    """Participants in the denominator."""
    n_counted: int | None
    """Participants in the numerator; None when hidden, or for a score."""
    value: float | None
    """n_counted / n (or the mean of points); None when hidden or without data."""
    presentation: Presentation


Figure = TypeVar("Figure", IndicatorResult, ParticipantShare)


@dataclass(frozen=True, kw_only=True)
class WaveFigures(Generic[Figure]):
    """What is said of one wave of either sample type: a figure for every indicator and place."""

    wave: WaveFacts
    n_responses: int
    revision: int
    """Grows whenever a count changes; with the targets it is the key of a cache."""
    indicators: tuple[Indicator, ...]
    all_places: tuple[Place, ...]
    results: Mapping[tuple[str, PlaceKind, str], Figure]
    method: Text
    """How the figures were made, one paragraph."""

    def places(self, kind: PlaceKind) -> tuple[Place, ...]:
        """The places of one kind, in the order of their codes."""
        return tuple(place for place in self.all_places if place.kind == kind)

    def at(
        self, indicator_code: str, place_kind: PlaceKind = "city", place_code: str = ""
    ) -> Figure:
        """The figure of one indicator in one place; KeyError when there is no such pair."""
        return self.results[indicator_code, place_kind, place_code]

    def indicator(self, code: str) -> Indicator:
        """The indicator of that code; KeyError when there is none."""
        return self.results[code, "city", ""].indicator


@dataclass(frozen=True, kw_only=True)
class WaveResults(WaveFigures[IndicatorResult]):
    """Everything estimated from one wave of sample type R."""

    previous_wave: WaveFacts | None
    audit: WeightAudit
    representativeness: Representativeness
    flags: tuple[QualityFlag, ...]

    def headline(self) -> tuple[IndicatorResult, ...]:
        """The four rates of the city, in their order."""
        return tuple(self.at(i.code) for i in self.indicators if i.group == "headline")

    def weakest_topics(self, n: int) -> tuple[IndicatorResult, ...]:
        """The n topics with the lowest shown rate in the city, lowest first."""
        topics = [self.at(i.code) for i in self.indicators if i.group == "topic"]
        shown = [(t.estimate.value, t.indicator.code, t) for t in topics if t.estimate is not None]
        return tuple(topic for _, _, topic in sorted(shown, key=lambda row: row[:2])[:n])


@dataclass(frozen=True, kw_only=True)
class ParticipantResults(WaveFigures[ParticipantShare]):
    """Everything said of one wave of sample type O: of participants only."""

    opt_in_sentence: Text
    """Stands on every page and chart of this sample type."""
