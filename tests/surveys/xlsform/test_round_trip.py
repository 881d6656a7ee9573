"""What is written reads back as the same questionnaire, and other programs accept it."""

import io

from hypothesis import given, settings
from pyxform.xls2xform import convert

from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.types import TYPE_BY_NAME
from surveys.questionnaires.xlsform.kinds import KINDS
from surveys.questionnaires.xlsform.reader import read_form
from surveys.questionnaires.xlsform.writer import write_form
from tests.surveys.questionnaires.samples import DEFAULT
from tests.surveys.xlsform.books import any_questionnaire


def test_every_question_type_has_a_kind() -> None:
    assert {kind.type for kind in KINDS} == set(TYPE_BY_NAME)


def test_the_default_questionnaire_comes_back_unchanged() -> None:
    form = read_form(write_form(DEFAULT), "file.xlsx")
    assert form.findings == ()
    assert form.is_publishable
    assert form.questionnaire is not None
    assert form.questionnaire.digest == DEFAULT.digest


@settings(max_examples=60, deadline=None)
@given(any_questionnaire())
def test_any_questionnaire_comes_back_unchanged(questionnaire: Questionnaire) -> None:
    form = read_form(write_form(questionnaire), "file.xlsx")
    assert form.questionnaire == questionnaire, form.findings
    assert form.questionnaire.digest == questionnaire.digest


@settings(max_examples=40, deadline=None)
@given(any_questionnaire())
def test_another_program_accepts_what_is_written(questionnaire: Questionnaire) -> None:
    converted = convert(xlsform=io.BytesIO(write_form(questionnaire)), validate=False)
    assert questionnaire.code in converted.xform
