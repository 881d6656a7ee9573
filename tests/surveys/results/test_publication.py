"""Published snapshots: frozen, whole, and holding back what may not be shown."""

from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from surveys.city.loading import FIRST_WAVE, OPEN_WAVE, SECOND_WAVE
from surveys.errors import NothingPublished, PublicationTampered
from surveys.results.publication import (
    PUBLISHED_PLACES,
    find_publication,
    list_publications,
    prepare_publication,
    publish_results,
)
from surveys.results.service import wave_results
from surveys.results.tables import PublicationRecord
from surveys.results.targets import set_target
from surveys.waves.service import find_wave
from tests.surveys.conftest import CITY_LOADED_AT

LATER = CITY_LOADED_AT + timedelta(days=1)


def test_nothing_is_published_before_somebody_does(city):
    with pytest.raises(NothingPublished):
        find_publication(city, find_wave(city, SECOND_WAVE))


def test_snapshot_reads_back_as_it_was_prepared(city):
    wave = find_wave(city, SECOND_WAVE)
    prepared = prepare_publication(city, wave)
    published = publish_results(city, wave, by="chen", now=LATER)
    city.commit()
    city.expire_all()
    read = find_publication(city, wave)
    assert read == published
    assert read.results == prepared
    assert (read.published_by, read.published_at, read.wave_code) == ("chen", LATER, SECOND_WAVE)


def test_snapshot_does_not_move_when_the_target_does(city):
    wave = find_wave(city, SECOND_WAVE)
    publish_results(city, wave, by="chen", now=LATER)
    set_target(
        city,
        wave.version.questionnaire_id,
        "awareness",
        percent=50.0,
        basis={"zh": "新", "en": "new"},
        by="chen",
        now=LATER,
    )
    assert find_publication(city, wave).results.at("awareness").target_percent == 90.0


def test_figures_are_those_of_the_results_where_they_may_be_shown(city):
    wave = find_wave(city, SECOND_WAVE)
    results, published = wave_results(city, wave), prepare_publication(city, wave)
    assert {figure.place.kind for figure in published.figures} == set(PUBLISHED_PLACES)
    for figure in published.figures:
        result = results.at(figure.indicator_code, figure.place.kind, figure.place.code)
        if result.presentation.is_publishable:
            assert figure.value == result.estimate.value
            assert figure.low <= figure.value <= figure.high
        else:
            assert (figure.value, figure.low, figure.high, figure.verdict) == (None,) * 4
            assert figure.reason


def test_no_street_is_published(city):
    published = prepare_publication(city, find_wave(city, SECOND_WAVE))
    assert not [figure for figure in published.figures if figure.place.kind == "street"]


def test_open_link_is_published_as_a_whole_without_interval_or_verdict(city):
    published = publish_results(city, find_wave(city, OPEN_WAVE), by="chen", now=LATER).results
    assert published.opt_in_sentence["zh"].startswith("本结果来自自愿填写者")
    for figure in published.figures:
        assert figure.place.kind == "city"
        assert (figure.low, figure.high, figure.target_percent, figure.verdict) == (None,) * 4


def test_newest_publication_of_each_wave_is_listed_newest_first(city):
    first, second = (find_wave(city, code) for code in (FIRST_WAVE, SECOND_WAVE))
    publish_results(city, second, by="chen", now=LATER)
    again = publish_results(city, first, by="li", now=LATER)
    listed = list_publications(city)
    assert [publication.wave_code for publication in listed] == [FIRST_WAVE, SECOND_WAVE]
    assert listed[0] == again


def test_published_row_is_never_updated(city):
    city.commit()
    with pytest.raises(DBAPIError):
        city.execute(update(PublicationRecord).values(published_by="somebody else"))


def test_snapshot_that_was_tampered_with_is_not_shown(city):
    city.execute(text("DROP TRIGGER publication_is_immutable"))
    city.execute(update(PublicationRecord).values(snapshot="{}"))
    with pytest.raises(PublicationTampered):
        find_publication(city, find_wave(city, FIRST_WAVE))
