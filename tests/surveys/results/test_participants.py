"""Results of an open link: of participants only."""

from dataclasses import fields

import pytest

from surveys.city.loading import OPEN_WAVE, SECOND_WAVE
from surveys.results.model import ParticipantResults, ParticipantShare
from surveys.results.question_model import OptionCount
from surveys.results.service import participant_results, question_results, wave_results
from surveys.tally.service import observed_tally
from surveys.waves.service import find_wave


@pytest.fixture
def results(city) -> ParticipantResults:
    return participant_results(city, find_wave(city, OPEN_WAVE))


def test_shares_are_plain_shares_of_the_tally(city, results):
    tally = observed_tally(city, find_wave(city, OPEN_WAVE))
    start = tally.layout.rule_by_code["participation"].start
    counted, base = tally.cells.counts[:, start].sum(), tally.cells.counts[:, start + 1].sum()
    share = results.at("participation")
    assert (share.n_counted, share.n) == (counted, base)
    assert share.value == pytest.approx(counted / base)


def test_score_is_the_mean_of_points(city, results):
    tally = observed_tally(city, find_wave(city, OPEN_WAVE))
    question = tally.layout.question_by_name["Q6"]
    n = tally.cells.counts[:, question.start : question.start + 5].sum(axis=0)
    assert results.at("satisfaction_score").value == pytest.approx(
        (n * [100, 75, 50, 25, 0]).sum() / n.sum()
    )
    assert results.at("satisfaction_score").n_counted is None


def test_nothing_of_an_open_link_can_carry_an_interval_or_a_verdict():
    names = {field.name for field in fields(ParticipantShare)}
    assert not names & {"low", "high", "se", "estimate", "target", "verdict", "change"}


def test_opt_in_sentence_is_there_in_both_languages(results):
    assert results.opt_in_sentence["zh"].startswith("本结果来自自愿填写者")
    assert "chose to take part" in results.opt_in_sentence["en"]


def test_open_link_is_far_from_the_random_sample_where_choosing_matters(city, results):
    sample = wave_results(city, find_wave(city, SECOND_WAVE))
    for code in ("awareness", "participation"):
        estimate = sample.at(code).estimate
        assert results.at(code).value > estimate.high + 0.02


def test_small_groups_of_participants_are_hidden(results):
    hidden = [share for share in results.results.values() if not share.presentation.is_shown]
    assert hidden
    assert all(share.value is None and share.n_counted is None for share in hidden)


def test_options_of_an_open_link_are_counts_among_those_who_answered(city):
    for question in question_results(city, find_wave(city, OPEN_WAVE)):
        assert all(isinstance(option, OptionCount) for option in question.options)
        shown = [option for option in question.options if option.presentation.is_shown]
        assert all(option.share == option.n_counted / question.n for option in shown)
