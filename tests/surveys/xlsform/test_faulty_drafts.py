"""A faulty form becomes a draft only where nothing of it is passed over."""

import pytest
from hypothesis import given, settings

from surveys.questionnaires.checks import check_questionnaire
from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.xlsform.reader import ReadForm, read_form
from surveys.questionnaires.xlsform.writer import write_form
from tests.surveys.xlsform.books import CHOICES, a_csv, read_book, read_survey
from tests.surveys.xlsform.test_faults import FAULTS
from tests.surveys.xlsform.test_hostile_files import WILD_SHEETS

Q1 = ["select_one yn", "Q1", "问", "Ask"]
NOTE = ["note", "n", "看", "Look"]


def list_errors(form: ReadForm) -> list[str]:
    return [finding.fault for finding in form.findings if finding.severity == "error"]


def list_errors_of_check(questionnaire: Questionnaire) -> list[str]:
    found = check_questionnaire(questionnaire)
    return [finding.fault for finding in found if finding.severity == "error"]


@pytest.mark.parametrize(
    ("fault", "expression"),
    [
        ("unknown_function", "regex(${Q1}, 'a')"),
        ("unknown_reference", "${Q7} = '1'"),
        ("faulty_expression", "${Q1} = = '1'"),
        ("path", "/data/Q1 = '1'"),
        ("filtered_path", "${Q1}[1] = '1'"),
        ("wrong_arguments", "selected(${Q1})"),
    ],
)
def test_a_faulty_condition_stays_in_the_draft_as_it_is_written(
    fault: str, expression: str
) -> None:
    form = read_survey(Q1, [*NOTE, expression], headers=["relevant"])
    assert list_errors(form) == [fault]
    assert form.questionnaire is None
    assert form.draft is not None
    assert form.draft.find_question("n").relevant == expression
    assert list_errors_of_check(form.draft)


def test_a_reference_to_a_later_question_stays_in_the_draft() -> None:
    form = read_survey([*NOTE, "${Q1} = '1'"], Q1, headers=["relevant"])
    assert list_errors(form) == ["forward_reference"]
    assert form.draft is not None


def test_a_text_with_an_unknown_answer_stays_in_the_draft() -> None:
    form = read_survey(Q1, ["note", "n", "您说${Q9}", "You said ${Q9}"])
    assert set(list_errors(form)) == {"unknown_reference"}
    assert form.draft is not None
    assert form.draft.find_question("n").label["zh"] == "您说${Q9}"


def test_a_list_that_is_missing_leaves_a_question_to_be_given_options() -> None:
    form = read_survey(["select_one lost", "Q1", "问", "Ask"])
    assert form.draft is not None
    assert form.draft.find_question("Q1").options == ()


def test_a_question_that_cannot_be_asked_makes_no_draft() -> None:
    assert read_survey(Q1, ["geopoint", "where", "地点", "Place"]).draft is None


def test_an_option_that_cannot_be_offered_makes_no_draft() -> None:
    choices = [*CHOICES, ["yn", "not sure", "说不清", "Not sure"]]
    form = read_book(survey=[["type", "name", "label::zh"], ["select_one yn", "Q1", "问"]])
    assert form.draft is not None
    form = read_book(
        survey=[["type", "name", "label::zh"], ["select_one yn", "Q1", "问"]], choices=choices
    )
    assert list_errors(form) == ["bad_option_code"]
    assert form.draft is None


def test_brackets_that_join_with_the_group_around_them_make_no_draft() -> None:
    group = ["begin_group", "g", "组", "Group", "${Q1} = '1') or (${Q1} = '2'"]
    inner = ["begin_group", "h", "组", "Group", "${Q1} != '1'"]
    form = read_survey(Q1, group, inner, NOTE, ["end_group"], ["end_group"], headers=["relevant"])
    assert "faulty_expression" in list_errors(form)
    assert form.draft is None


@pytest.mark.parametrize("row", FAULTS, ids=lambda row: f"{row[1]}-{row[3]}{row[4]}")
def test_a_draft_is_refused_publication_for_every_error_of_its_file(row: tuple) -> None:
    form = read_book(**row[-1])
    assert (form.draft is form.questionnaire) == (form.questionnaire is not None or not form.draft)
    if form.draft is not None and list_errors(form):
        assert len(list_errors_of_check(form.draft)) >= len(list_errors(form))


@settings(max_examples=200, deadline=None)
@given(WILD_SHEETS, WILD_SHEETS, WILD_SHEETS)
def test_any_draft_can_be_written_and_its_errors_are_found_again(
    survey: list[list[str]], choices: list[list[str]], form_settings: list[list[str]]
) -> None:
    form = read_form(a_csv(survey=survey, choices=choices, settings=form_settings), "form.csv")
    if form.draft is not None:
        assert bool(list_errors(form)) <= bool(list_errors_of_check(form.draft))
        again = read_form(write_form(form.draft), "form.xlsx")
        assert again.draft == form.draft
