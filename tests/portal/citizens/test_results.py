"""What is published, as citizens read it: sample types apart, each rate with interval and n."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from portal import create_app
from portal.clock import read_clock
from portal.config import DRIVERS, Settings
from portal.db import Database
from surveys.results.publication import publish_results
from surveys.waves.service import find_wave
from tests.pages import PageOpener

INTERVAL = re.compile(r"\d+\.\d%–\d+\.\d%")


@pytest.fixture
def city(sample_city_file: Path, tmp_path: Path) -> Iterator[PageOpener]:
    """The portal on the sample city, the first random wave and the open wave published."""
    path = tmp_path / "city.sqlite"
    shutil.copy(sample_city_file, path)
    url = URL.create(DRIVERS["sqlite"], database=str(path))
    database = Database(url, n_threads=1)
    with database.transaction() as session:
        publish_results(session, find_wave(session, "open-1"), by="chen", now=read_clock())
    app = create_app(Settings(database_url=url, secret_key="a key that only the tests know, 32+"))
    app.testing = True
    yield PageOpener(app.test_client())
    app.extensions["database"].engine.dispose()
    database.engine.dispose()


def test_published_waves_are_listed_with_their_sample_types(city: PageOpener) -> None:
    listed = city.open("/results")
    assert {"/results/wave-1", "/results/open-1"} <= set(listed.links)
    assert "抽样调查" in listed.text
    assert "自愿参与" in listed.text
    assert "示例数据" in listed.text


def test_random_sample_shows_each_rate_with_interval_n_and_verdict(city: PageOpener) -> None:
    shown = city.open("/results/wave-1")
    figures = shown.root.find_all("section", class_="figure")
    assert len(figures) == 4
    for figure in figures:
        assert INTERVAL.search(figure.text)
        assert "n = " in figure.text
        assert "分母" in figure.text
        assert any(word in figure.text for word in ("达标", "未达标", "尚不能判定"))


def test_open_link_shows_shares_of_participants_and_claims_nothing_more(city: PageOpener) -> None:
    shown = city.open("/results/open-1")
    assert "本结果来自自愿填写者，不代表全体市民，无法计算抽样误差" in shown.text
    assert "参与者中的比例" in shown.text
    for word in ("达标", "尚不能判定", "置信区间"):
        assert word not in shown.text
    assert "rate-target" not in shown.html
    assert not INTERVAL.search(shown.text)


def test_results_speak_english(city: PageOpener) -> None:
    city.open("/language/en")
    shown = city.open("/results/wave-1")
    assert "The four rates" in shown.text
    assert not re.search("[一-鿿]", shown.text)


def test_wave_without_a_publication_says_so(city: PageOpener) -> None:
    assert city.open("/results/wave-2", status=404).heading


def test_portal_without_publications_says_what_comes(page: PageOpener) -> None:
    assert "还没有公布的结果" in page.open("/results").text
