"""Loading the sample city whole: every row of it is labelled as sample data."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import numpy as np
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from analytics.arrays import IntArray
from surveys.city.answering import draw_people, fill_in
from surveys.city.data import CityArea, read_city, read_city_outlines
from surveys.city.fieldwork import attract_participants, contact_sample, spread_over_days
from surveys.city.opinions import WavePeriod
from surveys.city.population import Neighbourhoods, People, Trait
from surveys.city.truth import CITY_SEED, draw_neighbourhoods
from surveys.errors import SampleCityLoaded
from surveys.questionnaires.areas import AreaTree
from surveys.questionnaires.library import load_questionnaire
from surveys.questionnaires.pages import Answer
from surveys.questionnaires.service import PublishedVersion, load_version, publish_version
from surveys.questionnaires.tables import VersionRecord
from surveys.responses.answers import check_response
from surveys.responses.packing import find_packer
from surveys.responses.tables import Response
from surveys.results.indicators import define_indicators
from surveys.results.library import load_library
from surveys.results.publication import publish_results
from surveys.results.targets import set_target
from surveys.sampling.areas import load_areas
from surveys.sampling.outlines.service import store_outlines
from surveys.sampling.service import draw_sample, issue_invitations
from surveys.sampling.tables import Area, FrameCount, FramePsu, Invitation, SamplingFrame
from surveys.tally.service import rebuild_tally
from surveys.waves.sample_types import SampleType
from surveys.waves.service import WavePlan, close_wave, open_wave, plan_wave
from surveys.waves.tables import Wave

FIRST_WAVE, SECOND_WAVE, OPEN_WAVE = "wave-1", "wave-2", "open-1"
N_COMMUNITIES, N_ADULTS = 4, 25
N_PARTICIPANTS = 5_000
BY_DEFAULT = "默认 / default"
PARTICIPANTS_LEAN: Mapping[Trait, float] = {"engagement": 0.75, "contentment": 0.15}
SOURCE_ZH = "虚构城市；性别年龄结构参照河南省2020年人口普查"
SOURCE_EN = "Fictional city; structure by sex and age after the 2020 census of Henan"


@dataclass(frozen=True)
class _Loading:
    """What every step of loading needs."""

    session: Session
    version: PublishedVersion
    areas: AreaTree
    frame_id: int
    places: Neighbourhoods
    now: datetime
    rng_seed: int


def load_sample_city(session: Session, *, now: datetime, rng_seed: int = CITY_SEED) -> None:
    """Load areas, frame, questionnaire, indicators, targets and three waves with their answers.

    Raises SampleCityLoaded when it is there already.
    """
    if session.get(Area, read_city().areas[0].code) is not None:
        raise SampleCityLoaded
    frame_id = _load_frame(session, now)
    loading = _Loading(
        session=session,
        version=_load_questionnaire(session, now),
        areas=load_areas(session),
        frame_id=frame_id,
        places=draw_neighbourhoods(rng_seed),
        now=now,
        rng_seed=rng_seed,
    )
    first = _plan_random_wave(loading, FIRST_WAVE, opens_days_ago=200, n_days=30)
    _field_sample(loading, first, period="first", stream=11)
    close_wave(session, first)
    rebuild_tally(session, first)
    publish_results(session, first, by=BY_DEFAULT, now=now)
    second = _plan_random_wave(loading, SECOND_WAVE, opens_days_ago=18, n_days=30)
    _field_sample(loading, second, period="second", stream=12)
    rebuild_tally(session, second)
    rebuild_tally(session, _field_open_link(loading, stream=13))


def _load_frame(session: Session, now: datetime) -> int:
    city = read_city()
    session.execute(insert(Area), [_describe_area(area) for area in city.areas])
    store_outlines(session, read_city_outlines(), is_sample_data=True)
    frame = SamplingFrame(
        city_code=city.areas[0].code,
        as_of=(now - timedelta(days=365)).date(),
        source_zh=SOURCE_ZH,
        source_en=SOURCE_EN,
        is_sample_data=True,
    )
    session.add(frame)
    session.flush()
    counts = [
        {"frame_id": frame.id, "street_code": street, "sex": sex, "age_group": age, "n_adults": n}
        for (street, sex, age), n in city.frame.items()
    ]
    session.execute(insert(FrameCount), counts)
    session.execute(insert(FramePsu), [_describe_psu(frame.id, c) for c in city.communities])
    return frame.id


def _describe_area(area: CityArea) -> dict[str, str | None]:
    return {
        "code": area.code,
        "level": area.level,
        "parent_code": area.parent_code,
        "name_zh": area.name_zh,
        "name_en": area.name_en,
    }


def _describe_psu(frame_id: int, community: CityArea) -> dict[str, int | str | None]:
    return {
        "frame_id": frame_id,
        "community_code": community.code,
        "street_code": community.parent_code,
        "n_adults": community.n_adults,
    }


def _load_questionnaire(session: Session, now: datetime) -> PublishedVersion:
    questionnaire = load_questionnaire(valid_until=(now + timedelta(days=365)).date())
    version = publish_version(session, questionnaire, now=now)
    questionnaire_id = session.get_one(VersionRecord, version.id).questionnaire_id
    library = load_library(questionnaire)
    define_indicators(session, questionnaire_id, library.indicators)
    for target in library.targets:
        set_target(
            session,
            questionnaire_id,
            target.indicator_code,
            percent=target.percent,
            basis=target.basis,
            by=BY_DEFAULT,
            now=now,
        )
    return load_version(session, version.id)


def _plan_random_wave(loading: _Loading, code: str, *, opens_days_ago: int, n_days: int) -> Wave:
    number = {"zh": {FIRST_WAVE: "第一波", SECOND_WAVE: "第二波"}[code], "en": code[-1]}
    opens_at = loading.now - timedelta(days=opens_days_ago)
    wave = plan_wave(
        loading.session,
        WavePlan(
            code=code,
            title={
                "zh": f"宁泽市生活质量调查·{number['zh']}",
                "en": f"Ningze Quality of Life Survey, wave {number['en']}",
            },
            version_id=loading.version.id,
            frame_id=loading.frame_id,
            sample_type=SampleType.RANDOM,
            opens_at=opens_at,
            closes_at=opens_at + timedelta(days=n_days),
            is_sample_data=True,
        ),
    )
    open_wave(loading.session, wave)
    return wave


def _field_sample(loading: _Loading, wave: Wave, *, period: WavePeriod, stream: int) -> None:
    """Draw the wave's sample, contact it, and store what those who answered said."""
    session, city = loading.session, read_city()
    seeds = [loading.rng_seed, stream]
    rng = np.random.default_rng(seeds)
    draw_sample(
        session,
        wave.id,
        wave.frame_id,
        n_communities=N_COMMUNITIES,
        n_adults=N_ADULTS,
        rng=Random(f"{loading.rng_seed} {stream}"),
    )
    issue_invitations(session, wave.id, rng=secrets.SystemRandom())
    place = {area.code: position for position, area in enumerate(city.communities)}
    invitations = session.execute(
        select(Invitation.id, Invitation.community_code)
        .where(Invitation.wave_id == wave.id)
        .order_by(Invitation.community_code, Invitation.unit_number)
    ).all()
    community = np.array([place[code] for _, code in invitations])
    contacted = contact_sample(community, city, is_open=period == "second", rng=rng)
    session.execute(
        update(Invitation),
        [
            {"id": invitation_id, "disposition": disposition}
            for (invitation_id, _), disposition in zip(
                invitations, contacted.disposition.tolist(), strict=True
            )
        ],
    )
    is_respondent = contacted.is_respondent
    people = draw_people(community[is_respondent], contacted.crossed_class[is_respondent], rng=rng)
    _store_responses(loading, wave, people, period=period, rng=rng)


def _field_open_link(loading: _Loading, *, stream: int) -> Wave:
    opens_at = loading.now - timedelta(days=18)
    wave = plan_wave(
        loading.session,
        WavePlan(
            code=OPEN_WAVE,
            title={
                "zh": "宁泽市生活质量问卷·人人可填",
                "en": "Ningze Quality of Life Questionnaire, open to all",
            },
            version_id=loading.version.id,
            frame_id=loading.frame_id,
            sample_type=SampleType.OPEN,
            opens_at=opens_at,
            closes_at=opens_at + timedelta(days=60),
            is_sample_data=True,
        ),
    )
    open_wave(loading.session, wave)
    rng = np.random.default_rng([loading.rng_seed, stream])
    community, crossed_class = attract_participants(N_PARTICIPANTS, read_city(), rng=rng)
    people = draw_people(community, crossed_class, rng=rng, extra_shift=PARTICIPANTS_LEAN)
    _store_responses(loading, wave, people, period="second", rng=rng)
    return wave


def _store_responses(
    loading: _Loading,
    wave: Wave,
    people: People,
    *,
    period: WavePeriod,
    rng: np.random.Generator,
) -> None:
    """Check and pack the answers as the intake does, and lay them to rest in random order."""
    is_sampled = wave.sample_type == SampleType.RANDOM
    answers = fill_in(people, read_city(), loading.places, period=period, rng=rng)
    packed = _check_and_pack(loading, answers)
    last = min(loading.now, wave.closes_at)
    rows = [
        {
            "id": identity,
            "wave_id": wave.id,
            "community_code": community if is_sampled else None,
            "language": language,
            "mode": mode,
            "received_on": day,
            "answers": response,
        }
        for identity, community, language, mode, day, response in zip(
            rng.integers(2**63 - 1, size=people.n).tolist(),
            _list_communities(people.community),
            np.where(rng.random(people.n) < 0.97, "zh", "en").tolist(),
            np.where(is_sampled & (rng.random(people.n) < 0.55), "interviewer", "web").tolist(),
            spread_over_days(people.n, wave.opens_at.date(), last.date(), rng=rng),
            packed,
            strict=True,
        )
    ]
    loading.session.execute(insert(Response), sorted(rows, key=lambda row: row["id"]))


def _check_and_pack(loading: _Loading, answers: Iterable[dict[str, Answer]]) -> list[bytes]:
    packer = find_packer(loading.version)
    packed = []
    for seed, filled in enumerate(answers):
        checked = check_response(loading.version, filled, seed=seed, areas=loading.areas)
        if checked.errors:
            raise ValueError(f"a simulated response does not pass the intake: {checked.errors}")
        packed.append(packer.pack(checked.answers))
    return packed


def _list_communities(community: IntArray) -> Iterable[str]:
    communities = read_city().communities
    return [communities[position].code for position in community.tolist()]
