"""Expressions of a form: read by the questionnaires' own parser, or refused by name and position.

References follow names that became codes. What XPath has and this portal lacks is named: a
function, a path, `.` for the question's own answer.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveys.questionnaires.faults import DefinitionFault
from surveys.questionnaires.grammar import ExpressionFaulty, Purpose, is_function, parse_expression
from surveys.questionnaires.xlsform.findings import Findings, Place
from surveys.questionnaires.xlsform.form_faults import FormFault

_REFERENCE = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_CALL = re.compile(r"([^\W\d][\w:.-]*)\s*\(")
_PURPOSES: Mapping[str, Purpose] = {"constraint": "constraint", "choice_filter": "filter"}
_OPTION_TEXT = "_text"
_OWN_NAME = re.compile(r"(?<![\w.-])name(?![\w(.-])")
_OPERATORS = frozenset({"and", "or", "div", "mod"})
_TYPED = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " "})
"""What word processors make of quotation marks and spaces; XLSForm programs undo it too."""
_WIDE = frozenset("‘’“”（），＝＜＞！＋－＊")
_PATH = re.compile(r"(?:\.{1,2}|\b[A-Za-z][\w-]*)?/[\w/.:@*()-]*")
_NAME = re.compile(r"[\w/.:@-]+")
_FAULT_BY_REASON = {
    "wrong_number_of_arguments": FormFault.WRONG_ARGUMENTS,
    "unknown_function": FormFault.PATH,
    "too_deep": FormFault.EXPRESSION_TOO_DEEP,
}


@dataclass(frozen=True)
class _Trouble:
    fault: FormFault
    position: int
    name: str


def read_expression(
    text: str, field: str, place: Place, *, names: Mapping[str, str], findings: Findings
) -> str:
    """Return the expression of a field with codes in place of names; its faults are found.

    `names` leads from every name of the form to the name of its answer.
    """
    purpose = _PURPOSES.get(field, "condition")
    typed = text if not list(_list_troubles(text, purpose)) else text.translate(_TYPED)
    for trouble in _list_troubles(typed, purpose):
        about = {"header": place.header, "position": trouble.position + 1, "name": trouble.name}
        findings.refuse(trouble.fault, place, **about)
    return rename(typed, place, names=names, findings=findings)


def rename(text: str, place: Place, *, names: Mapping[str, str], findings: Findings) -> str:
    """Return a text whose references `${name}` lead to answers; those that lead nowhere are found.

    Spaces inside the brackets go: other programs do not take them in texts.
    """
    for name in dict.fromkeys(_REFERENCE.findall(text)):
        if _find_answer(name, names) is None:
            findings.refuse(DefinitionFault.UNKNOWN_REFERENCE, place, name=name)
    return _REFERENCE.sub(lambda match: f"${{{_find_answer(match[1], names) or match[1]}}}", text)


def _find_answer(name: str, names: Mapping[str, str]) -> str | None:
    """Return the name of an answer: a question's, or of the words typed at one of its options.

    Whether the option asks for words is for the check of the questionnaire to say.

    >>> _find_answer("a-b_9_text", {"a-b": "a_b"}), _find_answer("c_text", {"a-b": "a_b"})
    ('a_b_9_text', None)
    """
    if name in names or not name.endswith(_OPTION_TEXT):
        return names.get(name)
    owners = [owner for owner in names if name.startswith(f"{owner}_")]
    owner = max(owners, key=len, default=None)
    return None if owner is None else names[owner] + name[len(owner) :]


def _list_troubles(text: str, purpose: Purpose) -> Iterator[_Trouble]:
    """Yield what is wrong, at its position in the text as it is written."""
    # References of the same length that the parser takes, whatever names the form uses.
    plain = _REFERENCE.sub(lambda match: f"${{{'x' * (len(match[0]) - 3)}}}", text)
    masked = _QUOTED.sub(lambda match: " " * len(match[0]), plain)
    lacking = [*_list_unknown_calls(masked), *_list_paths(masked)]
    if lacking:
        yield from lacking
        return
    try:
        parse_expression(plain, purpose)
    except ExpressionFaulty as fault:
        yield _describe(fault, text)


def _list_unknown_calls(masked: str) -> Iterator[_Trouble]:
    for match in _CALL.finditer(masked):
        name = match[1]
        if name not in _OPERATORS and not is_function(name):
            yield _Trouble(FormFault.UNKNOWN_FUNCTION, match.start(), name)


def _list_paths(masked: str) -> Iterator[_Trouble]:
    for match in _PATH.finditer(masked):
        yield _Trouble(FormFault.PATH, match.start(), match[0])


def _describe(fault: ExpressionFaulty, text: str) -> _Trouble:
    position = fault.position
    rest = text[position:]
    match = _NAME.match(rest)
    name = match[0] if match else rest[:1]
    if fault.reason in _FAULT_BY_REASON:
        return _Trouble(_FAULT_BY_REASON[fault.reason], position, name)
    if rest.startswith("."):
        return _Trouble(FormFault.CURRENT_VALUE, position, ".")
    if rest.startswith("["):
        return _Trouble(FormFault.FILTERED_PATH, position, "[")
    if rest[:1] in _WIDE:
        return _Trouble(FormFault.CURLY_QUOTES, position, rest[0])
    return _Trouble(FormFault.FAULTY_EXPRESSION, position, name or "…")


def names_code_of_option(choice_filter: str) -> bool:
    """Say whether a choice filter asks for the name of the option itself.

    >>> names_code_of_option("selected(${a}, name)"), names_code_of_option("a = 'name'")
    (True, False)
    """
    masked = _QUOTED.sub("", _REFERENCE.sub("", choice_filter))
    return bool(_OWN_NAME.search(masked))
