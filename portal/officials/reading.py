"""What the officials' pages read: waves, and their results kept in this process while they hold.

Results are a pure function of the tally, the targets and the wave's state. They are kept under
exactly these as their key, so that a page never shows an outdated figure and a wave that nobody
answers or judges anew is estimated once. Every process keeps its own; nothing has to be told.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

from flask import abort, current_app, url_for
from sqlalchemy.orm import Session

from portal.i18n import format_day
from surveys.results.model import ParticipantResults, WaveFacts, WaveResults
from surveys.results.question_model import QuestionResult
from surveys.results.service import (
    EstimatedWave,
    describe_wave,
    estimate_wave,
    participant_results,
    question_results,
    results_key,
    wave_results,
)
from surveys.waves.sample_types import SampleType
from surveys.waves.service import find_wave, list_waves, previous_wave
from surveys.waves.tables import Wave
from surveys.words import Text

MOST_KEPT = 16
Results = WaveResults | ParticipantResults
Kept = TypeVar("Kept")


@dataclass(frozen=True)
class WaveLink:
    """A wave to go to."""

    code: str
    title: Text
    address: str
    period: str
    is_sample_data: bool


@dataclass(frozen=True)
class WaveLinks:
    """All waves, the newest first; open ones stand apart from random samples."""

    random: tuple[WaveLink, ...]
    open: tuple[WaveLink, ...]


class Shelf(Generic[Kept]):
    """Results under their keys, the longest unread thrown away first; safe among threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = Lock()

    def get_or_make(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """Give what is kept under the key, or make it (two at once may both make it)."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made


def load_wave(session: Session, code: str) -> Wave:
    """The wave that an address names, or a page that says there is none."""
    return find_wave(session, code)


def read_facts(session: Session, wave: Wave) -> WaveFacts:
    """What stands above every page of the wave."""
    return describe_wave(session, wave)


def read_results(session: Session, wave: Wave) -> Results:
    """The wave's results by its sample type, from the shelf while nothing has changed."""
    previous = previous_wave(session, wave)
    key = results_key(session, *((wave,) if previous is None else (wave, previous)))
    shelf: Shelf[Results] = _find_shelf("results")
    return shelf.get_or_make(key, lambda: _make_results(session, wave, previous))


def read_questions(session: Session, wave: Wave) -> tuple[QuestionResult, ...]:
    """Every question of the wave in the whole city, from the shelf while nothing has changed."""
    key = results_key(session, wave)
    shelf: Shelf[tuple[QuestionResult, ...]] = _find_shelf("questions")
    return shelf.get_or_make(key, lambda: question_results(session, wave))


def read_estimates(session: Session, wave: Wave) -> WaveResults:
    """The results of a random sample; an open wave has no such page."""
    if SampleType(wave.sample_type) is not SampleType.RANDOM:
        abort(404)
    results = read_results(session, wave)
    if not isinstance(results, WaveResults):
        abort(404)
    return results


def find_newest_wave(session: Session) -> Wave | None:
    """The newest random sample that has opened, real ones before sample data."""
    waves = [
        wave
        for wave in list_waves(session)
        if SampleType(wave.sample_type) is SampleType.RANDOM and wave.state != "planned"
    ]
    return min(waves, key=lambda wave: wave.is_sample_data, default=None)


def list_wave_links(session: Session) -> WaveLinks:
    """All waves as links, each sample type by itself."""
    waves = list_waves(session)
    return WaveLinks(
        random=tuple(_link(w) for w in waves if w.sample_type == SampleType.RANDOM.value),
        open=tuple(_link(w) for w in waves if w.sample_type == SampleType.OPEN.value),
    )


def _link(wave: Wave) -> WaveLink:
    return WaveLink(
        code=wave.code,
        title={"zh": wave.title_zh, "en": wave.title_en},
        address=url_for("officials.overview.show_wave", code=wave.code),
        period=f"{format_day(wave.opens_at)} – {format_day(wave.closes_at)}",
        is_sample_data=wave.is_sample_data,
    )


def _make_results(session: Session, wave: Wave, previous: Wave | None) -> Results:
    if SampleType(wave.sample_type) is SampleType.RANDOM:
        return wave_results(session, wave, previous=previous and _read_estimated(session, previous))
    return participant_results(session, wave)


def _read_estimated(session: Session, wave: Wave) -> EstimatedWave:
    """An earlier wave by itself: it stays the same while the newer one is being answered."""
    shelf: Shelf[EstimatedWave] = _find_shelf("estimated")
    return shelf.get_or_make(results_key(session, wave), lambda: estimate_wave(session, wave))


def _find_shelf(name: str) -> Shelf[Any]:
    """The shelf of this application; tests have several applications in one process."""
    shelves = current_app.extensions.setdefault("officials_shelves", {})
    shelf: Shelf[Any] = shelves.setdefault(name, Shelf(MOST_KEPT))
    return shelf
