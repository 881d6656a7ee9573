"""The edits of one question's options and rows: add, copy, move, remove, several at once. Pure."""

from collections.abc import Sequence
from typing import Literal

from surveys.questionnaires.drafts.blank import find_free_code
from surveys.questionnaires.drafts.remaking import remake
from surveys.questionnaires.drafts.sequences import insert, move, remove
from surveys.questionnaires.model import Option, Question, Row

Family = Literal["options", "rows"]
Member = Option | Row


def add_member(question: Question, family: Family) -> Question:
    """Add an empty option or row at the end."""
    return add_lines(question, family, [""], languages=())


def add_lines(
    question: Question, family: Family, lines: Sequence[str], *, languages: Sequence[str]
) -> Question:
    """Add an option or row for each line; words of further languages stand behind `|`."""
    members = _read(question, family)
    for line in lines:
        words = [part.strip() for part in line.split("|")]
        label = {tag: word for tag, word in zip(languages, words, strict=False) if word}
        like = "1" if family == "options" else "T01"
        code = _find_code([member.code for member in members], like=like)
        members = (*members, _make(family, code, label))
    return _write(question, family, members)


def copy_member(question: Question, family: Family, position: int) -> Question:
    """Put a copy of an option or row behind it, under a free code."""
    members = _read(question, family)
    codes = [member.code for member in members]
    copied = remake(members[position], {"code": _find_code(codes, like=codes[position])})
    return _write(question, family, insert(members, position + 1, copied))


def move_member(question: Question, family: Family, position: int, *, by: int) -> Question:
    """Move an option or row by some places."""
    return _write(question, family, move(_read(question, family), position, by))


def remove_member(question: Question, family: Family, position: int) -> Question:
    """Take an option or row out."""
    return _write(question, family, remove(_read(question, family), position))


def _read(question: Question, family: Family) -> tuple[Member, ...]:
    return question.options if family == "options" else question.rows


def _write(question: Question, family: Family, members: tuple[Member, ...]) -> Question:
    return remake(question, {family: members})


def _make(family: Family, code: str, label: dict[str, str]) -> Member:
    return Option(code=code, label=label) if family == "options" else Row(code=code, label=label)


def _find_code(taken: Sequence[str], *, like: str) -> str:
    code = find_free_code(taken, like=like)
    # T01 and T02, not T2: rows keep their width.
    digits = code.lstrip("T")
    return f"T{int(digits):02d}" if code.startswith("T") and digits.isdecimal() else code
