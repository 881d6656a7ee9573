"""Undo and redo over every operation: back to the start, and forth again to the end."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.db import Database
from surveys.errors import CodeTaken, NothingToUndo, PartGone
from surveys.questionnaires.drafts import editing
from surveys.questionnaires.drafts.blank import make_section
from surveys.questionnaires.drafts.options import (
    add_lines,
    add_member,
    copy_member,
    move_member,
    remove_member,
)
from surveys.questionnaires.drafts.remaking import remake
from surveys.questionnaires.drafts.service import (
    MAX_STEPS,
    ONE_STEP,
    Draft,
    change_draft,
    list_steps,
    load_draft,
    publish_draft,
    redo_step,
    undo_step,
)
from surveys.questionnaires.drafts.tables import DraftStepRecord
from surveys.questionnaires.model import Question, Questionnaire, Section
from tests.surveys.drafts.builders import NOW, a_draft, doing, relabel
from tests.surveys.questionnaires.samples import DEFAULT, a_question, words

Operation = Callable[[Questionnaire, random.Random], Questionnaire]
APART = int(ONE_STEP.total_seconds()) + 1
"""Seconds between two steps, so that they are two."""


def pick_question(questionnaire: Questionnaire, rng: random.Random) -> Question:
    return rng.choice(questionnaire.questions)


def pick_section(questionnaire: Questionnaire, rng: random.Random) -> Section:
    return rng.choice(questionnaire.sections)


def on_question(change: Callable[[Question, random.Random], Question]) -> Operation:
    """The operation that changes one question."""

    def operate(questionnaire: Questionnaire, rng: random.Random) -> Questionnaire:
        question = pick_question(questionnaire, rng)
        return editing.change_question(questionnaire, question.code, change(question, rng))

    return operate


def on_options(change: Callable[[Question, int], Question]) -> Operation:
    """The operation that changes one option of a question that has some."""

    def operate(questionnaire: Questionnaire, rng: random.Random) -> Questionnaire:
        question = rng.choice([q for q in questionnaire.questions if q.options])
        changed = change(question, rng.randrange(len(question.options)))
        return editing.change_question(questionnaire, question.code, changed)

    return operate


OPERATIONS: dict[str, Operation] = {
    "add section": lambda q, rng: editing.add_section(q, make_section(q)),
    "move section": lambda q, rng: editing.move_section(q, pick_section(q, rng).code, by=1),
    "copy section": lambda q, rng: editing.copy_section(q, pick_section(q, rng).code),
    "remove section": lambda q, rng: editing.remove_section(q, pick_section(q, rng).code),
    "add question": lambda q, rng: editing.add_questions(
        q, [a_question("NEW")], section=pick_section(q, rng).code
    ),
    "copy from the library": lambda q, rng: editing.add_sections(q, DEFAULT.sections[:1]),
    "move question": lambda q, rng: editing.move_question(
        q, pick_question(q, rng).code, by=rng.choice((-1, 1))
    ),
    "place question": lambda q, rng: editing.place_question(
        q, pick_question(q, rng).code, section=pick_section(q, rng).code
    ),
    "copy question": lambda q, rng: editing.copy_question(q, pick_question(q, rng).code),
    "remove question": lambda q, rng: editing.remove_question(q, pick_question(q, rng).code),
    "rename question": on_question(lambda q, rng: remake(q, {"code": f"R{rng.randrange(9999)}"})),
    "reword question": on_question(lambda q, rng: remake(q, {"label": words(str(rng.random()))})),
    "condition": on_question(lambda q, rng: remake(q, {"relevant": f"${{S1}} = '{rng.random()}'"})),
    "add option": on_question(lambda q, rng: add_member(q, "options")),
    "add lines": on_question(lambda q, rng: add_lines(q, "rows", ["a", "b"], languages=("zh",))),
    "move option": on_options(lambda q, at: move_member(q, "options", at, by=1)),
    "copy option": on_options(lambda q, at: copy_member(q, "options", at)),
    "remove option": on_options(lambda q, at: remove_member(q, "options", at)),
    "general part": lambda q, rng: remake(q, {"title": words(str(rng.random()))}),
}


def operate(session: Session, draft: Draft, name: str, *, seed: int, after: int) -> Draft:
    """Do one operation as one step; what cannot be done leaves the draft as it is."""
    rng = random.Random(seed)

    def edit(questionnaire: Questionnaire) -> Questionnaire:
        return OPERATIONS[name](questionnaire, rng)

    try:
        return change_draft(session, draft.id, edit, doing=doing(subject=name, after=after))
    except (IndexError, CodeTaken, PartGone):
        return draft


def go_all_the_way(session: Session, draft: Draft, go: Callable[..., Draft]) -> Draft:
    """Undo, or redo, until there is nothing more."""
    while True:
        try:
            draft = go(session, draft.id, revision=draft.revision, doing=doing())
        except NothingToUndo:
            return draft


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    done=st.lists(st.tuples(st.sampled_from(sorted(OPERATIONS)), st.integers(0, 99)), max_size=12)
)
def test_undo_leads_to_the_start_and_redo_to_the_end(
    database: Database, done: list[tuple[str, int]]
) -> None:
    with database.transaction() as session:
        start = draft = a_draft(session, DEFAULT)
        passed = [draft.questionnaire]
        for number, (name, seed) in enumerate(done):
            draft = operate(session, draft, name, seed=seed, after=number * APART)
            if draft.questionnaire != passed[-1]:
                passed.append(draft.questionnaire)
        end = draft.questionnaire

        draft = go_all_the_way(session, draft, undo_step)
        assert draft.questionnaire == start.questionnaire
        for expected in passed[1:]:
            draft = redo_step(session, draft.id, revision=draft.revision, doing=doing())
            assert draft.questionnaire == expected
        assert draft.questionnaire == end
        assert draft.redone_next is None


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_is_taken_back(session: Session, name: str) -> None:
    start = a_draft(session, DEFAULT)

    tries = (operate(session, start, name, seed=seed, after=APART) for seed in range(20))
    changed = next(draft for draft in tries if draft.questionnaire != DEFAULT)
    undone = undo_step(session, start.id, revision=changed.revision, doing=doing())

    assert undone.questionnaire == DEFAULT


def count_steps(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(DraftStepRecord)) or 0


def test_steps_of_a_draft_do_not_grow_without_bound(session: Session) -> None:
    draft = a_draft(session)

    for number in range(MAX_STEPS + 20):
        step = doing(after=number * APART)
        change_draft(session, draft.id, relabel("Q1", str(number)), doing=step)

    assert count_steps(session) == MAX_STEPS + 1
    assert list_steps(session, draft.id)[0].made_at == NOW + timedelta(
        seconds=(MAX_STEPS + 19) * APART
    )


def test_published_draft_keeps_its_last_step_alone(session: Session) -> None:
    draft = a_draft(session, DEFAULT)
    for number in range(4):
        step = doing(after=number * APART)
        draft = change_draft(session, draft.id, relabel("Q1", str(number)), doing=step)
    draft = undo_step(session, draft.id, revision=draft.revision, doing=doing())

    version = publish_draft(session, draft.id, revision=draft.revision, doing=doing())

    assert count_steps(session) == 1
    assert load_draft(session, draft.id).questionnaire == version.questionnaire
