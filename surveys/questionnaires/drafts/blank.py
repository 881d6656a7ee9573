"""What is new and still empty: questionnaires, sections, questions, and codes nobody has yet."""

import re
from collections.abc import Collection

from surveys.questionnaires.model import Option, Question, Questionnaire, Section

FIRST_LANGUAGES = ("zh", "en")
_NUMBERED = re.compile(r"^(.*?)(\d*)$", re.DOTALL)
_N_FIRST_OPTIONS = 2


def make_questionnaire(code: str, *, title: dict[str, str]) -> Questionnaire:
    """Return a questionnaire with one empty section and nothing else."""
    return Questionnaire(
        code=code,
        languages=FIRST_LANGUAGES,
        title=title,
        intro={},
        privacy={},
        closing={},
        sections=(Section(code="A", title={}, questions=()),),
    )


def make_section(questionnaire: Questionnaire) -> Section:
    """Return an empty section under a free code."""
    codes = [section.code for section in questionnaire.sections]
    return Section(code=find_free_code(codes, like="A1"), title={}, questions=())


def make_question(
    questionnaire: Questionnaire, *, type_name: str, uses: Collection[str]
) -> Question:
    """Return an empty question of a type under a free code.

    `uses` are the optional fields of the type: one that uses options begins with two empty ones.
    """
    codes = list_codes(questionnaire)
    options: tuple[Option, ...] = ()
    if "options" in uses and "minimum" not in uses and "maximum" not in uses:
        options = tuple(Option(code=str(i + 1), label={}) for i in range(_N_FIRST_OPTIONS))
    code = find_free_code(codes, like="Q1")
    return Question(code=code, type=type_name, label={}, options=options)


def list_codes(questionnaire: Questionnaire) -> list[str]:
    """Return every code that addresses or expressions use: of questions and of sections."""
    sections = [section.code for section in questionnaire.sections]
    return [question.code for question in questionnaire.questions] + sections


def find_free_code(taken: Collection[str], *, like: str) -> str:
    """Return the code itself where it is free, else the first free number after it.

    >>> find_free_code({"Q1", "Q2"}, like="Q1"), find_free_code({"1", "9"}, like="1")
    ('Q3', '2')
    """
    match = _NUMBERED.match(like)
    stem, digits = match.groups() if match else (like, "")
    number = int(digits or 1)
    code = like
    while code in taken:
        number += 1
        code = f"{stem}{number}" if digits or not stem else f"{stem}_{number}"
    return code
