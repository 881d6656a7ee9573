"""XLSForm expressions by a table of cases: value, tree, and what is no expression."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.questionnaires.expressions import (
    OWN,
    Call,
    Expression,
    Literal,
    Reference,
    evaluate,
    list_columns,
    list_comparisons,
    list_references,
    name_column,
    write_tree,
)
from surveys.questionnaires.functions import Value
from surveys.questionnaires.grammar import ExpressionFaulty, is_true, parse_expression
from surveys.questionnaires.model import MAX_OPTIONS
from tests.surveys.questionnaires.expression_samples import (
    any_expression,
    are_same,
    load_expression_cases,
)

ANSWERS, VALUES = load_expression_cases()


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_an_expression_has_its_value(text: str, value: Value) -> None:
    assert are_same(evaluate(parse_expression(text), ANSWERS), value)


@pytest.mark.parametrize("text", ["0 div 0", "number(${Q9})", "1 mod 0", "-number('x')"])
def test_what_is_not_a_number_is_false(text: str) -> None:
    assert not is_true(text, ANSWERS)


def test_a_constraint_knows_the_answer_itself() -> None:
    tree = parse_expression(". >= 1 and . <= ${Q1} * .5", "constraint")
    assert evaluate(tree, {"Q1": "4", OWN: "2"}) is True
    assert list(list_references(tree)) == ["Q1"]


def test_a_choice_filter_knows_the_columns_of_an_option() -> None:
    tree = parse_expression("part = ${Q1} and not(selected('x y', name))", "filter")
    assert evaluate(tree, {"Q1": "east", name_column("part"): "east", name_column("name"): "z"})
    assert list(list_columns(tree)) == ["part", "name"]
    assert list(list_references(tree)) == ["Q1"]


def test_a_tree_is_written_for_other_evaluators() -> None:
    tree = write_tree(parse_expression("not(selected(${Q3}, '1')) and 2 > 1"))
    inner = ["not", ["selected", ["answer", "Q3"], ["literal", "1"]]]
    assert tree == ["and", inner, [">", ["literal", 2.0], ["literal", 1.0]]]


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
        (". > 1", "unexpected_word", 0),
        ("${Q1", "unexpected_character", 0),
        ("'open", "unexpected_character", 0),
        ("'it''s'", "unexpected_word", 4),
        ("1 2", "unexpected_word", 2),
        ("selected(${Q1}, )", "unexpected_word", 16),
        ("${Q1} = ‘1’", "unexpected_character", 8),
        ("(" * 61 + "1" + ")" * 61, "too_deep", 60),
        ("-" * 10_000 + "1", "too_deep", 60),
        (" or ".join(["1"] * 3_000), "too_deep", 0),
        ("9" * 400, "unexpected_word", 0),
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


def test_the_longest_list_of_options_can_be_asked_for_one_by_one() -> None:
    text = " or ".join(f"${{Q1}} = '{code}'" for code in range(MAX_OPTIONS))
    assert is_true(text, {"Q1": "249"})
    assert not is_true(text, {"Q1": "250"})


def test_an_empty_condition_holds() -> None:
    assert is_true("", {})


@given(any_expression(), st.one_of(st.none(), st.text(max_size=8)))
def test_evaluation_never_fails(expression: Expression, answer: str | None) -> None:
    assert isinstance(evaluate(expression, {"Q": answer}), str | float | bool)


@given(st.text(alphabet="${}Q1'\"=<>!()+-*., andortselected0", max_size=40))
def test_any_text_is_an_expression_or_refused(text: str) -> None:
    with suppress(ExpressionFaulty):
        evaluate(parse_expression(text), ANSWERS)
