"""Parameters of a question: `randomize=true`, `start=0 end=10 step=1`."""

import re
from collections.abc import Iterator, Mapping

from surveys.questionnaires.model import Question
from surveys.questionnaires.types import TYPE_BY_NAME
from surveys.questionnaires.types.scale import Rating, Stars
from surveys.questionnaires.xlsform.findings import Findings
from surveys.questionnaires.xlsform.form_faults import FormFault
from surveys.questionnaires.xlsform.kinds import Kind
from surveys.questionnaires.xlsform.sheets import Row

RANDOMIZE, SEED = "randomize", "seed"
HEADER = "parameters"
_PARAMETER = re.compile(r"(?P<name>[\w-]+)\s*=\s*(?P<value>\$\{[^}]*\}|[^\s,;]+)")
_SEPARATORS = re.compile(r"[\s,;]*")

XLSFORM_ENDS = ("1", "10")
"""The ends of a range that names none, in XLSForm."""
_ENDS = {"start": "minimum", "end": "maximum"}
_DEFAULT_ENDS = {kind.name: kind.default_ends for kind in (Rating(), Stars())}


def read_parameters(
    row: Row, kind: Kind, values: Mapping[str, object], findings: Findings
) -> dict[str, object]:
    """Return the fields of a question that its parameters say; `values` is what other columns say.

    What a parameter and a column of this portal's own both say must agree.
    """
    text, place = row.read(HEADER), row.locate(HEADER)
    given = {match["name"].casefold(): match["value"] for match in _PARAMETER.finditer(text)}
    rest = _SEPARATORS.sub("", _PARAMETER.sub("", text))
    if rest:
        findings.refuse(FormFault.BAD_VALUE, place, header=HEADER, value=text)
    found: dict[str, object] = {}
    has_order = "random_order" in TYPE_BY_NAME[kind.type].uses
    for name, value in given.items():
        about = {"type": row.read("type"), "parameter": f"{name}={value}"}
        if name == RANDOMIZE and value.casefold() in {"true", "false"} and has_order:
            found["random_order"] = value.casefold() == "true"
        elif name == SEED and has_order:
            findings.warn(FormFault.OWN_SEED, place, parameter=about["parameter"])
        elif kind.type not in _DEFAULT_ENDS or not _is_of_scale(name, value):
            findings.refuse(FormFault.UNSUPPORTED_PARAMETER, place, **about)
    if kind.type in _DEFAULT_ENDS:
        found |= dict(_read_ends(row, kind, given=given, values=values, findings=findings))
    return found


def write_parameters(question: Question, kind: Kind) -> str:
    """Return the parameters that say what a question's fields do."""
    if kind.type in _DEFAULT_ENDS:
        first, last = _DEFAULT_ENDS[kind.type]
        start = first if question.minimum is None else question.minimum
        end = last if question.maximum is None else question.maximum
        return f"start={start:g} end={end:g} step=1"
    return f"{RANDOMIZE}=true" if kind.has_list and question.random_order else ""


def _is_of_scale(name: str, value: str) -> bool:
    return name in _ENDS or (name == "step" and value in {"1", "1.0"})


def _read_ends(
    row: Row,
    kind: Kind,
    *,
    given: Mapping[str, str],
    values: Mapping[str, object],
    findings: Findings,
) -> Iterator[tuple[str, object]]:
    """Yield the ends of a scale; one that is the type's own is left to the type."""
    defaults = _DEFAULT_ENDS[kind.type]
    for (name, field), spare, default in zip(_ENDS.items(), XLSFORM_ENDS, defaults, strict=True):
        written = given.get(name, spare)
        try:
            end = float(written)
        except ValueError:
            about = {"header": HEADER, "value": f"{name}={written}"}
            findings.refuse(FormFault.BAD_VALUE, row.locate(HEADER), **about)
            continue
        own = values.get(field)
        if own is not None and float(str(own)) != end:
            about = {"header": HEADER, "value": f"{name}={written}"}
            findings.refuse(FormFault.BAD_VALUE, row.locate(HEADER), **about)
        elif own is None and end != default:
            yield field, end
