"""Progress of the field work."""

import pytest

from surveys.waves.progress import measure_progress
from tests.surveys.questionnaires.samples import STREET
from tests.surveys.responses.samples import a_wave, an_invitation


def test_response_rate_leaves_out_units_that_are_not_eligible(session):
    wave = a_wave(session)
    outcomes = ["completed"] * 3 + ["refused", "not contacted", "issued", "not eligible"]
    for number, disposition in enumerate(outcomes, start=1):
        an_invitation(session, wave, unit_number=number).disposition = disposition
    session.flush()
    progress = measure_progress(session, wave.id)
    assert progress.city.n_drawn == 7
    assert progress.city.n_eligible == 6
    assert progress.city.response_rate == pytest.approx(0.5)


def test_units_are_counted_in_their_own_street_and_district(session):
    wave = a_wave(session)
    an_invitation(session, wave)
    progress = measure_progress(session, wave.id)
    drawn = {area.area_code: area.n_drawn for area in (*progress.districts, *progress.streets)}
    assert drawn[STREET] == 1
    assert sum(drawn.values()) == 2


def test_wave_without_a_sample_has_no_response_rate(session):
    progress = measure_progress(session, a_wave(session, sample_type="O").id)
    assert progress.city.n_drawn == 0
    assert progress.city.response_rate is None
