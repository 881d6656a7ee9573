"""Area cascade: district, street and, if known, community, chosen step by step.

The answer is one division code, the deepest that was chosen. A street is enough: who leaves the
community open, or says "not sure", answers with the street.
"""

from surveys.questionnaires.areas import AreaLevel, AreaTree
from surveys.questionnaires.columns import AreaColumn, Column
from surveys.questionnaires.faults import AnswerError, AnswerFault
from surveys.questionnaires.model import find_language, pick_words
from surveys.questionnaires.pages import Answer, Answers, PageItem
from surveys.questionnaires.types.base import (
    QuestionType,
    RawValues,
    check_required,
    read_one,
)

NOT_SURE = "not_sure"
"""What the community's field holds for "not sure"."""

STEPS: tuple[AreaLevel, ...] = ("district", "street", "community")


class Area(QuestionType):
    """Three fields, QUESTION_district, QUESTION_street and QUESTION_community; one answer."""

    name = "area"

    def list_columns(self, item: PageItem) -> tuple[Column, ...]:
        return (AreaColumn(item.code),)

    def list_fields(self, item: PageItem) -> tuple[str, ...]:
        return tuple(f"{item.code}_{level}" for level in STEPS)

    def read(self, item: PageItem, raw: RawValues, areas: AreaTree) -> dict[str, Answer]:
        values = [read_one(raw, field) for field in self.list_fields(item)]
        chosen = [str(value) for value in values if value not in (None, NOT_SURE)]
        if not chosen:
            return {item.code: None}
        lineage = {node.code for node in areas.find_lineage(chosen[-1])}
        # Steps that contradict each other stay side by side for `check` to see.
        is_consistent = lineage.issuperset(chosen) or chosen[-1] not in areas
        return {item.code: chosen[-1] if is_consistent else tuple(chosen)}

    def check(self, item: PageItem, answers: Answers, areas: AreaTree) -> tuple[AnswerError, ...]:
        district_field, street_field, _ = self.list_fields(item)
        answer = answers.get(item.code)
        if not answer:
            return check_required(item, answer, district_field)
        if isinstance(answer, tuple):
            return (AnswerError(AnswerFault.AREA_MISMATCH, street_field),)
        if answer not in areas:
            return (AnswerError(AnswerFault.UNKNOWN_AREA, district_field),)
        level = areas.find(answer).level
        if level == "district":
            missing = {"level": "street"}
            return (AnswerError(AnswerFault.AREA_INCOMPLETE, street_field, missing),)
        if level == "city":
            return (AnswerError(AnswerFault.UNKNOWN_AREA, district_field),)
        return ()

    def show(
        self, item: PageItem, answers: Answers, *, language: str, areas: AreaTree
    ) -> tuple[str, ...]:
        answer = answers.get(item.code)
        if not isinstance(answer, str):
            return ()
        lineage = [node for node in areas.find_lineage(answer) if node.level in STEPS]
        return tuple(pick_words(node.label, language) for node in lineage)

    def find_language(
        self, item: PageItem, answers: Answers, *, language: str, areas: AreaTree
    ) -> str:
        answer = answers.get(item.code)
        if not isinstance(answer, str):
            return language
        return find_language(areas.find(answer).label, language)
