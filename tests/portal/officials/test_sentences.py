"""Answers are whole sentences, right in each of the three states and in both languages."""

from dataclasses import replace

import pytest

from analytics.comparison import Verdict
from portal.officials.figures import describe_result, describe_share, write_target
from portal.officials.sentences import count_verdicts, explain_size, explain_verdict, group_flags
from surveys.results.model import IndicatorResult, QualityFlag
from tests.portal.officials.results import (
    DISTRICTS,
    INDICATORS,
    STREETS,
    a_participant_result,
    a_result,
    a_target,
    a_wave_result,
    an_estimate,
)

AWARENESS = INDICATORS[0]


def a_judged_result(verdict: Verdict | None, *, is_ceiling: bool = False) -> IndicatorResult:
    target = replace(a_target("awareness", 90.0), is_ceiling=is_ceiling)
    return replace(a_result(AWARENESS), verdict=verdict, target=target if verdict else None)


@pytest.mark.parametrize(
    ("verdicts", "zh", "en"),
    [
        (
            [Verdict.MET, Verdict.MET, Verdict.NOT_MET, Verdict.UNDECIDED],
            "4 项指标：2 项达标，1 项未达标，1 项尚不能判定。",
            "4 rates: 2 met, 1 not met, 1 cannot be decided yet.",
        ),
        ([Verdict.MET], "1 项指标：1 项达标。", "1 rate: 1 met."),
        (
            [Verdict.UNDECIDED, None],
            "2 项指标：1 项尚不能判定，1 项没有判定。",
            "2 rates: 1 cannot be decided yet, 1 without a verdict.",
        ),
    ],
)
def test_verdicts_are_counted_in_words(verdicts: list[Verdict | None], zh: str, en: str) -> None:
    assert count_verdicts([a_judged_result(v) for v in verdicts]) == {"zh": zh, "en": en}


@pytest.mark.parametrize(
    ("verdict", "is_ceiling", "zh", "en"),
    [
        (Verdict.MET, False, "整个区间不低于目标，达标", "the whole interval reaches the target"),
        (Verdict.NOT_MET, False, "整个区间低于目标，未达标", "stays under the target"),
        (Verdict.UNDECIDED, False, "区间跨过目标，尚不能判定", "spans the target"),
        (Verdict.MET, True, "整个区间低于上限，达标", "stays under the ceiling"),
        (Verdict.NOT_MET, True, "整个区间不低于上限，未达标", "reaches the ceiling"),
        (Verdict.UNDECIDED, True, "区间跨过上限，尚不能判定", "spans the ceiling"),
        (None, False, "没有设目标", "No target is set"),
    ],
)
def test_verdict_is_explained_by_interval_and_target(
    verdict: Verdict | None, is_ceiling: bool, zh: str, en: str
) -> None:
    words = explain_verdict(a_judged_result(verdict, is_ceiling=is_ceiling))

    assert words["zh"].startswith("知晓率 93.0%，95% 置信区间 91.0–95.0%")
    assert zh in words["zh"]
    assert en in words["en"]


def test_hidden_rate_says_why_instead_of_a_number() -> None:
    words = explain_verdict(a_result(AWARENESS, STREETS[0], state="hidden"))

    assert words["zh"] == "知晓率：不能显示。回答太少"
    assert "%" not in words["zh"]


def test_undecided_rate_says_how_many_answers_would_tell() -> None:
    words = explain_size(a_judged_result(Verdict.UNDECIDED))

    assert words is not None
    assert "如果真实比率就是 93.0%" in words["zh"]
    assert "现有 1,000 份" in words["zh"]


def test_rate_almost_on_its_target_promises_no_number() -> None:
    result = replace(a_judged_result(Verdict.UNDECIDED), estimate=an_estimate(0.901))

    words = explain_size(result)

    assert words is not None
    assert "half a point" in words["en"]


@pytest.mark.parametrize("verdict", [Verdict.MET, Verdict.NOT_MET, None])
def test_decided_rate_needs_no_more_answers(verdict: Verdict | None) -> None:
    assert explain_size(a_judged_result(verdict)) is None


def test_equal_warnings_of_several_places_become_one() -> None:
    words = {"zh": "诱导率偏高", "en": "much coaching"}
    flags = [QualityFlag("coaching", place, words) for place in STREETS[:2]]
    other = QualityFlag("few responses", DISTRICTS[0], {"zh": "回答少", "en": "few"})

    grouped = group_flags([*flags, other])

    assert [places["zh"] for places, _ in grouped] == ["泮池街道、织锦街道", "清晏区"]


@pytest.mark.parametrize(
    ("code", "value", "interval", "target", "change"),
    [
        ("awareness", "93.0%", "91.0–95.0%", "≥ 90%", "+3.0"),
        ("satisfaction_score", "74.2", "72.2–76.2", "—", "—"),
        ("coaching", "2.0%", "0.0–4.0%", "< 5%", "+3.0"),
    ],
)
def test_table_row_writes_each_unit_in_its_own_way(
    code: str, value: str, interval: str, target: str, change: str
) -> None:
    result = a_wave_result().at(code)

    row = describe_result(result, label=result.indicator.label)

    assert (row.value, row.interval, row.target, row.change) == (value, interval, target, change)


def test_row_of_a_hidden_figure_has_a_reason_and_no_number() -> None:
    row = describe_result(a_result(AWARENESS, state="hidden"), label=AWARENESS.label)

    assert (row.value, row.interval, row.n_effective, row.verdict) == ("—", "—", "—", "")
    assert row.n == "12"
    assert row.remark == {"zh": "回答太少", "en": "too few answers"}


def test_share_of_participants_is_written_without_interval() -> None:
    share = a_participant_result().at("awareness")

    row = describe_share(share, label=share.indicator.label)

    assert (row.value, row.n_counted, row.n) == ("93.0%", "4,650", "5,000")


def test_target_with_a_fraction_keeps_it() -> None:
    assert write_target(a_target("awareness", 87.5)) == "≥ 87.5%"
