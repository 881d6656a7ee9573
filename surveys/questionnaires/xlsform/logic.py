"""Expressions of a form: read by the questionnaires' own parser, or refused by name and position.

References follow names that became codes. What XPath has and this portal lacks is named: a
function, a path, `.` for the question's own answer.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveys.questionnaires.expressions import ExpressionFaulty, parse_expression
from surveys.questionnaires.functions import FUNCTIONS
from surveys.questionnaires.xlsform.findings import Findings, Place
from surveys.questionnaires.xlsform.words import FormFault

_REFERENCE = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_CALL = re.compile(r"([^\W\d][\w:.-]*)\s*\(")
_OPERATORS = frozenset({"and", "or", "div", "mod"})
_TYPED = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " "})
"""What word processors make of quotation marks and spaces; XLSForm programs undo it too."""
_WIDE = frozenset("‘’“”（），＝＜＞！＋－＊")
_NAME = re.compile(r"[\w/.:@-]+")


@dataclass(frozen=True)
class _Trouble:
    fault: FormFault
    position: int
    name: str


def read_expression(text: str, place: Place, names: Mapping[str, str], findings: Findings) -> str:
    """Return an expression with codes in place of names; its faults are found.

    `names` leads from every name of the form to the name of its answer.
    """
    typed = text if not list(_list_troubles(text)) else text.translate(_TYPED)
    for trouble in _list_troubles(typed):
        about = {"header": place.header, "position": trouble.position + 1, "name": trouble.name}
        findings.refuse(trouble.fault, place, **about)
    return (
        _REFERENCE.sub(lambda match: f"${{{names.get(match[1], match[1])}}}", typed)
        if any(names.get(name, name) != name for name in _REFERENCE.findall(typed))
        else typed
    )


def _list_troubles(text: str) -> Iterator[_Trouble]:
    """Yield what is wrong, at its position in the text as it is written."""
    # References of the same length that the parser takes, whatever names the form uses.
    plain = _REFERENCE.sub(lambda match: f"${{{'x' * (len(match[0]) - 3)}}}", text)
    unknown = list(_list_unknown_calls(plain))
    if unknown:
        yield from unknown
        return
    try:
        parse_expression(plain)
    except ExpressionFaulty as fault:
        yield _describe(fault, text)


def _list_unknown_calls(text: str) -> Iterator[_Trouble]:
    masked = _QUOTED.sub(lambda match: " " * len(match[0]), text)
    for match in _CALL.finditer(masked):
        name = match[1]
        function = FUNCTIONS.get(name)
        if name not in _OPERATORS and (function is None or function.is_operator):
            yield _Trouble(FormFault.UNKNOWN_FUNCTION, match.start(), name)


def _describe(fault: ExpressionFaulty, text: str) -> _Trouble:
    position = fault.position
    rest = text[position:]
    match = _NAME.match(rest)
    name = match[0] if match else rest[:1]
    if fault.reason == "wrong_number_of_arguments":
        return _Trouble(FormFault.WRONG_ARGUMENTS, position, name)
    if fault.reason == "unknown_function" or rest.startswith(("..", "/", "./")):
        return _Trouble(FormFault.PATH, position, name)
    if rest.startswith("."):
        return _Trouble(FormFault.CURRENT_VALUE, position, ".")
    if rest.startswith("["):
        return _Trouble(FormFault.FILTERED_PATH, position, "[")
    if rest[:1] in _WIDE:
        return _Trouble(FormFault.CURLY_QUOTES, position, rest[0])
    return _Trouble(FormFault.FAULTY_EXPRESSION, position, name or "…")
