"""Officials write: questions, options, sections, conditions, codes, ready questions."""

import pytest
from flask.testing import FlaskClient

from portal.db import Database
from surveys.questionnaires.types import TYPE_BY_NAME
from tests.pages import PageOpener
from tests.portal.questionnaires.drafting import (
    add_question,
    list_codes,
    press,
    read_draft,
    save,
    start_empty,
    start_ready,
)

pytestmark = pytest.mark.usefixtures("official")


def test_empty_draft_grows_question_by_question(page: PageOpener, database: Database) -> None:
    outline = start_empty(page)
    question = add_question(page, outline, "single_choice")
    fields = {
        "label-zh": "您常去公园吗？",
        "label-en": "Do you often go to a park?",
        "options-0-label-zh": "常去",
        "options-0-label-en": "Often",
        "options-1-label-zh": "不常去",
        "options-1-label-en": "Rarely",
    }

    save(page, question, {**fields, "lines-options": "没去过 | Never"})

    saved = read_draft(database, outline).questionnaire.find_question("Q1")
    assert dict(saved.label) == {"zh": "您常去公园吗？", "en": "Do you often go to a park?"}
    assert [(option.code, dict(option.label)) for option in saved.options] == [
        ("1", {"zh": "常去", "en": "Often"}),
        ("2", {"zh": "不常去", "en": "Rarely"}),
        ("3", {"zh": "没去过", "en": "Never"}),
    ]


@pytest.mark.parametrize(
    "type_name",
    TYPE_BY_NAME,
)
def test_every_type_can_be_added_opened_and_previewed(
    page: PageOpener, database: Database, type_name: str
) -> None:
    outline = start_empty(page)

    question = add_question(page, outline, type_name)
    save(page, question, {"label-zh": "题"})

    assert read_draft(database, outline).questionnaire.find_question("Q1").type == type_name
    preview = question.root.find_all("iframe")[0].get("src")
    assert page.open(preview).heading


@pytest.mark.parametrize(
    ("button", "expected"),
    [
        ("up-options-1", ["2", "1", "3"]),
        ("down-options-0", ["2", "1", "3"]),
        ("copy-options-0", ["1", "4", "2", "3"]),
        ("remove-options-1", ["1", "3"]),
        ("add-options", ["1", "2", "3", "4"]),
    ],
)
def test_options_are_moved_copied_removed_and_added(
    page: PageOpener, database: Database, button: str, expected: list[str]
) -> None:
    outline = start_empty(page)
    question = save(page, add_question(page, outline, "single_choice"), {"lines-options": "三"})

    save(page, question, button=("do", button))

    options = read_draft(database, outline).questionnaire.find_question("Q1").options
    assert [option.code for option in options] == expected


def test_questions_are_moved_copied_and_removed(page: PageOpener, database: Database) -> None:
    outline = start_empty(page)
    for _ in range(3):
        add_question(page, outline, "long_text")

    press(page, outline, "up-question:Q3")
    assert list_codes(read_draft(database, outline)) == ["Q1", "Q3", "Q2"]
    press(page, outline, "copy-question:Q1")
    assert list_codes(read_draft(database, outline)) == ["Q1", "Q4", "Q3", "Q2"]
    press(page, outline, "remove-question:Q3")
    assert list_codes(read_draft(database, outline)) == ["Q1", "Q4", "Q2"]


def test_sections_are_added_moved_copied_and_removed(page: PageOpener, database: Database) -> None:
    outline = start_empty(page)
    add_question(page, outline, "long_text")

    press(page, outline, "add-section")
    press(page, outline, "copy-section:A")
    press(page, outline, "down-section:A")

    sections = read_draft(database, outline).questionnaire.sections
    assert [section.code for section in sections] == ["A_2", "A", "A1"]
    press(page, outline, "remove-section:A1")
    sections = read_draft(database, outline).questionnaire.sections
    assert [section.code for section in sections] == ["A_2", "A"]


def test_condition_is_put_together_by_choosing(page: PageOpener, database: Database) -> None:
    outline = start_empty(page)
    save(page, add_question(page, outline, "multiple_choice"), {"lines-options": "三"})
    second = add_question(page, outline, "long_text")
    chosen = {"condition-subject": "Q1|2", "condition-comparison": "chosen"}
    third = save(page, second, chosen, button=("do", "add-condition"))
    more = {
        "condition-subject": "Q1|3",
        "condition-comparison": "not_chosen",
        "condition-joiner": "or",
    }

    told = save(page, third, more, button=("do", "add-condition"))

    question = read_draft(database, outline).questionnaire.find_question("Q2")
    assert question.relevant == "selected(${Q1}, '2') or not(selected(${Q1}, '3'))"
    assert "Q1 没选“三”" in told.text


def test_new_code_is_followed_by_conditions(page: PageOpener, database: Database) -> None:
    outline = start_ready(page)

    save(page, page.open(f"{outline}/questions/Q1"), {"code": "KNOWS"})

    questionnaire = read_draft(database, outline).questionnaire
    assert "${KNOWS}" in questionnaire.find_question("Q2").relevant
    assert "${Q1}" not in questionnaire.find_question("Q2").relevant


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"code": "1st"}, "code"),
        ({"code": "Q2"}, "code"),
        ({"options-0-code": "a b"}, "options-0-code"),
        ({"max_choices": "three"}, "max_choices"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field_and_stays(
    page: PageOpener, database: Database, fields: dict[str, str], field: str
) -> None:
    outline = start_ready(page)
    question = page.open(f"{outline}/questions/Q3")

    refused = save(page, question, {**fields, "label-zh": "新的文字"}, status=422)

    assert refused.root.find_all("a", href=f"#{field}")
    assert "新的文字" in refused.html
    assert next(iter(fields.values())) in refused.html
    before = read_draft(database, outline).questionnaire.find_question("Q3")
    assert before.label["zh"] != "新的文字"


def test_script_saves_without_leaving_the_page(page: PageOpener, client: FlaskClient) -> None:
    outline = start_ready(page)
    address = f"{outline}/questions/Q1"
    opened = page.open(address)
    form = {
        field.get("name"): field.get("value")
        for field in opened.root.find_all("form", id="part")[0].find_all("input")
        if field.get("type") != "checkbox"
    }
    fields = {**form, "type": "single_choice", "label-zh": "", "relevant": "${NONE} = '1'"}

    answer = client.post(address, data=fields, headers={"Accept": "application/json"})
    again = client.post(address, data=fields, headers={"Accept": "application/json"})
    stale = client.post(
        address, data={**fields, "label-zh": "x"}, headers={"Accept": "application/json"}
    )
    wrong = client.post(
        address,
        data={**fields, "seal": answer.json["seal"], "code": "?"},
        headers={"Accept": "application/json"},
    )

    assert answer.status_code == 200
    assert {finding["field"] for finding in answer.json["findings"]} >= {"label-zh", "relevant"}
    assert again.status_code == 200, "the same text again is no conflict"
    assert stale.status_code == 409
    assert wrong.status_code == 422
    assert wrong.json["errors"][0]["field"] == "code"


def test_ready_questions_are_copied_with_free_codes(page: PageOpener, database: Database) -> None:
    outline = start_ready(page)
    n_before = len(list_codes(read_draft(database, outline)))
    library = page.open(f"{outline}/library")
    picks = [box.get("value") for box in library.root.find_all("input", name="pick")]
    youth = next(pick for pick in picks if pick.startswith("youth/") and pick.count("/") == 1)

    page.submit(library, action=f"{outline}/library", fields={"pick": [youth, "default/no/such"]})

    codes = list_codes(read_draft(database, outline))
    assert len(codes) == n_before + 3
    assert len(set(codes)) == len(codes)


def test_youth_version_asks_four_questions_behind_a_notice(
    page: PageOpener, database: Database
) -> None:
    outline = start_ready(page, "youth")

    codes = list_codes(read_draft(database, outline))

    assert codes == ["G1", "G1_end", "G2", "Q1", "Q3", "Q6", "Q8"]
