"""Question by question: how every option was chosen, in the city or in one of its parts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from analytics.errors import WeightingError
from analytics.estimates import Estimate, Share
from surveys.questionnaires.model import Option, Questionnaire
from surveys.questionnaires.pages import name_row
from surveys.questionnaires.service import load_version
from surveys.questionnaires.types import find_type
from surveys.results.counts import count_in_places
from surveys.results.estimation import FigureKey, estimate_measures, list_estimates
from surveys.results.model import (
    OptionCount,
    OptionEstimate,
    Place,
    Presentation,
    QuestionResult,
)
from surveys.results.places import list_places, name_domain
from surveys.results.presentation import judge_presentation, present_count
from surveys.results.sample import (
    COUNTED,
    NOT_COUNTED,
    build_cells,
    describe_design,
    list_margins,
    load_sample_data,
    name_option,
    weigh_sample,
)
from surveys.results.texts import NOT_YET
from surveys.tally.layout import QuestionColumns, TallyLayout
from surveys.tally.service import Tally, observed_tally
from surveys.waves.sample_types import SampleType
from surveys.waves.tables import Wave
from surveys.words import Text


@dataclass(frozen=True)
class _Heading:
    """A question as it is shown: its words and its options."""

    question_code: str
    label: Text
    options: tuple[Option, ...]


@dataclass(frozen=True)
class _Counted:
    """Counts of a wave in one place."""

    tally: Tally
    place: Place
    row: NDArray[np.int64]
    headings: dict[str, _Heading]

    def describe(
        self,
        question: QuestionColumns,
        options: tuple[OptionEstimate, ...] | tuple[OptionCount, ...],
    ) -> QuestionResult:
        heading = self.headings[question.name]
        return QuestionResult(
            code=question.name,
            question_code=heading.question_code,
            label=heading.label,
            is_multiple=question.is_multiple,
            place=self.place,
            n=int(self.row[question.answered]),
            options=options,
        )


def question_results(
    session: Session, wave: Wave, place: Place | None = None
) -> tuple[QuestionResult, ...]:
    """Every question in its order, each with the share of every option among those who answered.

    Weighted with intervals for a random sample; counts of participants for an open link.
    """
    if wave.sample_type == SampleType.OPEN:
        tally = observed_tally(session, wave)
        counted = _count(session, wave, tally, place)
        return tuple(_describe_counts(counted, question) for question in tally.layout.questions)
    data = load_sample_data(session, wave)
    counted = _count(session, wave, data.tally, place)
    try:
        cells = build_cells(data, ())
        weighted = weigh_sample(describe_design(cells), list_margins(data))
    except WeightingError:
        return tuple(_describe_hidden(counted, q) for q in data.tally.layout.questions)
    measures = list(_list_measures(data.tally.layout))
    table = estimate_measures(weighted, measures, (counted.place,))
    presentations = judge_presentation(table, table.measures)
    estimates = list_estimates(table)
    return tuple(
        _describe_estimates(counted, question, estimates, presentations)
        for question in data.tally.layout.questions
    )


def _count(session: Session, wave: Wave, tally: Tally, place: Place | None) -> _Counted:
    chosen = place or list_places(tally.areas)[0]
    questionnaire = load_version(session, wave.version_id).questionnaire
    return _Counted(
        tally=tally,
        place=chosen,
        row=count_in_places(tally, (chosen,)).counts[0],
        headings=dict(_list_headings(questionnaire)),
    )


def _list_measures(layout: TallyLayout) -> Iterator[Share]:
    for question in layout.questions:
        for code in question.codes:
            name = name_option(question.name, code)
            if question.is_multiple:
                yield Share(name, name, (COUNTED,), (COUNTED, NOT_COUNTED))
            else:
                yield Share(name, question.name, (code,), question.codes)


def _describe_estimates(
    counted: _Counted,
    question: QuestionColumns,
    estimates: Mapping[FigureKey, Estimate],
    presentations: Mapping[FigureKey, Presentation],
) -> QuestionResult:
    options = []
    for option in counted.headings[question.name].options:
        key = (name_option(question.name, option.code), name_domain(counted.place))
        presentation = presentations[key]
        figure = estimates[key]
        options.append(
            OptionEstimate(
                option.code, option.label, figure if presentation.is_shown else None, presentation
            )
        )
    return counted.describe(question, tuple(options))


def _describe_hidden(counted: _Counted, question: QuestionColumns) -> QuestionResult:
    n = int(counted.row[question.answered])
    options = counted.headings[question.name].options
    hidden = Presentation("hidden", NOT_YET, n, is_publishable=False)
    return counted.describe(
        question,
        tuple(OptionEstimate(option.code, option.label, None, hidden) for option in options),
    )


def _describe_counts(counted: _Counted, question: QuestionColumns) -> QuestionResult:
    n = int(counted.row[question.answered])
    n_of_option = counted.row[question.start : question.answered].tolist()
    options = []
    for option, n_counted in zip(counted.headings[question.name].options, n_of_option, strict=True):
        presentation = present_count(n, n_counted)
        is_shown = presentation.is_shown
        options.append(
            OptionCount(
                option.code,
                option.label,
                n_counted if is_shown else None,
                n_counted / n if is_shown else None,
                presentation,
            )
        )
    return counted.describe(question, tuple(options))


def _list_headings(questionnaire: Questionnaire) -> Iterator[tuple[str, _Heading]]:
    for question in questionnaire.questions:
        options = find_type(question).list_options(question)
        yield question.code, _Heading(question.code, question.label, options)
        for row in question.rows:
            yield name_row(question, row), _Heading(question.code, row.label, options)
