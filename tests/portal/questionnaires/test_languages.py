"""Any number of languages: added, edited two at a time, and named where they lack words."""

import pytest

from portal.db import Database
from tests.pages import Page, PageOpener
from tests.portal.questionnaires.drafting import read_draft, save, start_empty, start_ready

pytestmark = pytest.mark.usefixtures("official")


def add_language(page: PageOpener, outline: str, tag: str, *, status: int = 200) -> Page:
    fields = {"other-language": tag}
    general = page.open(f"{outline}/general")
    return save(page, general, fields, button=("do", "add-language"), status=status)


def list_fields(opened: Page) -> set[str]:
    return {element.get("id") for element in opened.root.walk()}


def test_added_language_stands_beside_the_first(page: PageOpener, database: Database) -> None:
    outline = start_ready(page)
    add_language(page, outline, "ug")

    question = page.open(f"{outline}/questions/Q1")

    assert read_draft(database, outline).questionnaire.languages == ("zh", "en", "ug")
    assert {"label-zh", "label-ug"} <= list_fields(question)
    assert "label-en" not in list_fields(question)
    label = question.root.find_all("textarea", id="label-ug")[0]
    assert (label.get("dir"), label.get("lang")) == ("rtl", "ug")


def test_words_in_a_language_that_is_not_shown_stay(page: PageOpener, database: Database) -> None:
    outline = start_ready(page)
    before = read_draft(database, outline).questionnaire.find_question("Q1")
    add_language(page, outline, "ug")
    question = page.open(f"{outline}/questions/Q1")
    written = {"label-ug": "سوئال", "options-0-label-ug": "ھەئە", "options-0-code": "yes"}

    save(page, question, written)

    after = read_draft(database, outline).questionnaire.find_question("Q1")
    assert after.label["ug"] == "سوئال"
    assert after.label["en"] == before.label["en"]
    assert after.options[0].code == "yes"
    assert after.options[0].label == {**before.options[0].label, "ug": "ھەئە"}


def test_second_language_is_chosen_and_remembered(page: PageOpener) -> None:
    outline = start_ready(page)
    add_language(page, outline, "ug")

    chosen = page.open(f"{outline}/questions/Q1?second=en")
    following = page.open(f"{outline}/questions/Q2")

    for opened in (chosen, following):
        assert "label-en" in list_fields(opened)
        assert "label-ug" not in list_fields(opened)


def test_finding_of_a_language_leads_to_its_field(page: PageOpener) -> None:
    outline = start_empty(page)
    for tag in ("ug", "bo"):
        add_language(page, outline, tag)
    gate = page.open(f"{outline}/publish")
    links = [link for link in gate.links if "#title-" in link]

    assert {"title-ug", "title-bo"} <= {link.partition("#")[2] for link in links}
    for link in links:
        address, _hash, field = link.partition("#")
        assert field in list_fields(page.open(address))


def test_general_page_counts_what_each_language_lacks(page: PageOpener) -> None:
    outline = start_empty(page)

    told = add_language(page, outline, "ug").text

    assert "维吾尔语 ug 还缺 1 处文字" in told
    assert "英文 en 文字齐全" in told


def test_removed_language_keeps_its_words(page: PageOpener, database: Database) -> None:
    outline = start_ready(page)
    general = page.open(f"{outline}/general")
    before = read_draft(database, outline).questionnaire

    save(page, general, button=("do", "remove-language-en"))
    assert read_draft(database, outline).questionnaire.languages == ("zh",)
    assert page.open(f"{outline}/questions/Q1").heading
    add_language(page, outline, "en")

    assert read_draft(database, outline).questionnaire == before


@pytest.mark.parametrize("tag", ["", "xx", "../x", "klingon"])
def test_language_that_does_not_exist_is_refused(page: PageOpener, tag: str) -> None:
    outline = start_empty(page)

    told = add_language(page, outline, tag, status=422)

    assert told.root.find_all("a", href="#other-language")


def test_first_language_cannot_be_removed(page: PageOpener, database: Database) -> None:
    outline = start_empty(page)

    save(page, page.open(f"{outline}/general"), button=("do", "remove-language-zh"))

    assert read_draft(database, outline).questionnaire.languages == ("zh", "en")
