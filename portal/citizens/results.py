"""What is published: the figures of each wave as the officials released them, for everyone."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.db import db
from surveys.results.model import Place
from surveys.results.publication import find_publication, list_publications
from surveys.results.published import Publication, PublishedFigure, PublishedResults
from surveys.waves.service import find_wave
from surveys.words import Text

blueprint = Blueprint("results", __name__)

CITY = "city"
PLACE_KINDS = ("district", "sex", "age")


@dataclass(frozen=True)
class PlaceTable:
    """One kind of places: a row for each, a column for each of the four rates."""

    name: str
    columns: tuple[Text, ...]
    """The names of the rates."""
    rows: tuple[tuple[Place, tuple[PublishedFigure | None, ...]], ...]


@blueprint.get("/results")
def list_results() -> ResponseReturnValue:
    """The waves whose results are published, the newest first."""
    return render_template("citizens/results.html", publications=list_publications(db.reader))


@blueprint.get("/results/<wave_code>")
def show_results(wave_code: str) -> ResponseReturnValue:
    """The published results of one wave; NothingPublished before there are any."""
    publication = _load_publication(db.reader, wave_code)
    results = publication.results
    return render_template(
        "citizens/wave_results.html",
        publication=publication,
        results=results,
        wave=results.wave,
        headline=_list_figures(results, "headline"),
        beside=_list_figures(results, "beside"),
        topics=_list_figures(results, "topic"),
        quality=_list_figures(results, "quality"),
        place_tables=tuple(_make_place_table(results, kind) for kind in PLACE_KINDS),
    )


def _load_publication(session: Session, wave_code: str) -> Publication:
    return find_publication(session, find_wave(session, wave_code))


def _list_figures(results: PublishedResults, group: str) -> tuple[PublishedFigure, ...]:
    return tuple(
        figure for figure in results.figures if figure.group == group and figure.place.kind == CITY
    )


def _make_place_table(results: PublishedResults, kind: str) -> PlaceTable:
    columns = _list_figures(results, "headline")
    figures = [figure for figure in results.figures if figure.place.kind == kind]
    figure_at = {(figure.indicator_code, figure.place.code): figure for figure in figures}
    places = {figure.place.code: figure.place for figure in figures}
    rows = tuple(
        (place, tuple(figure_at.get((column.indicator_code, code)) for column in columns))
        for code, place in places.items()
    )
    names = tuple(column.label for column in columns)
    return PlaceTable(_name_kind(kind), names, rows)


def _name_kind(kind: str) -> str:
    names = {"district": _("各区"), "sex": _("性别"), "age": _("年龄")}
    return str(names[kind])
