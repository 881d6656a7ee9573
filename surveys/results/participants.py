"""Results of an open link: counts and shares of those who took part, and nothing beyond."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from surveys.errors import WrongSampleType
from surveys.results.counts import PlaceCounts, count_in_places
from surveys.results.facts import describe_wave
from surveys.results.indicators import Indicator, load_indicators
from surveys.results.model import ParticipantResults, ParticipantShare, Place
from surveys.results.places import list_places
from surveys.results.presentation import present_count
from surveys.results.texts import PARTICIPANTS_METHOD, write_opt_in_sentence
from surveys.tally.layout import TallyLayout
from surveys.tally.service import observed_tally
from surveys.waves.sample_types import SampleType
from surveys.waves.tables import Wave


def participant_results(session: Session, wave: Wave) -> ParticipantResults:
    """Everything said of a wave of sample type O.

    Raises WrongSampleType for a wave of another sample type.
    """
    if wave.sample_type != SampleType.OPEN:
        raise WrongSampleType(wave.code)
    tally = observed_tally(session, wave)
    places = list_places(tally.areas)
    layout = tally.layout
    indicators = tuple(
        indicator
        for indicator in load_indicators(session, wave.version.questionnaire_id)
        if layout.has_options(indicator.question)
    )
    counts = count_in_places(tally, places)
    return ParticipantResults(
        wave=describe_wave(session, wave),
        n_responses=tally.cells.n_responses,
        revision=tally.revision,
        indicators=indicators,
        all_places=places,
        results={
            (indicator.code, place.kind, place.code): share
            for indicator in indicators
            for place, share in zip(
                places, _count_shares(indicator, layout, counts, places), strict=True
            )
        },
        opt_in_sentence=write_opt_in_sentence(),
        method=PARTICIPANTS_METHOD,
    )


def _count_shares(
    indicator: Indicator, layout: TallyLayout, counts: PlaceCounts, places: Sequence[Place]
) -> list[ParticipantShare]:
    if indicator.unit == "points":
        return _mean_points(indicator, layout, counts, places)
    start = layout.rule_by_code[indicator.code].start
    shares = []
    for place, row in zip(places, counts.counts, strict=True):
        n_counted, n = int(row[start]), int(row[start + 1])
        presentation = present_count(n, n_counted)
        is_shown = presentation.is_shown
        shares.append(
            ParticipantShare(
                indicator=indicator,
                place=place,
                n=n,
                n_counted=n_counted if is_shown else None,
                value=n_counted / n if is_shown else None,
                presentation=presentation,
            )
        )
    return shares


def _mean_points(
    indicator: Indicator, layout: TallyLayout, counts: PlaceCounts, places: Sequence[Place]
) -> list[ParticipantShare]:
    question = layout.question_by_name[indicator.question]
    columns = {
        question.start + question.codes.index(code): worth
        for code, worth in indicator.points.items()
    }
    shares = []
    for place, row in zip(places, counts.counts, strict=True):
        n = int(sum(row[column] for column in columns))
        presentation = present_count(n, None)
        total = float(sum(row[column] * worth for column, worth in columns.items()))
        shares.append(
            ParticipantShare(
                indicator=indicator,
                place=place,
                n=n,
                n_counted=None,
                value=total / n if presentation.is_shown else None,
                presentation=presentation,
            )
        )
    return shares
