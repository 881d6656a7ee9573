"""What stands above every page of a wave: its facts, for whoever shows it."""

from typing import Literal, cast

from sqlalchemy.orm import Session

from surveys.questionnaires.tables import QuestionnaireRecord
from surveys.results.model import WaveFacts
from surveys.sampling.tables import Area
from surveys.waves.sample_types import SampleType
from surveys.waves.tables import Wave


def describe_wave(session: Session, wave: Wave) -> WaveFacts:
    """The facts of a wave."""
    questionnaire = session.get_one(QuestionnaireRecord, wave.version.questionnaire_id)
    city = session.get_one(Area, wave.frame.city_code)
    return WaveFacts(
        code=wave.code,
        title={"zh": wave.title_zh, "en": wave.title_en},
        sample_type=SampleType(wave.sample_type),
        state=cast(Literal["planned", "open", "closed"], wave.state),
        opens_at=wave.opens_at,
        closes_at=wave.closes_at,
        is_sample_data=wave.is_sample_data,
        questionnaire_code=questionnaire.code,
        version_number=wave.version.number,
        city={"zh": city.name_zh, "en": city.name_en},
    )
