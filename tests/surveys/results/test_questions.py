"""Question by question, in the city and in its parts."""

import pytest

from surveys.city.loading import SECOND_WAVE
from surveys.results.question_model import OptionEstimate
from surveys.results.service import question_results, wave_results
from surveys.waves.service import find_wave


@pytest.fixture
def wave(city):
    return find_wave(city, SECOND_WAVE)


def test_every_question_is_there_with_all_its_options(city, wave):
    results = question_results(city, wave)
    codes = [result.code for result in results]
    assert codes[:4] == ["S1", "S2", "S3", "Q1"]
    assert "Q8_T12" in codes
    assert all(result.options for result in results)
    assert all(isinstance(option, OptionEstimate) for r in results for option in r.options)


def test_options_of_a_single_choice_share_the_answers_out(city, wave):
    for result in question_results(city, wave):
        # Areas are told twice over: by district and by street.
        is_single = result.kind == "choice"
        if not is_single or not all(option.estimate for option in result.options):
            continue
        assert sum(option.estimate.value for option in result.options) == pytest.approx(1)


def test_words_are_counted_as_given_and_never_shown(city, wave):
    (words,) = [result for result in question_results(city, wave) if result.code == "Q15"]
    assert words.kind == "text"
    assert [option.code for option in words.options] == ["given", "blank"]
    asked = sum(option.estimate.n_counted for option in words.options)
    assert asked == words.n == words.options[0].estimate.n


def test_areas_are_told_by_district_and_street(city, wave):
    (areas,) = [result for result in question_results(city, wave) if result.code == "S3"]
    assert areas.kind == "area"
    districts = wave_results(city, wave).places("district")
    shown = {option.code: option.estimate for option in areas.options}
    assert sum(shown[each.code].value for each in districts) == pytest.approx(1, abs=1e-9)


def test_option_of_several_choices_is_a_share_of_those_who_answered(city, wave):
    by_code = {result.code: result for result in question_results(city, wave)}
    volunteering = by_code["Q3"].options[0]
    assert by_code["Q3"].is_multiple
    assert volunteering.estimate.n == by_code["Q3"].n
    # The indicator leaves refusals out, the question shows them as an option.
    rate = wave_results(city, wave).at("volunteering").estimate
    assert volunteering.estimate.value < rate.value
    assert volunteering.estimate.n_counted == rate.n_counted


def test_row_of_a_grid_has_its_own_name_and_the_words_of_its_row(city, wave):
    by_code = {result.code: result for result in question_results(city, wave)}
    parking = by_code["Q8_T02"]
    assert parking.question_code == "Q8"
    assert "停车" in parking.label["zh"]


def test_question_in_a_district_counts_its_own_people_only(city, wave):
    results = wave_results(city, wave)
    for district in results.places("district"):
        by_code = {r.code: r for r in question_results(city, wave, district)}
        rate = results.at("awareness", "district", district.code).estimate
        options = by_code["Q1"].options
        assert by_code["Q1"].place == district
        shown = [option.estimate for option in options[:2]]
        if all(shown):
            assert sum(estimate.n_counted for estimate in shown) == rate.n_counted
