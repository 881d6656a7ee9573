"""Results of a random sample: estimates, verdicts and changes for every indicator and place."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from analytics.cells import CellTable
from analytics.comparison import Difference, difference_of_waves
from analytics.errors import WeightingError
from analytics.estimates import Estimate, EstimateTable
from surveys.errors import WrongSampleType
from surveys.results.audit import audit_weights, compare_with_frame, no_audit
from surveys.results.counts import count_in_places
from surveys.results.estimation import (
    LEVEL,
    FigureKey,
    estimate_indicators,
    list_differences,
    list_estimates,
)
from surveys.results.facts import describe_wave
from surveys.results.flags import list_flags
from surveys.results.indicators import Indicator, load_indicators
from surveys.results.judgement import describe_change, judge_target
from surveys.results.model import (
    IndicatorResult,
    Place,
    PlaceKind,
    Presentation,
    Representativeness,
    Target,
    WaveFacts,
    WaveResults,
    WeightAudit,
)
from surveys.results.places import list_places, name_domain
from surveys.results.presentation import judge_presentation
from surveys.results.sample import (
    SampleData,
    build_cells,
    describe_design,
    list_margins,
    load_sample_data,
    weigh_sample,
)
from surveys.results.targets import newest_targets
from surveys.results.texts import NOT_YET, write_method
from surveys.waves.sample_types import SampleType
from surveys.waves.tables import Wave

Results = dict[tuple[str, PlaceKind, str], IndicatorResult]


@dataclass(frozen=True)
class EstimatedWave:
    """One wave by itself: `table` is None while its answers are too few to be weighted."""

    facts: WaveFacts

    data: SampleData
    indicators: tuple[Indicator, ...]
    places: tuple[Place, ...]
    table: EstimateTable | None
    estimates: Mapping[FigureKey, Estimate]
    presentations: Mapping[FigureKey, Presentation]
    audit: WeightAudit
    representativeness: Representativeness
    is_adjusted: bool


@dataclass(frozen=True)
class _Before:
    """The earlier wave that changes are measured against."""

    wave_code: str
    estimates: Mapping[FigureKey, Estimate]
    presentations: Mapping[FigureKey, Presentation]
    differences: Mapping[FigureKey, Difference]


def wave_results(
    session: Session, wave: Wave, *, previous: Wave | EstimatedWave | None = None
) -> WaveResults:
    """Everything estimated from a wave of sample type R, with changes since `previous`.

    `previous` must be an independent sample of the same questionnaire and frame
    (`surveys.waves.service.previous_wave` finds it); one that was estimated before is taken as it
    is. Raises WrongSampleType for another sample type of either.
    """
    now = estimate_wave(session, wave)
    earlier = estimate_wave(session, previous) if isinstance(previous, Wave) else previous
    before = None if earlier is None else _compare(now, earlier)
    targets = newest_targets(session, wave.version.questionnaire_id)
    counts = count_in_places(now.data.tally, now.places)
    return WaveResults(
        wave=now.facts,
        previous_wave=None if earlier is None else earlier.facts,
        n_responses=now.data.tally.cells.n_responses,
        revision=now.data.tally.revision,
        indicators=now.indicators,
        all_places=now.places,
        results=_list_results(now, before, targets),
        audit=now.audit,
        representativeness=now.representativeness,
        flags=list_flags(
            now.table,
            counts,
            now.places,
            indicators=now.indicators,
            is_open=now.facts.state == "open",
        ),
        method=write_method(now.data, now.audit, is_adjusted=now.is_adjusted),
    )


def estimate_wave(session: Session, wave: Wave) -> EstimatedWave:
    """Weigh and estimate one wave of sample type R, judged and compared with nothing."""
    if wave.sample_type != SampleType.RANDOM:
        raise WrongSampleType(wave.code)
    facts = describe_wave(session, wave)
    indicators = load_indicators(session, wave.version.questionnaire_id)
    data = load_sample_data(session, wave)
    layout = data.tally.layout
    kept = tuple(each for each in indicators if layout.has_options(each.question))
    places = list_places(data.areas)
    cells = build_cells(data, kept)
    margins = list_margins(data)
    try:
        design = describe_design(cells)
        weighted = weigh_sample(design, margins)
    except WeightingError:
        return _leave_unestimated(facts, data, cells, indicators=kept)
    table = estimate_indicators(weighted, kept, places)
    shares = {indicator.code for indicator in kept if indicator.unit == "percent"}
    return EstimatedWave(
        facts=facts,
        data=data,
        indicators=kept,
        places=places,
        table=table,
        estimates=list_estimates(table),
        presentations=judge_presentation(table, shares),
        audit=audit_weights(weighted, data, margins),
        representativeness=compare_with_frame(data, cells, weighted.weight),
        is_adjusted=design.lonely_psu != "fail",
    )


def _leave_unestimated(
    facts: WaveFacts, data: SampleData, cells: CellTable, *, indicators: tuple[Indicator, ...]
) -> EstimatedWave:
    """A wave with too few answers: everything is hidden, and says why."""
    places = list_places(data.areas)
    counts = count_in_places(data.tally, places)
    hidden = {
        name_domain(place): Presentation(
            "hidden" if n else "no data", NOT_YET, n, is_publishable=False
        )
        for place, n in zip(places, counts.n.tolist(), strict=True)
    }
    return EstimatedWave(
        facts=facts,
        data=data,
        indicators=indicators,
        places=places,
        table=None,
        estimates={},
        presentations={
            (indicator.code, domain): presentation
            for indicator in indicators
            for domain, presentation in hidden.items()
        },
        audit=no_audit(),
        representativeness=compare_with_frame(data, cells, cells.weight),
        is_adjusted=False,
    )


def _compare(now: EstimatedWave, earlier: EstimatedWave) -> _Before | None:
    if now.table is None or earlier.table is None:
        return None
    difference = difference_of_waves(now.table, earlier.table, level=LEVEL)
    return _Before(
        earlier.facts.code, earlier.estimates, earlier.presentations, list_differences(difference)
    )


def _list_results(
    now: EstimatedWave, before: _Before | None, targets: Mapping[str, Target]
) -> Results:
    return {
        (indicator.code, place.kind, place.code): _describe(
            now, before, targets.get(indicator.code), indicator=indicator, place=place
        )
        for indicator in now.indicators
        for place in now.places
    }


def _describe(
    now: EstimatedWave,
    before: _Before | None,
    target: Target | None,
    *,
    indicator: Indicator,
    place: Place,
) -> IndicatorResult:
    key = (indicator.code, name_domain(place))
    presentation = now.presentations[key]
    if not presentation.is_shown:
        return IndicatorResult(indicator, place, None, presentation, target, None, None)
    estimate = now.estimates[key]
    change = None
    if before is not None and before.presentations[key].is_shown:
        difference, previous = before.differences[key], before.estimates[key]
        change = describe_change(indicator, difference, previous, previous_wave=before.wave_code)
    verdict = None if target is None else judge_target(estimate, target)
    return IndicatorResult(indicator, place, estimate, presentation, target, verdict, change)
