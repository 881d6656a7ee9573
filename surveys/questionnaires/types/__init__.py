"""The registry of question types: one class each, found by the name that definitions use."""

from surveys.questionnaires.model import Question
from surveys.questionnaires.types.area import Area
from surveys.questionnaires.types.base import QuestionType
from surveys.questionnaires.types.calculated import Calculated
from surveys.questionnaires.types.choice import DropDown, MultipleChoice, SingleChoice
from surveys.questionnaires.types.grid import Grid
from surveys.questionnaires.types.number import Date, Number
from surveys.questionnaires.types.page import Consent, Information, ScreenOut
from surveys.questionnaires.types.ranking import Ranking
from surveys.questionnaires.types.scale import Rating, Stars
from surveys.questionnaires.types.text import LongText, ShortText

TYPE_BY_NAME: dict[str, QuestionType] = {
    question_type.name: question_type
    for question_type in (
        SingleChoice(),
        MultipleChoice(),
        DropDown(),
        Grid(),
        Rating(),
        Stars(),
        Number(),
        Date(),
        ShortText(),
        LongText(),
        Ranking(),
        Area(),
        Calculated(),
        Information(),
        Consent(),
        ScreenOut(),
    )
}


def find_type(question: Question) -> QuestionType:
    """Return the type of a question; KeyError for a name that is not registered."""
    return TYPE_BY_NAME[question.type]
