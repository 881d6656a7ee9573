"""A wave's counts in one place, told question by question: the ground of shares and means.

What is done here holds for both sample types; `questions` weighs a random sample on top of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from analytics.arrays import FloatArray, IntArray
from surveys.questionnaires.model import Question, Questionnaire
from surveys.questionnaires.pages import name_row
from surveys.questionnaires.service import load_version
from surveys.results.breakdown import Breakdown, Slice, break_down
from surveys.results.counts import count_in_places
from surveys.results.model import Place
from surveys.results.places import list_places
from surveys.results.presentation import LEAST_N
from surveys.results.question_model import MeanFigure, OptionCount, OptionEstimate, QuestionResult
from surveys.results.spans import name_date_bin, name_number_bins
from surveys.tally.service import Tally
from surveys.waves.tables import Wave
from surveys.words import Text

QUARTERS = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Heading:
    """A question as it is shown."""

    question: Question
    label: Text


@dataclass(frozen=True)
class CountedPlace:
    """Counts of a wave in one place."""

    tally: Tally
    place: Place
    row: IntArray
    headings: dict[str, Heading]

    def list_breakdowns(self) -> tuple[Breakdown, ...]:
        """What is shown of every question, in their order."""
        return tuple(
            break_down(self.headings[columns.name].question, columns, self.tally.areas)
            for columns in self.tally.layout.questions
        )

    def count(self, columns: Sequence[int]) -> int:
        """How many responses of the place are counted in these columns."""
        return int(self.row[list(columns)].sum())

    def list_slices(self, told: Breakdown) -> tuple[Slice, ...]:
        """The slices to show; bins of numbers at either end that hold nobody are left out."""
        if told.kind != "number":
            return told.slices
        filled = [i for i, each in enumerate(told.slices) if self.count(each.columns)]
        return told.slices[filled[0] : filled[-1] + 1] if filled else told.slices[:1]

    def describe(
        self,
        told: Breakdown,
        options: tuple[OptionEstimate, ...] | tuple[OptionCount, ...],
        *,
        mean: MeanFigure | None = None,
        total: FloatArray | None = None,
    ) -> QuestionResult:
        """The result of a question; `total` is how much of the population lies in each bin."""
        heading = self.headings[told.question.name]
        n = int(self.row[told.question.answered])
        return QuestionResult(
            code=told.question.name,
            question_code=heading.question.code,
            label=heading.label,
            is_multiple=told.question.is_multiple,
            place=self.place,
            n=n,
            options=options,
            kind=told.kind,
            mean=mean if self.has_mean(told) else None,
            quartiles=None
            if total is None or n < LEAST_N
            else _find_quartiles(told, total, heading),
        )

    def has_mean(self, told: Breakdown) -> bool:
        """Whether a mean can be told: nobody lies in a bin of several values."""
        in_wide_bins = self.tally.cells.counts[:, list(told.unsure_columns)].sum()
        return bool(told.points) and not in_wide_bins


def count_place(session: Session, wave: Wave, tally: Tally, place: Place | None) -> CountedPlace:
    """The counts of a wave in one place; in the city when none is named."""
    chosen = place or list_places(tally.areas)[0]
    questionnaire = load_version(session, wave.version_id).questionnaire
    return CountedPlace(
        tally=tally,
        place=chosen,
        row=count_in_places(tally, (chosen,)).counts[0],
        headings=dict(_list_headings(questionnaire)),
    )


def _find_quartiles(
    told: Breakdown, total: FloatArray, heading: Heading
) -> tuple[Text, Text, Text] | None:
    """The bins in which a quarter, half and three quarters of the people are reached."""
    if not total.sum() > 0:
        return None
    if told.kind == "date":
        names = [name_date_bin(each) for each in told.question.bins]
    else:
        is_integer = heading.question.is_integer
        names = name_number_bins(told.question.bins, is_integer=is_integer)
    reached = np.cumsum(total) / total.sum()
    # Rounding of sums must not push a quartile into the next bin.
    first, half, third = (int(np.argmax(reached >= quarter - 1e-12)) for quarter in QUARTERS)
    return names[first], names[half], names[third]


def _list_headings(questionnaire: Questionnaire) -> Iterator[tuple[str, Heading]]:
    for question in questionnaire.questions:
        yield question.code, Heading(question, question.label)
        for row in question.rows:
            yield name_row(question, row), Heading(question, row.label)
