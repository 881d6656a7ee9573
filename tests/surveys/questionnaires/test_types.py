"""Every question type by the same tables: what a posted form means, what is wrong, how it reads."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from surveys.questionnaires.areas import AreaNode, AreaTree
from surveys.questionnaires.faults import AnswerError, AnswerFault
from surveys.questionnaires.model import Question
from surveys.questionnaires.pages import Answer, PageItem
from surveys.questionnaires.types import TYPE_BY_NAME, find_type
from tests.surveys.questionnaires.samples import (
    COMMUNITY,
    DISTRICT,
    OTHER_DISTRICT,
    STREET,
    a_question,
    an_option,
    some_areas,
)

AREAS = some_areas()

single = a_question()
required = a_question(is_required=True)
with_other = a_question(options=(an_option("1"), an_option("9", asks_text=True)))
multiple = a_question(
    type="multiple_choice",
    is_required=True,
    min_choices=2,
    max_choices=2,
    options=(an_option("1"), an_option("2"), an_option("3"), an_option("0", is_exclusive=True)),
)
grid = a_question("Q8", "grid", is_required=True)
area = a_question("S3", "area", is_required=True)
text = a_question("Q15", "long_text", max_length=10)
information = a_question("I1", "information")
consent = a_question("C1", "consent", is_required=True)
end = a_question("E1", "screen_out")
drop_down = a_question(type="drop_down", is_required=True)
rating = a_question("R1", "rating", options=(an_option("99"),), is_required=True)
short_rating = a_question("R1", "rating", minimum=1, maximum=3)
stars = a_question("R2", "stars", maximum=3)
number = a_question("N1", "number", minimum=0, maximum=120, is_integer=True, is_required=True)
amount = a_question("N2", "number", minimum=-0.5)
day = a_question("B1", "date", earliest=date(2026, 1, 1), latest=date(2026, 12, 31))
line = a_question("T1", "short_text", is_required=True)
postcode = a_question("T2", "short_text", pattern="postcode")
clock = a_question("T3", "short_text", pattern="clock")
ranking = a_question("K1", "ranking", is_required=True)
top_two = a_question("K2", "ranking", max_choices=2, min_choices=1)
calculated = a_question("X1", "calculated")


def places(question: Question, **place_by_code: str) -> dict[str, list[str]]:
    return {f"{question.code}_{code[1:]}_place": [place] for code, place in place_by_code.items()}


Raw = Mapping[str, Sequence[str]]


def an_error(fault: str, field: str, **parameters: Any) -> tuple[str, str, dict[str, Any]]:
    return fault, field, parameters


CASES: list[tuple[Question, Raw, dict[str, Answer], list[Any], list[str] | None]] = [
    # question, posted form, answers, errors, the answer in English words (None: has none)
    (single, {"Q1": ["2"]}, {"Q1": "2"}, [], ["option 2"]),
    (single, {}, {"Q1": None}, [], []),
    (single, {"Q1": [" "]}, {"Q1": None}, [], []),
    (single, {"Q1": ["7"]}, {"Q1": "7"}, [an_error("unknown_option", "Q1")], []),
    (single, {"Q1": ["1", "2"]}, {"Q1": ("1", "2")}, [an_error("unknown_option", "Q1")], None),
    (required, {}, {"Q1": None}, [an_error("required", "Q1")], []),
    (
        with_other,
        {"Q1": ["9"], "Q1_9_text": [" 骑车\x00 "]},
        {"Q1": "9", "Q1_9_text": "骑车"},
        [],
        ["option 9 (骑车)"],
    ),
    (with_other, {"Q1": ["1"], "Q1_9_text": ["no"]}, {"Q1": "1"}, [], ["option 1"]),
    (with_other, {"Q1": ["9"]}, {"Q1": "9", "Q1_9_text": None}, [], ["option 9"]),
    (
        with_other,
        {"Q1": ["9"], "Q1_9_text": ["x" * 101]},
        {"Q1": "9", "Q1_9_text": "x" * 101},
        [an_error("too_long", "Q1_9_text", maximum=100, length=101)],
        [f"option 9 ({'x' * 101})"],
    ),
    (multiple, {"Q1": ["3", "1"]}, {"Q1": ("1", "3")}, [], ["option 1", "option 3"]),
    (multiple, {}, {"Q1": None}, [an_error("required", "Q1")], []),
    (multiple, {"Q1": ["0"]}, {"Q1": ("0",)}, [], ["option 0"]),
    (
        multiple,
        {"Q1": ["0", "1"]},
        {"Q1": ("1", "0")},
        [an_error("not_with_others", "Q1", option="0")],
        ["option 1", "option 0"],
    ),
    (
        multiple,
        {"Q1": ["1", "2", "3"]},
        {"Q1": ("1", "2", "3")},
        [an_error("too_many_choices", "Q1", maximum=2, chosen=3)],
        ["option 1", "option 2", "option 3"],
    ),
    (
        multiple,
        {"Q1": ["2"]},
        {"Q1": ("2",)},
        [an_error("too_few_choices", "Q1", minimum=2, chosen=1)],
        ["option 2"],
    ),
    (
        multiple,
        {"Q1": ["2", "x"]},
        {"Q1": ("2", "x")},
        [an_error("unknown_option", "Q1")],
        ["option 2"],
    ),
    (
        grid,
        {"Q8_A": ["1"], "Q8_B": ["3"]},
        {"Q8_A": "1", "Q8_B": "3"},
        [],
        ["A: option 1", "B: option 3"],
    ),
    (
        grid,
        {"Q8_A": ["1"]},
        {"Q8_A": "1", "Q8_B": None},
        [an_error("required", "Q8_B")],
        ["A: option 1"],
    ),
    (
        grid,
        {"Q8_A": ["8"], "Q8_B": ["3"]},
        {"Q8_A": "8", "Q8_B": "3"},
        [an_error("unknown_option", "Q8_A")],
        ["B: option 3"],
    ),
    (
        area,
        {"S3_district": [DISTRICT], "S3_street": [STREET], "S3_community": [COMMUNITY]},
        {"S3": COMMUNITY},
        [],
        ["east", "lake street", "pine"],
    ),
    (
        area,
        {"S3_district": [DISTRICT], "S3_street": [STREET], "S3_community": ["not_sure"]},
        {"S3": STREET},
        [],
        ["east", "lake street"],
    ),
    (area, {"S3_street": [STREET]}, {"S3": STREET}, [], ["east", "lake street"]),
    (area, {}, {"S3": None}, [an_error("required", "S3_district")], []),
    (
        area,
        {"S3_district": [DISTRICT]},
        {"S3": DISTRICT},
        [an_error("area_incomplete", "S3_street", level="street")],
        ["east"],
    ),
    (
        area,
        {"S3_district": [OTHER_DISTRICT], "S3_street": [STREET]},
        {"S3": (OTHER_DISTRICT, STREET)},
        [an_error("area_mismatch", "S3_street")],
        [],
    ),
    (
        area,
        {"S3_street": ["123"]},
        {"S3": "123"},
        [an_error("unknown_area", "S3_district")],
        [],
    ),
    (
        area,
        {"S3_district": ["990100000000"]},
        {"S3": "990100000000"},
        [an_error("unknown_area", "S3_district")],
        [],
    ),
    (text, {"Q15": ["  一条\r\n建议  "]}, {"Q15": "一条\n建议"}, [], ["一条\n建议"]),
    (text, {"Q15": ["\x00\x07"]}, {"Q15": None}, [], []),
    (text, {}, {"Q15": None}, [], []),
    (
        text,
        {"Q15": ["12345678901"]},
        {"Q15": "12345678901"},
        [an_error("too_long", "Q15", maximum=10, length=11)],
        ["12345678901"],
    ),
    (information, {"I1": ["1"]}, {}, [], []),
    (end, {}, {}, [], []),
    (consent, {"C1": ["yes"]}, {"C1": "yes"}, [], ["Agreed"]),
    (consent, {}, {"C1": None}, [an_error("consent_needed", "C1")], []),
    (consent, {"C1": ["no"]}, {"C1": "no"}, [an_error("consent_needed", "C1")], []),
    (drop_down, {"Q1": ["3"]}, {"Q1": "3"}, [], ["option 3"]),
    (drop_down, {"Q1": [""]}, {"Q1": None}, [an_error("required", "Q1")], []),
    (drop_down, {"Q1": ["4"]}, {"Q1": "4"}, [an_error("unknown_option", "Q1")], []),
    (rating, {"R1": ["0"]}, {"R1": "0"}, [], ["0"]),
    (rating, {"R1": ["10"]}, {"R1": "10"}, [], ["10"]),
    (rating, {"R1": ["99"]}, {"R1": "99"}, [], ["option 99"]),
    (rating, {"R1": ["11"]}, {"R1": "11"}, [an_error("unknown_option", "R1")], []),
    (rating, {"R1": ["1", "2"]}, {"R1": ("1", "2")}, [an_error("unknown_option", "R1")], []),
    (rating, {}, {"R1": None}, [an_error("required", "R1")], []),
    (short_rating, {"R1": ["0"]}, {"R1": "0"}, [an_error("unknown_option", "R1")], []),
    (stars, {"R2": ["2"]}, {"R2": "2"}, [], ["2 of 3 stars"]),
    (stars, {"R2": ["4"]}, {"R2": "4"}, [an_error("unknown_option", "R2")], []),
    (number, {"N1": [" ３７ "]}, {"N1": "37"}, [], ["37"]),
    (number, {"N1": ["0"]}, {"N1": "0"}, [], ["0"]),
    (number, {"N1": ["1,200"]}, {"N1": "1200"}, [an_error("too_large", "N1", maximum="120")], None),
    (number, {"N1": ["-1"]}, {"N1": "-1"}, [an_error("too_small", "N1", minimum="0")], ["-1"]),
    (number, {"N1": ["7.5"]}, {"N1": "7.5"}, [an_error("not_an_integer", "N1")], ["7.5"]),
    (number, {"N1": ["七"]}, {"N1": "七"}, [an_error("not_a_number", "N1")], ["七"]),
    (number, {"N1": ["1e3"]}, {"N1": "1e3"}, [an_error("not_a_number", "N1")], ["1e3"]),
    (number, {"N1": ["1", "2"]}, {"N1": ("1", "2")}, [an_error("not_a_number", "N1")], None),
    (number, {"N1": [""]}, {"N1": None}, [an_error("required", "N1")], []),
    (amount, {"N2": ["2.50"]}, {"N2": "2.5"}, [], ["2.5"]),
    (amount, {"N2": ["-.5"]}, {"N2": "-0.5"}, [], ["-0.5"]),
    (amount, {"N2": ["-0.6"]}, {"N2": "-0.6"}, [an_error("too_small", "N2", minimum="-0.5")], None),
    (amount, {"N2": ["1.2345"]}, {"N2": "1.2345"}, [an_error("not_a_number", "N2")], None),
    (day, {"B1": ["2026-11-21"]}, {"B1": "2026-11-21"}, [], ["21 November 2026"]),
    (day, {"B1": ["2026年3月5日"]}, {"B1": "2026-03-05"}, [], ["5 March 2026"]),
    (day, {"B1": ["2026年3月5号"]}, {"B1": "2026-03-05"}, [], ["5 March 2026"]),
    (day, {"B1": ["٢٠٢٦-٣-٥"]}, {"B1": "2026-03-05"}, [], ["5 March 2026"]),
    (amount, {"N2": ["−٠٫٥"]}, {"N2": "−٠٫٥"}, [an_error("not_a_number", "N2")], None),
    (amount, {"N2": ["−۰.۵"]}, {"N2": "-0.5"}, [], ["-0.5"]),
    (day, {"B1": ["2026-02-30"]}, {"B1": "2026-02-30"}, [an_error("not_a_date", "B1")], None),
    (day, {"B1": ["tomorrow"]}, {"B1": "tomorrow"}, [an_error("not_a_date", "B1")], ["tomorrow"]),
    (
        day,
        {"B1": ["2025-12-31"]},
        {"B1": "2025-12-31"},
        [an_error("too_early", "B1", earliest="2026-01-01")],
        None,
    ),
    (
        day,
        {"B1": ["20270101"]},
        {"B1": "2027-01-01"},
        [an_error("too_late", "B1", latest="2026-12-31")],
        None,
    ),
    (day, {}, {"B1": None}, [], []),
    (line, {"T1": ["  两个\n字\x00 "]}, {"T1": "两个 字"}, [], ["两个 字"]),
    (line, {"T1": ["\t"]}, {"T1": None}, [an_error("required", "T1")], []),
    (
        line,
        {"T1": ["x" * 101]},
        {"T1": "x" * 101},
        [an_error("too_long", "T1", maximum=100, length=101)],
        None,
    ),
    (postcode, {"T2": ["９９０１００"]}, {"T2": "990100"}, [], ["990100"]),
    (
        postcode,
        {"T2": ["99010"]},
        {"T2": "99010"},
        [an_error("wrong_pattern", "T2", pattern="postcode")],
        ["99010"],
    ),
    (clock, {"T3": ["7:30"]}, {"T3": "7:30"}, [], ["7:30"]),
    (
        clock,
        {"T3": ["24:00"]},
        {"T3": "24:00"},
        [an_error("wrong_pattern", "T3", pattern="clock")],
        None,
    ),
    (
        ranking,
        places(ranking, _1="2", _2="3", _3="1"),
        {"K1": ("3", "1", "2")},
        [],
        ["1. option 3", "2. option 1", "3. option 2"],
    ),
    (
        ranking,
        places(ranking, _1="1", _2="1", _3="2"),
        {"K1": ("1", "3", "2", "2")},
        [an_error("ranked_twice", "K1_2_place")],
        None,
    ),
    (
        ranking,
        places(ranking, _1="1", _3="3"),
        {"K1": ("1", "-", "3")},
        [an_error("rank_missing", "K1_1_place", rank=2)],
        None,
    ),
    (
        ranking,
        places(ranking, _1="x"),
        {"K1": ("1", "1")},
        [an_error("ranked_twice", "K1_1_place")],
        None,
    ),
    (
        ranking,
        places(ranking, _1="9" * 5_000),
        {"K1": ("1", "1")},
        [an_error("ranked_twice", "K1_1_place")],
        None,
    ),
    (ranking, {}, {"K1": None}, [an_error("required", "K1_1_place")], []),
    (top_two, places(top_two, _2="1"), {"K2": ("2",)}, [], ["1. option 2"]),
    (
        top_two,
        places(top_two, _1="1", _2="2", _3="3"),
        {"K2": ("1", "2", "3")},
        [an_error("too_many_choices", "K2_1_place", maximum=2, chosen=3)],
        None,
    ),
    (calculated, {"X1": ["5"]}, {}, [], []),
]


@pytest.mark.parametrize(("question", "raw", "answers", "errors", "shown"), CASES)
def test_a_posted_form_is_read_checked_and_shown(
    question: Question,
    raw: Raw,
    answers: dict[str, Answer],
    errors: list[Any],
    shown: list[str] | None,
) -> None:
    question_type, item = find_type(question), PageItem(question)
    read = question_type.read(item, raw, AREAS)
    assert read == answers
    found = question_type.check(item, read, AREAS)
    assert [(error.fault.value, error.field, dict(error.parameters)) for error in found] == errors
    if shown is not None:
        assert list(question_type.show(item, read, language="en", areas=AREAS)) == shown


@pytest.mark.parametrize(("question", "raw", "answers", "errors", "shown"), CASES)
def test_an_error_stands_at_a_field_of_its_question(
    question: Question,
    raw: Raw,
    answers: dict[str, Answer],
    errors: list[Any],
    shown: list[str] | None,
) -> None:
    fields = find_type(question).list_fields(PageItem(question))
    assert {field for _, field, _ in errors} <= set(fields)


def test_every_type_has_a_case() -> None:
    assert {question.type for question, *_ in CASES} == TYPE_BY_NAME.keys()


@pytest.mark.parametrize(
    "question",
    [
        *(single, with_other, multiple, grid, area, text, information, end, consent, drop_down),
        *(rating, stars, number, day, line, ranking, calculated),
    ],
)
def test_names_are_those_of_the_columns(question: Question) -> None:
    question_type, item = find_type(question), PageItem(question)
    columns = [column.name for column in question_type.list_columns(item)]
    assert list(question_type.list_names(item)) == columns


def test_a_grid_in_random_order_puts_each_row_on_its_own() -> None:
    question = a_question("Q8", "grid", random_order=True, is_required=True)
    items = find_type(question).list_items(question)
    assert [item.code for item in items] == ["Q8_A", "Q8_B"]
    read = find_type(question).read(items[1], {"Q8_A": ["1"], "Q8_B": ["2"]}, AREAS)
    assert read == {"Q8_B": "2"}
    assert find_type(question).show(items[1], read, language="zh", areas=AREAS) == ("中option 2",)


def test_words_of_an_option_no_longer_chosen_have_no_place() -> None:
    answers: dict[str, Answer] = {"Q1": "1", "Q1_9_text": "left over"}
    assert find_type(with_other).keep(PageItem(with_other), answers) == {"Q1": "1"}


def test_answers_as_plain_data_are_cleaned_too() -> None:
    answers: dict[str, Answer] = {"Q15": "a\x00\ud800b"}
    assert find_type(text).keep(PageItem(text), answers) == {"Q15": "ab"}


@pytest.mark.parametrize(("question", "raw", "answers", "errors", "shown"), CASES)
def test_a_type_that_keeps_all_keeps_answers_as_they_are(
    question: Question,
    raw: Raw,
    answers: dict[str, Answer],
    errors: list[Any],
    shown: list[str] | None,
) -> None:
    question_type = find_type(question)
    if question_type.keeps_all(question):
        assert question_type.keep(PageItem(question), {**answers, "other": "1"}) == answers


def test_where_a_filter_leaves_fewer_options_than_asked_for_all_of_them_are_enough() -> None:
    question = a_question("M", "multiple_choice", min_choices=2, is_required=True)
    item = PageItem(question, offered=question.options[:1])
    assert not find_type(question).check(item, {"M": ("1",)}, AREAS)
    two = PageItem(question, offered=question.options[:2])
    (error,) = find_type(question).check(two, {"M": ("1",)}, AREAS)
    assert (error.fault, error.parameters) == ("too_few_choices", {"minimum": 2, "chosen": 1})


def test_an_area_question_checks_plain_data_of_any_shape() -> None:
    error = AnswerError(AnswerFault.UNKNOWN_AREA, "S3_district")
    assert find_type(area).check(PageItem(area), {"S3": "１２３"}, AREAS) == (error,)


def test_an_area_code_has_twelve_digits() -> None:
    with pytest.raises(ValueError, match="twelve digits"):
        AreaTree([AreaNode("９90100000000", "city", None, {})])


@pytest.mark.parametrize(
    ("computed", "shown"),
    [
        ("110.00000000000001", "110"),
        ("0.30000000000000004", "0.3"),
        ("-33.333333333333336", "-33.33333333"),
        ("13800138000123", "13800138000123"),
        ("2026-11-21", "2026-11-21"),
        ("-0.00000000000001", "0"),
        ("1.5 km", "1.5 km"),
    ],
)
def test_a_computed_fraction_is_told_without_the_dust_of_machines(
    computed: str, shown: str
) -> None:
    item = PageItem(a_question("C", "calculated"))
    told = find_type(item.question).show(item, {"C": computed}, language="zh", areas=AREAS)
    assert told == (shown,)
