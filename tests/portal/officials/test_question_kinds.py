"""Every kind of question on the officials' pages, of a random sample and of an open link."""

import pytest
from flask.testing import FlaskClient

from portal.db import Database
from tests.pages import PageOpener
from tests.surveys.results.kinds import a_wave_of_all_kinds

CODES = ("N1", "N2", "T1", "R1", "B1", "B2", "C1", "L1", "S3")

pytestmark = pytest.mark.usefixtures("official")


@pytest.fixture(autouse=True)
def _waves(database: Database) -> None:
    with database.transaction() as session:
        a_wave_of_all_kinds(session)
        a_wave_of_all_kinds(session, sample_type="O", n=200)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_has_its_page(page: PageOpener, client: FlaskClient, language: str) -> None:
    client.set_cookie("lang", language)
    for wave in ("kinds-r", "kinds-o"):
        for code in CODES:
            opened = page.open(f"/officials/waves/{wave}/questions/{code}")
            assert "nobody shall see" not in opened.html


def test_random_sample_shows_means_with_intervals(page: PageOpener) -> None:
    number = page.open("/officials/waves/kinds-r/questions/N1").text
    assert "平均值" in number
    assert "括号里是 95% 区间" in number
    assert "一半的人不超过" in number
    ranking = page.open("/officials/waves/kinds-r/questions/R1").text
    assert "排第一的比例" in ranking
    assert "平均位次" in ranking


def test_open_link_shows_means_without_intervals(page: PageOpener) -> None:
    number = page.open("/officials/waves/kinds-o/questions/N1").text
    assert "平均值" in number
    assert "区间" not in number.replace("误差", "")
    assert "自愿" in number


def test_page_says_what_is_not_counted(page: PageOpener) -> None:
    assert "文字不能统计" in page.open("/officials/waves/kinds-r/questions/L1").text
    assert "不逐个统计" in page.open("/officials/waves/kinds-r/questions/C1").text
    assert "不给平均值" in page.open("/officials/waves/kinds-r/questions/N2").text
