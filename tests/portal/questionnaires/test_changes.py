"""Differences between versions: one plain sentence for each kind of change, in both languages."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal.officials.questionnaires.changes import tell_changes
from surveys.questionnaires.drafts.editing import (
    add_section,
    change_question,
    move_question,
    move_section,
    place_question,
    remove_question,
)
from surveys.questionnaires.drafts.remaking import remake
from surveys.questionnaires.library import load_questionnaire
from surveys.questionnaires.model import Option, Questionnaire, Row, Section

BEFORE = load_questionnaire(valid_until=date(2030, 1, 31))
Edit = Callable[[Questionnaire], Questionnaire]
NEW = Option(code="7", label={"zh": "新的", "en": "New"}, columns={"district": "east"})


def change(code: str, **changes: Any) -> Edit:
    """The edit that changes fields of a question."""
    return lambda q: change_question(q, code, remake(q.find_question(code), changes))


def change_option(code: str, **changes: Any) -> Edit:
    """The edit that changes fields of the first option of a question."""
    first, *others = BEFORE.find_question(code).options
    return change(code, options=(remake(first, changes), *others))


EMPTY = Section(code="Z", title={"zh": "末", "en": "End"}, questions=())
Q1 = BEFORE.find_question("Q1")
Q8 = BEFORE.find_question("Q8")
CASES: dict[str, tuple[Edit, str, str]] = {
    "question added": (
        lambda q: add_section(
            remove_question(q, "Q15"),
            Section(code="Z", title={"zh": "末", "en": "End"}, questions=()),
        ),
        "新增部分 Z“末”。",
        "Section Z “End” was added.",
    ),
    "question removed": (
        lambda q: remove_question(q, "D4"),
        "删除题目 D4“您的户籍”。",
        "Question D4 “Where your household is registered” was removed.",
    ),
    "question moved": (
        lambda q: move_question(q, "D4", by=-1),
        "题目 D4“您的户籍”换了位置。",
        "Question D4 “Where your household is registered” has another place.",
    ),
    "question in another section": (
        lambda q: place_question(q, "D4", section="taking_part"),
        "题目 D4：“所在部分”从“您的基本情况”改为“了解与参与”。",
        "Question D4: “Section” was “About yourself” and is now “Knowing and taking part”.",
    ),
    "section moved": (
        lambda q: move_section(q, "background", by=-1),
        "部分 background“您的基本情况”换了位置。",
        "Section background “About yourself” has another place.",
    ),
    "reworded": (
        change("Q1", label={**Q1.label, "zh": "新的问法"}),
        "题目 Q1：改了中文的“文字”。",
        "Question Q1: “Words” in Chinese was changed.",
    ),
    "translated": (
        change("Q1", hint={"en": "Choose one."}),
        "题目 Q1：补上了英文的“补充说明”。",
        "Question Q1: “Further words” in English was added.",
    ),
    "translation taken out": (
        change("Q1", label={"zh": Q1.label["zh"]}),
        "题目 Q1：去掉了英文的“文字”。",
        "Question Q1: “Words” in English was taken out.",
    ),
    "type": (
        change("Q1", type="drop_down"),
        "题目 Q1：“题型”从“单选”改为“下拉单选”。",
        "Question Q1: “Question type” was “Single choice” and is now “Drop-down list”.",
    ),
    "no longer required": (
        change("Q1", is_required=False),
        "题目 Q1：不再“必须回答”。",
        "Question Q1: no longer “Must be answered”.",
    ),
    "random order": (
        change("Q1", random_order=True),
        "题目 Q1：现在“随机次序”。",
        "Question Q1: now “Random order”.",
    ),
    "setting changed": (
        change("Q10", max_choices=5),
        "题目 Q10：“最多选几项”从“3”改为“5”。",
        "Question Q10: “Most choices” was “3” and is now “5”.",
    ),
    "setting new": (
        change("Q10", min_choices=1),
        "题目 Q10：“至少选几项”定为“1”。",
        "Question Q10: “Fewest choices” is now “1”.",
    ),
    "setting gone": (
        change("Q10", max_choices=None),
        "题目 Q10：不再规定“最多选几项”（以前是“3”）。",
        "Question Q10: “Most choices” is no longer set (it was “3”).",
    ),
    "condition new": (
        change("Q5", relevant="${Q1} = '1'"),
        "题目 Q5：以前每个人都问，现在只在这时问：",
        "Question Q5: was asked of everyone, and is now asked only if:",
    ),
    "condition gone": (
        change("Q4", relevant=""),
        "题目 Q4：现在每个人都问，以前只在这时问：",
        "Question Q4: is now asked of everyone, and was asked only if:",
    ),
    "condition changed": (
        change("Q4", relevant="selected(${Q3}, '2')"),
        "题目 Q4：改了什么时候问。",
        "Question Q4: when it is asked was changed.",
    ),
    "constraint": (
        change("Q15", constraint="string-length(.) > 2"),
        "题目 Q15：加上了“回答要满足的条件”。",
        "Question Q15: “What an answer must meet” was added.",
    ),
    "option added": (
        change("Q1", options=(*Q1.options, NEW)),
        "新增题目 Q1 的选项 7“新的”。",
        "Option 7 of question Q1 “New” was added.",
    ),
    "option removed": (
        change("Q1", options=Q1.options[1:]),
        "删除题目 Q1 的选项 1“知道，并了解一些做法”。",
        "Option 1 of question Q1 “Yes, and I know some of what is being done” was removed.",
    ),
    "option reworded": (
        change_option("Q1", label={"zh": "知道", "en": Q1.options[0].label["en"]}),
        "题目 Q1 的选项 1：改了中文的“文字”。",
        "Option 1 of question Q1: “Words” in Chinese was changed.",
    ),
    "option exclusive": (
        change_option("Q3", is_exclusive=True),
        "题目 Q3 的选项 1：现在“单独成立（选了它不能选别的）”。",
        "Option 1 of question Q3: now “Stands alone (cannot be chosen with others)”.",
    ),
    "option's fact": (
        change_option("Q1", columns={"district": "east"}),
        "题目 Q1 的选项 1：“筛选用的属性 district”定为“east”。",
        "Option 1 of question Q1: “Facts for filtering district” is now “east”.",
    ),
    "row added": (
        change("Q8", rows=(*Q8.rows, Row(code="T13", label={"zh": "噪声", "en": "Noise"}))),
        "新增题目 Q8 的行 T13“噪声”。",
        "Row T13 of question Q8 “Noise” was added.",
    ),
    "languages": (
        lambda q: remake(q, {"languages": ("zh", "en", "ug")}),
        "基本信息：“语言”从“中文、英文”改为“中文、英文、维吾尔语”。",
        "General: “Languages” was “Chinese, English” and is now “Chinese, English, Uyghur”.",
    ),
    "marks": (
        lambda q: remake(q, {"marks": remake(q.marks, {"form_number": "宁调09表"})}),
        "基本信息：“表号”从“宁调01表”改为“宁调09表”。",
        "General: “Form no.” was “宁调01表” and is now “宁调09表”.",
    ),
}


def tell(app: Flask, edit: Edit, language: str) -> list[str]:
    with app.test_request_context(headers={"Cookie": f"lang={language}"}):
        return [change.sentence for change in tell_changes(BEFORE, edit(BEFORE))]


@pytest.mark.parametrize("name", CASES)
def test_change_is_told_in_one_plain_sentence(app: Flask, name: str) -> None:
    edit, chinese, english = CASES[name]

    assert chinese in tell(app, edit, "zh")
    assert english in tell(app, edit, "en")


def test_condition_is_told_in_words(app: Flask) -> None:
    with app.test_request_context():
        (told,) = tell_changes(BEFORE, change("Q4", relevant="selected(${Q3}, '2')")(BEFORE))

    assert (told.before, told.after) == ("Q3 选了“志愿服务”", "Q3 选了“社区清洁或楼院整治”")


def test_question_that_went_to_another_section_is_told_once(app: Flask) -> None:
    told = tell(app, lambda q: place_question(q, "D4", section="taking_part"), "zh")

    assert len(told) == 1
