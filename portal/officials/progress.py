"""The field work: responses by day, what became of the sampled units, by area."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from analytics.charts import DayCount, chart_progress
from analytics.words import percent, whole
from portal.db import db
from portal.officials.navigation import show_wave_page
from portal.officials.reading import load_wave, read_facts
from portal.pictures import Picture, draw_for_reader
from surveys.tally.service import count_days
from surveys.waves.progress import DISPOSITIONS, Progress, measure_progress
from surveys.waves.sample_types import SampleType
from surveys.waves.tables import Wave
from surveys.words import Text

blueprint = Blueprint("progress", __name__)


@dataclass(frozen=True)
class AreaProgress:
    """One area's units: drawn, by disposition, and the response rate."""

    name: Text
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ProgressPage:
    """What is said of the field work, on its own page and on the overview."""

    n_drawn: str
    n_completed: str
    response_rate: str
    formula: Text
    dispositions: tuple[tuple[Text, str, str], ...]
    """Name, units, share of the drawn."""
    areas: tuple[AreaProgress, ...]
    days: Picture


@blueprint.get("/waves/<code>/progress")
def show_progress(code: str) -> ResponseReturnValue:
    """Show how far the field work is, by day and by street."""
    wave = load_random_wave(db.session, code)
    return show_wave_page(
        "officials/progress.html",
        read_facts(db.session, wave),
        tab="progress",
        page=describe_progress(db.session, wave),
        dispositions=tuple(DISPOSITIONS.values()),
    )


def load_random_wave(session: Session, code: str) -> Wave:
    """The wave of a drawn sample that an address names: only these have sampled units."""
    wave = load_wave(session, code)
    if SampleType(wave.sample_type) is not SampleType.RANDOM:
        abort(404)
    return wave


def describe_progress(session: Session, wave: Wave) -> ProgressPage:
    """Put the figures of the field work together, for its page and for the overview."""
    progress = measure_progress(session, wave.id)
    city = progress.city
    days = [DayCount(day, n) for day, n in fill_days(count_days(session, wave))]
    return ProgressPage(
        n_drawn=whole(city.n_drawn),
        n_completed=whole(city.n_by_disposition["completed"]),
        response_rate=percent(city.response_rate),
        formula=progress.formula,
        dispositions=tuple(
            (name, whole(city.n_by_disposition[key]), _share(city, city.n_by_disposition[key]))
            for key, name in DISPOSITIONS.items()
        ),
        areas=tuple(_describe_area(area) for area in (*progress.districts, *progress.streets)),
        days=draw_for_reader(
            "days",
            lambda theme: chart_progress(
                days, sample_type=wave.sample_type, n_wanted=city.n_drawn, theme=theme
            ),
        ),
    )


def fill_days(n_by_day: Mapping[date, int]) -> Iterator[tuple[date, int]]:
    """Give every day from the first to the last, days without a response included."""
    if not n_by_day:
        return
    first, last = min(n_by_day), max(n_by_day)
    for place in range((last - first).days + 1):
        day = first + timedelta(days=place)
        yield day, n_by_day.get(day, 0)


def _share(area: Progress, n: int) -> str:
    return percent(n / area.n_drawn) if area.n_drawn else percent(None)


def _describe_area(area: Progress) -> AreaProgress:
    return AreaProgress(
        area.name,
        (
            whole(area.n_drawn),
            *(whole(n) for n in area.n_by_disposition.values()),
            percent(area.response_rate),
        ),
    )
