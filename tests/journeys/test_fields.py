"""The browser reads in the fields of a page what the server reads in the same fields, posted."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from surveys.questionnaires.page_rules import PlainRules, Reader, write_page_rules
from surveys.questionnaires.pages import Answer
from surveys.questionnaires.piping import Teller
from surveys.questionnaires.routing import find_path
from tests.surveys.questionnaires.field_samples import FieldCase, load_field_cases
from tests.surveys.questionnaires.samples import a_questionnaire, a_section, some_areas

SCRIPTS = Path(__file__).parents[2] / "portal" / "static" / "js"
ORIGIN = "http://fields.test"
READ = """async (cases) => {
  const { readAnswer } = await import("/answers.js");
  return cases.map(({ rule, fields }) => {
    const form = document.createElement("form");
    for (const [tag, name, value] of fields) {
      const field = form.appendChild(document.createElement(tag));
      field.name = name;
      field.value = value;
    }
    return rule.names.map((name) => [name, readAnswer(form, rule, name)]);
  });
}"""


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """A window on an empty page beside the portal's scripts."""
    window = browser.new_page()
    window.route(f"{ORIGIN}/**", _answer)
    window.goto(f"{ORIGIN}/")
    yield window
    window.close()


def _answer(route: Route) -> None:
    name = route.request.url.removeprefix(f"{ORIGIN}/")
    if name:
        route.fulfill(path=SCRIPTS / name, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>fields</title>", content_type="text/html")


def write_rule(case: FieldCase) -> PlainRules:
    """The question's rule as its page carries it."""
    questionnaire = a_questionnaire(a_section(case.question, is_one_page=True))
    page = find_path(questionnaire, {}, seed=1).pages[0]
    teller = Teller(questionnaire, {}, some_areas(), date(2026, 11, 22))
    rules = write_page_rules(page, teller, Reader(("zh",), "")).get("questions")
    assert isinstance(rules, list)
    return dict(rules[0])


def list_fields(case: FieldCase) -> list[tuple[str, str, str]]:
    """Each field with its tag: one of several lines keeps the ends of lines that were posted."""
    tag = "textarea" if case.question.type == "long_text" else "input"
    return [(tag, name, value) for name, values in case.posted.items() for value in values]


def write(answer: Answer) -> str:
    return " ".join(answer) if isinstance(answer, tuple) else answer or ""


def test_browser_reads_every_field_as_the_server_does(window: Page) -> None:
    cases = load_field_cases()
    plain = [{"rule": write_rule(case), "fields": list_fields(case)} for case in cases]
    wrong = []
    for case, read in zip(cases, window.evaluate(READ, plain), strict=True):
        expected = [[name, write(case.answers.get(name))] for name, _ in read]
        if read != expected:
            wrong.append((case.question.type, case.posted, expected, read))
    assert wrong == []
