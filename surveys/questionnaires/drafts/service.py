"""Drafts in the database: started, changed by steps, taken back, published.

Every change is worked out on the draft as it is now, under the draft's lock, so that none is
lost. Whoever edits a part brings the seal of what they saw: if the part has another seal by
then, the change is refused and both texts can be shown. Nothing is ever overwritten unseen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from surveys.errors import DraftChanged, DraftClosed, NothingToUndo, UnknownDraft
from surveys.questionnaires.checks import IndicatorCodes
from surveys.questionnaires.drafts.parts import PartPlace, find_part, seal_part
from surveys.questionnaires.drafts.tables import DraftRecord, DraftStepRecord
from surveys.questionnaires.model import Questionnaire, read_definition, write_definition
from surveys.questionnaires.service import PublishedVersion, publish_version

Edit = Callable[[Questionnaire], Questionnaire]

ONE_STEP = timedelta(seconds=30)
"""Saves of one part by one person so close together are one step: undo takes back a thought, not
a keystroke."""
MAX_STEPS = 200


@dataclass(frozen=True)
class Step:
    """What one step did, by whom, when."""

    action: str
    subject: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True)
class Draft:
    """A draft as it is now."""

    id: int
    state: str
    revision: int
    questionnaire: Questionnaire
    changed_by: str
    changed_at: datetime
    based_on_id: int | None
    published_id: int | None
    undone_next: Step | None
    """What an undo would take back; None at the first step."""
    redone_next: Step | None
    """What a redo would bring back."""


@dataclass(frozen=True)
class Doing:
    """What a change does, who makes it, and when."""

    action: str
    subject: str
    by: str
    now: datetime


@dataclass(frozen=True)
class Seen:
    """The part that is being edited, with its seal when it was opened."""

    place: PartPlace
    seal: str


def start_draft(
    session: Session, questionnaire: Questionnaire, *, doing: Doing, based_on_id: int | None = None
) -> Draft:
    """Store a new draft that says what `questionnaire` says."""
    record = DraftRecord(based_on_id=based_on_id, changed_by=doing.by, changed_at=doing.now)
    session.add(record)
    session.flush()  # The first step needs the draft's id.
    _add_step(session, record, write_definition(questionnaire), doing)
    return _read_draft(session, record)


def list_drafts(session: Session, *, state: str = "open") -> tuple[Draft, ...]:
    """Return the drafts in one state, the latest changed first."""
    in_state = select(DraftRecord).where(DraftRecord.state == state)
    newest = in_state.order_by(DraftRecord.changed_at.desc(), DraftRecord.id.desc())
    return tuple(_read_draft(session, record) for record in session.scalars(newest))


def load_draft(session: Session, draft_id: int) -> Draft:
    """Return a draft, whatever its state; UnknownDraft where there is none."""
    record = session.get(DraftRecord, draft_id)
    if record is None:
        raise UnknownDraft(str(draft_id))
    return _read_draft(session, record)


def list_steps(session: Session, draft_id: int) -> tuple[Step, ...]:
    """Return the steps that hold, the latest first."""
    record = session.get_one(DraftRecord, draft_id)
    steps = (
        select(DraftStepRecord)
        .where(DraftStepRecord.draft_id == draft_id, DraftStepRecord.number <= record.position)
        .order_by(DraftStepRecord.number.desc())
    )
    return tuple(_tell_step(step) for step in session.scalars(steps))


def change_draft(
    session: Session, draft_id: int, edit: Edit, *, doing: Doing, seen: Seen | None = None
) -> Draft:
    """Apply an edit to the draft as it is now, as one step.

    Raises
    ------
    DraftClosed, DraftChanged
        When the draft is no longer open; when the part was changed since it was seen.
    PartGone, CodeTaken
        From the edit itself, and where the part that was seen is there no more.
    """
    record = _lock_open(session, draft_id)
    step = _read_step(session, record, record.position)
    questionnaire = read_definition(step.definition)
    is_seen = seen is None or seal_part(find_part(questionnaire, seen.place)) == seen.seal
    definition = write_definition(edit(questionnaire))
    if definition == step.definition:
        return _read_draft(session, record)
    if not is_seen:
        raise DraftChanged(by=record.changed_by, at=record.changed_at)
    _take_step(session, record, definition, doing=doing)
    return _read_draft(session, record)


def undo_step(session: Session, draft_id: int, *, revision: int, doing: Doing) -> Draft:
    """Take the last step back; DraftChanged where `revision` is not what the draft is at."""
    return _go(session, draft_id, by=-1, revision=revision, doing=doing)


def redo_step(session: Session, draft_id: int, *, revision: int, doing: Doing) -> Draft:
    """Bring back the step that was taken back last."""
    return _go(session, draft_id, by=1, revision=revision, doing=doing)


def remove_draft(session: Session, draft_id: int, *, doing: Doing) -> None:
    """Put an open draft away; it can be brought back."""
    record = _lock_open(session, draft_id)
    record.state = "removed"
    _mark_change(record, doing)


def restore_draft(session: Session, draft_id: int, *, doing: Doing) -> None:
    """Bring a draft back that was put away."""
    record = _lock(session, draft_id)
    if record.state == "published":
        raise DraftClosed(str(draft_id))
    record.state = "open"
    _mark_change(record, doing)


def publish_draft(
    session: Session,
    draft_id: int,
    *,
    revision: int,
    doing: Doing,
    indicators: Sequence[IndicatorCodes] = (),
) -> PublishedVersion:
    """Publish what the draft says as the next version of its code; the draft is then closed.

    Of its steps the last one stays: there is nothing more to take back, and a version says what
    it was before.

    `indicators` are those that the code's waves are counted by.

    Raises
    ------
    DraftClosed, DraftChanged
        When the draft is no longer open, or no longer what was looked at before publishing.
    QuestionnaireRefused
        When the check finds errors.
    """
    record = _lock_open(session, draft_id)
    _refuse_unless_at(record, revision)
    questionnaire = read_definition(_read_step(session, record, record.position).definition)
    version = publish_version(session, questionnaire, now=doing.now, indicators=indicators)
    record.state = "published"
    record.published_id = version.id
    _mark_change(record, doing)
    _drop_steps(session, record, DraftStepRecord.number != record.position)
    return version


def _go(session: Session, draft_id: int, *, by: int, revision: int, doing: Doing) -> Draft:
    record = _lock_open(session, draft_id)
    _refuse_unless_at(record, revision)
    if _find_step(session, record, record.position + by) is None:
        raise NothingToUndo(str(draft_id))
    record.position += by
    _mark_change(record, doing)
    return _read_draft(session, record)


def _take_step(session: Session, record: DraftRecord, definition: str, *, doing: Doing) -> None:
    has_later = _find_step(session, record, record.position + 1) is not None
    _drop_steps(session, record, DraftStepRecord.number > record.position)
    last = _read_step(session, record, record.position)
    if not has_later and record.position and _continues(last, doing):
        last.definition = definition
    else:
        record.position += 1
        _add_step(session, record, definition, doing)
        _drop_steps(session, record, DraftStepRecord.number < record.position - MAX_STEPS)
    _mark_change(record, doing)


def _continues(last: DraftStepRecord, doing: Doing) -> bool:
    is_same = (last.action, last.subject, last.made_by) == (doing.action, doing.subject, doing.by)
    return is_same and doing.action == "edited" and doing.now - last.made_at < ONE_STEP


def _add_step(session: Session, record: DraftRecord, definition: str, doing: Doing) -> None:
    session.add(
        DraftStepRecord(
            draft_id=record.id,
            number=record.position,
            definition=definition,
            action=doing.action,
            subject=doing.subject,
            made_by=doing.by,
            made_at=doing.now,
        )
    )
    session.flush()  # What is read next must find it.


def _drop_steps(session: Session, record: DraftRecord, which: ColumnElement[bool]) -> None:
    session.execute(delete(DraftStepRecord).where(DraftStepRecord.draft_id == record.id, which))


def _mark_change(record: DraftRecord, doing: Doing) -> None:
    record.revision += 1
    record.changed_by = doing.by
    record.changed_at = doing.now


def _lock(session: Session, draft_id: int) -> DraftRecord:
    # On SQLite the writing transaction is the lock.
    by_id = select(DraftRecord).where(DraftRecord.id == draft_id)
    record = session.scalar(by_id.with_for_update().execution_options(populate_existing=True))
    if record is None:
        raise UnknownDraft(str(draft_id))
    return record


def _lock_open(session: Session, draft_id: int) -> DraftRecord:
    record = _lock(session, draft_id)
    if record.state != "open":
        raise DraftClosed(str(draft_id))
    return record


def _refuse_unless_at(record: DraftRecord, revision: int) -> None:
    if record.revision != revision:
        raise DraftChanged(by=record.changed_by, at=record.changed_at)


def _find_step(session: Session, record: DraftRecord, number: int) -> DraftStepRecord | None:
    return session.get(DraftStepRecord, (record.id, number))


def _read_step(session: Session, record: DraftRecord, number: int) -> DraftStepRecord:
    return session.get_one(DraftStepRecord, (record.id, number), populate_existing=True)


def _read_draft(session: Session, record: DraftRecord) -> Draft:
    step = session.get_one(DraftStepRecord, (record.id, record.position))
    has_earlier = _find_step(session, record, record.position - 1) is not None
    later = _find_step(session, record, record.position + 1)
    return Draft(
        id=record.id,
        state=record.state,
        revision=record.revision,
        questionnaire=read_definition(step.definition),
        changed_by=record.changed_by,
        changed_at=record.changed_at,
        based_on_id=record.based_on_id,
        published_id=record.published_id,
        undone_next=_tell_step(step) if has_earlier else None,
        redone_next=_tell_step(later) if later else None,
    )


def _tell_step(step: DraftStepRecord) -> Step:
    return Step(step.action, step.subject, step.made_by, step.made_at)
