"""The browser's evaluator of expressions agrees with the server's, case by case and at random."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from surveys.questionnaires.expressions import Expression, evaluate, write_tree
from surveys.questionnaires.functions import Value
from surveys.questionnaires.grammar import parse_expression
from surveys.questionnaires.pages import Answers
from tests.surveys.questionnaires.expression_samples import (
    any_expression,
    any_text,
    are_same,
    load_expression_cases,
)

SCRIPT = Path(__file__).parents[2] / "portal" / "static" / "js" / "expressions.js"
EVALUATE = """async ([script, cases]) => {
  const { evaluate } = await import(script);
  return cases.map(([tree, answers]) => evaluate(tree, (name) => answers[name] ?? ""));
}"""


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """A window without a page."""
    window = browser.new_page()
    yield window
    window.close()


def evaluate_in_browser(window: Page, cases: list[tuple[Expression, Answers]]) -> list[Value]:
    script = base64.b64encode(SCRIPT.read_bytes()).decode()
    plain = [
        [
            write_tree(tree),
            {
                name: " ".join(answer) if isinstance(answer, tuple) else answer or ""
                for name, answer in answers.items()
            },
        ]
        for tree, answers in cases
    ]
    values = window.evaluate(EVALUATE, [f"data:text/javascript;base64,{script}", plain])
    return [float(value) if type(value) is int else value for value in values]


def test_both_evaluators_pass_one_table(window: Page) -> None:
    answers, cases = load_expression_cases()
    found = evaluate_in_browser(window, [(parse_expression(text), answers) for text, _ in cases])
    wrong = [
        (text, value, shown)
        for (text, value), shown in zip(cases, found, strict=True)
        if not are_same(value, shown)
    ]
    assert wrong == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(any_expression(), any_text(), any_text()), min_size=1, max_size=40))
def test_both_evaluators_agree_on_any_expression(
    window: Page, drawn: list[tuple[Expression, str, str]]
) -> None:
    cases = [(tree, {"Q": first, "R": second}) for tree, first, second in drawn]
    found = evaluate_in_browser(window, cases)
    for (tree, answers), shown in zip(cases, found, strict=True):
        assert are_same(evaluate(tree, answers), shown), (tree, answers)
