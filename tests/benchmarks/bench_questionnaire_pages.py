"""One page of a questionnaire of 300 questions against one page of the sample questionnaire.

`python -m tests.benchmarks.bench_questionnaire_pages` prints, for both, the time to find a page's
place, to check a posted answer and go on; then the whole page as a citizen gets it, from the
request to the HTML, shown and answered, through the application without a network. Also how long
the check before publishing takes.
"""

import re
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from flask.testing import FlaskClient
from sqlalchemy import URL

from portal import create_app
from portal.config import DRIVERS, Settings
from portal.db import Database
from portal.schema import upgrade_schema
from surveys.questionnaires.areas import NO_AREAS
from surveys.questionnaires.checks import check_questionnaire
from surveys.questionnaires.library import load_questionnaire
from surveys.questionnaires.model import Option, Question, Questionnaire, Section
from surveys.questionnaires.pages import Answer
from surveys.questionnaires.routing import change_answers, find_path
from surveys.responses.answers import check_page
from tests.portal.citizens.survey import a_city, a_wave

VALID_UNTIL = date(2030, 12, 31)
N_QUESTIONS = 300
N_RUNS = 200


def make_long_questionnaire() -> Questionnaire:
    """300 single choices, every third asked by the answer to the one before it."""
    sample = load_questionnaire(valid_until=VALID_UNTIL)
    options = tuple(
        Option(code=str(i), label={"zh": f"选项{i}", "en": f"Option {i}"}) for i in range(1, 6)
    )
    questions = tuple(
        Question(
            code=f"X{i}",
            type="single_choice",
            label={"zh": f"问题{i}", "en": f"Question {i}"},
            options=options,
            relevant=f"${{X{i - 1}}} = '1' or ${{X{i - 1}}} = '2'" if i % 3 == 2 else "",
        )
        for i in range(N_QUESTIONS)
    )
    section = Section(code="long", title={"zh": "长", "en": "Long"}, questions=questions)
    return sample.model_copy(update={"code": "long", "sections": (section,)})


def measure(run: Callable[[], object]) -> float:
    """Median milliseconds of a run."""
    seconds = []
    for _ in range(N_RUNS):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return median(seconds) * 1000


def turn_page(questionnaire: Questionnaire, code: str, answers: dict[str, Answer]) -> float:
    """Milliseconds to find a page, check what was posted to it, and know the next."""

    def run() -> None:
        page = find_path(questionnaire, answers, seed=7).find_page(code)
        assert page is not None
        checked = check_page(page, {code: ["1"]}, areas=NO_AREAS, known=answers)
        path, _ = change_answers(questionnaire, answers, checked.answers, seed=7)
        assert path.find_next(code) is not None

    return measure(run)


def fill_in(client: FlaskClient, wave: str, until: str) -> str:
    """Answer page after page until the one under `until`; its token."""
    start = client.get(f"/s/{wave}")
    shown = client.post(
        f"/s/{wave}", data={"csrf_token": find_token(start.text)}, follow_redirects=True
    )
    while not shown.request.path.endswith(f"/{until}"):
        shown = client.post(shown.request.path, data=choose(shown.text), follow_redirects=True)
    return find_token(shown.text)


def find_token(html: str) -> str:
    """The token against forged forms."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert found is not None
    return found[1]


def choose(html: str) -> dict[str, str]:
    """The second of the options of each question, and what the page carries along."""
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', html):
        fields.setdefault(name, []).append(value)
    return {name: values[min(1, len(values) - 1)] for name, values in fields.items()}


def measure_real_pages(folder: Path) -> None:
    """Print what showing and answering a page costs in both questionnaires."""
    url = URL.create(DRIVERS["sqlite"], database=str(folder / "bench.sqlite"))
    database = Database(url, n_threads=1)
    upgrade_schema(database.engine)
    with database.transaction() as session:
        frame = a_city(session)
        a_wave(session, frame, "sample")
        a_wave(session, frame, "long", questionnaire=make_long_questionnaire())
    database.engine.dispose()
    app = create_app(
        Settings(database_url=url, secret_key="a key for the benchmark, 32 characters")
    )
    show_ms, answer_ms = {}, {}
    for wave, code in (("sample", "Q6"), ("long", "X151")):
        client = app.test_client()
        token = fill_in(client, wave, code)
        address, fields = f"/s/{wave}/{code}", {"csrf_token": token, code: "2"}
        assert client.post(address, data=fields).status_code == 303
        show_ms[wave] = measure(partial(client.get, address))
        answer_ms[wave] = measure(partial(client.post, address, data=fields))
    app.extensions["database"].engine.dispose()
    for what, taken in (("show", show_ms), ("answer", answer_ms)):
        print(f"{what:6} a real page, sample               {taken['sample']:8.3f} ms")
        print(f"{what:6} a real page, {N_QUESTIONS} questions        {taken['long']:8.3f} ms")
        print(f"ratio                                  {taken['long'] / taken['sample']:8.1f}")


def main() -> None:
    """Print the figures."""
    sample, long = load_questionnaire(valid_until=VALID_UNTIL), make_long_questionnaire()
    given: dict[str, Answer] = {"S1": "2", "S2": "3", "Q1": "1", "Q5": "1"}
    sample_ms = turn_page(sample, "Q6", given)
    long_ms = turn_page(long, "X150", {f"X{i}": "1" for i in range(150)})
    start = time.perf_counter()
    findings = check_questionnaire(long, today=VALID_UNTIL)
    check_s = time.perf_counter() - start
    assert not findings
    print(f"turn a page, sample questionnaire      {sample_ms:8.3f} ms")
    print(f"turn a page, {N_QUESTIONS} questions             {long_ms:8.3f} ms")
    print(f"ratio                                  {long_ms / sample_ms:8.1f}")
    print(f"check {N_QUESTIONS} questions before publishing {check_s:8.2f} s")
    with TemporaryDirectory() as folder:
        measure_real_pages(Path(folder))


if __name__ == "__main__":
    main()
