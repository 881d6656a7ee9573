"""XLSForm expressions by a table of cases: value, tree, and what is no expression."""

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.questionnaires.expressions import (
    Call,
    Expression,
    ExpressionFaulty,
    Literal,
    Reference,
    evaluate,
    is_true,
    list_comparisons,
    list_references,
    parse_expression,
)
from surveys.questionnaires.functions import FUNCTIONS, Value
from surveys.questionnaires.pages import Answer

ANSWERS: dict[str, Answer] = {
    "Q1": "2",
    "Q3": ("1", "10"),
    "Q8_T01": "5",
    "Q9": None,
    "Q15": "太吵了",
    "n": "12.50",
}

VALUES: list[tuple[str, Value]] = [
    ("${Q1} = '2'", True),
    ("${Q1} = 2", True),
    ('${Q1} != "2"', False),
    ("${ Q1 } = '2'", True),
    ("${Q1}='1' or ${Q1}='2'", True),
    ("${Q1} = '1' and ${Q1} = '2' or true()", True),
    ("${Q1} = '1' and (${Q1} = '2' or true())", False),
    ("not(${Q1} = '1')", True),
    ("${Q8_T01} <= 2", False),
    ("${Q8_T01} > ${Q1}", True),
    ("selected(${Q3}, '1')", True),
    ("selected(${Q3}, '0')", False),
    ("selected(${Q3}, 10)", True),
    ("selected(${Q1}, '2')", True),
    ("selected(${Q9}, '')", False),
    ("count-selected(${Q3})", 2.0),
    ("count-selected(${Q9}) = 0", True),
    ("${Q9} = ''", True),
    ("${Q9}", ""),
    ("${never_asked} = ''", True),
    ("${Q9} < 1", False),
    ("${Q9} >= 1", False),
    ("${Q9} != 1", True),
    ("${Q15} = '太吵了'", True),
    ("string-length(${Q15})", 3.0),
    ("contains(${Q15}, '吵')", True),
    ("starts-with(${Q15}, '吵')", False),
    ("${n} = 12.5", True),
    ("1 + 2 * 3", 7.0),
    ("(1 + 2) * 3", 9.0),
    ("7 - 2 - 1", 4.0),
    ("2 - -1", 3.0),
    ("-2 * 3", -6.0),
    ("7 div 2", 3.5),
    ("7 mod 3", 1.0),
    ("-7 mod 3", -1.0),
    ("1 div 0", math.inf),
    ("-1 div 0", -math.inf),
    ("1 < 2 = true()", True),
    ("if(${Q1} = '2', 'yes', 'no')", "yes"),
    ("coalesce(${Q9}, 'none')", "none"),
    ("coalesce(${Q1}, 'none')", "2"),
    ("concat(${Q1}, '-', 3, true())", "2-3true"),
    ("string(0.5)", "0.5"),
    ("string(number(${Q15}))", "NaN"),
    ("int(-2.7)", -2.0),
    ("round(2.5)", 3.0),
    ("round(2.345, 2)", 2.35),
    ("boolean('0')", True),
    ("boolean(0)", False),
    ('"it\'s"', "it's"),
    (".5 + 1.", 1.5),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_an_expression_has_its_value(text: str, value: Value) -> None:
    assert evaluate(parse_expression(text), ANSWERS) == value


@pytest.mark.parametrize("text", ["0 div 0", "number(${Q9})", "1 mod 0", "-number('x')"])
def test_an_expression_without_a_number_is_not_a_number(text: str) -> None:
    value = evaluate(parse_expression(text), ANSWERS)
    assert isinstance(value, float)
    assert math.isnan(value)
    assert not is_true(text, ANSWERS)


@pytest.mark.parametrize(
    ("text", "reason", "position"),
    [
        ("${Q1} =", "unexpected_end", 7),
        ("", "unexpected_end", 0),
        ("${Q1} == '1'", "unexpected_word", 7),
        ("(${Q1} = '1'", "unexpected_end", 12),
        ("${Q1} = '1')", "unexpected_word", 11),
        ("Q1 = '1'", "unknown_function", 0),
        ("selected(${Q1})", "wrong_number_of_arguments", 0),
        ("and(1, 2)", "unexpected_word", 0),
        ("negate(1)", "unknown_function", 0),
        ("regex(${Q1}, 'a')", "unknown_function", 0),
        ("${Q1} & 1", "unexpected_character", 6),
        ("${Q1", "unexpected_character", 0),
        ("'open", "unexpected_character", 0),
        ("'it''s'", "unexpected_word", 4),
        ("1 2", "unexpected_word", 2),
        ("selected(${Q1}, )", "unexpected_word", 16),
        ("${Q1} = ‘1’", "unexpected_character", 8),
        ("(" * 61 + "1" + ")" * 61, "too_deep", 60),
        ("-" * 10_000 + "1", "too_deep", 60),
    ],
)
def test_what_is_no_expression_is_refused_with_its_place(
    text: str, reason: str, position: int
) -> None:
    with pytest.raises(ExpressionFaulty) as refusal:
        parse_expression(text)
    assert (refusal.value.reason, refusal.value.position) == (reason, position)


def test_an_expression_becomes_a_tree_of_plain_values() -> None:
    tree = parse_expression("not(selected(${Q3}, '1')) and -${n} < 2")
    selected = Call("selected", (Reference("Q3"), Literal("1")))
    smaller = Call("<", (Call("negate", (Reference("n"),)), Literal(2.0)))
    assert tree == Call("and", (Call("not", (selected,)), smaller))


def test_references_and_comparisons_are_listed_for_checks() -> None:
    tree = parse_expression("${Q1} = '1' or '2' = ${Q2} and selected(${Q3}, 10) and ${Q4} > 1")
    assert list(list_references(tree)) == ["Q1", "Q2", "Q3", "Q4"]
    assert list(list_comparisons(tree)) == [("Q1", "1"), ("Q2", "2"), ("Q3", "10")]


def test_an_empty_condition_holds() -> None:
    assert is_true("", {})


_leaves = st.one_of(
    st.floats().map(Literal), st.text(max_size=5).map(Literal), st.sampled_from("QR").map(Reference)
)


def _calls(children: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    def call(name: str) -> st.SearchStrategy[Expression]:
        function = FUNCTIONS[name]
        arguments = st.lists(children, min_size=function.least, max_size=min(function.most, 4))
        return arguments.map(lambda parts: Call(name, tuple(parts)))

    return st.sampled_from(sorted(FUNCTIONS)).flatmap(call)


@given(st.recursive(_leaves, _calls, max_leaves=12), st.one_of(st.none(), st.text(max_size=8)))
def test_evaluation_never_fails(expression: Expression, answer: str | None) -> None:
    assert isinstance(evaluate(expression, {"Q": answer}), str | float | bool)


@given(st.text(alphabet="${}Q1'\"=<>!()+-*., andortselected0", max_size=40))
def test_any_text_is_an_expression_or_refused(text: str) -> None:
    with suppress(ExpressionFaulty):
        evaluate(parse_expression(text), ANSWERS)
