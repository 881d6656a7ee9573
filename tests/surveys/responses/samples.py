"""Waves, invitations and submissions to arrange tests of the intake with."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from secrets import token_urlsafe
from typing import Any

from sqlalchemy.orm import Session

from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.pages import Answer
from surveys.questionnaires.service import PublishedVersion, load_version, publish_version
from surveys.responses.service import Accepted, Instrument, Submission, accept_response
from surveys.sampling.codes import make_code
from surveys.sampling.tables import Area, Invitation, SampledPsu, SamplingFrame
from surveys.waves.tables import Wave
from tests.surveys.questionnaires.samples import COMMUNITY, DEFAULT, STREET, some_areas

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
AREAS = some_areas()
RNG = Random(20261121)

ANSWERS: dict[str, Answer] = {
    "S1": "2",
    "S2": "3",
    "S3": COMMUNITY,
    "Q1": "3",
    "Q3": ("10",),
    "Q5": "1",
    "Q6": "2",
    "Q7": "8",
    **{f"Q8_T{number:02}": "2" for number in range(1, 13)},
    "Q9": "1",
    "Q12": "1",
    "D1": "2",
}
"""The shortest complete response to the default questionnaire."""


def a_wave(
    session: Session,
    *,
    code: str = "w1",
    sample_type: str = "R",
    state: str = "open",
    questionnaire: Questionnaire = DEFAULT,
    **more: Any,
) -> Wave:
    """A wave that is open at NOW, its version and its frame."""
    version = publish_version(session, questionnaire, now=NOW)
    values = {
        "title_zh": "波次",
        "title_en": "Wave",
        "opens_at": NOW - timedelta(days=1),
        "closes_at": NOW + timedelta(days=1),
        **more,
    }
    wave = Wave(
        code=code,
        version_id=version.id,
        frame_id=_find_or_add_frame(session).id,
        sample_type=sample_type,
        state=state,
        **values,
    )
    session.add(wave)
    session.flush()
    return wave


def an_invitation(session: Session, wave: Wave, *, unit_number: int = 1) -> Invitation:
    """An invitation to the wave that nobody has used, in its one sampled community."""
    if session.get(SampledPsu, (wave.id, COMMUNITY)) is None:
        psu = SampledPsu(
            wave_id=wave.id,
            community_code=COMMUNITY,
            street_code=STREET,
            n_communities_in_street=1,
            n_communities_drawn=1,
            n_adults_in_community=100,
            n_adults_drawn=10,
            design_weight=10.0,
        )
        session.add(psu)
        session.flush()
    invitation = Invitation(
        wave_id=wave.id,
        community_code=COMMUNITY,
        unit_number=unit_number,
        code=make_code(RNG),
    )
    session.add(invitation)
    session.flush()
    return invitation


def a_submission(**more: Any) -> Submission:
    """A complete response to the default questionnaire with a key of its own."""
    plain = {"key": token_urlsafe(32), "answers": ANSWERS, "seed": 7, "language": "zh"}
    return Submission(**{**plain, **more})


def accept(session: Session, wave: Wave, submission: Submission, **more: Any) -> Accepted:
    """Hand a submission in at NOW."""
    instrument = Instrument(load_version(session, wave.version_id), AREAS)
    plain: dict[str, Any] = {"instrument": instrument, "now": NOW, "today": TODAY, "rng": RNG}
    return accept_response(session, wave.id, submission, **{**plain, **more})


def a_version(questionnaire: Questionnaire = DEFAULT) -> PublishedVersion:
    """A version that no database has seen."""
    return PublishedVersion(0, questionnaire.digest, questionnaire)


def _find_or_add_frame(session: Session) -> SamplingFrame:
    city = "990100000000"
    frame = session.query(SamplingFrame).first()
    if frame is not None:
        return frame
    for level in ("city", "district", "street", "community"):
        for node in AREAS.list_level(level):
            names = {"name_zh": node.label["zh"], "name_en": node.label["en"]}
            session.add(Area(code=node.code, level=level, parent_code=node.parent_code, **names))
        session.flush()
    frame = SamplingFrame(
        city_code=city, as_of=TODAY, source_zh="源", source_en="source", is_sample_data=True
    )
    session.add(frame)
    session.flush()
    return frame
