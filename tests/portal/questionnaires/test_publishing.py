"""The gate: what it finds, what it lets through, what has changed."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.accounts.tables import AuditEntry
from portal.clock import read_clock
from portal.db import Database
from surveys.questionnaires.drafts.service import Doing, list_drafts, start_draft
from surveys.questionnaires.library import load_questionnaire
from surveys.questionnaires.model import Section
from surveys.questionnaires.service import publish_version
from surveys.questionnaires.tables import VersionRecord
from tests.pages import PageOpener
from tests.portal.questionnaires.drafting import (
    LIST,
    MARKS,
    add_question,
    press,
    read_draft,
    save,
    start_empty,
    start_ready,
)
from tests.surveys.questionnaires.samples import a_question, a_questionnaire, a_section

pytestmark = pytest.mark.usefixtures("official")


def publish_default(database: Database) -> int:
    """Publish the default questionnaire; the version's id."""
    with database.transaction() as session:
        questionnaire = load_questionnaire(valid_until=date(2098, 12, 31))
        return publish_version(session, questionnaire, now=read_clock()).id


def test_gate_names_what_is_missing_and_lets_nothing_through(
    page: PageOpener, database: Database
) -> None:
    outline = start_empty(page)
    gate = page.open(f"{outline}/publish")

    assert gate.root.find_all("a", href=f"{outline}/general#marks-form_number")
    assert not gate.root.find_all("input", name="confirmed")
    fields = {"confirmed": "yes", "revision": str(read_draft(database, outline).revision)}
    page.post(f"{outline}/publish", fields, token_from=outline, status=422)
    assert read_draft(database, outline).state == "open"


def test_missing_translations_are_gathered_by_language(page: PageOpener) -> None:
    outline = start_empty(page)
    for _ in range(3):
        add_question(page, outline, "multiple_choice")
    gate = page.open(f"{outline}/publish")
    gathered = [item for item in gate.root.find_all("li") if item.find_all("details")]
    assert len(gathered) == 2
    for item in gathered:
        folded = len(item.find_all("details")[0].find_all("a"))
        assert len(item.find_all("a")) == 5 + folded


@pytest.mark.parametrize(
    ("sections", "place"),
    [
        ((a_section(),), "/sections/main"),
        ((), "#add-section"),
        ((a_section(a_question("I1", "information")),), "#outline"),
        ((a_section(a_question("Q1"), a_question("Q1")),), "/questions/Q1#code"),
        ((a_section(a_question("Q1")),), "/general#language-en"),
    ],
)
def test_findings_of_the_whole_lead_to_where_they_can_be_mended(
    page: PageOpener, database: Database, sections: tuple[Section, ...], place: str
) -> None:
    whole = a_questionnaire(languages=("zh", "en", "en"))
    faulty = whole.model_copy(update={"sections": sections})
    with database.transaction() as session:
        doing = Doing("started", "", "测试 test", read_clock())
        draft_id = start_draft(session, faulty, doing=doing).id
    outline = f"{LIST}drafts/{draft_id}"
    links = page.open(f"{outline}/publish").links
    assert f"{outline}{place}" in links
    address, _, field_id = place.partition("#")
    opened = page.open(f"{outline}{address}")
    assert {each.get("id") for each in opened.root.walk()} >= {field_id}


def test_every_finding_leads_to_a_field_of_its_page(page: PageOpener) -> None:
    outline = start_empty(page)
    save(page, add_question(page, outline, "grid"), {"relevant": "${NONE} = '1'"})
    add_question(page, outline, "multiple_choice")
    gate = page.open(f"{outline}/publish")

    faults = gate.root.find_all("ul", class_="faults")[0].find_all("a")
    assert len(faults) > 8
    for link in faults:
        address, _hash, field = link.get("href").partition("#")
        ids = {element.get("id") for element in page.open(address).root.walk()}
        assert not field or field in ids, link.get("href")


def test_published_draft_is_an_immutable_version_with_its_differences(
    page: PageOpener, database: Database
) -> None:
    publish_default(database)
    outline = start_ready(page)
    save(page, page.open(f"{outline}/general"), MARKS)
    save(page, page.open(f"{outline}/questions/Q1"), {"label-zh": "您听说过吗？"})
    press(page, outline, "remove-question:Q15")
    gate = page.open(f"{outline}/publish")
    assert "题目 Q1：改了中文的“文字”" in gate.text

    page.submit(gate, action="", status=422)
    version = page.submit(page.open(f"{outline}/publish"), {"confirmed": "yes"}, action="")

    assert "删除题目 Q15" in version.text
    assert "您听说过吗？" in version.text
    with database.reading() as session:
        newest = session.scalars(select(VersionRecord).order_by(VersionRecord.id.desc())).first()
        assert newest is not None
        assert newest.digest in version.text
        actions = session.scalars(select(AuditEntry.action)).all()
        assert not list_drafts(session)
    assert "questionnaire published" in actions
    page.open(outline, status=404)
    page.open(LIST)


def test_version_becomes_a_draft_again(page: PageOpener, database: Database) -> None:
    version_id = publish_default(database)

    outline = page.submit(page.open(LIST), action=f"{LIST}from-version/{version_id}").address

    draft = read_draft(database, outline)
    assert draft.based_on_id == version_id
    assert "没有任何不同" in page.open(f"{outline}/publish").text


def test_draft_that_changed_since_it_was_looked_at_is_not_published(
    page: PageOpener, database: Database
) -> None:
    outline = start_ready(page)
    save(page, page.open(f"{outline}/general"), MARKS)
    gate = page.open(f"{outline}/publish")
    save(page, page.open(f"{outline}/questions/Q1"), {"label-zh": "刚改过"})

    told = page.submit(gate, {"confirmed": "yes"}, action="", status=409)

    assert "请重新核对" in told.text
    assert read_draft(database, outline).state == "open"
