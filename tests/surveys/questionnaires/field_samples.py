"""The table of posted fields and the answers in them, which the server and the browser share."""

import json
from dataclasses import dataclass
from pathlib import Path

from surveys.questionnaires.model import Question
from surveys.questionnaires.pages import Answer
from tests.surveys.questionnaires.samples import a_question, an_option

CASES = Path(__file__).with_name("field_cases.json")
WITH_OPTIONS = ("single_choice", "multiple_choice", "drop_down", "ranking", "grid")


@dataclass(frozen=True)
class FieldCase:
    """What is posted to one question, and the answers that the server reads in it."""

    question: Question
    posted: dict[str, tuple[str, ...]]
    answers: dict[str, Answer]


def load_field_cases() -> tuple[FieldCase, ...]:
    """Every case of the table."""
    plain = json.loads(CASES.read_text(encoding="utf-8"))
    return tuple(
        FieldCase(
            question=make_question(case["question"]),
            posted={field: tuple(values) for field, values in case["posted"].items()},
            answers={name: _read(answer) for name, answer in case["answers"].items()},
        )
        for case in plain
    )


def make_question(name: str) -> Question:
    """The question Q of a type, or of a form of short text."""
    if name == "clock":
        return a_question("Q", "short_text", pattern="clock")
    if name not in WITH_OPTIONS:
        return a_question("Q", name)
    opens_text = name.endswith("_choice")
    is_several = name == "multiple_choice"
    options = (
        an_option("2"),
        an_option("10"),
        an_option("9", asks_text=opens_text),
        an_option("0", is_exclusive=is_several),
    )
    return a_question("Q", name, options=options, random_order=is_several)


def _read(answer: str | list[str] | None) -> Answer:
    return tuple(answer) if isinstance(answer, list) else answer
