"""Checking one page, and a whole response."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.questionnaires.faults import AnswerError, AnswerFault, MisplacedError
from surveys.questionnaires.pages import Answers
from surveys.questionnaires.routing import find_path
from surveys.questionnaires.types import find_type
from surveys.responses.answers import CheckedPage, check_page, check_response
from surveys.responses.packing import find_packer
from tests.surveys.questionnaires.samples import DEFAULT, any_answers, whole_answers
from tests.surveys.responses.samples import ANSWERS, AREAS, a_version

VERSION = a_version()


def check(code: str, raw: dict[str, list[str]]) -> CheckedPage:
    page = find_path(DEFAULT, ANSWERS, seed=1).find_page(code)
    assert page is not None
    return check_page(page, raw, areas=AREAS)


def test_a_page_of_several_questions_keeps_the_good_answers_and_names_the_faults() -> None:
    checked = check("background", {"D2": ["4"], "D4": ["7"]})
    assert checked.answers == {"D1": None, "D2": "4", "D3": None, "D4": "7"}
    assert checked.errors == (
        AnswerError(AnswerFault.REQUIRED, "D1"),
        AnswerError(AnswerFault.UNKNOWN_OPTION, "D4"),
    )


def test_fields_of_other_pages_are_not_read() -> None:
    assert check("Q5", {"Q5": ["1"], "Q6": ["1"]}) == CheckedPage({"Q5": "1"}, ())


def test_a_complete_response_has_no_errors() -> None:
    checked = check_response(VERSION, ANSWERS, seed=1, areas=AREAS)
    assert checked.errors == ()
    assert checked.answers == ANSWERS


def test_answers_off_the_path_are_dropped() -> None:
    answers = {**ANSWERS, "Q2": ("1",), "Q4": "1", "nothing": "x"}
    assert check_response(VERSION, answers, seed=1, areas=AREAS).answers == ANSWERS


def test_a_missing_answer_is_named_with_its_page() -> None:
    answers = {name: answer for name, answer in ANSWERS.items() if name not in ("Q8_T05", "D1")}
    checked = check_response(VERSION, answers, seed=1, areas=AREAS)
    assert checked.errors == (
        MisplacedError("Q8_T05", AnswerError(AnswerFault.REQUIRED, "Q8_T05")),
        MisplacedError("background", AnswerError(AnswerFault.REQUIRED, "D1")),
    )


def test_an_answer_that_opens_another_question_makes_it_required() -> None:
    answers = {**ANSWERS, "Q3": ("1",)}
    checked = check_response(VERSION, answers, seed=1, areas=AREAS)
    assert checked.errors == (MisplacedError("Q4", AnswerError(AnswerFault.REQUIRED, "Q4")),)


@pytest.mark.parametrize(
    ("name", "answer", "fault", "field"),
    [
        ("Q1", "7", "unknown_option", "Q1"),
        ("Q1", ("1",), "unknown_option", "Q1"),
        ("Q3", "10", "unknown_option", "Q3"),
        ("Q3", ("1", "10"), "not_with_others", "Q3"),
        ("Q10", ("1", "2", "3", "4"), "too_many_choices", "Q10"),
        ("Q15", "好" * 201, "too_long", "Q15"),
        ("S3", "990102000000", "area_incomplete", "S3_street"),
        ("S3", "1", "unknown_area", "S3_district"),
    ],
)
def test_plain_data_is_checked_like_a_form(name: str, answer: Any, fault: str, field: str) -> None:
    answers = {**ANSWERS, "Q4": "1", name: answer}
    errors = check_response(VERSION, answers, seed=1, areas=AREAS).errors
    assert [(e.error.fault.value, e.error.field) for e in errors] == [(fault, field)]


def test_a_screened_out_response_keeps_nothing_beyond_the_end() -> None:
    checked = check_response(VERSION, {**ANSWERS, "S2": "0"}, seed=1, areas=AREAS)
    assert checked.path.is_screened_out
    assert checked.answers == {"S1": "2", "S2": "0"}


@given(whole_answers(), st.integers(0, 2**63 - 1))
def test_valid_answers_pass_and_are_stored_as_they_are(answers: Answers, seed: int) -> None:
    checked = check_response(VERSION, answers, seed=seed, areas=AREAS)
    assert checked.errors == ()
    packer = find_packer(VERSION)
    assert packer.unpack(packer.pack(checked.answers)) == checked.answers
    names = [
        name
        for page in checked.path.pages
        for item in page.items
        for name in find_type(item.question).list_names(item)
    ]
    assert set(checked.answers) <= set(names)


@given(any_answers(), st.integers(0, 2**63 - 1))
def test_whatever_passes_the_check_can_be_stored(answers: Answers, seed: int) -> None:
    checked = check_response(VERSION, answers, seed=seed, areas=AREAS)
    if not checked.errors:
        packer = find_packer(VERSION)
        assert packer.unpack(packer.pack(checked.answers)) == checked.answers


@given(
    st.dictionaries(st.sampled_from(["Q15", "Q3", "S3_street"]), st.lists(st.text(), max_size=3))
)
def test_any_posted_text_is_an_answer_or_an_error(raw: dict[str, list[str]]) -> None:
    packer = find_packer(VERSION)
    for code in ("Q15", "Q3", "S3"):
        checked = check(code, raw)
        if not checked.errors:
            assert packer.unpack(packer.pack(checked.answers)) == checked.answers
