"""What earlier answers decide about one question: the options it offers, the value it computes."""

import math
from dataclasses import replace

from surveys.questionnaires.expressions import Expression, evaluate, name_column
from surveys.questionnaires.functions import to_boolean, to_text
from surveys.questionnaires.grammar import parse_expression
from surveys.questionnaires.model import Option, Question
from surveys.questionnaires.pages import Answer, Answers, PageItem
from surveys.questionnaires.types.calculated import LONGEST_CALCULATED
from surveys.questionnaires.types.text import clean_text


def list_offered(
    question: Question, choice_filter: Expression | None, answers: Answers
) -> tuple[Option, ...]:
    """Return the options for which the choice filter is true, in their order."""
    if choice_filter is None:
        return question.options
    return tuple(
        option
        for option in question.options
        if to_boolean(evaluate(choice_filter, {**answers, **read_columns(option)}))
    )


def fit_options(item: PageItem, answers: Answers) -> PageItem:
    """Return an item with the options that these answers leave of those its page holds."""
    if item.held is None:
        return item
    choice_filter = parse_expression(item.question.choice_filter, "filter")
    fitting = {option.code for option in list_offered(item.question, choice_filter, answers)}
    offered = tuple(option for option in item.held if option.code in fitting)
    return replace(item, offered=offered)


def names_unoffered(item: PageItem, answer: Answer) -> bool:
    """Say whether an answer names an option of the question that this respondent is not offered."""
    if item.offered is None or answer is None:
        return False
    offered = {option.code for option in item.offered}
    codes = answer if isinstance(answer, tuple) else (answer,)
    return any(item.question.has_option(code) and code not in offered for code in codes)


def compute_answer(calculation: Expression, answers: Answers) -> Answer:
    """Return the value of a calculation as it is stored; None where there is none."""
    value = evaluate(calculation, answers)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return clean_text(to_text(value)[:LONGEST_CALCULATED])


def read_columns(option: Option) -> dict[str, str]:
    """Return the columns of an option under the names by which a choice filter finds them."""
    columns = {name_column("name"): option.code}
    for column, words in (option.columns or {}).items():
        columns[name_column(column)] = words
    return columns
