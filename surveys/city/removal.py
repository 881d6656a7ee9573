"""Removing the sample city: everything labelled sample data goes, what is real stays."""

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from surveys.questionnaires.tables import QuestionnaireRecord, VersionRecord
from surveys.responses.tables import InboxResponse, Receipt, Response
from surveys.results.tables import PublicationRecord, TargetRecord
from surveys.sampling.tables import (
    Area,
    FrameCount,
    FramePsu,
    Invitation,
    SampledPsu,
    SamplingFrame,
)
from surveys.tally.tables import IndicatorRecord, TallyCell, TallyDay, TallyState
from surveys.waves.tables import Wave

OF_A_WAVE = (
    PublicationRecord,
    TallyCell,
    TallyDay,
    TallyState,
    InboxResponse,
    Response,
    Receipt,
    Invitation,
    SampledPsu,
)


def remove_sample_city(session: Session) -> int:
    """Remove all sample data and return how many waves went.

    A frame, an area or a questionnaire that a real wave uses stays.
    """
    waves = session.execute(select(Wave.id, Wave.version_id).where(Wave.is_sample_data)).all()
    wave_ids = [wave.id for wave in waves]
    for table in OF_A_WAVE:
        session.execute(delete(table).where(table.wave_id.in_(wave_ids)))
    session.execute(delete(Wave).where(Wave.id.in_(wave_ids)))
    _remove_frames(session)
    _remove_versions(session, {wave.version_id for wave in waves})
    session.expire_all()
    return len(wave_ids)


def _remove_frames(session: Session) -> None:
    frames = session.execute(
        select(SamplingFrame.id, SamplingFrame.city_code).where(
            SamplingFrame.is_sample_data, ~exists().where(Wave.frame_id == SamplingFrame.id)
        )
    ).all()
    frame_ids = [frame.id for frame in frames]
    for table in (FrameCount, FramePsu):
        session.execute(delete(table).where(table.frame_id.in_(frame_ids)))
    session.execute(delete(SamplingFrame).where(SamplingFrame.id.in_(frame_ids)))
    for city_code in {frame.city_code for frame in frames}:
        if not session.scalar(select(exists().where(SamplingFrame.city_code == city_code))):
            _remove_areas(session, city_code)


def _remove_areas(session: Session, city_code: str) -> None:
    found = {city_code}
    below = {city_code}
    while below:
        below = set(session.scalars(select(Area.code).where(Area.parent_code.in_(below))))
        found |= below
    # One statement: an area and the area it lies in go together.
    session.execute(delete(Area).where(Area.code.in_(found)))


def _remove_versions(session: Session, version_ids: set[int]) -> None:
    """Remove sample versions that no wave uses any more, and questionnaires without a version."""
    unused = (
        VersionRecord.id.in_(version_ids),
        VersionRecord.is_sample_data,
        ~exists().where(Wave.version_id == VersionRecord.id),
    )
    questionnaire_ids = set(session.scalars(select(VersionRecord.questionnaire_id).where(*unused)))
    session.execute(delete(VersionRecord).where(*unused).execution_options(**_NO_SYNC))
    for questionnaire_id in questionnaire_ids:
        if session.scalar(
            select(exists().where(VersionRecord.questionnaire_id == questionnaire_id))
        ):
            continue
        indicators = select(IndicatorRecord.id).where(
            IndicatorRecord.questionnaire_id == questionnaire_id
        )
        session.execute(
            delete(TargetRecord)
            .where(TargetRecord.indicator_id.in_(indicators))
            .execution_options(**_NO_SYNC)
        )
        session.execute(
            delete(IndicatorRecord).where(IndicatorRecord.questionnaire_id == questionnaire_id)
        )
        session.execute(
            delete(QuestionnaireRecord).where(QuestionnaireRecord.id == questionnaire_id)
        )


_NO_SYNC = {"synchronize_session": False}
