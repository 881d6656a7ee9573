"""Charts of the results are valid figures, and never mix what must be kept apart."""

from dataclasses import replace

import plotly.graph_objects as go
import pytest

from analytics.charts import DEFAULT_THEME, Band, Chart
from portal.officials.drawings import (
    draw_areas,
    draw_heat,
    draw_pyramid,
    draw_rates,
    draw_shares,
    draw_topics,
    draw_trend,
    find_band,
    rate_of,
)
from surveys.results.model import Presentation, WaveFacts
from surveys.results.question_model import OptionEstimate, QuestionResult
from surveys.words import Text
from tests.portal.officials.results import (
    CITY,
    DISTRICTS,
    INDICATORS,
    STREETS,
    a_participant_result,
    a_representativeness,
    a_result,
    a_wave_result,
    an_estimate,
)

RESULTS = a_wave_result(hidden=(("awareness", STREETS[0].code),))
WORDS = {"zh": "标题", "en": "Title"}
THEME = DEFAULT_THEME


def a_grid_row(code: str) -> QuestionResult:
    shown = Presentation("shown", None, 900)
    options = tuple(
        OptionEstimate(option, {"zh": option, "en": option}, an_estimate(share), shown)
        for option, share in (("1", 0.3), ("2", 0.3), ("3", 0.2), ("8", 0.2))
    )
    return QuestionResult(code, "Q8", WORDS, False, CITY, 1000, options)


def name_wave(wave: WaveFacts) -> Text:
    return {"zh": wave.code, "en": wave.code}


def draw_all() -> dict[str, Chart]:
    streets = [RESULTS.at("awareness", place.kind, place.code) for place in STREETS]
    topics = [[RESULTS.at(c, p.kind, p.code) for c in ("topic_T01", "topic_T02")] for p in STREETS]
    rates = [rate_of(result, result.indicator.label) for result in RESULTS.headline()]
    shares = [a_participant_result().at(code) for code in ("awareness", "support")]
    scales = {"Q8_T01": (("1", "2", "3"), 720)}
    return {
        "rates": draw_rates(rates, RESULTS, THEME, title=WORDS),
        "areas": draw_areas(streets, RESULTS.at("awareness"), RESULTS, THEME),
        "trend": draw_trend(RESULTS.at("awareness"), RESULTS, THEME, name_wave=name_wave),
        "heat": draw_heat(topics, RESULTS, THEME, title=WORDS),
        "pyramid": draw_pyramid(a_representativeness(), THEME, sample_type="R"),
        "shares": draw_shares(shares, THEME, n=5000, title=WORDS, summary=WORDS),
        "topics": draw_topics([a_grid_row("Q8_T01")], scales, THEME, sample_type="R"),
    }


@pytest.mark.parametrize("name", draw_all())
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_chart_is_a_valid_figure_with_table_and_sentence(name: str, language: str) -> None:
    chart = draw_all()[name]
    figure = chart.figure_in(language)

    go.Figure({"data": figure["data"], "layout": figure["layout"]})
    assert chart.summary[language]
    assert chart.table.rows_in(language)


def test_hidden_area_is_named_without_a_dot() -> None:
    chart = draw_all()["areas"]

    hidden = [row for row in chart.table.rows_in("en") if row[1] == "Panchi Street"]
    assert hidden[0][2:4] == ("—", "—")


@pytest.mark.parametrize(
    ("value", "band"), [(0.70, "below"), (0.93, "alike"), (0.99, "above"), (None, "not shown")]
)
def test_area_is_above_or_below_only_where_intervals_do_not_touch(
    value: float | None, band: Band
) -> None:
    city = a_result(INDICATORS[0])
    estimate = None if value is None else an_estimate(value, half_width=0.03)
    area = replace(a_result(INDICATORS[0], DISTRICTS[0]), estimate=estimate)

    assert find_band(area, city) == band


def test_bars_of_a_topic_add_up_to_those_who_judged() -> None:
    row = draw_all()["topics"].table.rows_in("en")[0]

    assert row[1:] == ("37.5%", "37.5%", "25.0%", "720")


def test_chart_of_participants_says_that_they_chose_themselves() -> None:
    notes = draw_all()["shares"].notes

    assert "不代表全体市民" in " ".join(note.zh for note in notes)


def test_trend_without_an_earlier_wave_has_one_point() -> None:
    first = replace(RESULTS.at("awareness"), change=None)

    chart = draw_trend(first, replace(RESULTS, previous_wave=None), THEME, name_wave=name_wave)

    assert len(chart.table.rows_in("en")) == 1
