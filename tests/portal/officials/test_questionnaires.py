"""Officials write questionnaires: drafts, their parts, their steps, and the gate to publishing."""

import re
from collections.abc import Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts.tables import AuditEntry
from portal.db import Database
from surveys.questionnaires.drafts.service import Draft, list_drafts, load_draft
from surveys.questionnaires.tables import VersionRecord
from surveys.questionnaires.types import TYPE_BY_NAME
from tests.pages import Fields, Page, PageOpener

LIST = "/officials/questionnaires/"
MARKS = {
    "marks-form_number": "宁调02表",
    "marks-approval_number": "宁统制〔2026〕9号",
    "marks-authority-zh": "宁泽市统计局",
    "marks-authority-en": "Ningze Municipal Bureau of Statistics",
    "marks-valid_until": "2099-12-31",
}

pytestmark = pytest.mark.usefixtures("official")


def start_empty(page: PageOpener) -> str:
    """Begin an empty draft and give the address of its outline."""
    fields = {"title-zh": "公园问卷", "title-en": "Parks"}
    return page.submit(page.open(LIST), fields, action=f"{LIST}new").address


def start_ready(page: PageOpener, name: str = "default") -> str:
    """Begin a draft from the library and give the address of its outline."""
    return page.submit(page.open(LIST), action=f"{LIST}from-library/{name}").address


def read_draft(database: Database, address: str) -> Draft:
    """The draft at an address as the database has it."""
    match = re.search(r"/drafts/(\d+)", address)
    assert match
    with database.reading() as session:
        return load_draft(session, int(match[1]))


def add_question(page: PageOpener, outline: str, type_name: str, section: str = "A") -> Page:
    """Add a question of a type to a section; its page."""
    fields = {f"type-{section}": type_name}
    button = ("do", f"add-question:{section}")
    return page.submit(page.open(outline), fields, action=outline, button=button)


def save(
    page: PageOpener,
    opened: Page,
    fields: Fields | None = None,
    *,
    button: tuple[str, str] | None = None,
    status: int = 200,
) -> Page:
    """Send the form that edits a part."""
    action = opened.root.find_all("form", id="part")[0].get("action")
    return page.submit(opened, fields, action=action, button=button, status=status)


def list_codes(draft: Draft) -> list[str]:
    return [question.code for question in draft.questionnaire.questions]


def press(page: PageOpener, outline: str, button: str) -> Page:
    """Press a button of the outline by the start of its value."""
    opened = page.open(outline)
    values = [b.get("value") for b in opened.root.find_all("button", name="do")]
    value = next(value for value in values if value.startswith(button))
    return page.submit(opened, action=outline, button=("do", value))


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


def test_second_official_sees_both_texts_and_overwrites_nothing(
    page: PageOpener, database: Database
) -> None:
    outline = start_ready(page)
    mine, theirs = (page.open(f"{outline}/questions/Q1") for _ in range(2))
    save(page, theirs, {"label-zh": "先保存的"})

    told = save(page, mine, {"label-zh": "后保存的"}, status=409)

    table = told.root.find_all("div", id="conflict")[0].text
    assert "先保存的" in table
    assert "后保存的" in table
    question = read_draft(database, outline).questionnaire.find_question("Q1")
    assert question.label["zh"] == "先保存的"
    save(page, told)
    question = read_draft(database, outline).questionnaire.find_question("Q1")
    assert question.label["zh"] == "后保存的"


def test_two_officials_on_two_questions_do_each_other_no_harm(
    page: PageOpener, database: Database
) -> None:
    outline = start_ready(page)
    first, second = (page.open(f"{outline}/questions/{code}") for code in ("Q1", "Q2"))

    save(page, first, {"label-zh": "第一"})
    save(page, second, {"label-zh": "第二"})

    questionnaire = read_draft(database, outline).questionnaire
    labels = [questionnaire.find_question(code).label["zh"] for code in ("Q1", "Q2")]
    assert labels == ["第一", "第二"]


def test_text_of_a_question_that_was_removed_meanwhile_comes_back(
    page: PageOpener, database: Database
) -> None:
    outline = start_ready(page)
    mine = page.open(f"{outline}/questions/Q15")
    press(page, outline, "remove-question:Q15")

    told = save(page, mine, {"label-zh": "还想保留的"}, status=409)
    page.submit(told, action=f"{outline}/questions/Q15/return")

    codes = {q.label.get("zh") for q in read_draft(database, outline).questionnaire.questions}
    assert "还想保留的" in codes


def test_question_that_was_changed_meanwhile_is_not_removed(
    page: PageOpener, database: Database
) -> None:
    outline = start_ready(page)
    opened = page.open(outline)
    save(page, page.open(f"{outline}/questions/Q15"), {"label-zh": "刚改过"})
    values = [b.get("value") for b in opened.root.find_all("button", name="do")]
    button = next(value for value in values if value.startswith("remove-question:Q15"))

    told = page.submit(opened, action=outline, button=("do", button))

    assert "所以没有删除" in told.text
    assert "Q15" in list_codes(read_draft(database, outline))


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


def test_gate_names_what_is_missing_and_lets_nothing_through(
    page: PageOpener, database: Database
) -> None:
    outline = start_empty(page)
    gate = page.open(f"{outline}/publish")

    assert gate.root.find_all("a", href=f"{outline}/general#marks-form_number")
    assert not gate.root.find_all("input", name="confirmed")
    fields = {"confirmed": "yes", "revision": str(read_draft(database, outline).revision)}
    page.post(f"{outline}/publish", fields, token_from=outline, status=422)
    assert read_draft(database, outline).state == "open"


def test_every_finding_leads_to_a_field_of_its_page(page: PageOpener) -> None:
    outline = start_empty(page)
    save(page, add_question(page, outline, "grid"), {"relevant": "${NONE} = '1'"})
    add_question(page, outline, "multiple_choice")
    gate = page.open(f"{outline}/publish")

    faults = gate.root.find_all("ul", class_="faults")[0].find_all("a")
    assert len(faults) > 8
    for link in faults:
        address, _hash, field = link.get("href").partition("#")
        ids = {element.get("id") for element in page.open(address).root.walk()}
        assert not field or field in ids, link.get("href")


def test_published_draft_is_an_immutable_version_with_its_differences(
    page: PageOpener, database: Database
) -> None:
    outline = start_ready(page)
    save(page, page.open(f"{outline}/general"), MARKS)
    save(page, page.open(f"{outline}/questions/Q1"), {"label-zh": "您听说过吗？"})
    press(page, outline, "remove-question:Q15")
    gate = page.open(f"{outline}/publish")
    assert "题目 Q1：改了“文字 (中文)”" in gate.text

    page.submit(gate, action="", status=422)
    version = page.submit(page.open(f"{outline}/publish"), {"confirmed": "yes"}, action="")

    assert "删除 题目 Q15" in version.text
    assert "您听说过吗？" in version.text
    with database.reading() as session:
        newest = session.scalars(select(VersionRecord).order_by(VersionRecord.id.desc())).first()
        assert newest is not None
        assert newest.digest in version.text
        actions = session.scalars(select(AuditEntry.action)).all()
        assert not list_drafts(session)
    assert "questionnaire published" in actions
    page.open(outline, status=404)
    page.open(LIST)


def test_version_becomes_a_draft_again(page: PageOpener, database: Database) -> None:
    with database.reading() as session:
        version_id = session.scalars(select(VersionRecord.id)).first()

    outline = page.submit(page.open(LIST), action=f"{LIST}from-version/{version_id}").address

    draft = read_draft(database, outline)
    assert draft.based_on_id == version_id
    assert "没有任何不同" in page.open(f"{outline}/publish").text


def test_draft_that_changed_since_it_was_looked_at_is_not_published(
    page: PageOpener, database: Database
) -> None:
    outline = start_ready(page)
    save(page, page.open(f"{outline}/general"), MARKS)
    gate = page.open(f"{outline}/publish")
    save(page, page.open(f"{outline}/questions/Q1"), {"label-zh": "刚改过"})

    told = page.submit(gate, {"confirmed": "yes"}, action="", status=409)

    assert "请重新核对" in told.text
    assert read_draft(database, outline).state == "open"


def test_draft_that_was_put_away_can_be_taken_back(page: PageOpener, database: Database) -> None:
    outline = start_empty(page)

    listed = page.submit(page.open(outline), action=f"{outline}/remove")
    page.open(outline, status=404)
    page.submit(listed, action=f"{outline}/restore")

    assert read_draft(database, outline).state == "open"


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
