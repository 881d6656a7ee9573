"""Constraints: what must be true of an answer beyond what its type asks."""

from collections.abc import Collection
from functools import lru_cache

from surveys.questionnaires.expressions import OWN, asks_for_day, evaluate, list_references
from surveys.questionnaires.faults import AnswerError, AnswerFault
from surveys.questionnaires.functions import to_boolean
from surveys.questionnaires.grammar import parse_expression
from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.pages import Answers, PageItem
from surveys.questionnaires.steps import Step, make_plan
from surveys.questionnaires.types import find_type


def check_constraint(item: PageItem, answers: Answers) -> tuple[AnswerError, ...]:
    """Return where the item's constraint is not met; an answer left blank meets every one."""
    question = item.question
    if not question.constraint:
        return ()
    question_type = find_type(question)
    fields = question_type.list_fields(item)
    constraint = parse_expression(question.constraint, "constraint")
    return tuple(
        AnswerError(AnswerFault.CONSTRAINT_NOT_MET, name if name in fields else fields[0])
        for name in question_type.list_main_names(item)
        if answers.get(name) is not None
        and not to_boolean(evaluate(constraint, {**answers, OWN: answers[name]}))
    )


@lru_cache(maxsize=256)
def list_constrained(questionnaire: Questionnaire) -> tuple[Step, ...]:
    """Return the questions whose constraint looks at other answers, or at the day."""
    return tuple(
        step
        for stretch in make_plan(questionnaire)
        for step in stretch.steps
        if step.constraint is not None
        and (asks_for_day(step.constraint) or any(list_references(step.constraint)))
    )


def find_broken(
    questionnaire: Questionnaire, answers: Answers, *, unless_in: Collection[str]
) -> frozenset[str]:
    """Return the names of answers whose constraint is not met, but for those just given."""
    return frozenset(
        name
        for step in list_constrained(questionnaire)
        for item in step.items
        if set(step.names).isdisjoint(unless_in)
        if check_constraint(item, answers)
        for name in step.names
    )
