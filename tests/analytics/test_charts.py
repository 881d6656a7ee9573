"""Rules that hold for every chart, and what single charts must show or refuse."""

import itertools
import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest

from analytics.charts import (
    DEFAULT_THEME,
    Chart,
    HeatCell,
    Label,
    OptionShare,
    Rate,
    Stack,
    TopicShares,
    WavePoint,
    bin_weights,
    chart_forest,
    chart_heat,
    chart_map,
    chart_participants,
    chart_progress,
    chart_rates,
    chart_register,
    chart_topics,
    chart_trend,
    chart_weights,
)
from analytics.charts.layout import limits_around
from analytics.charts.theme import contrast, mark_of
from tests.analytics.chart_samples import (
    LEVELS,
    STREETS,
    TOPICS,
    four_rates,
    months,
    one_of_each,
    register_bars,
    six_areas,
    square_city,
    stacked_hours,
    three_waves,
)

KINDS = sorted(one_of_each())
CARTESIAN_BUNDLE_TRACES = {"scatter", "bar"}


def chart_of(kind: str) -> Chart:
    return one_of_each()[kind]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_figure_is_valid_plotly_and_json_without_nan(kind: str, lang: str) -> None:
    figure = chart_of(kind).figure_in(lang)
    go.Figure({"data": figure["data"], "layout": figure["layout"]})
    assert json.loads(json.dumps(figure, allow_nan=False)) == figure


@pytest.mark.parametrize("kind", KINDS)
def test_figure_paints_no_image_and_hides_the_tool_bar(kind: str) -> None:
    figure = chart_of(kind).figure_in("zh")
    assert {trace["type"] for trace in figure["data"]} <= CARTESIAN_BUNDLE_TRACES
    assert "images" not in figure["layout"]
    assert '"pattern"' not in json.dumps(figure), "patterns set inline styles, which the CSP blocks"
    assert figure["config"]["displayModeBar"] is False


@pytest.mark.parametrize("kind", KINDS)
def test_english_figure_has_no_chinese_left(kind: str) -> None:
    chart = chart_of(kind)
    layout = dict(chart.figure_in("en")["layout"])
    texts = json.dumps(
        [chart.figure_in("en")["data"], layout, chart.table.rows_in("en")], ensure_ascii=False
    )
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in texts)


@pytest.mark.parametrize("kind", KINDS)
def test_table_summary_and_notes_stand_in_both_languages(kind: str) -> None:
    chart = chart_of(kind)
    for lang in ("zh", "en"):
        assert chart.title[lang]
        assert chart.summary[lang].endswith((".", "。"))
        assert all(note[lang] for note in chart.notes)
        assert chart.table.rows
        assert {len(row) for row in chart.table.rows_in(lang)} == {len(chart.table.header_in(lang))}


@pytest.mark.parametrize("kind", KINDS)
def test_sample_type_is_the_first_note(kind: str) -> None:
    expected = "自愿参与" if kind in ("participants", "pyramid") else "抽样调查"
    if kind in ("register", "stacks", "lying stacks"):
        expected = "全数登记，不是抽样"
    assert chart_of(kind).notes[0].zh == expected


@pytest.mark.parametrize("kind", KINDS)
def test_large_print_theme_reaches_every_text(kind: str) -> None:
    large = one_of_each(replace(DEFAULT_THEME, font_size=24))[kind].layout
    assert large["font"]["size"] == 24
    assert large["height"] > chart_of(kind).layout["height"]


def test_charts_load_without_plotly() -> None:
    code = "import sys, analytics.charts; sys.exit('plotly' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_verdict_colours_are_readable_on_paper() -> None:
    for verdict in ("met", "not met", "undecided"):
        colour = mark_of(verdict).colour(DEFAULT_THEME)
        assert contrast(colour, DEFAULT_THEME.paper) >= 4.5


def test_verdicts_differ_by_word_sign_and_shape() -> None:
    marks = [mark_of(verdict) for verdict in ("met", "not met", "undecided")]
    assert len({mark.symbol for mark in marks}) == 3
    assert [mark.text.zh for mark in marks] == ["达标 ✓", "未达标 ✗", "尚不能判定 ？"]


def test_series_colours_differ_in_greyscale() -> None:
    steps = [contrast(colour, "#000000") for colour in DEFAULT_THEME.series]
    assert all(later / earlier > 1.3 for earlier, later in itertools.pairwise(steps))


def test_open_participation_never_gets_an_interval_target_or_verdict() -> None:
    city = Rate(Label("全市", "City"), 0.86, 0.84, 0.88, 1067)
    with pytest.raises(ValueError, match="sample type O"):
        chart_rates(four_rates(), sample_type="O")
    with pytest.raises(ValueError, match="sample type O"):
        chart_forest(six_areas(), overall=city, sample_type="O")
    with pytest.raises(ValueError, match="sample type O"):
        chart_trend(three_waves(), sample_type="O")
    with pytest.raises(ValueError, match="sample type O"):
        chart_map(square_city(), {"0": city}, id_property="code", sample_type="O")
    with pytest.raises(ValueError, match="sample type O"):
        chart_heat(
            [[HeatCell(0.8, 90, 0.7, 0.9)]],
            areas=STREETS[:1],
            topics=TOPICS[:1],
            sample_type="O",
        )


def test_open_participation_carries_the_opt_in_sentence() -> None:
    chart = chart_participants(
        [OptionShare(Label("满意", "Satisfied"), 0.6, 3000)], n=5000, is_weighted=True
    )
    assert "不代表全体市民" in chart.notes[1].zh
    assert "no sampling error" in chart.notes[1].en


def test_unknown_sample_type_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown sample type 'X'"):
        chart_progress([], sample_type="X")


def test_quota_sample_says_its_interval_rests_on_a_model() -> None:
    assert "model" in chart_rates(four_rates(), sample_type="Q").notes[1].en


def test_unknown_verdict_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown verdict"):
        Rate(Label("甲", "A"), 0.5, 0.4, 0.6, verdict="reached")


def test_verdict_without_interval_is_refused() -> None:
    with pytest.raises(ValueError, match="needs an interval"):
        Rate(Label("甲", "A"), 0.5, verdict="met")


def test_rate_without_data_has_no_dot_and_says_so() -> None:
    chart = chart_rates([Rate(Label("甲", "A"), float("nan"), n=3)], sample_type="R")
    assert [trace["name"].zh for trace in chart.data] == ["目标"]
    assert [text["text"].zh for text in chart.layout["annotations"]] == ["甲", "数据太少"]
    assert chart.table.rows_in("zh")[0][1] == "—"


def test_a_register_is_judged_without_an_interval() -> None:
    chart = one_of_each()["register"]
    assert "error_x" not in chart.data[0]
    assert [row[5] for row in chart.table.rows_in("zh")] == ["达标 ✓", "达标 ✓", "未达标 ✗", " "]
    assert chart.table.rows_in("zh")[2][1:5] == ("7.0%", "35", "500", "8.0%")
    assert chart.layout["shapes"][0]["x0"] == 8.0
    assert chart.summary.en == "1 of 3 areas reaches the target of 8.0%."


def test_a_register_without_a_target_judges_nothing() -> None:
    words = {"counted": Label("时", "Hours"), "base": Label("人", "People")}
    title = Label("人均", "Per person")
    chart = chart_register(register_bars(), unit="hours", title=title, **words)
    assert chart.layout["shapes"] == []
    assert {row[5].strip() for row in chart.table.rows_in("en")} == {""}


def test_an_empty_base_draws_no_bar_and_claims_no_zero() -> None:
    chart = one_of_each()["register"]
    assert chart.data[0]["x"][-1] is None
    assert chart.table.rows_in("en")[-1][1] == "—"


def test_a_stack_adds_up_to_its_total_in_either_direction() -> None:
    lying = stacked_hours(months(), is_upright=False)
    upright = stacked_hours(months(), is_upright=True)
    assert lying.table == upright.table
    assert lying.table.rows_in("en")[1] == ("M2", "25.0", "1.0", "26.0")
    assert [trace["orientation"] for trace in (lying.data[0], upright.data[0])] == ["h", "v"]
    assert lying.data[0]["x"] == upright.data[0]["y"]


def test_a_stack_of_other_parts_than_named_is_refused() -> None:
    with pytest.raises(ValueError, match="needs 2 parts"):
        stacked_hours([Stack(Label("一", "One"), (1.0,))], is_upright=True)


def test_areas_keep_their_official_order_within_a_band() -> None:
    city = Rate(Label("全市", "City"), 0.861, 0.838, 0.881, 1067)
    rows = chart_forest(six_areas(), overall=city, sample_type="R").table.rows_in("en")
    assert [row[1] for row in rows] == [
        "City",
        "Zhijin",
        "Panchi",
        "Chengxin",
        "Zhilan",
        "Liuying",
        "Shudai",
    ]


def test_line_breaks_where_waves_cannot_be_compared() -> None:
    first, second, third = three_waves()
    chart = chart_trend([first, WavePoint(second.rate), third], sample_type="R")
    assert chart.data[0]["x"] == [0, None, 1, 2]
    assert "不可比较" in chart.notes[1].zh


def test_unclear_change_is_not_called_no_change() -> None:
    first, second, _ = three_waves()
    assert "cannot be told from chance" in chart_trend([first, second], sample_type="R").summary.en


def test_neutral_answers_lie_half_on_each_side() -> None:
    topic = TopicShares(TOPICS[0], (0.2, 0.2, 0.3, 0.2, 0.1), 900)
    chart = chart_topics([topic], levels=LEVELS, sample_type="R")
    assert sorted(trace["x"][0] for trace in chart.data) == [-20, -15, -10, 15, 20, 20]


def test_topic_with_a_missing_level_is_refused() -> None:
    with pytest.raises(ValueError, match="2 shares for 5 levels"):
        chart_topics([TopicShares(TOPICS[0], (0.5, 0.5), 9)], levels=LEVELS, sample_type="R")


def test_heat_cells_must_match_areas_and_topics() -> None:
    with pytest.raises(ValueError, match="not 1 areas by 2 topics"):
        chart_heat([[HeatCell(0.5, 9)]], areas=STREETS[:1], topics=TOPICS[:2], sample_type="R")


def test_too_few_answers_are_a_dash_never_a_zero() -> None:
    chart = chart_heat([[HeatCell(None, 4)]], areas=STREETS[:1], topics=TOPICS[:1], sample_type="R")
    assert chart.data[0]["text"] == ["—"]
    assert chart.layout["shapes"] == []


def test_holes_of_an_area_run_against_its_outline() -> None:
    rates = {"0": Rate(STREETS[0], 0.8, 0.7, 0.9, 90)}
    chart = chart_map(square_city(), rates, id_property="code", sample_type="R")
    outline, hole = (split(chart.data[0], part) for part in (0, 1))
    assert turn(outline) > 0 > turn(hole)


def split(trace: dict[str, list[float]], part: int) -> list[tuple[float, float]]:
    rings: list[list[tuple[float, float]]] = [[]]
    for x, y in zip(trace["x"], trace["y"], strict=True):
        if x is None:
            rings.append([])
        else:
            rings[-1].append((x, y))
    return rings[part]


def turn(ring: list[tuple[float, float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))


def test_map_refuses_points_as_areas() -> None:
    shape = {"properties": {"code": "0"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}
    with pytest.raises(ValueError, match="not 'Point'"):
        chart_map({"features": [shape]}, {}, id_property="code", sample_type="R")


def test_weights_of_cells_count_as_many_rows_as_the_cells_hold() -> None:
    rng = np.random.default_rng(7)
    weight, n = rng.uniform(0.5, 3.0, 40), rng.integers(1, 9, 40)
    by_cell, by_row = bin_weights(weight, n), bin_weights(np.repeat(weight, n))
    assert by_cell.n_rows == by_row.n_rows
    assert by_cell.deff == pytest.approx(by_row.deff, rel=1e-12)
    assert sum(by_cell.n_rows) == n.sum()


def test_weights_must_be_above_zero() -> None:
    with pytest.raises(ValueError, match="above 0"):
        chart_weights(bin_weights(np.array([1.0, 0.0])), sample_type="R")


def test_axis_spans_at_least_twenty_points() -> None:
    assert limits_around([0.851, 0.852]) == (70.0, 100.0)
    assert limits_around([]) == (0.0, 100.0)
