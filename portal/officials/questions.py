"""Questions as they were answered: every option with its share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from analytics.charts import (
    Chart,
    Label,
    OptionShare,
    Rate,
    Theme,
    chart_participants,
    chart_rates,
)
from analytics.words import percent, whole
from portal.db import db
from portal.officials.drawings import draw_topics, label_of, share_of
from portal.officials.figures import find_remark, write_interval
from portal.officials.navigation import show_wave_page
from portal.officials.reading import Results, load_wave, read_facts, read_questions, read_results
from portal.pictures import Picture, draw_for_reader
from surveys.results.question_model import MeanFigure, OptionCount, OptionEstimate, QuestionResult
from surveys.waves.sample_types import SampleType
from surveys.words import Text

OPTIONS = Label("各选项的比例", "Shares of the options")
ANSWERS = Label("各种回答的比例", "Shares of the answers")
WRITTEN = frozenset({"number", "date", "text", "calculated"})
"""Kinds whose answers are no options."""

blueprint = Blueprint("questions", __name__)


@dataclass(frozen=True)
class OptionRow:
    """One option in words; a dash for the interval where the sample has none."""

    label: Text
    share: str
    interval: str
    n_counted: str
    remark: Text | None
    mean_place: str
    """Of a ranking; with its interval where the sample has one."""


@dataclass(frozen=True)
class QuestionPage:
    """One question, or one row of a grid: its picture and its options."""

    result: QuestionResult
    picture: Picture
    rows: tuple[OptionRow, ...]
    n_said: str
    """Of how many people the shares are."""
    mean: str
    """With its interval where the sample has one; empty where no mean is told."""
    mean_remark: Text | None


@dataclass(frozen=True)
class GridPage:
    """A grid: its rows side by side, each leading to its own page."""

    picture: Picture
    rows: tuple[tuple[Text, str, str], ...]
    """Name, address, number of answers."""


@blueprint.get("/waves/<code>/questions")
def list_questions(code: str) -> ResponseReturnValue:
    """List the questions with the number of their answers."""
    wave = load_wave(db.session, code)
    results = read_questions(db.session, wave)
    return show_wave_page(
        "officials/questions.html",
        read_facts(db.session, wave),
        tab="questions",
        questions=[
            (result.label, _address(code, result.code), whole(result.n)) for result in results
        ],
    )


@blueprint.get("/waves/<code>/questions/<question_code>")
def show_question(code: str, question_code: str) -> ResponseReturnValue:
    """Show how one question, or one row of a grid, was answered in the whole city."""
    wave = load_wave(db.session, code)
    found = read_questions(db.session, wave)
    results = read_results(db.session, wave)
    single = [result for result in found if result.code == question_code]
    rows = [result for result in found if result.question_code == question_code]
    if not single and not rows:
        abort(404)
    return show_wave_page(
        "officials/question.html" if single else "officials/grid.html",
        results.wave,
        n_responses=results.n_responses,
        tab="questions",
        results=results,
        page=_build_page(single[0], results) if single else _build_grid(rows, results),
    )


def _build_page(result: QuestionResult, results: Results) -> QuestionPage:
    sample_type = results.wave.sample_type.value
    return QuestionPage(
        result=result,
        picture=draw_for_reader(
            "options",
            lambda theme: _draw_options(result, theme, sample_type=sample_type),
        ),
        rows=tuple(_describe(option) for option in result.options),
        n_said=whole(result.n),
        mean=_write_mean(result.mean),
        mean_remark=find_remark(result.mean.presentation) if result.mean else None,
    )


def _build_grid(rows: Sequence[QuestionResult], results: Results) -> GridPage:
    scales = {
        indicator.question: (indicator.base, results.at(indicator.code).presentation.n)
        for indicator in results.indicators
        if indicator.group == "topic"
    }
    return GridPage(
        picture=draw_for_reader(
            "topics",
            lambda theme: draw_topics(
                rows, scales, theme, sample_type=results.wave.sample_type.value
            ),
        ),
        rows=tuple(
            (row.label, _address(results.wave.code, row.code), whole(row.n)) for row in rows
        ),
    )


def _draw_options(result: QuestionResult, theme: Theme, *, sample_type: str) -> Chart:
    options = [option for option in result.options if option.presentation.is_shown]
    summary = label_of(_summarise(result, options))
    title = ANSWERS if result.kind in WRITTEN else OPTIONS
    if sample_type == SampleType.OPEN.value:
        chart = chart_participants(
            [
                OptionShare(label_of(option.label), option.share, option.n_counted or 0)
                for option in options
                if isinstance(option, OptionCount)
            ],
            n=result.n,
            is_weighted=False,
            theme=theme,
            title=title,
        )
    else:
        chart = chart_rates(
            [_rate_of(o) for o in options if isinstance(o, OptionEstimate)],
            sample_type=sample_type,
            theme=theme,
            title=title,
        )
    return replace(chart, summary=summary)


def _rate_of(option: OptionEstimate) -> Rate:
    estimate = option.estimate
    return Rate(
        label_of(option.label),
        estimate.value if estimate else None,
        estimate.low if estimate else None,
        estimate.high if estimate else None,
        n=estimate.n if estimate else option.presentation.n,
    )


def _describe(option: OptionEstimate | OptionCount) -> OptionRow:
    estimate = option.estimate if isinstance(option, OptionEstimate) else None
    if isinstance(option, OptionCount):
        n_counted = option.n_counted
    else:
        n_counted = estimate.n_counted if estimate else None
    return OptionRow(
        label=option.label,
        share=percent(share_of(option)),
        interval=write_interval(estimate, "percent"),
        n_counted=whole(n_counted),
        remark=find_remark(option.presentation),
        mean_place=_write_mean(option.mean_place),
    )


def _write_mean(mean: MeanFigure | None) -> str:
    if mean is None or mean.value is None:
        return ""
    if mean.estimate is None:
        return f"{mean.value:.1f}"
    return f"{mean.value:.1f} ({mean.estimate.low:.1f}–{mean.estimate.high:.1f})"


def _summarise(result: QuestionResult, options: Sequence[OptionEstimate | OptionCount]) -> Text:
    shown = [(share, option.label) for option in options if (share := share_of(option)) is not None]
    if not shown:
        return {"zh": "还没有足够的回答。", "en": "There are not enough answers yet."}
    share, label = max(shown, key=lambda entry: entry[0])
    if result.kind == "ranking":
        return {
            "zh": f"排第一最多的是“{label['zh']}”，{percent(share)}；{whole(result.n)} 人回答。",
            "en": f"Most often first: {label['en']}, {percent(share)}; "
            f"{whole(result.n)} people answered.",
        }
    if result.kind in WRITTEN:
        return {
            "zh": f"占比最大的是“{label['zh']}”，{percent(share)}；{whole(result.n)} 人回答。",
            "en": f"Most common: {label['en']}, {percent(share)}; "
            f"{whole(result.n)} people answered.",
        }
    return {
        "zh": f"选得最多的是“{label['zh']}”，{percent(share)}；{whole(result.n)} 人回答。",
        "en": f"Most chose: {label['en']}, {percent(share)}; {whole(result.n)} people answered.",
    }


def _address(code: str, question_code: str) -> str:
    return url_for("officials.questions.show_question", code=code, question_code=question_code)
