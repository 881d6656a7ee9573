"""What a citizen meets under a wave's address: the wave, its version, its areas, in one value.

Read from the database at most every few seconds per process, so that turning a page asks it
nothing. That is safe: whether a wave takes a response is decided by the intake, in the database,
when it arrives. Versions and areas under a version never change.
"""

import time
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from flask import current_app, g, request
from sqlalchemy.orm import Session

from portal.i18n import to_city_time
from surveys.errors import MarksExpired, WaveClosed, WaveFull, WaveNotOpen
from surveys.questionnaires.areas import AreaTree
from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.service import PublishedVersion, load_version
from surveys.sampling.areas import load_city_areas
from surveys.waves.sample_types import SampleType
from surveys.waves.service import find_wave, list_waves
from surveys.waves.tables import Wave
from surveys.words import Text

SECONDS_KEPT = 2.0


@dataclass(frozen=True)
class Opening:
    """A wave as its citizens meet it."""

    wave_id: int
    code: str
    title: Text
    sample_type: SampleType
    state: str
    opens_at: datetime
    closes_at: datetime
    is_full: bool
    is_sample_data: bool
    version: PublishedVersion
    areas: AreaTree

    @property
    def questionnaire(self) -> Questionnaire:
        """What is asked."""
        return self.version.questionnaire

    @property
    def is_by_invitation(self) -> bool:
        """Whether only sampled units may answer."""
        return self.sample_type is SampleType.RANDOM

    @cached_property
    def path(self) -> str:
        """The wave's address, which all its pages and cookies stand under."""
        return f"/s/{self.code}"


def find_opening(session: Session, code: str) -> Opening:
    """The wave of an address, at most a few seconds old; UnknownWave where there is none."""
    kept: dict[str, tuple[float, Opening]] = current_app.extensions.setdefault("openings", {})
    read_at, opening = kept.get(code, (0.0, None))
    if opening is None or time.monotonic() - read_at > SECONDS_KEPT:
        opening = _read_opening(session, find_wave(session, code))
        kept[code] = (time.monotonic(), opening)
    # The error page names the wave that a refusal is about.
    g.opening = opening
    if (request.view_args or {}).get("wave_code") == code:
        g.page_languages = opening.questionnaire.languages
    return opening


def list_openings(session: Session, *, now: datetime) -> tuple[Opening, ...]:
    """The waves that anyone may answer now, the one that closes first on top."""
    openings = [
        find_opening(session, wave.code)
        for wave in list_waves(session)
        if SampleType(wave.sample_type) is SampleType.OPEN
    ]
    open_now = [opening for opening in openings if find_refusal(opening, now) is None]
    return tuple(sorted(open_now, key=lambda opening: opening.closes_at))


def find_refusal(opening: Opening, now: datetime) -> type[Exception] | None:
    """Why the wave cannot be answered now; None where it can."""
    marks = opening.questionnaire.marks
    today: date = to_city_time(now).date()
    reasons = (
        (opening.state == "planned" or now < opening.opens_at, WaveNotOpen),
        (opening.state == "closed" or now >= opening.closes_at, WaveClosed),
        (marks is not None and marks.valid_until < today, MarksExpired),
        (opening.is_full, WaveFull),
    )
    return next((refusal for holds, refusal in reasons if holds), None)


def refuse_unless_open(opening: Opening, now: datetime) -> None:
    """Raise the refusal that keeps the wave from being answered now, if there is one."""
    refusal = find_refusal(opening, now)
    if refusal is not None:
        raise refusal(opening.code)


def _read_opening(session: Session, wave: Wave) -> Opening:
    return Opening(
        wave_id=wave.id,
        code=wave.code,
        title={"zh": wave.title_zh, "en": wave.title_en},
        sample_type=SampleType(wave.sample_type),
        state=wave.state,
        opens_at=wave.opens_at,
        closes_at=wave.closes_at,
        is_full=wave.capacity is not None and wave.n_accepted >= wave.capacity,
        is_sample_data=wave.is_sample_data,
        version=load_version(session, wave.version_id),
        areas=load_city_areas(session, wave.frame.city_code),
    )
