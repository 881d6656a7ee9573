"""Every step of a draft is taken back and brought back."""

import pytest

from portal.db import Database
from tests.pages import PageOpener
from tests.portal.questionnaires.drafting import add_question, list_codes, read_draft, start_empty

pytestmark = pytest.mark.usefixtures("official")


def test_every_step_is_taken_back_and_brought_back(page: PageOpener, database: Database) -> None:
    outline = start_empty(page)
    add_question(page, outline, "long_text")
    add_question(page, outline, "number")

    page.submit(page.open(outline), action=f"{outline}/undo")
    page.submit(page.open(outline), action=f"{outline}/undo")
    assert list_codes(read_draft(database, outline)) == []
    page.submit(page.open(outline), action=f"{outline}/redo")
    assert list_codes(read_draft(database, outline)) == ["Q1"]
    assert "添加 Q1" in page.open(f"{outline}/history").text


def test_undo_after_somebody_elses_change_takes_nothing_back(
    page: PageOpener, database: Database
) -> None:
    outline = start_empty(page)
    add_question(page, outline, "long_text")
    opened = page.open(outline)
    add_question(page, outline, "number")

    told = page.submit(opened, action=f"{outline}/undo")

    assert "所以没有撤销" in told.text
    assert list_codes(read_draft(database, outline)) == ["Q1", "Q2"]


def test_draft_that_was_put_away_can_be_taken_back(page: PageOpener, database: Database) -> None:
    outline = start_empty(page)

    listed = page.submit(page.open(outline), action=f"{outline}/remove")
    page.open(outline, status=404)
    page.submit(listed, action=f"{outline}/restore")

    assert read_draft(database, outline).state == "open"
