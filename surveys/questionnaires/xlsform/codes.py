"""From the names of a form to codes, and from names in conditions to the names of answers."""

import re
from collections.abc import Iterable

from surveys.questionnaires.xlsform.fields import CODE_HEADER
from surveys.questionnaires.xlsform.findings import Findings
from surveys.questionnaires.xlsform.form_faults import FormFault
from surveys.questionnaires.xlsform.outline import Entry
from surveys.questionnaires.xlsform.sheets import Row

LONGEST_CODE = 40
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)


def assign_codes(top: Iterable[Entry], findings: Findings) -> dict[str, str]:
    """Give every entry its code; return name -> the name of its answer, for conditions."""
    entries = [entry for group in top for entry in group.walk()]
    taken = {entry.name for entry in entries}
    names: dict[str, str] = {}
    grid_of = {id(child): entry for entry in entries if entry.is_grid for child in entry.children}
    for entry in entries:
        grid = grid_of.get(id(entry))
        if grid is None:
            entry.code = _read_code(entry.row, entry.name, taken, findings)
            names.setdefault(entry.name, entry.code)
        else:
            written = entry.name.removeprefix(f"{grid.name}_")
            entry.code = _read_code(entry.row, written, taken, findings)
            names.setdefault(entry.name, f"{grid.code}_{entry.code}")
    # A row without a name cannot be referred to.
    return {name: answer for name, answer in names.items() if name}


def make_code(name: str, *, spare: str, taken: set[str]) -> str:
    """Return a code like a name; `spare` where nothing of the name can stay.

    >>> make_code("hh-size", spare="q7", taken=set()), make_code("年龄", spare="q7", taken=set())
    ('hh_size', 'q7')
    """
    plain = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_")
    if plain and not plain[0].isalpha():
        plain = f"q_{plain}"
    stem = (plain or spare)[:LONGEST_CODE]
    code, number = stem, 2
    while code in taken:
        code = f"{stem[: LONGEST_CODE - 4]}_{number}"
        number += 1
    taken.add(code)
    return code


def is_code(name: str) -> bool:
    """Say whether a name may stand as it is."""
    return bool(CODE.fullmatch(name)) and len(name) <= LONGEST_CODE


def _read_code(row: Row, name: str, taken: set[str], findings: Findings) -> str:
    own = row.read(CODE_HEADER)
    if own or is_code(name):
        return own or name
    code = make_code(name, spare=f"q{row.number}", taken=taken)
    if name:
        findings.warn(FormFault.RENAMED, row.locate("name"), name=name, code=code)
    return code
