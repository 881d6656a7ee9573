"""How the figures of a wave were made, and how far they can be trusted."""

from dataclasses import dataclass

import numpy as np
from flask import Blueprint
from flask.typing import ResponseReturnValue

from analytics.charts import Theme, bin_weights, chart_weights
from analytics.charts.chart import Chart
from analytics.words import percent, whole
from portal.db import db
from portal.officials.drawings import draw_pyramid
from portal.officials.navigation import show_wave_page
from portal.officials.reading import load_wave, read_estimates
from portal.officials.sentences import group_flags
from portal.pictures import Picture, draw_for_reader
from surveys.results.model import MarginCheck, WaveResults, WeightStep
from surveys.words import Text

blueprint = Blueprint("method", __name__)


@dataclass(frozen=True)
class StepRow:
    """One link of the weight chain in words: smallest, largest, sum, what it costs."""

    name: Text
    cells: tuple[str, ...]


@dataclass(frozen=True)
class MarginRow:
    """One class of a weighting margin: frame, sample before and after weighting."""

    margin: Text
    label: Text
    cells: tuple[str, ...]


@dataclass(frozen=True)
class MethodPage:
    """What the page shows, in the order of the page."""

    flags: tuple[tuple[Text, Text], ...]
    pyramid: Picture
    dissimilarity: str
    n_unknown_sex: int
    steps: tuple[StepRow, ...]
    n_trimmed: str
    trimming_limits: str
    weights: Picture
    margins: tuple[MarginRow, ...]


@blueprint.get("/waves/<code>/method")
def show_method(code: str) -> ResponseReturnValue:
    """Show sample, weights, representativeness and the limits of what may be said."""
    results = read_estimates(db.session, load_wave(db.session, code))
    return show_wave_page(
        "officials/method.html",
        results.wave,
        n_responses=results.n_responses,
        tab="method",
        results=results,
        page=build_page(results),
    )


def build_page(results: WaveResults) -> MethodPage:
    """Put the page's figures together."""
    audit, sample = results.audit, results.representativeness
    sample_type = results.wave.sample_type.value
    return MethodPage(
        flags=group_flags(results.flags),
        pyramid=draw_for_reader(
            "pyramid",
            lambda theme: draw_pyramid(sample, theme, sample_type=sample_type),
        ),
        dissimilarity=percent(sample.dissimilarity),
        n_unknown_sex=sample.n_unknown_sex,
        steps=tuple(_describe_step(step) for step in audit.steps),
        n_trimmed=whole(audit.n_trimmed),
        trimming_limits=f"{audit.lowest_allowed:,.1f} ~ {audit.highest_allowed:,.1f}",
        weights=draw_for_reader(
            "weights",
            lambda theme: _draw_weights(results, theme),
        ),
        margins=tuple(_describe_margin(check) for check in audit.margins),
    )


def _draw_weights(results: WaveResults, theme: Theme) -> Chart:
    bins = bin_weights(np.array(results.audit.weight), np.array(results.audit.n))
    return chart_weights(bins, sample_type=results.wave.sample_type.value, theme=theme)


def _describe_step(step: WeightStep) -> StepRow:
    return StepRow(
        step.name,
        (
            f"{step.smallest:,.1f}",
            f"{step.largest:,.1f}",
            whole(step.total),
            f"{step.kish_deff:.2f}",
            whole(step.n_effective),
        ),
    )


def _describe_margin(check: MarginCheck) -> MarginRow:
    return MarginRow(
        check.margin,
        check.label,
        (
            whole(check.n_responses),
            percent(check.frame_share),
            percent(check.design_share),
            percent(check.weighted_share),
        ),
    )
