"""Question by question: how every option was chosen, in the city or in one of its parts.

A number or day is told in bins, an area by street, a ranking by its first places and mean places,
a text only as given or left blank: its words are on no page.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from analytics.arrays import FloatArray
from analytics.errors import WeightingError
from analytics.estimates import Estimate, Score, Share
from analytics.weighting import WeightedDesign
from surveys.results.breakdown import Breakdown, Slice
from surveys.results.estimation import FigureKey, estimate_measures, list_estimates
from surveys.results.model import Place, Presentation
from surveys.results.places import name_domain
from surveys.results.presentation import judge_presentation, present_count
from surveys.results.question_counts import CountedPlace, count_place
from surveys.results.question_model import MeanFigure, OptionCount, OptionEstimate, QuestionResult
from surveys.results.sample import (
    build_cells,
    describe_design,
    list_margins,
    load_sample_data,
    name_option,
    weigh_sample,
)
from surveys.results.texts import NOT_YET
from surveys.tally.service import observed_tally
from surveys.waves.sample_types import SampleType
from surveys.waves.tables import Wave


def question_results(
    session: Session, wave: Wave, place: Place | None = None
) -> tuple[QuestionResult, ...]:
    """Every question in its order, each with the share of every option among those who answered.

    Weighted with intervals for a random sample; counts of participants for an open link.
    """
    if wave.sample_type == SampleType.OPEN:
        tally = observed_tally(session, wave)
        counted = count_place(session, wave, tally, place)
        return tuple(_describe_counts(counted, told) for told in counted.list_breakdowns())
    data = load_sample_data(session, wave)
    counted = count_place(session, wave, data.tally, place)
    told = counted.list_breakdowns()
    try:
        cells = build_cells(data, ())
        weighted = weigh_sample(describe_design(cells), list_margins(data))
    except WeightingError:
        return tuple(_describe_hidden(counted, each) for each in told)
    return tuple(_Estimated(counted, weighted, told).describe())


@dataclass(frozen=True)
class _Estimated:
    """A random sample, weighed: estimates every slice and mean in one go."""

    counted: CountedPlace
    weighted: WeightedDesign
    told: tuple[Breakdown, ...]

    def describe(self) -> Iterator[QuestionResult]:
        shares = [share for each in self.told for share in _list_shares(each)]
        scores = [score for each in self.told for score in _list_scores(each)]
        table = estimate_measures(self.weighted, [*shares, *scores], (self.counted.place,))
        figures = _Figures(
            list_estimates(table),
            judge_presentation(table, {share.name for share in shares}),
            name_domain(self.counted.place),
        )
        for told in self.told:
            options = tuple(
                figures.describe_option(told, each) for each in self.counted.list_slices(told)
            )
            mean = figures.describe_mean(name_mean(told)) if told.points else None
            yield self.counted.describe(told, options, mean=mean, total=self._weigh_bins(told))

    def _weigh_bins(self, told: Breakdown) -> FloatArray | None:
        """The estimated people of the place in each bin."""
        if told.kind not in ("number", "date"):
            return None
        place, cells = self.counted.place, self.weighted.design.cells
        counts = cells.counts[told.question.name]
        is_inside = np.ones(len(cells.n), dtype=np.bool_)
        if place.kind != "city":
            is_inside = cells.keys[place.kind] == place.code
        return np.asarray(self.weighted.weight[is_inside] @ counts[is_inside], dtype=np.float64)


@dataclass(frozen=True)
class _Figures:
    """Estimates with their presentations, in one place."""

    estimates: Mapping[FigureKey, Estimate]
    presentations: Mapping[FigureKey, Presentation]
    domain: str

    def describe_option(self, told: Breakdown, shown: Slice) -> OptionEstimate:
        key = (name_slice(told, shown), self.domain)
        presentation = self.presentations[key]
        return OptionEstimate(
            shown.code,
            shown.label,
            self.estimates[key] if presentation.is_shown else None,
            presentation,
            self.describe_mean(name_place(shown)) if shown.points else None,
        )

    def describe_mean(self, name: str) -> MeanFigure:
        presentation = self.presentations[name, self.domain]
        estimate = self.estimates[name, self.domain] if presentation.is_shown else None
        return MeanFigure(estimate.value if estimate else None, estimate, presentation)


def name_slice(told: Breakdown, shown: Slice) -> str:
    """The measure of a slice's share."""
    return name_option(told.question.name, shown.code)


def name_mean(told: Breakdown) -> str:
    """The measure of a question's mean."""
    return f"mean of {told.question.name}"


def name_place(shown: Slice) -> str:
    """The measure of the mean place of an option in a ranking."""
    return f"place of {shown.item}"


def _list_shares(told: Breakdown) -> Iterator[Share]:
    for shown in told.slices:
        yield Share(name_slice(told, shown), shown.item, shown.levels, shown.base)


def _list_scores(told: Breakdown) -> Iterator[Score]:
    if told.points:
        yield Score(name_mean(told), told.question.name, told.points)
    for shown in told.slices:
        if shown.points:
            yield Score(name_place(shown), shown.item, shown.points)


def _describe_hidden(counted: CountedPlace, told: Breakdown) -> QuestionResult:
    n = int(counted.row[told.question.answered])
    hidden = Presentation("hidden", NOT_YET, n, is_publishable=False)
    nothing = MeanFigure(None, None, hidden)
    options = tuple(
        OptionEstimate(each.code, each.label, None, hidden, nothing if each.points else None)
        for each in counted.list_slices(told)
    )
    return counted.describe(told, options, mean=nothing)


def _describe_counts(counted: CountedPlace, told: Breakdown) -> QuestionResult:
    n = int(counted.row[told.question.answered])
    options = tuple(_describe_count(counted, each, n) for each in counted.list_slices(told))
    question = told.question
    total = None
    if told.kind in ("number", "date"):
        total = counted.row[question.start : question.answered].astype(np.float64)
    return counted.describe(told, options, mean=_average(counted, told.point_columns), total=total)


def _describe_count(counted: CountedPlace, shown: Slice, n: int) -> OptionCount:
    n_counted = counted.count(shown.columns)
    presentation = present_count(n, n_counted)
    is_shown = presentation.is_shown
    places = {column: float(place) for place, column in enumerate(shown.place_columns, start=1)}
    return OptionCount(
        shown.code,
        shown.label,
        n_counted if is_shown else None,
        n_counted / n if is_shown else None,
        presentation,
        _average(counted, places) if places else None,
    )


def _average(counted: CountedPlace, worth: Mapping[int, float]) -> MeanFigure:
    """The plain mean over columns of what an answer there is worth."""
    n = counted.count(tuple(worth))
    presentation = present_count(n, None)
    if not presentation.is_shown:
        return MeanFigure(None, None, presentation)
    total = sum(float(counted.row[column]) * value for column, value in worth.items())
    return MeanFigure(total / n, None, presentation)
