"""Checks of expressions: what they refer to, cycles, and what nobody can reach or meet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from surveys.questionnaires.check_places import (
    list_answer_names,
    list_names,
    list_own_names,
    list_questions,
    make_error,
    name_place,
)
from surveys.questionnaires.expressions import (
    Expression,
    list_columns,
    list_comparisons,
    list_references,
)
from surveys.questionnaires.faults import DefinitionFault, Finding, Parameters
from surveys.questionnaires.grammar import ExpressionFaulty, Purpose, parse_expression
from surveys.questionnaires.model import Question, Questionnaire
from surveys.questionnaires.reachability import Reach
from surveys.questionnaires.types import TYPE_BY_NAME

RULES: tuple[tuple[str, Purpose], ...] = (
    ("relevant", "condition"),
    ("calculation", "condition"),
    ("choice_filter", "filter"),
    ("constraint", "constraint"),
)
"""The expressions of a question, in the order in which they come into play."""


@dataclass(frozen=True)
class _Rule:
    """One expression and where it stands."""

    text: str
    purpose: Purpose
    place: str
    question: Question | None


def check_references(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Every expression must be one, and refer to what has been answered before it."""
    question_by_name = dict(list_names(questionnaire))
    with_answer = set(list_answer_names(questionnaire))
    known: set[str] = set()
    for section in questionnaire.sections:
        place = name_place(section, None, "relevant")
        rule = _Rule(section.relevant, "condition", place, None)
        yield from _check_rule(rule, question_by_name, known, with_answer)
        for question in section.questions:
            own = set(list_own_names(question))
            for name, purpose in RULES:
                place = name_place(section, question, name)
                rule = _Rule(getattr(question, name), purpose, place, question)
                names_itself = purpose == "constraint" and rule.text
                before = known | own if names_itself else known
                yield from _check_rule(rule, question_by_name, before, with_answer)
            known |= own
    yield from _check_cycles(questionnaire)


def check_reach(questionnaire: Questionnaire) -> Iterator[Finding]:
    """What nobody can reach, meet or be offered, in a questionnaire without other errors."""
    reach = Reach(questionnaire)
    placed = zip(list_questions(questionnaire), reach.places, strict=True)
    for (section, question), place in placed:
        if not reach.can_reach(place):
            yield make_error(DefinitionFault.UNREACHABLE, name_place(section, question))
            continue
        if not reach.can_meet(place):
            where = name_place(section, question, "constraint")
            yield make_error(DefinitionFault.IMPOSSIBLE_CONSTRAINT, where)
        for option in reach.list_never_offered(place):
            where = name_place(section, question, "options", option.code)
            parameters = {"option": option.code}
            yield Finding("warning", DefinitionFault.NEVER_OFFERED, where, parameters)
    if not reach.can_finish() and reach.can_reach(place):
        yield make_error(DefinitionFault.NOBODY_FINISHES, name_place(section, question))


def _check_rule(
    rule: _Rule,
    question_by_name: Mapping[str, Question],
    known: set[str],
    with_answer: set[str],
) -> Iterator[Finding]:
    if not rule.text:
        return
    try:
        expression = parse_expression(rule.text, rule.purpose)
    except ExpressionFaulty as fault:
        parameters: Parameters = {"reason": fault.reason, "position": fault.position}
        yield make_error(DefinitionFault.FAULTY_EXPRESSION, rule.place, parameters)
        return
    for name in dict.fromkeys(list_references(expression)):
        if name not in question_by_name:
            yield make_error(DefinitionFault.UNKNOWN_REFERENCE, rule.place, {"name": name})
        elif name not in known:
            yield make_error(DefinitionFault.FORWARD_REFERENCE, rule.place, {"name": name})
        elif name not in with_answer:
            yield make_error(DefinitionFault.NO_OWN_ANSWER, rule.place, {"name": name})
    yield from _check_codes(rule, expression, question_by_name)


def _check_codes(
    rule: _Rule, expression: Expression, question_by_name: Mapping[str, Question]
) -> Iterator[Finding]:
    names = dict(question_by_name)
    if rule.purpose == "constraint" and rule.question is not None:
        names["."] = rule.question
    for name, code in dict.fromkeys(list_comparisons(expression)):
        question = names.get(name)
        question_type = TYPE_BY_NAME.get(question.type) if question else None
        if question is None or question_type is None or not code:
            continue
        if name.endswith("_text") and name != question.code:
            continue
        codes = {option.code for option in question_type.list_options(question)}
        if codes and code not in codes:
            parameters = {"name": question.code if name == "." else name, "option": code}
            yield make_error(DefinitionFault.UNKNOWN_OPTION, rule.place, parameters)
    if rule.question is not None:
        columns = {"name"}.union(*(option.columns or () for option in rule.question.options))
        for column in dict.fromkeys(list_columns(expression)):
            if column not in columns:
                fault = DefinitionFault.UNKNOWN_COLUMN
                yield make_error(fault, rule.place, {"column": column})


def _check_cycles(questionnaire: Questionnaire) -> Iterator[Finding]:
    """Questions that wait for each other: none of them can ever be decided."""
    owner = {name: question.code for name, question in list_names(questionnaire)}
    graph: dict[str, set[str]] = {}
    for _, question in list_questions(questionnaire):
        referred = {owner[name] for name in _list_referred(question) if name in owner}
        graph.setdefault(question.code, set()).update(referred - {question.code})
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        codes = list(dict.fromkeys(reversed(found.args[1])))
        yield make_error(DefinitionFault.CYCLE, "questions", {"names": ", ".join(codes)})


def _list_referred(question: Question) -> Iterator[str]:
    for name, purpose in RULES:
        text = getattr(question, name)
        try:
            yield from list_references(parse_expression(text, purpose)) if text else ()
        except ExpressionFaulty:
            continue
