"""Publishing a questionnaire and finding what was published.

A version never changes: its definition is stored as canonical JSON under its digest, and what is
read back must have that digest still.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import event, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapper, Session

from surveys.errors import (
    QuestionnaireRefused,
    UnknownQuestionnaire,
    UnknownVersion,
    VersionImmutable,
    VersionTampered,
)
from surveys.questionnaires.checks import IndicatorCodes, check_questionnaire
from surveys.questionnaires.model import (
    Questionnaire,
    compute_digest,
    read_definition,
    write_definition,
)
from surveys.questionnaires.tables import QuestionnaireRecord, VersionRecord


@dataclass(frozen=True)
class PublishedVersion:
    """A version as everything downstream uses it; the same object for all who load it."""

    id: int
    digest: str
    questionnaire: Questionnaire


def publish_version(
    session: Session,
    questionnaire: Questionnaire,
    *,
    now: datetime,
    indicators: Sequence[IndicatorCodes] = (),
    is_sample_data: bool = False,
) -> PublishedVersion:
    """Store a questionnaire as the next version of its code.

    `indicators` are those that the code's waves are counted by. What is not sample data stays
    for good.

    Raises
    ------
    QuestionnaireRefused
        When the check finds errors (warnings do not stop it).
    """
    findings = check_questionnaire(questionnaire, today=now.date(), indicators=indicators)
    errors = tuple(finding for finding in findings if finding.severity == "error")
    if errors:
        raise QuestionnaireRefused(errors)
    definition = write_definition(questionnaire)
    record = VersionRecord(
        questionnaire=_find_or_add_record(session, questionnaire.code),
        number=_count_versions(session, questionnaire.code) + 1,
        definition=definition,
        digest=compute_digest(definition),
        published_at=now,
        is_sample_data=is_sample_data,
    )
    session.add(record)
    session.flush()  # The id is part of what is returned.
    return load_version(session, record.id)


def load_version(session: Session, version_id: int) -> PublishedVersion:
    """Return a published version, read and parsed once per process.

    Raises
    ------
    UnknownVersion
        When there is none with this id.
    VersionTampered
        When the stored definition does not have its digest.
    """
    digest = session.scalar(select(VersionRecord.digest).where(VersionRecord.id == version_id))
    if digest is None:
        raise UnknownVersion(str(version_id))
    cached = _VERSIONS.get((version_id, digest))
    return cached or _read_version(session, version_id, digest)


def find_newest_version(session: Session, code: str) -> PublishedVersion:
    """Return the version of a questionnaire that was published last.

    Raises
    ------
    UnknownQuestionnaire
        When nothing was published under this code.
    """
    newest = (
        select(VersionRecord.id)
        .join(VersionRecord.questionnaire)
        .where(QuestionnaireRecord.code == code)
        .order_by(VersionRecord.number.desc())
        .limit(1)
    )
    version_id = session.scalar(newest)
    if version_id is None:
        raise UnknownQuestionnaire(code)
    return load_version(session, version_id)


def list_codes(session: Session) -> tuple[str, ...]:
    """Return the codes under which something was published, in their order."""
    return tuple(session.scalars(select(QuestionnaireRecord.code).order_by("code")))


# Under the digest too: an id alone may mean another version in another database, or after a
# transaction that was rolled back.
_VERSIONS: dict[tuple[int, str], PublishedVersion] = {}


def _read_version(session: Session, version_id: int, digest: str) -> PublishedVersion:
    select_definition = select(VersionRecord.definition).where(VersionRecord.id == version_id)
    definition = session.scalars(select_definition).one()
    if compute_digest(definition) != digest:
        raise VersionTampered(str(version_id))
    version = PublishedVersion(version_id, digest, read_definition(definition))
    return _VERSIONS.setdefault((version_id, digest), version)


def _find_or_add_record(session: Session, code: str) -> QuestionnaireRecord:
    by_code = select(QuestionnaireRecord).where(QuestionnaireRecord.code == code)
    return session.scalar(by_code) or QuestionnaireRecord(code=code)


def _count_versions(session: Session, code: str) -> int:
    newest = (
        select(func.max(VersionRecord.number))
        .join(VersionRecord.questionnaire)
        .where(QuestionnaireRecord.code == code)
    )
    return session.scalar(newest) or 0


@event.listens_for(VersionRecord, "before_update")
@event.listens_for(VersionRecord, "before_delete")
def _refuse_change(
    mapper: Mapper[VersionRecord], connection: Connection, record: VersionRecord
) -> None:
    raise VersionImmutable(str(record.id))
