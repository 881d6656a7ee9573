"""A questionnaire put to everybody in the sample city, for journeys through its pages."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.service import publish_version
from surveys.sampling.tables import SamplingFrame
from surveys.waves.sample_types import SampleType
from surveys.waves.service import WavePlan, open_wave, plan_wave


def open_to_all(
    session: Session, questionnaire: Questionnaire, code: str, *, now: datetime
) -> None:
    """Publish a questionnaire and open a wave of it at `/s/code`."""
    version = publish_version(session, questionnaire, now=now)
    plan = WavePlan(
        code=code,
        title={"zh": "试答", "en": "A try"},
        version_id=version.id,
        frame_id=session.scalars(select(SamplingFrame.id)).one(),
        sample_type=SampleType.OPEN,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1),
        capacity=None,
    )
    open_wave(session, plan_wave(session, plan))
