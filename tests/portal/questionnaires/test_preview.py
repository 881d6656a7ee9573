"""The preview: the citizens' pages of a draft, kept nowhere."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.db import Database
from tests.pages import PageOpener
from tests.portal.questionnaires.drafting import (
    LIST,
    add_question,
    read_draft,
    save,
    start_empty,
    start_ready,
)

pytestmark = pytest.mark.usefixtures("official")


def test_preview_is_walked_to_the_end_and_stores_nothing(
    page: PageOpener, database: Database
) -> None:
    outline = start_ready(page, "youth")
    start = page.open(f"{outline}/preview").root.find_all("iframe")[0].get("src")

    first = page.submit(page.open(start))
    assert first.heading == "您多大了？"
    page.submit(first, status=422)
    notice = page.submit(first, {"G1": "1"})
    question = page.submit(notice, {"G2": "yes"})
    assert "创建" in question.heading
    ended = page.submit(page.submit(first, {"G1": "0"}))

    assert ended.heading == "预览到头了"
    assert read_draft(database, outline).revision == 1


def test_unfinished_and_faulty_draft_can_still_be_previewed(page: PageOpener) -> None:
    outline = start_empty(page)
    for type_name in ("grid", "multiple_choice", "rating", "information"):
        add_question(page, outline, type_name)
    save(page, page.open(f"{outline}/questions/Q2"), {"relevant": "${Q1 = ("})
    start = page.open(f"{outline}/preview").root.find_all("iframe")[0].get("src")

    opened = page.submit(page.open(start))

    for _ in range(4):
        assert opened.heading
        opened = page.submit(opened)
    assert opened.heading == "预览到头了"


@pytest.mark.parametrize("answers", ["x", "eJwD", "====", "eJyLjgUAARUAuQ=="])
def test_damaged_answers_in_the_address_start_afresh(page: PageOpener, answers: str) -> None:
    outline = start_ready(page, "youth")
    start = page.open(f"{outline}/preview").root.find_all("iframe")[0].get("src")

    assert page.open(f"{start}/pages/G1?answers={answers}").heading


def test_preview_may_stand_in_a_frame_of_this_site_and_others_may_not(
    page: PageOpener, client: FlaskClient
) -> None:
    outline = start_ready(page)
    preview = page.open(f"{outline}/preview")
    inside = page.open(preview.root.find_all("iframe")[0].get("src"))

    policies = [
        opened.response.headers["Content-Security-Policy"]
        for opened in (preview, inside, page.open(LIST))
    ]

    assert ["frame-ancestors 'self'" in policy for policy in policies] == [True, True, False]


def test_preview_is_for_officials_alone(app: Flask, page: PageOpener) -> None:
    outline = start_ready(page)
    preview = page.open(f"{outline}/preview").root.find_all("iframe")[0].get("src")

    stranger = app.test_client().get(preview)

    assert stranger.status_code == 303
    assert "/account/sign-in" in stranger.headers["Location"]
