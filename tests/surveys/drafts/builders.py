"""Drafts to arrange tests with."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from surveys.questionnaires.drafts.editing import change_question
from surveys.questionnaires.drafts.parts import PartPlace, find_question, seal_part
from surveys.questionnaires.drafts.remaking import remake
from surveys.questionnaires.drafts.service import Doing, Draft, Edit, Seen, start_draft
from surveys.questionnaires.model import Questionnaire
from tests.surveys.questionnaires.samples import a_question, a_questionnaire, a_section

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def doing(
    action: str = "edited", subject: str = "Q1", *, by: str = "chen", after: int = 0
) -> Doing:
    """What somebody does `after` so many seconds."""
    return Doing(action, subject, by, NOW + timedelta(seconds=after))


def a_draft(session: Session, questionnaire: Questionnaire | None = None) -> Draft:
    """A draft of two questions in two sections."""
    default = a_questionnaire(
        a_section(a_question("Q1"), code="A"), a_section(a_question("Q2"), code="B")
    )
    return start_draft(session, questionnaire or default, doing=doing("started", ""))


def relabel(code: str, words: str) -> Edit:
    """The edit that gives a question other words."""

    def edit(questionnaire: Questionnaire) -> Questionnaire:
        question = find_question(questionnaire, code)
        label = {"zh": words, "en": words}
        return change_question(questionnaire, code, remake(question, {"label": label}))

    return edit


def saw(draft: Draft, code: str) -> Seen:
    """What an editor of a question has seen."""
    question = find_question(draft.questionnaire, code)
    return Seen(PartPlace("question", code), seal_part(question))


def read_label(draft: Draft, code: str) -> str:
    """The Chinese words of a question."""
    return find_question(draft.questionnaire, code).label["zh"]
