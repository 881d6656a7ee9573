"""The registry of question types: one class each, found by the name that definitions use."""

from surveys.questionnaires.model import Question
from surveys.questionnaires.types.area import Area
from surveys.questionnaires.types.base import QuestionType
from surveys.questionnaires.types.choice import MultipleChoice, SingleChoice
from surveys.questionnaires.types.grid import Grid
from surveys.questionnaires.types.page import Consent, Information, ScreenOut
from surveys.questionnaires.types.text import LongText

TYPE_BY_NAME: dict[str, QuestionType] = {
    question_type.name: question_type
    for question_type in (
        SingleChoice(),
        MultipleChoice(),
        Grid(),
        Area(),
        LongText(),
        Information(),
        Consent(),
        ScreenOut(),
    )
}


def find_type(question: Question) -> QuestionType:
    """Return the type of a question; KeyError for a name that is not registered."""
    return TYPE_BY_NAME[question.type]
