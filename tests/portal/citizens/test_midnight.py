"""Who answers before midnight and sends after it is asked again what no longer holds."""

from datetime import UTC, datetime, timedelta

from flask import Flask

from portal.citizens.progress import read_cookies, seal, unseal
from portal.config import Settings
from portal.db import Database
from surveys.questionnaires.service import load_version
from surveys.responses.packing import find_packer
from surveys.responses.tables import InboxResponse
from surveys.sampling.tables import SamplingFrame
from tests.pages import PageOpener
from tests.portal.citizens.respondent import RECEIPT, REVIEW, begin
from tests.portal.citizens.survey import a_wave
from tests.surveys.questionnaires.samples import a_question, a_questionnaire, a_section

VISIT = a_question("D", "date", is_required=True, constraint=". >= today()")
REASON = a_question("Q")
ASKS_FOR_DAY = a_questionnaire(a_section(VISIT, REASON))
FOLLOWED = a_questionnaire(
    a_section(
        a_question("Q1"), a_question("N", "number", relevant="${Q1} != '3'", constraint=". < 5")
    )
)


def test_an_answer_of_yesterday_is_asked_again_and_then_sent(
    page: PageOpener, database: Database, frame: SamplingFrame, settings: Settings
) -> None:
    with database.transaction() as session:
        wave = a_wave(session, frame, "d1", questionnaire=ASKS_FOR_DAY)
        version = load_version(session, wave.version_id)
    day = datetime.now(UTC).astimezone(settings.city_timezone).date()
    begin(page, "/s/d1")
    key = settings.secret_key
    cookie = page.client.get_cookie("answers", path="/s/d1")
    assert cookie is not None
    filling = unseal(read_cookies({"answers": cookie.value}), secret_key=key, wave_code="d1")
    given = {"D": (day - timedelta(days=1)).isoformat(), "Q": "2"}
    answers = find_packer(version).pack(given)
    changed = type(filling)(filling.version_id, filling.seed, filling.submission_key, "", answers)
    page.client.set_cookie("answers", seal(changed, secret_key=key, wave_code="d1"), path="/s/d1")

    again = page.open(f"/s/d1{REVIEW}")
    assert again.address == "/s/d1/D"
    assert "2026" not in [field.get("value") for field in again.root.find_all("input")]
    late = (day + timedelta(days=2)).isoformat()
    review = page.submit(page.submit(again, {"D": late}))
    assert review.address == f"/s/d1{REVIEW}"
    assert page.submit(review).address == f"/s/d1{RECEIPT}"
    with database.reading() as session:
        (stored,) = session.query(InboxResponse).all()
    assert find_packer(version).unpack(stored.answers) == {"D": late, "Q": "2"}


def test_a_date_to_come_is_turned_down_where_only_past_ones_are_taken(
    page: PageOpener, database: Database, frame: SamplingFrame, settings: Settings
) -> None:
    past = a_question("D", "date", constraint=". <= today()")
    with database.transaction() as session:
        a_wave(session, frame, "d1", questionnaire=a_questionnaire(a_section(past)))
    day = datetime.now(UTC).astimezone(settings.city_timezone).date()
    first = begin(page, "/s/d1")
    assert f'"today()": "{day}"' in first.html
    page.submit(first, {"D": (day + timedelta(days=2)).isoformat()}, status=422)
    page.submit(first, {"D": day.isoformat()})


def test_no_ones_answers_stand_in_the_rules_of_another(
    app: Flask, page: PageOpener, database: Database, frame: SamplingFrame
) -> None:
    with database.transaction() as session:
        a_wave(session, frame, "d1", questionnaire=FOLLOWED)
    for opener, code in ((page, "1"), (PageOpener(app.test_client()), "2")):
        followed = opener.submit(begin(opener, "/s/d1"), {"Q1": code})
        assert f'"Q1": "{code}"' in followed.html
