"""The day in rules: said by whoever asks, never read from a clock here."""

from datetime import date

import pytest

from surveys.questionnaires.checks import check_questionnaire
from surveys.questionnaires.expressions import TODAY, asks_for_day, write_tree
from surveys.questionnaires.faults import AnswerFault
from surveys.questionnaires.grammar import parse_expression
from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.page_rules import Reader, write_page_rules
from surveys.questionnaires.piping import Teller
from surveys.questionnaires.routing import (
    change_answers,
    changes_with_day,
    find_path,
    keep_on_path,
    walk,
)
from surveys.questionnaires.service import PublishedVersion
from surveys.responses.answers import check_page, check_response
from tests.surveys.questionnaires.samples import (
    DEFAULT,
    a_question,
    a_questionnaire,
    a_section,
    some_areas,
)

FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)
AREAS = some_areas()


def asking(constraint: str = "", **more: str) -> Questionnaire:
    """A question for a day, and one behind it."""
    day = a_question("D", "date", constraint=constraint, is_required=True)
    return a_questionnaire(a_section(day, a_question("Q", **more)))


PAST, FUTURE = asking(". <= today()"), asking(". >= today()")


def test_the_day_is_a_reference_that_no_answer_has() -> None:
    tree = parse_expression("${D} + 1 < today()")
    assert asks_for_day(tree)
    assert write_tree(tree)[2] == ["answer", TODAY]
    assert not asks_for_day(parse_expression("${D} = 'today()'"))
    assert [changes_with_day(each) for each in (PAST, DEFAULT)] == [True, False]


@pytest.mark.parametrize(
    ("today", "faults"), [(FRIDAY, [AnswerFault.CONSTRAINT_NOT_MET]), (SATURDAY, [])]
)
def test_an_answer_is_checked_against_the_day(today: date, faults: list[AnswerFault]) -> None:
    page = find_path(PAST, {}, seed=1, today=today).pages[0]
    checked = check_page(page, {"D": ["2026-11-21"]}, areas=AREAS, today=today)
    assert [error.fault for error in checked.errors] == faults
    version = PublishedVersion(1, PAST.digest, PAST)
    answers = {"D": "2026-11-21", "Q": None}
    whole = check_response(version, answers, seed=1, areas=AREAS, today=today)
    assert [each.error.fault for each in whole.errors] == faults
    assert TODAY not in whole.answers


def test_without_a_day_nothing_is_taken_for_it() -> None:
    page = find_path(PAST, {}, seed=1).pages[0]
    with pytest.raises(KeyError):
        check_page(page, {"D": ["2026-11-21"]}, areas=AREAS)


def test_what_the_next_day_breaks_is_asked_again_and_nothing_else() -> None:
    answers = {"D": "2026-11-20", "Q": "1"}
    _, kept = change_answers(FUTURE, answers, {}, seed=1, today=FRIDAY)
    assert kept == answers
    _, kept = change_answers(FUTURE, answers, {}, seed=1, today=SATURDAY)
    assert kept == {"Q": "1"}


def test_the_day_decides_the_path_and_what_is_computed() -> None:
    late = asking(relevant="today() > '2026-11-20'")
    asked = [len(find_path(late, {}, seed=1, today=day).pages) for day in (FRIDAY, SATURDAY)]
    assert asked == [1, 2]
    age = a_question("A", "calculated", calculation="int((today() - ${D}) div 365.25)")
    counted = a_questionnaire(a_section(a_question("D", "date"), age))
    _, kept = walk(counted, {"D": "1986-11-21"}, seed=1, today=SATURDAY)
    assert kept == {"D": "1986-11-21", "A": "40"}
    assert keep_on_path(counted, {"D": "1986-11-22"}, seed=1, today=FRIDAY)["A"] == "39"


@pytest.mark.parametrize(
    "questionnaire",
    [
        PAST,
        FUTURE,
        asking(". > today() and . < today()"),
        asking(relevant="today() > '2026-11-20'"),
        asking(relevant="${D} > today()"),
    ],
)
def test_what_hangs_on_the_day_is_not_called_impossible(questionnaire: Questionnaire) -> None:
    assert check_questionnaire(questionnaire) == ()


def test_the_browser_is_told_the_day_of_the_server() -> None:
    page = find_path(PAST, {}, seed=1, today=FRIDAY).pages[0]
    assert page.is_live
    assert page.is_personal
    rules = write_page_rules(page, Teller(PAST, {}, AREAS, FRIDAY), Reader(["zh"], "不对"))
    assert rules["known"] == {TODAY: "2026-11-20"}


def test_a_page_whose_rules_hold_earlier_answers_is_the_respondents_own() -> None:
    number = a_question("N", "number", relevant="${Q1} != '3'", constraint=". < 5")
    alone = a_questionnaire(a_section(a_question("Q1"), number))
    together = a_questionnaire(
        a_section(a_question("Q1")), a_section(number, code="home", is_one_page=True)
    )
    for questionnaire in (alone, together):
        page = find_path(questionnaire, {"Q1": "1"}, seed=1).pages[1]
        assert page.is_live
        assert page.is_personal
