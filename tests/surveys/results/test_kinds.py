"""Numbers, days, rankings, scales, areas and texts: told from the tally as from the rows."""

from collections import Counter
from statistics import fmean

import numpy as np
import pytest

from surveys.results.sample import (
    build_cells,
    describe_design,
    list_margins,
    load_sample_data,
    weigh_sample,
)
from surveys.results.service import question_results
from surveys.tally.service import fold_inbox, tally_equals_recount
from tests.surveys.results.kinds import a_wave_of_all_kinds


@pytest.fixture
def sampled(city):
    wave, _ = a_wave_of_all_kinds(city)
    return wave


def read(city, wave):
    return {result.code: result for result in question_results(city, wave)}


def test_tally_of_every_kind_equals_a_recount(city, sampled):
    assert tally_equals_recount(city, sampled)
    before = repr(read(city, sampled))
    assert fold_inbox(city, sampled.id, limit=500) == 500
    assert tally_equals_recount(city, sampled)
    fold_inbox(city, sampled.id)
    assert tally_equals_recount(city, sampled)
    assert repr(read(city, sampled)) == before


def test_every_kind_is_told_with_n_and_interval(city, sampled):
    results = read(city, sampled)
    kinds = {code: results[code].kind for code in ("N1", "N2", "T1", "R1", "B1", "B2", "C1", "L1")}
    assert kinds == {
        "N1": "number", "N2": "number", "T1": "date", "R1": "ranking", "B1": "scale",
        "B2": "scale", "C1": "calculated", "L1": "text",
    }  # fmt: skip
    for result in results.values():
        for option in result.options:
            assert option.estimate is None or option.estimate.n == result.n
            assert option.estimate is None or option.estimate.low <= option.estimate.high


def test_mean_of_a_number_is_the_weighted_mean_with_its_interval(city, sampled):
    data = load_sample_data(city, sampled)
    cells = build_cells(data, ())
    weight = weigh_sample(describe_design(cells), list_margins(data)).weight
    counts = cells.counts["N1"]
    by_hand = (weight @ counts @ np.arange(11)) / (weight @ counts).sum()
    mean = read(city, sampled)["N1"].mean
    assert mean.value == pytest.approx(by_hand)
    assert mean.estimate.low < by_hand < mean.estimate.high
    assert mean.estimate.n == counts.sum()


def test_number_in_wide_bins_has_quartiles_and_no_mean(city, sampled):
    spent = read(city, sampled)["N2"]
    assert spent.mean is None
    assert [option.label["en"] for option in spent.options][:3] == [
        "0 to under 1", "1 to under 2", "2 to under 5",
    ]  # fmt: skip
    assert [quartile["en"] for quartile in spent.quartiles] == [
        "10 to under 20", "20 to under 50", "50 to under 100",
    ]  # fmt: skip


def test_days_are_told_by_month(city, sampled):
    days = read(city, sampled)["T1"]
    assert [option.label["zh"] for option in days.options][::11] == ["2026年1月", "2026年12月"]
    shown = [option.estimate.value for option in days.options]
    assert sum(shown) == pytest.approx(1)


def test_ranking_tells_first_places_and_mean_places(city, sampled):
    ranking = read(city, sampled)["R1"]
    assert sum(option.estimate.value for option in ranking.options) == pytest.approx(1)
    for option in ranking.options:
        place = option.mean_place
        assert 1 < place.estimate.low < place.value < place.estimate.high < 2
        assert place.estimate.n < ranking.n


def test_scale_tells_the_mean_of_those_who_gave_a_rating(city, sampled):
    rating = read(city, sampled)["B1"]
    beside = next(option for option in rating.options if option.code == "99")
    assert rating.mean.estimate.n == rating.n - beside.estimate.n_counted


def test_words_stand_in_no_result(city, sampled):
    assert "nobody shall see" not in repr(question_results(city, sampled))
    (given, blank) = read(city, sampled)["L1"].options
    assert given.estimate.n_counted + blank.estimate.n_counted == read(city, sampled)["L1"].n


def test_open_link_is_counted_plainly_and_small_counts_are_hidden(city):
    wave, answers = a_wave_of_all_kinds(city, sample_type="O", n=60)
    results = read(city, wave)
    numbers = [int(each["N1"]) for each in answers if each["N1"] is not None]
    assert results["N1"].mean.value == pytest.approx(fmean(numbers))
    assert results["N1"].mean.estimate is None
    by_hand = Counter(each["R1"][0] for each in answers)
    assert {o.code: o.n_counted for o in results["R1"].options} == by_hand
    for result in results.values():
        for option in result.options:
            assert option.n_counted is None or option.n_counted == 0 or option.n_counted >= 5


def test_too_few_answers_are_hidden_with_their_means_and_quartiles(city):
    wave, _ = a_wave_of_all_kinds(city, sample_type="O", n=12)
    results = read(city, wave)
    assert results["N1"].mean.value is None
    assert results["N1"].quartiles is None
    assert all(o.mean_place.value is None for o in results["R1"].options)
