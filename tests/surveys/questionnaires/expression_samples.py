"""Expressions for tests: the table of cases that every evaluator must pass, and random trees."""

import json
from pathlib import Path

from hypothesis import strategies as st

from surveys.questionnaires.expressions import Call, Expression, Literal, Reference
from surveys.questionnaires.functions import FUNCTIONS, Value
from surveys.questionnaires.pages import Answer

CASES = Path(__file__).with_name("expression_cases.json")

_TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=5),
    st.sampled_from(["1", "2.50", " 3", "-.5", "a b", "b", "2026-11-21", "2026-02-30"]),
)
_LEAVES = st.one_of(
    st.floats().map(Literal),
    st.integers(-3, 3).map(float).map(Literal),
    _TEXTS.map(Literal),
    st.sampled_from("QR").map(Reference),
)


def load_expression_cases() -> tuple[dict[str, Answer], list[tuple[str, Value]]]:
    """The answers of the table, and its cases: an expression and its value."""
    plain = json.loads(CASES.read_text(encoding="utf-8"))
    answers = {
        name: tuple(answer) if isinstance(answer, list) else answer
        for name, answer in plain["answers"].items()
    }
    return answers, [(case["text"], _read_value(case["value"])) for case in plain["cases"]]


def are_same(left: Value, right: Value) -> bool:
    """Say whether two values are the same in kind and value; so is what is not a number."""
    return type(left) is type(right) and (left == right or str(left) == str(right) == "nan")


def any_expression() -> st.SearchStrategy[Expression]:
    """Any tree over the answers Q and R."""
    return st.recursive(_LEAVES, _calls, max_leaves=12)


def any_text() -> st.SearchStrategy[str]:
    """Any answer as text."""
    return _TEXTS


def _calls(children: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    def call(name: str) -> st.SearchStrategy[Expression]:
        function = FUNCTIONS[name]
        arguments = st.lists(children, min_size=function.least, max_size=min(function.most, 4))
        return arguments.map(lambda parts: Call(name, tuple(parts)))

    return st.sampled_from(sorted(FUNCTIONS)).flatmap(call)


def _read_value(value: Value | dict[str, str]) -> Value:
    if isinstance(value, dict):
        return float(value["number"])
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
