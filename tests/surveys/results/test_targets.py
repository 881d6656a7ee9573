"""Targets: append-only, with a basis; the newest one holds."""

from datetime import timedelta

import pytest

from surveys.errors import TargetNotAllowed, UnknownIndicator
from surveys.results.targets import list_target_history, newest_targets, set_target
from tests.surveys.responses.samples import NOW
from tests.surveys.tally.samples import a_counted_wave

BASIS = {"zh": "市里的决定", "en": "The city's decision"}


def set_one(session, wave, **more):
    plain = {"percent": 90.0, "basis": BASIS, "by": "chen", "now": NOW}
    questionnaire_id = wave.version.questionnaire_id
    code = more.pop("code", "awareness")
    return set_target(session, questionnaire_id, code, **{**plain, **more})


def test_newest_target_holds_and_the_older_stays_on_record(session):
    wave = a_counted_wave(session)
    set_one(session, wave, percent=80.0)
    set_one(session, wave, percent=92.5, now=NOW + timedelta(days=1), by="li")
    questionnaire_id = wave.version.questionnaire_id
    target = newest_targets(session, questionnaire_id)["awareness"]
    assert (target.percent, target.share, target.set_by) == (92.5, 0.925, "li")
    assert target.basis == BASIS
    history = list_target_history(session, questionnaire_id, "awareness")
    assert [older.percent for older in history] == [92.5, 80.0]


def test_target_of_coaching_is_a_ceiling(session):
    wave = a_counted_wave(session)
    assert set_one(session, wave, code="coaching", percent=5.0).is_ceiling
    assert not set_one(session, wave).is_ceiling


@pytest.mark.parametrize("percent", [0.0, -1.0, 100.01, float("nan")])
def test_impossible_target_is_refused(session, percent):
    with pytest.raises(TargetNotAllowed):
        set_one(session, a_counted_wave(session), percent=percent)


@pytest.mark.parametrize("basis", [{"zh": "有", "en": " "}, {"zh": "有"}, {}])
def test_target_without_a_basis_in_both_languages_is_refused(session, basis):
    with pytest.raises(TargetNotAllowed):
        set_one(session, a_counted_wave(session), basis=basis)


def test_score_has_no_target(session):
    with pytest.raises(TargetNotAllowed):
        set_one(session, a_counted_wave(session), code="satisfaction_score")


def test_unknown_indicator_is_refused(session):
    with pytest.raises(UnknownIndicator):
        set_one(session, a_counted_wave(session), code="happiness")
