"""Publication: a frozen snapshot of a wave's results, as citizens see it from then on."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveys.errors import NothingPublished, PublicationTampered
from surveys.results.indicators import Indicator
from surveys.results.model import (
    IndicatorResult,
    ParticipantResults,
    ParticipantShare,
    Place,
    PlaceKind,
    WaveResults,
)
from surveys.results.participants import participant_results
from surveys.results.published import Publication, PublishedFigure, PublishedResults
from surveys.results.random_sample import wave_results
from surveys.results.tables import PublicationRecord
from surveys.waves.sample_types import SampleType
from surveys.waves.tables import Wave
from surveys.words import Text

PUBLISHED_PLACES: tuple[PlaceKind, ...] = ("city", "district", "sex", "age")
"""Never single streets: their samples are small, and nobody is named and shamed on noise."""

_SNAPSHOT = TypeAdapter(PublishedResults)


def prepare_publication(session: Session, wave: Wave) -> PublishedResults:
    """What would be published now: for the officials to look at before they decide.

    Of an open link only the whole: from its parts, small groups could be told by subtraction.
    """
    if wave.sample_type == SampleType.RANDOM:
        estimated = wave_results(session, wave)
        return _freeze(estimated, tuple(_freeze_estimates(estimated)), opt_in_sentence=None)
    counted = participant_results(session, wave)
    shares = tuple(_freeze_share(counted.at(indicator.code)) for indicator in counted.indicators)
    return _freeze(counted, shares, opt_in_sentence=dict(counted.opt_in_sentence))


def publish_results(session: Session, wave: Wave, *, by: str, now: datetime) -> Publication:
    """Freeze the wave's results as they are now and publish them."""
    snapshot = json.dumps(
        _SNAPSHOT.dump_python(prepare_publication(session, wave), mode="json"),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    record = PublicationRecord(
        wave_id=wave.id,
        published_at=now,
        published_by=by,
        snapshot=snapshot,
        digest=_digest(snapshot),
    )
    session.add(record)
    session.flush()
    return _read(record)


def find_publication(session: Session, wave: Wave) -> Publication:
    """The newest publication of a wave, or NothingPublished."""
    record = session.scalar(
        select(PublicationRecord)
        .where(PublicationRecord.wave_id == wave.id)
        .order_by(PublicationRecord.id.desc())
        .limit(1)
    )
    if record is None:
        raise NothingPublished(wave.code)
    return _read(record)


def list_publications(session: Session) -> tuple[Publication, ...]:
    """The newest publication of every wave that has one, the newest first."""
    newest = select(func.max(PublicationRecord.id)).group_by(PublicationRecord.wave_id)
    records = session.scalars(
        select(PublicationRecord)
        .where(PublicationRecord.id.in_(newest))
        .order_by(PublicationRecord.id.desc())
    )
    return tuple(map(_read, records))


def _freeze(
    results: WaveResults | ParticipantResults,
    figures: tuple[PublishedFigure, ...],
    *,
    opt_in_sentence: dict[str, str] | None,
) -> PublishedResults:
    return PublishedResults(
        wave=results.wave,
        n_responses=results.n_responses,
        revision=results.revision,
        method=results.method,
        opt_in_sentence=opt_in_sentence,
        figures=figures,
    )


def _freeze_estimates(results: WaveResults) -> Iterator[PublishedFigure]:
    for indicator in results.indicators:
        for place in results.all_places:
            if place.kind in PUBLISHED_PLACES:
                yield _freeze_estimate(results.at(indicator.code, place.kind, place.code))


def _freeze_estimate(result: IndicatorResult) -> PublishedFigure:
    estimate = result.estimate if result.presentation.is_publishable else None
    target = result.target
    figure = _freeze_figure(
        result.indicator,
        result.place,
        n=result.presentation.n,
        value=None if estimate is None else estimate.value,
        reason=result.presentation.reason,
    )
    return replace(
        figure,
        low=None if estimate is None else estimate.low,
        high=None if estimate is None else estimate.high,
        target_percent=None if target is None else target.percent,
        is_ceiling=target is not None and target.is_ceiling,
        verdict=None if estimate is None or result.verdict is None else result.verdict.value,
    )


def _freeze_share(share: ParticipantShare) -> PublishedFigure:
    return _freeze_figure(
        share.indicator,
        share.place,
        n=share.n,
        value=share.value,
        reason=share.presentation.reason,
    )


def _freeze_figure(
    indicator: Indicator, place: Place, *, n: int, value: float | None, reason: Text | None
) -> PublishedFigure:
    """A value with what it is a value of: no interval, no target, no verdict."""
    return PublishedFigure(
        indicator_code=indicator.code,
        group=indicator.group,
        label=indicator.label,
        formula=indicator.formula,
        denominator=indicator.denominator,
        unit=indicator.unit,
        place=place,
        value=value,
        low=None,
        high=None,
        n=n,
        target_percent=None,
        is_ceiling=False,
        verdict=None,
        reason=reason,
    )


def _read(record: PublicationRecord) -> Publication:
    if _digest(record.snapshot) != record.digest:
        raise PublicationTampered(str(record.id))
    results = _SNAPSHOT.validate_json(record.snapshot)
    return Publication(
        id=record.id,
        wave_code=results.wave.code,
        published_at=record.published_at,
        published_by=record.published_by,
        digest=record.digest,
        results=results,
    )


def _digest(snapshot: str) -> str:
    return sha256(snapshot.encode()).hexdigest()
