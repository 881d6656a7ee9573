"""How long a form of 300 questions takes: read, check, publish, and write again.

`python -m tests.benchmarks.bench_questionnaires [--questions 300] [--runs 5]` prints the best of
some runs, with the time of an empty form beside it; publishing is on an SQLite file.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from portal.clock import read_clock
from portal.config import DRIVERS
from portal.db import Database, make_engine
from portal.schema import upgrade_schema
from surveys.questionnaires.checks import check_questionnaire
from surveys.questionnaires.library import load_questionnaire
from surveys.questionnaires.model import Question, Questionnaire, Section
from surveys.questionnaires.service import publish_version
from surveys.questionnaires.xlsform.reader import read_form
from surveys.questionnaires.xlsform.writer import write_form


def build_questionnaire(n_questions: int) -> Questionnaire:
    """The default questionnaire's questions over and over, each time under codes of their own."""
    default = load_questionnaire(valid_until=date(2035, 12, 31))
    sections: list[Section] = []
    for i in range(-(-n_questions // len(default.questions))):
        sections.extend(_copy_sections(default, i))
    return _replace_sections(default, tuple(sections))


def _replace_sections(default: Questionnaire, sections: tuple[Section, ...]) -> Questionnaire:
    fields = {name: getattr(default, name) for name in Questionnaire.model_fields}
    return Questionnaire(**{**fields, "code": "long", "sections": sections})


def _copy_sections(default: Questionnaire, i: int) -> Iterator[Section]:
    for section in default.sections:
        questions = tuple(_copy_question(question, i) for question in section.questions)
        yield section.model_copy(update={"code": f"{section.code}_{i}", "questions": questions})


def _copy_question(question: Question, i: int) -> Question:
    relevant = question.relevant.replace("}", f"_{i}}}")
    return question.model_copy(update={"code": f"{question.code}_{i}", "relevant": relevant})


def build_chain(n_questions: int) -> Questionnaire:
    """Questions of which each is asked after one answer to the last: the check's hardest case."""
    default = load_questionnaire(valid_until=date(2035, 12, 31))
    first = default.find_question("Q1")
    questions = tuple(
        first.model_copy(
            update={"code": f"Q{i}", "relevant": f"${{Q{i - 1}}} = '1'" if i > 1 else ""}
        )
        for i in range(1, n_questions + 1)
    )
    section = Section(code="chain", title=default.title, questions=questions)
    return _replace_sections(default, (section,))


def time_best(n_runs: int, run: Callable[[], Any]) -> float:
    """Return the seconds of the quickest run."""
    seconds = []
    for _ in range(n_runs):
        started = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
    return min(seconds)


def time_publishing(questionnaire: Questionnaire, n_runs: int) -> float:
    """Return the seconds of publishing in a transaction of its own, and committing it."""
    with tempfile.TemporaryDirectory() as folder:
        url = URL.create(DRIVERS["sqlite"], database=str(Path(folder) / "portal.sqlite"))
        engine = make_engine(url, n_threads=1)
        upgrade_schema(engine)
        engine.dispose()
        database = Database(url, n_threads=1)

        def publish() -> None:
            with database.transaction() as session:
                publish_version(session, questionnaire, now=read_clock())

        seconds = time_best(n_runs, publish)
        database.engine.dispose()
        return seconds


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    questionnaire = build_questionnaire(options.questions)
    content = write_form(questionnaire)
    short = write_form(_replace_sections(questionnaire, ()))
    chain = build_chain(options.questions)
    form = read_form(content, "long.xlsx")
    assert form.questionnaire == questionnaire, form.findings
    rows = {
        "read an empty form": lambda: read_form(short, "short.xlsx"),
        "read (with its check)": lambda: read_form(content, "long.xlsx"),
        "check": lambda: check_questionnaire(questionnaire),
        "check where each question hangs on the last": lambda: check_questionnaire(chain),
        "write": lambda: write_form(questionnaire),
    }
    seconds = {name: time_best(options.runs, run) for name, run in rows.items()}
    seconds["publish"] = time_publishing(questionnaire, options.runs)
    seconds["read, check, publish"] = (
        seconds["read (with its check)"] + seconds["check"] + seconds["publish"]
    )
    print(f"{len(questionnaire.questions)} questions, {len(content):,} bytes")
    for name, value in seconds.items():
        print(f"| {name} | {value:.2f} s |")


if __name__ == "__main__":
    main()
