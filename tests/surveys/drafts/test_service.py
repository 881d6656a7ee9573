"""Drafts on both databases: steps, seals, closing, and two editors at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.db import Database
from surveys.errors import (
    DraftChanged,
    DraftClosed,
    NothingToUndo,
    PartGone,
    QuestionnaireRefused,
    UnknownDraft,
)
from surveys.questionnaires.drafts import service
from surveys.questionnaires.drafts.editing import add_question, remove_question
from surveys.questionnaires.drafts.service import (
    change_draft,
    list_drafts,
    list_steps,
    load_draft,
    publish_draft,
    redo_step,
    remove_draft,
    restore_draft,
    undo_step,
)
from surveys.questionnaires.drafts.tables import DraftStepRecord
from surveys.questionnaires.service import load_version
from tests.surveys.drafts.builders import NOW, a_draft, doing, read_label, relabel, saw
from tests.surveys.questionnaires.samples import a_question, a_questionnaire

N_EDITORS = 12


def test_draft_says_what_it_was_started_with(session: Session) -> None:
    draft = a_draft(session)

    assert load_draft(session, draft.id) == draft
    assert list_drafts(session) == (draft,)
    assert draft.undone_next is None


def test_unknown_draft_is_refused(session: Session) -> None:
    with pytest.raises(UnknownDraft):
        load_draft(session, 99)
    with pytest.raises(UnknownDraft):
        change_draft(session, 99, relabel("Q1", "x"), doing=doing())


def test_change_is_a_step_that_can_be_taken_back_and_brought_back(session: Session) -> None:
    draft = a_draft(session)

    changed = change_draft(session, draft.id, relabel("Q1", "新"), doing=doing())
    undone = undo_step(session, draft.id, revision=changed.revision, doing=doing())
    redone = redo_step(session, draft.id, revision=undone.revision, doing=doing())

    assert [read_label(d, "Q1") for d in (changed, undone, redone)] == ["新", "中Q1", "新"]
    assert undone.redone_next is not None
    assert draft.revision < changed.revision < undone.revision < redone.revision


def test_there_is_nothing_before_the_first_and_after_the_last_step(session: Session) -> None:
    draft = a_draft(session)

    for go in (undo_step, redo_step):
        with pytest.raises(NothingToUndo):
            go(session, draft.id, revision=draft.revision, doing=doing())


def test_new_change_drops_what_was_undone(session: Session) -> None:
    draft = a_draft(session)
    changed = change_draft(session, draft.id, relabel("Q1", "一"), doing=doing())
    undo_step(session, draft.id, revision=changed.revision, doing=doing())

    other = change_draft(session, draft.id, relabel("Q2", "二"), doing=doing(subject="Q2"))

    assert other.redone_next is None
    assert (read_label(other, "Q1"), read_label(other, "Q2")) == ("中Q1", "二")


@pytest.mark.parametrize(
    ("second", "n_steps"),
    [
        (doing(after=29), 2),
        (doing(after=31), 3),
        (doing(by="li", after=5), 3),
        (doing(subject="Q2", after=5), 3),
    ],
)
def test_saves_close_together_are_one_step(
    session: Session, second: service.Doing, n_steps: int
) -> None:
    draft = a_draft(session)
    change_draft(session, draft.id, relabel("Q1", "一"), doing=doing())

    change_draft(session, draft.id, relabel("Q1", "一二"), doing=second)

    assert len(list_steps(session, draft.id)) == n_steps


def test_change_that_changes_nothing_is_no_step(session: Session) -> None:
    draft = a_draft(session)

    same = change_draft(session, draft.id, relabel("Q1", "中Q1"), doing=doing())
    again = change_draft(session, draft.id, lambda questionnaire: questionnaire, doing=doing())

    assert again.revision == same.revision
    assert again.undone_next == same.undone_next


def test_part_that_changed_since_it_was_seen_is_not_overwritten(session: Session) -> None:
    draft = a_draft(session)
    seen = saw(draft, "Q1")
    change_draft(session, draft.id, relabel("Q1", "她的"), doing=doing(by="li"), seen=seen)

    with pytest.raises(DraftChanged) as refused:
        change_draft(session, draft.id, relabel("Q1", "我的"), doing=doing(), seen=seen)

    assert refused.value.by == "li"
    assert read_label(load_draft(session, draft.id), "Q1") == "她的"


def test_same_text_twice_is_no_conflict(session: Session) -> None:
    draft = a_draft(session)
    seen = saw(draft, "Q1")

    for _ in range(2):
        change_draft(session, draft.id, relabel("Q1", "一样"), doing=doing(), seen=seen)

    assert read_label(load_draft(session, draft.id), "Q1") == "一样"


def test_two_parts_may_be_edited_at_once(session: Session) -> None:
    draft = a_draft(session)
    first, second = saw(draft, "Q1"), saw(draft, "Q2")

    change_draft(session, draft.id, relabel("Q1", "一"), doing=doing(), seen=first)
    both = change_draft(session, draft.id, relabel("Q2", "二"), doing=doing(by="li"), seen=second)

    assert (read_label(both, "Q1"), read_label(both, "Q2")) == ("一", "二")


def test_part_that_is_gone_is_refused(session: Session) -> None:
    draft = a_draft(session)
    seen = saw(draft, "Q2")
    change_draft(session, draft.id, lambda q: remove_question(q, "Q2"), doing=doing("removed"))

    with pytest.raises(PartGone):
        change_draft(session, draft.id, relabel("Q2", "x"), doing=doing(), seen=seen)


def test_undo_of_what_somebody_else_did_meanwhile_is_refused(session: Session) -> None:
    draft = a_draft(session)
    mine = change_draft(session, draft.id, relabel("Q1", "我的"), doing=doing())
    change_draft(session, draft.id, relabel("Q2", "她的"), doing=doing(by="li"))

    with pytest.raises(DraftChanged):
        undo_step(session, draft.id, revision=mine.revision, doing=doing())


def test_old_steps_are_let_go(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MAX_STEPS", 3)
    draft = a_draft(session)

    for number in range(8):
        step = doing("added", str(number))
        draft = change_draft(session, draft.id, relabel("Q1", str(number)), doing=step)

    n_kept = session.scalar(select(func.count()).select_from(DraftStepRecord))
    assert n_kept == 4
    for _ in range(3):
        draft = undo_step(session, draft.id, revision=draft.revision, doing=doing())
    assert read_label(draft, "Q1") == "4"
    assert draft.undone_next is None


def test_published_draft_is_a_version_and_closed(session: Session) -> None:
    draft = a_draft(session)

    version = publish_draft(session, draft.id, revision=draft.revision, doing=doing())

    assert load_version(session, version.id).questionnaire == draft.questionnaire
    assert load_draft(session, draft.id).published_id == version.id
    assert list_drafts(session) == ()
    for change in (
        lambda: change_draft(session, draft.id, relabel("Q1", "x"), doing=doing()),
        lambda: publish_draft(session, draft.id, revision=draft.revision + 1, doing=doing()),
        lambda: remove_draft(session, draft.id, doing=doing()),
        lambda: restore_draft(session, draft.id, doing=doing()),
    ):
        with pytest.raises(DraftClosed):
            change()


def test_draft_with_errors_is_not_published(session: Session) -> None:
    draft = a_draft(session, a_questionnaire(marks=None))

    with pytest.raises(QuestionnaireRefused):
        publish_draft(session, draft.id, revision=draft.revision, doing=doing())

    assert load_draft(session, draft.id).state == "open"


def test_draft_that_changed_since_it_was_checked_is_not_published(session: Session) -> None:
    draft = a_draft(session)
    change_draft(session, draft.id, relabel("Q1", "x"), doing=doing())

    with pytest.raises(DraftChanged):
        publish_draft(session, draft.id, revision=draft.revision, doing=doing())


def test_removed_draft_comes_back_as_it_was(session: Session) -> None:
    draft = a_draft(session)

    remove_draft(session, draft.id, doing=doing())
    assert list_drafts(session) == ()
    assert len(list_drafts(session, state="removed")) == 1
    restore_draft(session, draft.id, doing=doing())

    assert load_draft(session, draft.id).questionnaire == draft.questionnaire


def test_of_many_who_edit_one_question_at_once_exactly_one_is_kept(database: Database) -> None:
    with database.transaction() as session:
        draft = a_draft(session)
    seen = saw(draft, "Q1")

    def edit(number: int) -> bool:
        try:
            with database.transaction() as session:
                words, who = f"第{number}", doing(by=f"editor {number}")
                change_draft(session, draft.id, relabel("Q1", words), doing=who, seen=seen)
        except DraftChanged:
            return False
        return True

    with ThreadPoolExecutor(N_EDITORS) as pool:
        kept = list(pool.map(edit, range(N_EDITORS)))

    assert sum(kept) == 1
    with database.reading() as session:
        now = load_draft(session, draft.id)
    assert read_label(now, "Q1") == f"第{kept.index(True)}"
    assert now.revision == draft.revision + 1


def test_of_many_who_add_questions_at_once_every_one_is_kept(database: Database) -> None:
    with database.transaction() as session:
        draft = a_draft(session)

    def add(number: int) -> None:
        question = a_question(f"N{number}")
        with database.transaction() as session:
            change_draft(
                session,
                draft.id,
                lambda questionnaire: add_question(questionnaire, question, section="A"),
                doing=doing("added", question.code, by=f"editor {number}"),
            )

    with ThreadPoolExecutor(N_EDITORS) as pool:
        list(pool.map(add, range(N_EDITORS)))

    with database.reading() as session:
        now = load_draft(session, draft.id)
        n_steps = len(list_steps(session, draft.id))
    codes = {question.code for question in now.questionnaire.questions}
    assert codes == {"Q1", "Q2", *(f"N{number}" for number in range(N_EDITORS))}
    assert n_steps == N_EDITORS + 1


def test_step_window_is_measured_from_its_first_save(session: Session) -> None:
    draft = a_draft(session)
    seconds = int(timedelta(seconds=20).total_seconds())

    for number in range(4):
        step = doing(after=number * seconds)
        change_draft(session, draft.id, relabel("Q1", str(number)), doing=step)

    assert len(list_steps(session, draft.id)) == 3
    assert list_steps(session, draft.id)[-1].made_at == NOW
