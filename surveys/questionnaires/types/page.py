"""Pages that ask nothing or only consent: information, consent, screen-out end."""

from surveys.questionnaires.areas import AreaTree
from surveys.questionnaires.columns import ChoiceColumn, Column
from surveys.questionnaires.faults import AnswerError, AnswerFault
from surveys.questionnaires.model import Option, Question, find_language, pick_words
from surveys.questionnaires.pages import Answer, Answers, PageItem
from surveys.questionnaires.types.base import QuestionType, RawValues, read_one
from surveys.questionnaires.types.words import WORDS

AGREED = "yes"
"""The only answer of a consent page, and the value of its box."""


class Information(QuestionType):
    """Words to read."""

    name = "information"
    asks = False

    def list_columns(self, item: PageItem) -> tuple[Column, ...]:
        return ()

    def list_main_names(self, item: PageItem) -> tuple[str, ...]:
        return ()

    def read(self, item: PageItem, raw: RawValues, areas: AreaTree) -> dict[str, Answer]:
        return {}

    def check(self, item: PageItem, answers: Answers, areas: AreaTree) -> tuple[AnswerError, ...]:
        return ()

    def show(
        self, item: PageItem, answers: Answers, *, language: str, areas: AreaTree
    ) -> tuple[str, ...]:
        return ()


class ScreenOut(Information):
    """The end for those who do not belong to the population; reached where it is relevant."""

    name = "screen_out"
    ends = True


class Consent(QuestionType):
    """Words to agree to with a tick; without it there is no way on."""

    name = "consent"

    def list_options(self, question: Question) -> tuple[Option, ...]:
        return (Option(code=AGREED, label=WORDS["agreed"]),)

    def list_columns(self, item: PageItem) -> tuple[Column, ...]:
        return (ChoiceColumn(item.code, (AGREED,)),)

    def read(self, item: PageItem, raw: RawValues, areas: AreaTree) -> dict[str, Answer]:
        return {item.code: read_one(raw, item.code)}

    def check(self, item: PageItem, answers: Answers, areas: AreaTree) -> tuple[AnswerError, ...]:
        if answers.get(item.code) != AGREED:
            return (AnswerError(AnswerFault.CONSENT_NEEDED, item.code),)
        return ()

    def show(
        self, item: PageItem, answers: Answers, *, language: str, areas: AreaTree
    ) -> tuple[str, ...]:
        has_agreed = answers.get(item.code) == AGREED
        return (pick_words(WORDS["agreed"], language),) if has_agreed else ()

    def find_language(
        self, item: PageItem, answers: Answers, *, language: str, areas: AreaTree
    ) -> str:
        return find_language(WORDS["agreed"], language)
