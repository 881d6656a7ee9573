"""Loading the sample city, and removing it again without touching what is real."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from surveys.city.loading import (
    FIRST_WAVE,
    N_PARTICIPANTS,
    OPEN_WAVE,
    SECOND_WAVE,
)
from surveys.city.service import is_empty, load_sample_city, remove_sample_city
from surveys.city.truth import true_rates
from surveys.errors import SampleCityLoaded, UnknownWave
from surveys.orm import Base
from surveys.responses.tables import Response
from surveys.results.indicators import load_indicators
from surveys.results.publication import list_publications
from surveys.results.service import participant_results, wave_results
from surveys.sampling.service import load_sample, unused_invitations
from surveys.sampling.tables import Area, Invitation
from surveys.tally.service import tally_equals_recount
from surveys.waves.progress import measure_progress
from surveys.waves.service import find_wave, list_waves
from tests.surveys.conftest import CITY_LOADED_AT
from tests.surveys.responses.samples import a_wave

WAVES = (FIRST_WAVE, SECOND_WAVE, OPEN_WAVE)
PERIODS = {FIRST_WAVE: "first", SECOND_WAVE: "second"}


def count_rows(session):
    """Rows of every table that has any."""
    counts = {
        table.name: session.scalar(select(func.count()).select_from(table))
        for table in Base.metadata.sorted_tables
    }
    return {name: n for name, n in counts.items() if n}


def test_sample_city_loads_and_goes_without_a_trace_on_both_databases(session):
    assert is_empty(session)
    load_sample_city(session, now=CITY_LOADED_AT)
    session.commit()
    assert not is_empty(session)
    for code in WAVES:
        assert tally_equals_recount(session, find_wave(session, code))
    assert wave_results(session, find_wave(session, SECOND_WAVE)).at("awareness").estimate
    with pytest.raises(SampleCityLoaded):
        load_sample_city(session, now=CITY_LOADED_AT)
    assert remove_sample_city(session) == 3
    session.commit()
    assert count_rows(session) == {}
    assert is_empty(session)


def test_sample_city_can_be_loaded_again_after_it_was_removed(city):
    before = count_rows(city)
    remove_sample_city(city)
    load_sample_city(city, now=CITY_LOADED_AT)
    assert count_rows(city) == before


def test_real_wave_keeps_its_frame_areas_and_questionnaire(city):
    sample = find_wave(city, SECOND_WAVE)
    real = a_wave(city, code="real", is_sample_data=False)
    real.frame_id, real.version_id = sample.frame_id, sample.version_id
    city.commit()
    n_areas = city.scalar(select(func.count()).select_from(Area))
    remove_sample_city(city)
    city.commit()
    with pytest.raises(UnknownWave):
        find_wave(city, FIRST_WAVE)
    kept = find_wave(city, "real")
    assert kept.version.number >= 1
    assert load_indicators(city, kept.version.questionnaire_id)
    assert city.scalar(select(func.count()).select_from(Area)) == n_areas


def test_waves_are_as_promised_and_labelled_sample_data(city):
    waves = {wave.code: wave for wave in list_waves(city)}
    assert {code: (wave.sample_type, wave.state) for code, wave in waves.items()} == {
        FIRST_WAVE: ("R", "closed"),
        SECOND_WAVE: ("R", "open"),
        OPEN_WAVE: ("O", "open"),
    }
    assert all(wave.is_sample_data for wave in waves.values())
    assert waves[FIRST_WAVE].closes_at < waves[SECOND_WAVE].opens_at
    assert waves[SECOND_WAVE].opens_at < CITY_LOADED_AT < waves[SECOND_WAVE].closes_at


@pytest.mark.parametrize("code", [FIRST_WAVE, SECOND_WAVE])
def test_sample_has_twelve_streets_four_communities_and_twenty_five_adults_each(city, code):
    wave = find_wave(city, code)
    sample = load_sample(city, wave.id)
    assert len(sample) == 48
    assert {(c.n_communities_drawn, c.n_adults_drawn) for c in sample} == {(4, 25)}
    progress = measure_progress(city, wave.id)
    assert progress.city.n_drawn == 1200
    assert 0.6 < progress.city.response_rate < 0.75
    rates = [street.response_rate for street in progress.streets]
    assert max(rates) - min(rates) > 0.1


def test_completed_invitations_and_responses_agree_in_number(city):
    for code in (FIRST_WAVE, SECOND_WAVE):
        wave = find_wave(city, code)
        n_completed = measure_progress(city, wave.id).city.n_by_disposition["completed"]
        n_responses = city.scalar(
            select(func.count()).select_from(Response).where(Response.wave_id == wave.id)
        )
        assert n_completed == n_responses
    assert participant_results(city, find_wave(city, OPEN_WAVE)).n_responses == N_PARTICIPANTS


def test_open_wave_still_has_unused_invitations(city):
    codes = unused_invitations(city, find_wave(city, SECOND_WAVE).id, 3)
    assert len(set(codes)) == 3
    closed = select(Invitation.id).where(
        Invitation.wave_id == find_wave(city, FIRST_WAVE).id, Invitation.disposition == "issued"
    )
    assert city.scalar(closed) is None


@pytest.mark.parametrize("code", [FIRST_WAVE, SECOND_WAVE])
def test_estimates_of_the_city_lie_within_four_standard_errors_of_the_truth(city, code):
    results = wave_results(city, find_wave(city, code))
    truths = true_rates(results.indicators, period=PERIODS[code])
    assert len(truths) == len(results.indicators)
    for indicator in results.indicators:
        estimate = results.at(indicator.code).estimate
        if estimate is not None:
            assert abs(estimate.value - truths[indicator.code]["city", ""]) < 4 * estimate.se


def test_intervals_of_all_places_cover_the_truth_about_as_often_as_they_claim(city):
    covered = []
    for code, period in PERIODS.items():
        results = wave_results(city, find_wave(city, code))
        truths = true_rates(results.indicators, period=period)
        for (indicator_code, *place), result in results.results.items():
            if result.estimate is not None:
                truth = truths[indicator_code][tuple(place)]
                covered.append(result.estimate.low <= truth <= result.estimate.high)
    assert 0.92 < sum(covered) / len(covered) <= 0.99


def test_open_link_is_visibly_off_the_truth(city):
    results = participant_results(city, find_wave(city, OPEN_WAVE))
    truths = true_rates(results.indicators, period="second")
    for code, least in (("awareness", 0.03), ("deep_awareness", 0.1), ("participation", 0.1)):
        assert results.at(code).value - truths[code]["city", ""] > least
    young = results.at("awareness", "age", "18-29").n
    assert young / results.n_responses > 0.3
    assert results.at("awareness", "sex", "2").n > results.at("awareness", "sex", "1").n * 1.3


def test_design_effects_are_those_of_real_neighbours(city):
    deffs = []
    for code in (FIRST_WAVE, SECOND_WAVE):
        results = wave_results(city, find_wave(city, code))
        deffs += [results.at(i.code).estimate.deff for i in results.indicators[:16]]
    assert 1.2 < sum(deffs) / len(deffs) < 1.8


def test_first_wave_is_published(city):
    (publication,) = list_publications(city)
    assert publication.wave_code == FIRST_WAVE
    assert publication.results.wave.is_sample_data


def test_days_of_receipt_lie_in_the_waves_period(city):
    for code in WAVES:
        wave = find_wave(city, code)
        days = city.scalars(select(Response.received_on).where(Response.wave_id == wave.id)).all()
        assert min(days) >= wave.opens_at.date()
        assert max(days) <= min(wave.closes_at, CITY_LOADED_AT + timedelta(days=1)).date()
