"""Builders of the citizens' tests: a small city, waves on it, and invitations to them."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from portal.clock import SECRETS
from surveys.questionnaires.library import load_questionnaire
from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.service import publish_version
from surveys.sampling.codes import make_code
from surveys.sampling.tables import Area, FramePsu, Invitation, SampledPsu, SamplingFrame
from surveys.waves.sample_types import SampleType
from surveys.waves.service import WavePlan, open_wave, plan_wave
from surveys.waves.tables import Wave

CITY = "990100000000"
DISTRICTS = {"990102000000": ("清晏区", "Qingyan"), "990103000000": ("怀瑾区", "Huaijin")}
STREETS = {
    "990102001000": ("泮池街道", "Panchi", "990102000000"),
    "990102002000": ("织锦街道", "Zhijin", "990102000000"),
    "990103001000": ("澄心街道", "Chengxin", "990103000000"),
}
COMMUNITIES = {
    "990102001001": ("桂苑社区", "Guiyuan", "990102001000"),
    "990102001002": ("石桥社区", "Shiqiao", "990102001000"),
    "990102002001": ("锦里社区", "Jinli", "990102002000"),
    "990103001001": ("清泉社区", "Qingquan", "990103001000"),
}


def a_city(session: Session) -> SamplingFrame:
    """The areas of a small city and a frame on it."""
    session.add(Area(code=CITY, level="city", parent_code=None, name_zh="宁泽市", name_en="Ningze"))
    session.flush()
    for level, areas in (
        ("district", {code: (*names, CITY) for code, names in DISTRICTS.items()}),
        ("street", STREETS),
        ("community", COMMUNITIES),
    ):
        for code, (zh, en, parent) in areas.items():
            area = Area(code=code, level=level, parent_code=parent, name_zh=zh, name_en=en)
            session.add(area)
        session.flush()
    frame = SamplingFrame(
        city_code=CITY,
        as_of=date(2026, 1, 1),
        source_zh="测试",
        source_en="for the tests",
        is_sample_data=True,
    )
    session.add(frame)
    session.flush()
    for code, (_zh, _en, street) in COMMUNITIES.items():
        session.add(
            FramePsu(frame_id=frame.id, community_code=code, street_code=street, n_adults=1000)
        )
    session.flush()
    return frame


def a_wave(
    session: Session,
    frame: SamplingFrame,
    code: str = "o1",
    *,
    sample_type: SampleType = SampleType.OPEN,
    state: str = "open",
    opens_in_days: int = -10,
    closes_in_days: int = 20,
    capacity: int | None = None,
    marks_valid_days: int = 200,
    questionnaire: Questionnaire | None = None,
) -> Wave:
    """A wave of the default questionnaire (or the one given)."""
    now = datetime.now(UTC)
    # Marks are checked at publication: a version that has expired since was published before.
    valid_until = (now + timedelta(days=marks_valid_days)).date()
    published_at = min(now, now + timedelta(days=marks_valid_days - 1))
    asked = questionnaire or load_questionnaire(valid_until=valid_until)
    version = publish_version(session, asked, now=published_at)
    plan = WavePlan(
        code=code,
        title={"zh": "2026年冬季居民问卷", "en": "Winter 2026 residents' survey"},
        version_id=version.id,
        frame_id=frame.id,
        sample_type=sample_type,
        opens_at=now + timedelta(days=opens_in_days),
        closes_at=now + timedelta(days=closes_in_days),
        capacity=capacity,
    )
    wave = plan_wave(session, plan)
    if state != "planned":
        open_wave(session, wave)
    if state == "closed":
        wave.state = "closed"
        session.flush()
    return wave


def an_invitation(session: Session, wave: Wave, *, unit: int = 1) -> str:
    """The code of an unused invitation of a wave."""
    community = next(iter(COMMUNITIES))
    if session.get(SampledPsu, (wave.id, community)) is None:
        session.add(
            SampledPsu(
                wave_id=wave.id,
                community_code=community,
                street_code=COMMUNITIES[community][2],
                n_communities_in_street=2,
                n_communities_drawn=1,
                n_adults_in_community=1000,
                n_adults_drawn=25,
                design_weight=80.0,
            )
        )
        session.flush()
    code = make_code(SECRETS)
    session.add(Invitation(wave_id=wave.id, community_code=community, unit_number=unit, code=code))
    session.flush()
    return code
