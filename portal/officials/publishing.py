"""The gate before citizens: look at what would be published, confirm, and freeze it."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import BooleanField
from wtforms.validators import InputRequired

from analytics.words import percent, percent_interval, whole
from portal.accounts.service import record_audit
from portal.accounts.session import require_account
from portal.clock import read_clock
from portal.db import db
from portal.officials.navigation import describe_wave, list_tabs
from portal.officials.reading import load_wave
from surveys.errors import NothingPublished
from surveys.results.publication import find_publication, prepare_publication, publish_results
from surveys.results.published import Publication, PublishedFigure, PublishedResults
from surveys.waves.tables import Wave
from surveys.words import Text

blueprint = Blueprint("publishing", __name__)


class PublishForm(FlaskForm):
    """A deliberate yes, off until somebody ticks it."""

    confirmed = BooleanField(
        _l("我已核对方法、数字和隐藏的部分，同意向市民公布"),
        [InputRequired(_l("请先核对，再勾选确认。"))],
    )


@dataclass(frozen=True)
class PreviewRow:
    """One figure of the whole city as citizens would see it."""

    label: Text
    value: str
    interval: str
    n: str
    verdict: str
    reason: Text | None


@dataclass(frozen=True)
class Preview:
    """What would be published now, counted and listed."""

    results: PublishedResults
    rows: tuple[PreviewRow, ...]
    n_figures: str
    n_hidden: str


@blueprint.route("/waves/<code>/publish", methods=["GET", "POST"])
def publish(code: str) -> ResponseReturnValue:
    """Show what would be published; publish it when somebody has confirmed."""
    wave = load_wave(db.reader, code)
    form = PublishForm()
    if form.validate_on_submit():
        _publish(db.session, code)
        flash(_("已公布。市民现在可以看到。"))
        return redirect(url_for("officials.publishing.publish", code=code), 303)
    preview = make_preview(prepare_publication(db.reader, wave))
    facts = preview.results.wave
    return render_template(
        "officials/publish.html",
        wave=facts,
        wave_line=describe_wave(facts, preview.results.n_responses),
        tabs=list_tabs(facts),
        tab="publish",
        form=form,
        preview=preview,
        publication=read_publication(db.reader, wave),
    ), (422 if request.method == "POST" else 200)


def make_preview(results: PublishedResults) -> Preview:
    """List the city's figures and count those that stay hidden."""
    hidden = [figure for figure in results.figures if figure.value is None]
    return Preview(
        results=results,
        rows=tuple(
            _describe(figure)
            for figure in results.figures
            if figure.place.kind == "city" and figure.group in ("headline", "topic")
        ),
        n_figures=whole(len(results.figures) - len(hidden)),
        n_hidden=whole(len(hidden)),
    )


def read_publication(session: Session, wave: Wave) -> Publication | None:
    """What citizens see of the wave now, if anything."""
    try:
        return find_publication(session, wave)
    except NothingPublished:
        return None


def _publish(session: Session, code: str) -> None:
    who, now = require_account().name, read_clock()
    publication = publish_results(session, load_wave(session, code), by=who, now=now)
    subject = f"{code} {publication.digest[:12]}"
    record_audit(session, who=who, action="results published", subject=subject, now=now)


def _describe(figure: PublishedFigure) -> PreviewRow:
    return PreviewRow(
        label=figure.label,
        value=percent(figure.value),
        interval=percent_interval(figure.low, figure.high),
        n=whole(figure.n),
        verdict=figure.verdict or "",
        reason=figure.reason if figure.value is None else None,
    )
