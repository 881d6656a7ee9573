"""The presentation standard, weights, item non-response and likeness to the frame."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.allocation import allocate
from analytics.planning import sample_size
from analytics.quality import (
    FLAG_LABELS,
    FLAGS,
    ItemNonResponse,
    kish,
    nchs_flag,
    opt_in_note,
)
from analytics.representativeness import dissimilarity, r_indicator


@given(st.floats(0, 1), st.floats(0.001, 0.3), st.integers(2, 2000))
def test_every_share_gets_a_known_flag_with_words(value: float, se: float, n: int) -> None:
    judged = nchs_flag(value, se, n=n, df=n - 1)
    assert judged.flag.item() in FLAGS
    assert FLAG_LABELS[judged.flag.item()].en
    assert judged.n_effective <= n
    if n < 30:
        assert not judged.is_shown


def test_no_data_is_suppressed() -> None:
    assert not nchs_flag(np.nan, np.nan, n=0, df=0).is_shown


def test_flags_of_a_whole_table_equal_those_one_by_one() -> None:
    value, se = np.array([[0.5, 0.03], [0.0, 0.9]]), np.array([[0.05, 0.012], [0.0, 0.02]])
    n, df = np.array([[120, 400], [60, 320]]), np.array([[110, 380], [50, 5]])
    table = nchs_flag(value, se, n=n, df=df)
    for at in np.ndindex(2, 2):
        single = nchs_flag(value[at], se[at], n=n[at], df=df[at])
        assert table.flag[at] == single.flag.item()
        assert table.low[at] == single.low


def test_interval_without_degrees_of_freedom_needs_review() -> None:
    judged = nchs_flag(0.5, 0.02, n=500, df=0)
    assert judged.flag.item() == "review: df < 8 or p is 0 or 1"
    assert judged.low < 0.5 < judged.high


@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=50))
def test_unequal_weights_never_gain_precision(weights: list[float]) -> None:
    loss = kish(np.array(weights))
    assert loss.deff >= 1 - 1e-12
    assert loss.n_effective == pytest.approx(len(weights) / loss.deff)


def test_weights_of_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="all above 0"):
        kish(np.array([1.0, 0.0]))


def test_more_answers_than_people_asked_are_refused() -> None:
    with pytest.raises(ValueError, match="5 answers from 4 people"):
        ItemNonResponse(4, 5)


def test_ten_per_cent_item_non_response_is_not_yet_much() -> None:
    assert not ItemNonResponse(100, 90).is_much
    assert ItemNonResponse(100, 89).is_much
    assert np.isnan(ItemNonResponse(0, 0).rate)


def test_opt_in_sentence_says_whether_it_is_weighted() -> None:
    assert opt_in_note(is_weighted=True).zh.endswith("已按性别年龄加权。")
    assert opt_in_note(is_weighted=False).en.endswith("not weighted by sex and age.")


@given(st.integers(1, 60), st.integers(1, 60))
def test_equal_response_everywhere_gives_an_r_indicator_of_one(n_drawn: int, people: int) -> None:
    r = r_indicator([n_drawn, 2 * n_drawn], [n_drawn, 2 * n_drawn], [people, people])
    assert r.value == pytest.approx(1)
    assert r.max_bias == pytest.approx(0)


def test_more_answers_than_drawn_in_a_class_are_refused() -> None:
    with pytest.raises(ValueError, match="no more who answered"):
        r_indicator([10], [11], [100])


@given(st.lists(st.integers(0, 100), min_size=1, max_size=9).filter(any))
def test_a_sample_like_the_frame_has_no_dissimilarity(counts: list[int]) -> None:
    assert dissimilarity(counts, [7 * count for count in counts]) == pytest.approx(0)


def test_nothing_in_common_is_a_dissimilarity_of_one() -> None:
    assert dissimilarity([1, 0], [0, 1]) == 1


def test_empty_sample_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="the sample has nobody"):
        dissimilarity([0, 0], [1, 1])


REFERENCE = Path(__file__).parents[1] / "reference/cases/S09_planning_quality.json"


def test_plain_formulas_agree_with_the_reference_case() -> None:
    n_checked = 0
    for entry in json.loads(REFERENCE.read_text(encoding="utf-8"))["estimates"]:
        if entry["statistic"] == "sample_size":
            size = sample_size(
                entry["p"],
                entry["moe"],
                population=entry["N"],
                deff=entry["deff"],
                response_rate=entry["response_rate"],
            )
            ours = [size.n, size.n_srs_infinite, size.n_to_draw]
            expected = [entry["value"], entry["n_srs_infinite"], entry["n_to_draw"]]
        elif entry["statistic"] == "allocation":
            ours, expected = list(allocate_as_asked(entry)), entry["value"]
        elif entry["statistic"] == "nchs_flag":
            judged = nchs_flag(entry["p"], entry["se"], n=entry["n"], df=entry["df"])
            assert judged.flag.item() == entry["value"]
            ours = [judged.n_effective.item(), judged.low.item(), judged.high.item()]
            expected = [entry["n_eff"], *entry["ci"]]
        else:
            continue
        assert ours == pytest.approx(expected, rel=1e-9, abs=1e-12)
        n_checked += 1
    assert n_checked == 18


def allocate_as_asked(entry: dict[str, object]) -> np.ndarray:
    if entry["method"] == "power (Bankier 1988)":
        size = np.array(entry["size_measure"])
        return allocate(
            entry["total"],
            size,
            method="power",
            size_measure=size,
            cv=np.array(entry["cv_h"]),
            exponent=entry["exponent"],
        )
    deviation = np.array(entry["S_h"]) if "S_h" in entry else None
    people = np.array(entry["N_h"], dtype=float)
    return allocate(entry["total"], people, method=entry["method"], deviation=deviation)
