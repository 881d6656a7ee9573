"""What may be sent: little by anyone, more by officials who write questionnaires."""

from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.tables import Account
from portal.db import Database
from portal.post_limits import MAX_EDITOR_POST, MAX_POST
from surveys.questionnaires.drafts.service import list_drafts
from tests.pages import PageOpener, read_form
from tests.portal.questionnaires.drafting import LIST, add_question, save, start_empty

WORDS = (
    "这一项写得很长，像真实问卷里的选项那样，足足写上四十个字，好看看一次能不能全都保存下来",
    "An option as long",
)


@pytest.mark.usefixtures("official")
def test_a_question_of_300_options_in_two_languages_is_saved_at_once(
    page: PageOpener, database: Database
) -> None:
    outline = start_empty(page)
    lines = "\n".join(f"{i} {WORDS[0]} | {i} {WORDS[1]} as those of real ones" for i in range(300))
    question = add_question(page, outline, "single_choice")
    full = save(page, question, {"label-zh": "哪一个？", "lines-options": lines})

    fields = read_form(full.root.find_all("form", id="part")[0])
    n_bytes = len(urlencode(fields))
    assert 2 * MAX_POST < n_bytes < MAX_EDITOR_POST / 2
    save(page, full, {"label-en": "Which one?"})

    with database.reading() as session:
        (draft,) = list_drafts(session)
    saved = draft.questionnaire.find_question("Q1")
    assert saved.label["en"] == "Which one?"
    assert len([option for option in saved.options if option.label]) == 300


@pytest.mark.parametrize("address", ["/account/sign-in", "/code", "/no-such-page"])
def test_other_addresses_take_no_more_than_before(client: FlaskClient, address: str) -> None:
    response = client.post(address, data={"name": "x" * MAX_POST})
    assert response.status_code in (404, 413)


def test_even_an_official_sends_little_to_other_pages(
    client: FlaskClient, official: Account
) -> None:
    response = client.post("/account/password", data={"old": "x" * MAX_POST})
    assert response.status_code == 413


def test_the_editor_has_a_limit_too(
    page: PageOpener, client: FlaskClient, official: Account
) -> None:
    outline = start_empty(page)
    response = client.post(outline, data={"do": "x" * (MAX_EDITOR_POST + 1)})
    assert response.status_code == 413
    assert "发来的内容太大" in response.text


@pytest.mark.parametrize("address", [f"{LIST}new", f"{LIST}drafts/1", f"{LIST}import"])
def test_strangers_are_turned_away_before_what_they_send_is_read(app: Flask, address: str) -> None:
    response = app.test_client().post(address, data={"title-zh": "x" * 4 * MAX_POST})
    assert response.status_code == 403
