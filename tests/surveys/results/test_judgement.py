"""Verdicts in three states and changes in words."""

from dataclasses import replace

import pytest

from analytics.comparison import Difference, Verdict
from analytics.estimates import Estimate
from surveys.results.judgement import describe_change, judge_target
from surveys.results.library import load_library
from surveys.results.model import Target
from tests.surveys.questionnaires.samples import DEFAULT
from tests.surveys.responses.samples import NOW

FIGURE = Estimate("m", "d", 0.85, 0.01, 0.83, 0.87, 36.0, 900, 765, 600.0, 1.5, 0.95, "logit")
INDICATORS = {indicator.code: indicator for indicator in load_library(DEFAULT).indicators}


def a_target(percent, *, is_ceiling=False):
    return Target("awareness", percent, is_ceiling, {"zh": "依据", "en": "basis"}, "chen", NOW)


@pytest.mark.parametrize(
    ("percent", "verdict"),
    [(83.0, Verdict.MET), (87.1, Verdict.NOT_MET), (85.0, Verdict.UNDECIDED)],
)
def test_verdict_follows_the_interval_not_the_estimate(percent, verdict):
    assert judge_target(FIGURE, a_target(percent)) is verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.01, 0.049, Verdict.MET),
        (0.05, 0.09, Verdict.NOT_MET),
        (0.03, 0.06, Verdict.UNDECIDED),
    ],
)
def test_ceiling_is_met_when_even_the_upper_limit_lies_below_it(low, high, verdict):
    assert judge_target(replace(FIGURE, low=low, high=high), a_target(5.0, is_ceiling=True)) is (
        verdict
    )


def a_change(value, half_width, code="awareness"):
    difference = Difference(
        "m", "d", value, 0.01, value - half_width, value + half_width, 72.0, 0.01, 0.95
    )
    return describe_change(INDICATORS[code], difference, FIGURE, previous_wave="wave-1")


def test_clear_change_is_told_with_its_direction_and_interval():
    change = a_change(-0.065, 0.03)
    assert change.is_significant
    assert change.words["zh"].startswith("比上一波下降 6.5 个百分点（95% 置信区间 -9.5 至 -3.5")
    assert change.words["en"].startswith("down 6.5 points")


def test_unclear_change_is_not_called_no_change():
    change = a_change(0.01, 0.03)
    assert not change.is_significant
    assert "不等于没有变化" in change.words["zh"]
    assert "not the same as no change" in change.words["en"]


def test_change_of_a_score_is_told_in_points_of_the_score():
    assert "上升 4.0 分" in a_change(4.0, 1.0, "satisfaction_score").words["zh"]
