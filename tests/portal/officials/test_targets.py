"""Targets are changed with a basis, and every change stays on record."""

import pytest
from sqlalchemy import select

from portal.accounts.tables import AuditEntry
from portal.db import Database
from tests.pages import PageOpener

ADDRESS = "/officials/targets/quality_of_life/support"
OVERVIEW = "/officials/waves/wave-2/indicators/support"
BASIS = {"basis_zh": "市委会议纪要", "basis_en": "Minutes of the city committee"}

pytestmark = pytest.mark.usefixtures("official")


def list_actions(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(AuditEntry.action)))


def test_new_target_changes_the_verdict_and_is_on_record(
    page: PageOpener, database: Database
) -> None:
    assert "未达标" not in page.open(OVERVIEW).root.find_all("p", class_="answer")[0].text

    page.submit(page.open(ADDRESS), {"percent": "99.5", **BASIS})

    assert "未达标" in page.open(OVERVIEW).root.find_all("p", class_="answer")[0].text
    history = page.open(ADDRESS).text
    assert "市委会议纪要" in history
    assert "99.5%" in history
    assert "90%" in history
    assert list_actions(database) == ["target set"]


@pytest.mark.parametrize("percent", ["0", "-1", "100.1", "ninety", "NaN", ""])
def test_impossible_target_is_refused_at_its_field(
    page: PageOpener, database: Database, percent: str
) -> None:
    refused = page.submit(page.open(ADDRESS), {"percent": percent, **BASIS}, status=422)

    assert refused.title.startswith("错误")
    assert refused.root.find_all("a", href="#percent")
    assert list_actions(database) == []


@pytest.mark.parametrize("field", ["basis_zh", "basis_en"])
@pytest.mark.parametrize("words", ["", "   ", "x" * 301])
def test_target_needs_a_basis_in_both_languages(page: PageOpener, field: str, words: str) -> None:
    fields = {"percent": "85", **BASIS, field: words}

    refused = page.submit(page.open(ADDRESS), fields, status=422)

    assert refused.root.find_all("a", href=f"#{field}")


@pytest.mark.parametrize(
    "rest", ["quality_of_life/none", "quality_of_life/satisfaction_score", "none/support"]
)
def test_only_rates_have_targets(page: PageOpener, rest: str) -> None:
    page.open(f"/officials/targets/{rest}", status=404)
