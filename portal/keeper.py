"""The keeper: a quiet thread in each worker that keeps tallies and waves up to date by itself.

Every second it folds the inboxes that have enough waiting in them and closes waves whose time is
over. Any number of workers and hosts may do so at once: the database lets one fold a wave at a
time. When the database is away the keeper says so once and tries again.
"""

import logging
from datetime import datetime
from threading import Event, Thread
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.clock import read_clock
from portal.db import Database
from surveys.questionnaires.service import load_version
from surveys.tally.service import fold_inbox, list_foldable
from surveys.waves.service import close_ended_waves, close_wave
from surveys.waves.tables import Wave

PAUSE_SECONDS = 1.0
STOP_SECONDS = 10.0

logger = logging.getLogger(__name__)


class Keeper:
    """One thread that looks after one database until it is stopped."""

    pause_seconds = PAUSE_SECONDS

    def __init__(self, database: Database, *, city_timezone: ZoneInfo) -> None:
        self._database = database
        self._city_timezone = city_timezone
        self._stopping = Event()
        self._is_away = False
        self._thread = Thread(target=self._run, name="keeper", daemon=True)

    def start(self) -> None:
        """Begin to look every second."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what is under way and end."""
        self._stopping.set()
        self._thread.join(STOP_SECONDS)

    def keep(self) -> None:
        """What is done every second."""
        keep_once(self._database, now=read_clock(), city_timezone=self._city_timezone)

    def _run(self) -> None:
        while not self._stopping.wait(self.pause_seconds):
            try:
                self.keep()
                self._is_away = False
            except DBAPIError as error:
                if not self._is_away:
                    logger.warning("the database is away: %s", error.orig)
                self._is_away = True


def keep_once(database: Database, *, now: datetime, city_timezone: ZoneInfo) -> int:
    """Close what is over, fold what waits; how many responses were folded."""
    with database.reading() as session:
        is_over = has_ended_waves(session, now=now, city_timezone=city_timezone)
    if is_over:
        with database.transaction() as session:
            close_waves(session, now=now, city_timezone=city_timezone)
    with database.reading() as session:
        wave_ids = list_foldable(session)
    n_folded = 0
    for wave_id in wave_ids:
        with database.transaction() as session:
            n_folded += fold_inbox(session, wave_id)
    return n_folded


def has_ended_waves(session: Session, *, now: datetime, city_timezone: ZoneInfo) -> bool:
    """Whether an open wave should be closed: a look that takes no write lock."""
    return any(
        wave.closes_at <= now or _marks_have_expired(session, wave, now=now, zone=city_timezone)
        for wave in _list_open(session)
    )


def close_waves(session: Session, *, now: datetime, city_timezone: ZoneInfo) -> None:
    """Close open waves that are past their period or the validity of their approval."""
    close_ended_waves(session, now=now)
    for wave in _list_open(session):
        if _marks_have_expired(session, wave, now=now, zone=city_timezone):
            close_wave(session, wave)


def _list_open(session: Session) -> list[Wave]:
    return list(session.scalars(select(Wave).where(Wave.state == "open")))


def _marks_have_expired(session: Session, wave: Wave, *, now: datetime, zone: ZoneInfo) -> bool:
    marks = load_version(session, wave.version_id).questionnaire.marks
    return marks is not None and marks.valid_until < now.astimezone(zone).date()
