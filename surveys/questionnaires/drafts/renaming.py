"""A question's new code, followed wherever the old one is asked for.

Expressions and texts refer to a question as `${Q8}`, and to a row or a typed text of it as
`${Q8_T01}` or `${Q2_9_text}`: those names begin with the question's code and follow it.
"""

import re
from typing import Any

from surveys.questionnaires.model import Question, Questionnaire
from surveys.questionnaires.types import TYPE_BY_NAME


def rename_question(
    questionnaire: Questionnaire, question: Question, *, code: str
) -> Questionnaire:
    """Return the questionnaire with another code for one of its questions."""
    names = "|".join(map(re.escape, _list_names(question)))
    pattern = re.compile(r"\$\{\s*(" + names + r")\s*\}")

    def follow(match: re.Match[str]) -> str:
        return "${" + code + match.group(1).removeprefix(question.code) + "}"

    def rewrite(plain: Any) -> Any:
        if isinstance(plain, str):
            return pattern.sub(follow, plain)
        if isinstance(plain, list):
            return [rewrite(part) for part in plain]
        if isinstance(plain, dict):
            return {key: rewrite(part) for key, part in plain.items()}
        return plain

    plain = rewrite(questionnaire.model_dump(mode="json", exclude_defaults=True))
    for section in plain["sections"]:
        for part in section["questions"]:
            if part["code"] == question.code:
                part["code"] = code
                return Questionnaire.model_validate(plain)
    return questionnaire


def _list_names(question: Question) -> list[str]:
    question_type = TYPE_BY_NAME.get(question.type)
    items = question_type.list_items(question) if question_type else ()
    names = {name for item in items if question_type for name in question_type.list_names(item)}
    return sorted({question.code, *names})
