"""The edits of a questionnaire: each returns the next one and leaves the old as it was.

Parts are found by their codes, so that an edit means the same after somebody else has moved
things about. Codes are kept apart here: a code that is taken is refused, not repeated.
"""

from collections.abc import Sequence

from surveys.errors import CodeTaken, PartGone
from surveys.questionnaires.drafts.blank import find_free_code, list_codes
from surveys.questionnaires.drafts.parts import find_home, find_question, find_section
from surveys.questionnaires.drafts.remaking import remake
from surveys.questionnaires.drafts.renaming import rename_question, with_free_codes
from surveys.questionnaires.drafts.sequences import insert, move, remove, replace
from surveys.questionnaires.model import Question, Questionnaire, Section


def change_general(questionnaire: Questionnaire, general: Questionnaire) -> Questionnaire:
    """Return the questionnaire with the general part of another one and its own sections."""
    return remake(general, {"sections": questionnaire.sections})


def add_section(
    questionnaire: Questionnaire, section: Section, *, after: str | None = None
) -> Questionnaire:
    """Add a section behind another one, or at the end."""
    _refuse_taken(questionnaire, section.code)
    sections = questionnaire.sections
    position = len(sections) if after is None else _locate_section(questionnaire, after) + 1
    return _with_sections(questionnaire, insert(sections, position, section))


def change_section(questionnaire: Questionnaire, code: str, section: Section) -> Questionnaire:
    """Give a section another code, title, condition or layout; it keeps its questions."""
    position = _locate_section(questionnaire, code)
    if section.code != code:
        _refuse_taken(questionnaire, section.code)
    questions = questionnaire.sections[position].questions
    changed = remake(section, {"questions": questions})
    return _with_sections(questionnaire, replace(questionnaire.sections, position, changed))


def move_section(questionnaire: Questionnaire, code: str, *, by: int) -> Questionnaire:
    """Move a section by some places with all its questions."""
    position = _locate_section(questionnaire, code)
    return _with_sections(questionnaire, move(questionnaire.sections, position, by))


def copy_section(questionnaire: Questionnaire, code: str) -> Questionnaire:
    """Put a copy of a section with all its questions behind it; what is copied gets free codes.

    Conditions inside the copy ask for the questions of the copy.
    """
    return _add_copy(questionnaire, find_section(questionnaire, code), after=code)


def add_sections(questionnaire: Questionnaire, sections: Sequence[Section]) -> Questionnaire:
    """Add ready sections to the end; what has a code that is taken gets a free one."""
    for section in sections:
        questionnaire = _add_copy(questionnaire, section)
    return questionnaire


def remove_section(questionnaire: Questionnaire, code: str) -> Questionnaire:
    """Take a section out with all its questions."""
    position = _locate_section(questionnaire, code)
    return _with_sections(questionnaire, remove(questionnaire.sections, position))


def add_question(
    questionnaire: Questionnaire, question: Question, *, section: str, after: str | None = None
) -> Questionnaire:
    """Add a question to a section, behind another one of it or at its end."""
    _refuse_taken(questionnaire, question.code)
    questions = find_section(questionnaire, section).questions
    codes = [other.code for other in questions]
    position = codes.index(after) + 1 if after in codes else len(codes)
    return _with_questions(questionnaire, section, insert(questions, position, question))


def add_questions(
    questionnaire: Questionnaire, questions: Sequence[Question], *, section: str
) -> Questionnaire:
    """Add ready questions to the end of a section; one whose code is taken gets a free one.

    Where one of them asks for another, it asks for it under its new code.
    """
    taken = list_codes(questionnaire)
    for question in with_free_codes(questions, taken=taken):
        questionnaire = add_question(questionnaire, question, section=section)
    return questionnaire


def change_question(questionnaire: Questionnaire, code: str, question: Question) -> Questionnaire:
    """Put a changed question in its place; where its code changed, expressions follow."""
    home = find_home(questionnaire, code)
    if question.code != code:
        _refuse_taken(questionnaire, question.code)
        before = find_question(questionnaire, code)
        questionnaire = rename_question(questionnaire, before, code=question.code)
        home = find_home(questionnaire, question.code)
    position = [other.code for other in home.questions].index(question.code)
    return _with_questions(questionnaire, home.code, replace(home.questions, position, question))


def move_question(questionnaire: Questionnaire, code: str, *, by: int) -> Questionnaire:
    """Move a question by one place; from the edge of its section it goes into the next one."""
    home = find_home(questionnaire, code)
    position = [other.code for other in home.questions].index(code)
    if 0 <= position + by < len(home.questions):
        return _with_questions(questionnaire, home.code, move(home.questions, position, by))
    neighbour = _locate_section(questionnaire, home.code) + by
    if not 0 <= neighbour < len(questionnaire.sections):
        return questionnaire
    return place_question(
        questionnaire, code, section=questionnaire.sections[neighbour].code, at_end=by < 0
    )


def place_question(
    questionnaire: Questionnaire, code: str, *, section: str, at_end: bool = True
) -> Questionnaire:
    """Move a question to the end or the start of a section."""
    question = find_question(questionnaire, code)
    without = remove_question(questionnaire, code)
    others = find_section(without, section).questions
    position = len(others) if at_end else 0
    return _with_questions(without, section, insert(others, position, question))


def copy_question(questionnaire: Questionnaire, code: str) -> Questionnaire:
    """Put a copy of a question behind it, under a free code."""
    question = find_question(questionnaire, code)
    copied = _with_free_code(questionnaire, question)
    home = find_home(questionnaire, code)
    return add_question(questionnaire, copied, section=home.code, after=code)


def remove_question(questionnaire: Questionnaire, code: str) -> Questionnaire:
    """Take a question out; expressions that ask for it are left for the check to find."""
    home = find_home(questionnaire, code)
    position = [other.code for other in home.questions].index(code)
    return _with_questions(questionnaire, home.code, remove(home.questions, position))


def _add_copy(
    questionnaire: Questionnaire, section: Section, *, after: str | None = None
) -> Questionnaire:
    taken = list_codes(questionnaire)
    code = find_free_code(taken, like=section.code)
    questions = with_free_codes(section.questions, taken=[*taken, code])
    copied = remake(section, {"code": code, "questions": questions})
    return add_section(questionnaire, copied, after=after)


def _with_sections(questionnaire: Questionnaire, sections: tuple[Section, ...]) -> Questionnaire:
    return remake(questionnaire, {"sections": sections})


def _with_questions(
    questionnaire: Questionnaire, section_code: str, questions: tuple[Question, ...]
) -> Questionnaire:
    position = _locate_section(questionnaire, section_code)
    section = remake(questionnaire.sections[position], {"questions": questions})
    return _with_sections(questionnaire, replace(questionnaire.sections, position, section))


def _with_free_code(questionnaire: Questionnaire, question: Question) -> Question:
    code = find_free_code(list_codes(questionnaire), like=question.code)
    return remake(question, {"code": code})


def _locate_section(questionnaire: Questionnaire, code: str) -> int:
    codes = [section.code for section in questionnaire.sections]
    if code not in codes:
        raise PartGone(code)
    return codes.index(code)


def _refuse_taken(questionnaire: Questionnaire, code: str) -> None:
    if code in list_codes(questionnaire):
        raise CodeTaken(code)
