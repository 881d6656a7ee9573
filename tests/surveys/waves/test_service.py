"""Waves: planned, open, closed; found by their address."""

from datetime import timedelta

import pytest

from surveys.errors import UnknownWave, WaveAlreadyOpened, WaveNotClosable
from surveys.waves.sample_types import SampleType
from surveys.waves.service import (
    WavePlan,
    close_ended_waves,
    close_wave,
    find_wave,
    is_open,
    list_waves,
    open_wave,
    plan_wave,
    previous_wave,
)
from tests.surveys.responses.samples import NOW, a_wave


def test_planned_wave_opens_and_closes_once(session):
    wave = a_wave(session, state="planned")
    open_wave(session, wave)
    assert wave.state == "open"
    with pytest.raises(WaveAlreadyOpened):
        open_wave(session, wave)
    close_wave(session, wave)
    assert wave.state == "closed"
    with pytest.raises(WaveNotClosable):
        close_wave(session, wave)


def test_closed_wave_never_opens_again(session):
    wave = a_wave(session, state="closed")
    with pytest.raises(WaveAlreadyOpened):
        open_wave(session, wave)


def test_wave_is_open_from_its_first_moment_until_before_its_last(session):
    wave = a_wave(session)
    assert is_open(wave, wave.opens_at)
    assert not is_open(wave, wave.opens_at - timedelta(seconds=1))
    assert not is_open(wave, wave.closes_at)


def test_waves_past_their_period_are_closed_and_named(session):
    a_wave(session, code="over", closes_at=NOW - timedelta(hours=1))
    a_wave(session, code="running")
    assert close_ended_waves(session, now=NOW) == ("over",)
    assert find_wave(session, "over").state == "closed"
    assert find_wave(session, "running").state == "open"


def test_unknown_address_names_no_wave(session):
    with pytest.raises(UnknownWave):
        find_wave(session, "nowhere")


def test_wave_that_closes_before_it_opens_is_not_planned(session):
    model = a_wave(session)
    plan = WavePlan(
        code="backwards",
        title={"zh": "波", "en": "Wave"},
        version_id=model.version_id,
        frame_id=model.frame_id,
        sample_type=SampleType.RANDOM,
        opens_at=NOW,
        closes_at=NOW,
    )
    with pytest.raises(ValueError, match="closes after it opens"):
        plan_wave(session, plan)


def test_previous_wave_is_the_nearest_of_the_same_version_frame_and_type(session):
    later = a_wave(session, code="later")
    for code, days, sample_type in (("older", 300, "R"), ("nearer", 100, "R"), ("open", 50, "O")):
        other = a_wave(
            session,
            code=code,
            sample_type=sample_type,
            opens_at=NOW - timedelta(days=days),
            closes_at=NOW - timedelta(days=days - 20),
        )
        other.version_id = later.version_id
    session.flush()
    found = previous_wave(session, later)
    assert found is not None
    assert found.code == "nearer"


def test_wave_of_another_version_is_no_previous_wave(session):
    a_wave(session, code="before", opens_at=NOW - timedelta(days=100))
    assert previous_wave(session, a_wave(session, code="now")) is None


def test_waves_are_listed_newest_first(session):
    a_wave(session, code="old", opens_at=NOW - timedelta(days=100))
    a_wave(session, code="new")
    assert [wave.code for wave in list_waves(session)] == ["new", "old"]
