"""The figures of volunteering for one request: counted now, in the reader's own display."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from flask import current_app

from portal.clock import read_clock
from portal.config import Settings
from portal.db import db
from portal.i18n import current_display, current_language, to_city_time
from portal.pictures import Picture
from portal.volunteering.drawings import draw_figures
from portal.volunteering.model import VolunteerFigures
from portal.volunteering.register import current_register
from portal.volunteering.rows import (
    AreaRow,
    RegisterRow,
    count_verdicts,
    describe_city,
    describe_districts,
)
from portal.volunteering.sheet import RegisterSheet
from surveys.words import Text


@dataclass(frozen=True)
class RegisterView:
    """What pages show, in the order of a page."""

    figures: VolunteerFigures
    answer: Text
    rows: tuple[RegisterRow, ...]
    districts: tuple[AreaRow, ...]
    pictures: tuple[Picture, ...]


def measure_now() -> VolunteerFigures:
    """Count the running year, as the register stands."""
    settings = cast(Settings, current_app.extensions["settings"])
    return current_register().measure(db.reader, now=read_clock(), timezone=settings.city_timezone)


def build_view(codes: Sequence[str] = ()) -> RegisterView:
    """Put the figures together, with the pictures of these codes or all."""
    figures = measure_now()
    rows = describe_city(figures)
    return RegisterView(
        figures=figures,
        answer=count_verdicts(rows),
        rows=rows,
        districts=describe_districts(figures),
        pictures=draw_figures(
            figures, codes, language=current_language(), display=current_display()
        ),
    )


def make_sheet() -> RegisterSheet:
    """The figures as a sheet to take away."""
    today = to_city_time(read_clock()).date()
    return RegisterSheet(measure_now(), current_language(), today)
