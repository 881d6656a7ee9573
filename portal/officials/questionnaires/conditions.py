"""Conditions in words, and the lists from which an official puts one together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.i18n import current_language
from portal.officials.questionnaires.fields import FieldError, FieldsFaulty, Values
from surveys.questionnaires.drafts.conditions import (
    Comparison,
    Joiner,
    Subject,
    join_conditions,
    list_subjects,
    write_condition,
)
from surveys.questionnaires.expressions import Call, Expression, Literal, Reference
from surveys.questionnaires.functions import to_text
from surveys.questionnaires.grammar import ExpressionFaulty, parse_expression
from surveys.questionnaires.model import Questionnaire, pick_words

MAX_WORDS = 24
_SIGNS = frozenset({"=", "!=", "<", "<=", ">", ">="})


@dataclass(frozen=True)
class SubjectGroup:
    """One earlier question and what a condition may say of it; `choices` are (value, words)."""

    label: str
    choices: tuple[tuple[str, str], ...]


def describe_condition(
    questionnaire: Questionnaire, values: Values, *, before: str
) -> Mapping[str, object]:
    """Give what the form of a condition shows: its words, and the lists to choose from."""
    return {
        "words": ConditionTeller(questionnaire).say(values.get("relevant", "")),
        "subjects": _list_subject_groups(questionnaire, before=before),
        "comparisons": _list_comparisons(),
        "joiners": _list_joiners(),
    }


def press_condition(questionnaire: Questionnaire, values: Values, *, before: str) -> str:
    """Give the condition of a form after the pressed button."""
    match values.get("do"):
        case "add-condition":
            return _add_chosen(questionnaire, values, before=before)
        case "clear-condition":
            return ""
    return values.get("relevant", "").strip()


class ConditionTeller:
    """Says the conditions of one questionnaire in words, however many there are."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._subjects = {subject.name: subject for subject in list_subjects(questionnaire)}

    def say(self, text: str) -> str:
        """Say a condition in words; as it is written where it has no simpler words."""
        if not text.strip():
            return ""
        try:
            tree = parse_expression(text)
        except ExpressionFaulty:
            return text
        return _say(tree, self._subjects) or text


def _list_subject_groups(questionnaire: Questionnaire, *, before: str) -> tuple[SubjectGroup, ...]:
    """Give the questions before a part, each with its options to choose from."""
    return tuple(
        SubjectGroup(
            f"{subject.name} {_shorten(_name_subject(subject))}",
            tuple(_list_choices(subject)),
        )
        for subject in list_subjects(questionnaire, before=before)
    )


def _list_comparisons() -> list[tuple[str, str]]:
    """Give the comparisons in words."""
    words = {
        Comparison.CHOSEN: _("选了这一项"),
        Comparison.NOT_CHOSEN: _("没有选这一项"),
        Comparison.EQUAL: _("等于"),
        Comparison.UNEQUAL: _("不等于"),
        Comparison.LESS: _("小于"),
        Comparison.AT_MOST: _("小于或等于"),
        Comparison.MORE: _("大于"),
        Comparison.AT_LEAST: _("大于或等于"),
    }
    return [(str(comparison), text) for comparison, text in words.items()]


def _list_joiners() -> list[tuple[str, str]]:
    """Give the two ways in which conditions are joined."""
    return [("and", _("并且（两个都要满足）")), ("or", _("或者（满足一个就行）"))]


def _add_chosen(questionnaire: Questionnaire, values: Values, *, before: str) -> str:
    present = values.get("relevant", "").strip()
    name, _bar, code = values.get("condition-subject", "").partition("|")
    subjects = {subject.name: subject for subject in list_subjects(questionnaire, before=before)}
    comparison = values.get("condition-comparison", "")
    value = code or values.get("condition-value", "").strip()
    if name not in subjects or comparison not in set(Comparison):
        raise FieldsFaulty(FieldError("condition-subject", _("请先选一题、一项。")))
    if not value:
        raise FieldsFaulty(FieldError("condition-value", _("请填要比较的数值。")))
    added = write_condition(subjects[name], Comparison(comparison), value)
    joiner: Joiner = "or" if values.get("condition-joiner") == "or" else "and"
    return join_conditions(present, added, joiner)


def _list_choices(subject: Subject) -> Iterator[tuple[str, str]]:
    if not subject.options:
        yield f"{subject.name}|", _("%(name)s 的数值（在下面填）", name=subject.name)
    for option in subject.options:
        words = pick_words(option.label, current_language())
        yield f"{subject.name}|{option.code}", f"{subject.name} = {option.code} {_shorten(words)}"


def _say(tree: Expression, subjects: Mapping[str, Subject]) -> str:
    if not isinstance(tree, Call):
        return ""
    if tree.function in ("and", "or"):
        parts = [_say(argument, subjects) for argument in tree.arguments]
        if not all(parts):
            return ""
        word = _("，并且 ") if tree.function == "and" else _("，或者 ")
        return str(word).join(parts)
    if tree.function == "not" and isinstance(tree.arguments[0], Call):
        return _say_choice(tree.arguments[0], subjects, is_chosen=False)
    if tree.function == "selected":
        return _say_choice(tree, subjects, is_chosen=True)
    return _say_comparison(tree, subjects) if tree.function in _SIGNS else ""


def _say_choice(tree: Call, subjects: Mapping[str, Subject], *, is_chosen: bool) -> str:
    if tree.function != "selected":
        return ""
    subject, option = _read_pair(tree, subjects)
    if subject is None:
        return ""
    if is_chosen:
        return str(_("%(name)s 选了“%(option)s”", name=subject.name, option=option))
    return str(_("%(name)s 没选“%(option)s”", name=subject.name, option=option))


def _say_comparison(tree: Call, subjects: Mapping[str, Subject]) -> str:
    subject, value = _read_pair(tree, subjects)
    if subject is None:
        return ""
    if subject.options and tree.function in ("=", "!="):
        if tree.function == "=":
            return str(_("%(name)s 选了“%(option)s”", name=subject.name, option=value))
        return str(_("%(name)s 没选“%(option)s”", name=subject.name, option=value))
    signs = dict(_list_comparisons())
    return f"{subject.name} {signs[tree.function]} {value}"


def _read_pair(tree: Call, subjects: Mapping[str, Subject]) -> tuple[Subject | None, str]:
    """Give the subject and the words of the value that it is compared with."""
    left, right = tree.arguments
    if not (isinstance(left, Reference) and isinstance(right, Literal) and left.name in subjects):
        return None, ""
    subject, code = subjects[left.name], to_text(right.value)
    labels = {option.code: option.label for option in subject.options}
    words = pick_words(labels[code], current_language()) if code in labels else ""
    is_size = tree.function in ("<", "<=", ">", ">=")
    return subject, code if is_size else words or code


def _name_subject(subject: Subject) -> str:
    label = subject.row.label if subject.row else subject.question.label
    return pick_words(label, current_language())


def _shorten(words: str) -> str:
    return words if len(words) <= MAX_WORDS else words[: MAX_WORDS - 1] + "…"
