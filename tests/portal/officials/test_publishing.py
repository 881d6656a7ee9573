"""Nothing reaches citizens before somebody has looked at it and ticked a box."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.tables import AuditEntry
from portal.db import Database
from tests.pages import PageOpener

GATE = "/officials/waves/wave-2/publish"

pytestmark = pytest.mark.usefixtures("official")


def test_gate_shows_method_figures_and_what_stays_hidden(page: PageOpener) -> None:
    text = page.open(GATE).text

    for words in ("还没有公布", "隐藏的数字", "不公布单个街道", "同时公布的方法说明"):
        assert words in text


def test_without_confirmation_nothing_is_published(page: PageOpener) -> None:
    gate = page.open(GATE)
    assert "checked" not in gate.root.find_all("input", type="checkbox")[0].attributes

    refused = page.submit(gate, status=422)

    assert refused.root.find_all("a", href="#confirmed")
    page.open("/results/wave-2", status=404)


def test_confirmed_results_are_seen_by_citizens_and_recorded(
    page: PageOpener, database: Database
) -> None:
    done = page.submit(page.open(GATE), {"confirmed": "y"})

    assert "已公布" in done.text
    assert "知晓率" in page.open("/results/wave-2").text
    with database.reading() as session:
        entries = list(session.scalars(select(AuditEntry)))
    assert [(entry.who, entry.action) for entry in entries] == [("chen", "results published")]


def test_published_figures_stay_when_a_target_changes(page: PageOpener) -> None:
    page.submit(page.open(GATE), {"confirmed": "y"})
    before = page.open("/results/wave-2").text

    form = page.open("/officials/targets/quality_of_life/awareness")
    page.submit(form, {"percent": "50"})

    assert page.open("/results/wave-2").text == before


def test_open_wave_is_published_with_the_opt_in_sentence(
    page: PageOpener, client: FlaskClient
) -> None:
    page.submit(page.open("/officials/waves/open-1/publish"), {"confirmed": "y"})

    assert "不代表全体市民" in page.open("/results/open-1").text
