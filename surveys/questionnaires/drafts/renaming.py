"""A question's new code, followed wherever the old one is asked for.

Expressions and texts refer to a question as `${Q8}`, and to a row or a typed text of it as
`${Q8_T01}` or `${Q2_9_text}`: those names begin with the question's code and follow it.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from surveys.questionnaires.drafts.blank import find_free_code
from surveys.questionnaires.model import Question, Questionnaire
from surveys.questionnaires.types import TYPE_BY_NAME


def rename_question(
    questionnaire: Questionnaire, question: Question, *, code: str
) -> Questionnaire:
    """Return the questionnaire with another code for one of its questions."""
    plain = questionnaire.model_dump(mode="json", exclude_defaults=True)
    plain = _follow(plain, {question.code: code}, [question])
    for section in plain["sections"]:
        for part in section["questions"]:
            if part["code"] == question.code:
                part["code"] = code
                return Questionnaire.model_validate(plain)
    return questionnaire


def with_free_codes(
    questions: Sequence[Question], *, taken: Collection[str]
) -> tuple[Question, ...]:
    """Return questions under codes that nobody has, asking for each other under those."""
    codes: dict[str, str] = {}
    for question in questions:
        codes[question.code] = find_free_code({*taken, *codes.values()}, like=question.code)
    renamed = {old: new for old, new in codes.items() if old != new}
    if not renamed:
        return tuple(questions)
    plain = [question.model_dump(mode="json", exclude_defaults=True) for question in questions]
    followed = _follow(plain, renamed, questions)
    return tuple(
        Question.model_validate({**part, "code": codes[part["code"]]}) for part in followed
    )


def _follow(plain: Any, codes: Mapping[str, str], questions: Sequence[Question]) -> Any:
    """Return plain data in which every name of some questions begins with their new codes."""
    names = {
        name: codes[question.code] + name.removeprefix(question.code)
        for question in questions
        if question.code in codes
        for name in _list_names(question)
    }
    pattern = re.compile(r"\$\{\s*(" + "|".join(map(re.escape, names)) + r")\s*\}")

    def rewrite(part: Any) -> Any:
        if isinstance(part, str):
            return pattern.sub(lambda match: "${" + names[match[1]] + "}", part)
        if isinstance(part, list):
            return [rewrite(inner) for inner in part]
        if isinstance(part, dict):
            return {key: rewrite(inner) for key, inner in part.items()}
        return part

    return rewrite(plain)


def _list_names(question: Question) -> list[str]:
    question_type = TYPE_BY_NAME.get(question.type)
    items = question_type.list_items(question) if question_type else ()
    names = {name for item in items if question_type for name in question_type.list_names(item)}
    return sorted({question.code, *names})
