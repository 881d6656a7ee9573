"""Publishing: what is published stays as it was, on both databases."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from surveys.errors import (
    QuestionnaireRefused,
    UnknownVersion,
    VersionImmutable,
    VersionTampered,
)
from surveys.questionnaires.faults import DefinitionFault
from surveys.questionnaires.service import load_version, publish_version
from surveys.questionnaires.tables import VersionRecord
from tests.surveys.questionnaires.samples import DEFAULT, a_questionnaire, some_marks, words

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def test_a_published_version_is_loaded_as_it_was(session: Session) -> None:
    published = publish_version(session, DEFAULT, now=NOW)
    assert published.questionnaire == DEFAULT
    assert published.digest == DEFAULT.digest
    assert load_version(session, published.id) is published


def test_versions_of_a_questionnaire_are_numbered(session: Session) -> None:
    publish_version(session, a_questionnaire(), now=NOW)
    publish_version(session, a_questionnaire(code="other"), now=NOW)
    publish_version(session, a_questionnaire(title=words("new")), now=NOW)
    rows = session.scalars(select(VersionRecord).order_by(VersionRecord.id)).all()
    assert [(row.questionnaire.code, row.number) for row in rows] == [
        ("test", 1),
        ("other", 1),
        ("test", 2),
    ]


def test_faults_keep_a_questionnaire_from_being_published(session: Session) -> None:
    faulty = a_questionnaire(title={"zh": "中"}, marks=some_marks(valid_until=date(2026, 11, 20)))
    with pytest.raises(QuestionnaireRefused) as refusal:
        publish_version(session, faulty, now=NOW)
    assert [finding.fault for finding in refusal.value.findings] == [
        DefinitionFault.MISSING_TRANSLATION,
        DefinitionFault.MARKS_EXPIRED,
    ]
    assert session.scalars(select(VersionRecord)).all() == []


def test_a_warning_does_not_keep_a_questionnaire_from_being_published(session: Session) -> None:
    publish_version(session, a_questionnaire(title={**words("t"), "fr": "t"}), now=NOW)


def test_an_unknown_version_is_refused(session: Session) -> None:
    with pytest.raises(UnknownVersion):
        load_version(session, 999)


def test_a_version_refuses_to_be_changed_or_deleted(session: Session) -> None:
    published = publish_version(session, a_questionnaire(), now=NOW)
    session.commit()
    record = session.get_one(VersionRecord, published.id)
    record.definition = "{}"
    with pytest.raises(VersionImmutable):
        session.flush()
    session.rollback()
    session.delete(session.get_one(VersionRecord, published.id))
    with pytest.raises(VersionImmutable):
        session.flush()


def test_the_database_refuses_a_change_behind_the_models_back(session: Session) -> None:
    published = publish_version(session, a_questionnaire(), now=NOW)
    with pytest.raises(DatabaseError):
        session.execute(
            update(VersionRecord).where(VersionRecord.id == published.id).values(definition="{}")
        )


def test_the_database_refuses_to_delete_a_version_behind_the_models_back(session: Session) -> None:
    publish_version(session, a_questionnaire(), now=NOW)
    with pytest.raises(DatabaseError, match="never deleted"):
        session.execute(delete(VersionRecord))


def test_a_definition_without_its_digest_is_not_used(session: Session) -> None:
    record = VersionRecord(
        questionnaire=session.get_one(
            VersionRecord, publish_version(session, a_questionnaire(), now=NOW).id
        ).questionnaire,
        number=2,
        definition="{}",
        digest="0" * 64,
        published_at=NOW,
    )
    session.add(record)
    session.flush()
    with pytest.raises(VersionTampered):
        load_version(session, record.id)


def test_an_id_that_was_rolled_back_and_used_again_means_the_new_version(session: Session) -> None:
    first = publish_version(session, a_questionnaire(), now=NOW)
    session.rollback()
    session.connection().exec_driver_sql("SELECT 1")
    new = publish_version(session, a_questionnaire(title=words("new")), now=NOW)
    assert new.questionnaire.title == words("new")
    assert new is not first
