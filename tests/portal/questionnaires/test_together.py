"""Two officials at one draft: nobody's text is lost, nobody's is overwritten."""

import pytest

from portal.db import Database
from tests.pages import PageOpener
from tests.portal.questionnaires.drafting import list_codes, press, read_draft, save, start_ready

pytestmark = pytest.mark.usefixtures("official")


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
