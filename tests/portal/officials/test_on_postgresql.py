"""The officials' pages on PostgreSQL: read, judge anew, publish, hand out codes."""

import pytest
from sqlalchemy import URL

from portal.clock import read_clock
from portal.db import Database
from portal.schema import upgrade_schema
from surveys.city.service import load_sample_city
from tests.pages import PageOpener
from tests.postgres import make_database

WAVE = "/officials/waves/wave-2"

pytestmark = pytest.mark.usefixtures("official")


@pytest.fixture
def database_url(postgresql_cluster: URL) -> URL:
    """A PostgreSQL database of its own with the sample city."""
    url = make_database(postgresql_cluster, "officials")
    database = Database(url, n_threads=1)
    upgrade_schema(database.engine)
    with database.transaction() as session:
        load_sample_city(session, now=read_clock())
    database.engine.dispose()
    return url


def test_official_reads_judges_publishes_and_hands_out_codes(page: PageOpener) -> None:
    for rest in ("", "/indicators", "/places", "/questions/Q8", "/progress", "/method"):
        assert "示例数据" in page.open(WAVE + rest).text

    form = page.open("/officials/targets/quality_of_life/support")
    page.submit(form, {"percent": "99.5", "basis_zh": "会议纪要", "basis_en": "Minutes"})
    assert "≥ 99.5%" in page.open(f"{WAVE}/indicators/support").text

    published = page.submit(page.open(f"{WAVE}/publish"), {"confirmed": "y"})
    assert "已公布" in published.text

    codes = page.open(f"{WAVE}/codes")
    action = codes.root.find_all("main")[0].find_all("form")[0].get("action")
    assert "机密" in page.submit(codes, action=action).text
