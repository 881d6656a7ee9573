"""Every page of a draft opens, in both languages; what is not there is not found."""

from collections.abc import Sequence

import pytest
from flask.testing import FlaskClient

from portal.db import Database
from tests.pages import PageOpener
from tests.portal.questionnaires.drafting import LIST, read_draft, start_ready

pytestmark = pytest.mark.usefixtures("official")


def list_pages(outline: str) -> Sequence[str]:
    tabs = ("general", "library", "preview", "publish", "history")
    parts = ("sections/views", "questions/Q1", "questions/Q8", "questions/S3", "questions/Q15")
    return [outline, *(f"{outline}/{rest}" for rest in (*tabs, *parts))]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_a_draft_opens_in_both_languages(
    page: PageOpener, client: FlaskClient, database: Database, language: str
) -> None:
    client.set_cookie("lang", language)
    outline = start_ready(page)
    sections = read_draft(database, outline).questionnaire.sections

    for address in [*list_pages(outline), f"{outline}/sections/{sections[0].code}"]:
        if "sections/views" not in address:
            assert page.open(address).heading


@pytest.mark.parametrize(
    "rest",
    [
        "drafts/99",
        "drafts/99/general",
        "versions/99",
        "drafts/99/questions/Q1",
        "drafts/99/preview",
    ],
)
def test_what_is_not_there_is_not_found(page: PageOpener, rest: str) -> None:
    page.open(LIST + rest, status=404)
