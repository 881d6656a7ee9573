"""How long the editor takes with a draft of 300 questions: saving one question, the outline.

`python -m tests.benchmarks.bench_editor [--questions 300] [--runs 5]` prints the best of some
requests to the application itself, on an SQLite file, with the shipped questionnaire beside it;
and how many bytes a step of the draft takes.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import URL, func, select

from portal import create_app
from portal.clock import read_clock
from portal.config import DRIVERS, Settings
from portal.db import Database, make_engine
from portal.schema import upgrade_schema
from surveys.questionnaires.drafts.service import MAX_STEPS, Doing, start_draft
from surveys.questionnaires.drafts.tables import DraftStepRecord
from surveys.questionnaires.model import Questionnaire
from tests.benchmarks.bench_questionnaires import build_questionnaire, time_best
from tests.builders import an_account
from tests.pages import read_form, read_page

N_SHIPPED = 24


def sign_in(client: FlaskClient, database: Database) -> None:
    """Sign an official in on the client."""
    with database.transaction() as session:
        account = an_account(session)
        session.flush()
        seen = int(read_clock().timestamp())
        signed_in = {"account": account.id, "stamp": account.session_stamp, "seen": seen}
    with client.session_transaction() as browser:
        browser.update(signed_in)


def begin_draft(database: Database, questionnaire: Questionnaire) -> str:
    """Store a draft; the address of its outline."""
    with database.transaction() as session:
        doing = Doing("started", "", "chen", read_clock())
        draft = start_draft(session, questionnaire, doing=doing)
    return f"/officials/questionnaires/drafts/{draft.id}"


def make_saving(client: FlaskClient, address: str) -> Callable[[], None]:
    """What the script does a second after the last key: send the whole form of a question."""
    page = read_page(client.get(address), address)
    fields = read_form(page.root.find_all("form", id="part")[0])

    def save() -> None:
        fields["label-zh"] = f"{time.perf_counter()}"
        answer = client.post(address, data=fields, headers={"Accept": "application/json"})
        assert answer.status_code == 200, answer.text
        fields["seal"] = answer.json["seal"]

    return save


def measure(
    client: FlaskClient, outline: str, questionnaire: Questionnaire, *, n_runs: int
) -> dict[str, float]:
    """Seconds of what an official does most."""
    last = questionnaire.questions[-1].code
    addresses = {
        "outline": outline,
        "page of the last question": f"{outline}/questions/{last}",
        "gate": f"{outline}/publish",
    }
    seconds = {
        name: time_best(n_runs, lambda address=address: client.get(address))
        for name, address in addresses.items()
    }
    saving = make_saving(client, addresses["page of the last question"])
    return {"save of one question": time_best(n_runs, saving), **seconds}


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = URL.create(DRIVERS["sqlite"], database=str(Path(folder) / "portal.sqlite"))
        engine = make_engine(url, n_threads=1)
        upgrade_schema(engine)
        engine.dispose()
        app = create_app(Settings(database_url=url, secret_key="a key of the benchmark alone, 32+"))
        database = Database(url, n_threads=1)
        client = app.test_client()
        sign_in(client, database)
        sizes = {}
        for n_questions in (N_SHIPPED, options.questions):
            questionnaire = build_questionnaire(n_questions)
            outline = begin_draft(database, questionnaire)
            sizes[len(questionnaire.questions)] = measure(
                client, outline, questionnaire, n_runs=options.runs
            )
        with database.reading() as session:
            longest = select(func.max(func.length(DraftStepRecord.definition)))
            n_characters = session.scalar(longest) or 0
        database.engine.dispose()
        app.extensions["database"].engine.dispose()
    print("| | " + " | ".join(f"{n} questions" for n in sizes) + " |")
    for name in next(iter(sizes.values())):
        cells = (f"{seconds[name] * 1000:.0f} ms" for seconds in sizes.values())
        print(f"| {name} | " + " | ".join(cells) + " |")
    print(f"a step: {n_characters:,} characters; kept per draft: {MAX_STEPS} and the present one")


if __name__ == "__main__":
    main()
