"""A version that the indicators of its code could not be counted from is not published."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.db import Database
from surveys.errors import QuestionnaireRefused
from surveys.questionnaires.checks import check_questionnaire
from surveys.questionnaires.drafts.remaking import remake
from surveys.questionnaires.faults import DefinitionFault
from surveys.questionnaires.service import find_newest_version, publish_version
from surveys.questionnaires.tables import VersionRecord
from surveys.results.indicators import list_indicator_codes
from tests.pages import PageOpener
from tests.portal.questionnaires.drafting import save, start_ready
from tests.surveys.questionnaires.samples import DEFAULT, VALID_UNTIL

CODE = DEFAULT.code


def count_versions(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count(VersionRecord.id))) or 0


def test_the_default_questionnaire_has_every_code_that_its_indicators_count(
    session: Session,
) -> None:
    indicators = list_indicator_codes(session, CODE)
    assert {"awareness", "participation"} <= {each.indicator for each in indicators}
    assert check_questionnaire(DEFAULT, today=VALID_UNTIL, indicators=indicators) == ()


def test_a_code_that_was_never_published_has_no_indicators(session: Session) -> None:
    assert list_indicator_codes(session, "never_published") == ()


def test_an_option_that_an_indicator_counts_cannot_be_dropped_from_the_next_version(
    page: PageOpener, database: Database, official: object
) -> None:
    outline = start_ready(page)
    n_versions = count_versions(database)
    question = page.open(f"{outline}/questions/Q1")
    save(page, question, {"options-1-code": "22"})

    gate = page.open(f"{outline}/publish")
    assert "指标“知晓率”要数选项 2，但没有这个选项" in gate.text
    assert "指标“知晓率”" in page.open(f"{outline}/questions/Q1").text
    assert "发布这个版本" not in gate.text
    page.post(
        f"{outline}/publish", {"confirmed": "yes", "revision": "2"}, token_from=outline, status=422
    )
    assert count_versions(database) == n_versions


def test_a_question_that_an_indicator_needs_may_be_left_out_with_a_warning(
    page: PageOpener, session: Session, official: object
) -> None:
    indicators = list_indicator_codes(session, CODE)
    sections = tuple(
        remake(section, {"questions": tuple(q for q in section.questions if q.code != "Q3")})
        for section in DEFAULT.sections
    )
    shorter = remake(DEFAULT, {"sections": sections})
    found = check_questionnaire(shorter, today=VALID_UNTIL, indicators=indicators)
    not_asked = [f for f in found if f.fault == DefinitionFault.INDICATOR_NOT_ASKED]
    assert not_asked
    assert {finding.severity for finding in not_asked} == {"warning"}


def test_publishing_refuses_what_the_indicators_cannot_be_counted_from(session: Session) -> None:
    newest = find_newest_version(session, CODE)
    first = newest.questionnaire.find_question("Q1")
    kept = remake(first, {"options": first.options[1:]})
    sections = tuple(
        remake(s, {"questions": tuple(kept if q.code == "Q1" else q for q in s.questions)})
        for s in newest.questionnaire.sections
    )
    without = remake(newest.questionnaire, {"sections": sections})
    now = session.get_one(VersionRecord, newest.id).published_at
    with pytest.raises(QuestionnaireRefused) as refusal:
        publish_version(session, without, now=now, indicators=list_indicator_codes(session, CODE))
    assert DefinitionFault.UNKNOWN_INDICATOR_CODE in {f.fault for f in refusal.value.findings}
