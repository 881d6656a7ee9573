"""What is written reads back as the same questionnaire, and other programs accept it."""

import io
from datetime import date

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from pyxform.xls2xform import convert

from surveys.errors import FormNotWritable
from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.types import TYPE_BY_NAME
from surveys.questionnaires.xlsform.kinds import KINDS
from surveys.questionnaires.xlsform.reader import read_form
from surveys.questionnaires.xlsform.writer import write_form
from tests.surveys.questionnaires.samples import (
    DEFAULT,
    a_question,
    a_questionnaire,
    a_section,
    an_option,
    words,
)
from tests.surveys.xlsform.books import any_questionnaire

# Shrinking a whole questionnaire takes minutes and says no more than the first example.
QUICKLY = settings(max_examples=40, deadline=None, phases=[Phase.reuse, Phase.generate])


def test_every_question_type_has_a_kind() -> None:
    assert {kind.type for kind in KINDS} == set(TYPE_BY_NAME)


def test_the_default_questionnaire_comes_back_unchanged() -> None:
    form = read_form(write_form(DEFAULT), "file.xlsx")
    assert form.findings == ()
    assert form.is_publishable
    assert form.questionnaire is not None
    assert form.questionnaire.digest == DEFAULT.digest


@QUICKLY
@given(any_questionnaire())
def test_any_questionnaire_comes_back_unchanged(questionnaire: Questionnaire) -> None:
    form = read_form(write_form(questionnaire), "file.xlsx")
    assert form.questionnaire == questionnaire, form.findings
    assert form.questionnaire.digest == questionnaire.digest


@QUICKLY
@given(any_questionnaire())
def test_another_program_accepts_what_is_written(questionnaire: Questionnaire) -> None:
    converted = convert(xlsform=io.BytesIO(write_form(questionnaire)), validate=False)
    assert questionnaire.code in converted.xform


def test_other_programs_find_the_questions_in_their_own_columns() -> None:
    file = io.BytesIO(write_form(DEFAULT))
    workbook = openpyxl.load_workbook(file)
    assert workbook.sheetnames == ["survey", "choices", "settings"]
    header, *rows = workbook["survey"].values
    survey = {row[1]: dict(zip(header, row, strict=True)) for row in reversed(rows)}
    assert survey["S1"]["type"] == "select_one S1"
    assert survey["S1"]["label::中文 (zh)"] == "您在本市连续居住多久了？"
    assert survey["Q2"]["relevant"] == "${Q1} = '1' or ${Q1} = '2'"
    assert survey["Q8"]["type"] == "begin_group"
    assert survey["Q8"]["appearance"] == "table-list"
    assert survey["Q8_T01"]["type"] == "select_one Q8"
    (names, values) = workbook["settings"].values
    assert dict(zip(names, values, strict=True))["minyi_form_number"] == "宁调01表"


def test_the_words_typed_at_an_option_are_referred_to_again() -> None:
    options = (an_option("1"), an_option("9", asks_text=True))
    later = a_question("Q2", relevant="${Q1_9_text} != ''", label=words("${Q1_9_text}"))
    questionnaire = a_questionnaire(a_section(a_question("Q1", options=options), later))
    content = write_form(questionnaire)
    form = read_form(content, "file.xlsx")
    assert form.questionnaire == questionnaire, form.findings
    assert '/Q1_9_text"' in convert(io.BytesIO(content), validate=False).xform
    lost = later.model_copy(update={"relevant": "${Q1_1_text} != ''"})
    form = read_form(
        write_form(a_questionnaire(a_section(a_question("Q1", options=options), lost))), "f.xlsx"
    )
    assert form.questionnaire is None
    assert "unknown_reference" in {finding.fault for finding in form.findings}


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("name", "Q1_1_text"),
        ("relevant", "selected(${Q1}, '1')"),
        ("required", "yes"),
        ("constraint", ". != ''"),
    ],
)
def test_a_line_of_an_option_that_says_more_is_refused_at_its_cell(header: str, text: str) -> None:
    options = (an_option("1"), an_option("9", asks_text=True))
    logic = {"constraint": ". = '1'", "is_required": True}
    question = a_question("Q1", options=options, **logic)
    workbook = openpyxl.load_workbook(io.BytesIO(write_form(a_questionnaire(a_section(question)))))
    survey = workbook["survey"]
    column = [cell.value for cell in survey[1]].index(header) + 1
    survey.cell(4, column).value = text
    output = io.BytesIO()
    workbook.save(output)
    form = read_form(output.getvalue(), "form.xlsx")
    assert form.questionnaire is None
    places = [(finding.fault, finding.header, finding.row) for finding in form.findings]
    assert ("bad_value", header, 4) in places


def test_a_line_without_its_question_is_refused() -> None:
    options = (an_option("1"), an_option("9", asks_text=True))
    workbook = openpyxl.load_workbook(
        io.BytesIO(write_form(a_questionnaire(a_section(a_question("Q1", options=options)))))
    )
    workbook["survey"].delete_rows(3)
    output = io.BytesIO()
    workbook.save(output)
    form = read_form(output.getvalue(), "form.xlsx")
    assert form.questionnaire is None
    assert ("bad_value", "minyi_type") in {(each.fault, each.header) for each in form.findings}


def test_equal_options_are_one_list() -> None:
    questions = (a_question("Q1"), a_question("Q2"), a_question("Q3", "multiple_choice"))
    form = write_form(a_questionnaire(a_section(*questions)))
    _, *rows = openpyxl.load_workbook(io.BytesIO(form))["choices"].values
    assert {row[0] for row in rows} == {"Q1"}
    assert len(rows) == 3


def test_an_edited_parameter_wins_or_is_refused_but_is_never_passed_over() -> None:
    scale = a_question("Q1", "rating", minimum=1, maximum=7)
    workbook = openpyxl.load_workbook(io.BytesIO(write_form(a_questionnaire(a_section(scale)))))
    survey = workbook["survey"]
    header = [cell.value for cell in survey[1]]
    survey.cell(3, header.index("parameters") + 1).value = "start=1 end=9 step=1"
    output = io.BytesIO()
    workbook.save(output)
    form = read_form(output.getvalue(), "form.xlsx")
    assert form.questionnaire is None
    assert form.findings[0].header == "parameters"


@pytest.mark.parametrize("text", ["x" * 40_000, "\ufffe"])
def test_a_text_that_no_cell_can_hold_is_refused(text: str) -> None:
    with pytest.raises(FormNotWritable):
        write_form(a_questionnaire(title={"zh": text}))


def test_marks_come_back_with_their_last_day() -> None:
    form = read_form(write_form(DEFAULT), "form.xlsx")
    assert form.questionnaire is not None
    assert form.questionnaire.marks is not None
    assert form.questionnaire.marks.valid_until == date(2030, 12, 31)
