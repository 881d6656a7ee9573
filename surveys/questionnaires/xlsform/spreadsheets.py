"""Reading .xlsx and .xls: limits first, then the cells, by a process of their own."""

import io
import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from surveys.questionnaires.xlsform.findings import NOWHERE, Findings, Place
from surveys.questionnaires.xlsform.form_faults import FormFault
from surveys.questionnaires.xlsform.limits import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SECONDS,
    MAX_UNPACKED,
    MIB,
)
from surveys.questionnaires.xlsform.raw import RawRow, RawSheet
from surveys.questionnaires.xlsform.sheet_xml import list_suspects

ZIP_START = b"PK\x03\x04"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of .xlsx and of .xls (and of an .xlsx under a password)."""

_ROOT = Path(__file__).parents[3]
"""Where the reader's module is found, whatever the working directory is."""
_READER = "surveys.questionnaires.xlsform.cell_reader"


def read_spreadsheet(content: bytes, findings: Findings) -> tuple[RawSheet, ...]:
    """Return the sheets of a workbook; none, with the reason found, where it cannot be read."""
    if content.startswith(ZIP_START) and not _check_archive(content, findings):
        return ()
    plain = _run_reader(content)
    if "sheets" not in plain:
        fault = FormFault.LOCKED if plain.get("fault") == "locked" else FormFault.UNREADABLE
        findings.refuse(fault, NOWHERE)
        return ()
    return tuple(_make_sheets(plain["sheets"], findings))


def _check_archive(content: bytes, findings: Findings) -> bool:
    """Unpack everything within the limit and look for what a reader passes over in silence."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                maximum = MAX_UNPACKED // MIB
                findings.refuse(FormFault.UNPACKS_TOO_LARGE, NOWHERE, maximum=maximum)
                return False
            if "xl/workbook.xml" not in archive.namelist():
                findings.refuse(FormFault.NOT_A_FORM, NOWHERE)
                return False
            n_errors = findings.n_errors
            for fault, place, about in list_suspects(archive):
                findings.refuse(fault, place, **about)
            return findings.n_errors == n_errors
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError):
        # What the archive module raises for archives that are damaged, locked, packed in strange
        # ways or made to harm.
        findings.refuse(FormFault.UNREADABLE, NOWHERE)
        return False


def _run_reader(content: bytes) -> Mapping[str, Any]:
    """Return what the reader prints; nothing where it was ended by its limits."""
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", _READER],
            cwd=_ROOT,
            input=content,
            capture_output=True,
            timeout=2 * MAX_SECONDS,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return {}
    plain: Mapping[str, Any] = json.loads(done.stdout)
    return plain


def _make_sheets(plain: list[Mapping[str, Any]], findings: Findings) -> Iterator[RawSheet]:
    for sheet in plain:
        place = Place(sheet=sheet["name"])
        for fault, n, maximum in (
            (FormFault.TOO_MANY_ROWS, sheet["n_rows"], MAX_ROWS),
            (FormFault.TOO_MANY_COLUMNS, sheet["n_columns"], MAX_COLUMNS),
        ):
            if n > maximum:
                findings.refuse(fault, place, n=n, maximum=maximum)
        for cells in sheet.get("merged", ()):
            findings.warn(FormFault.MERGED_CELLS, place, cells=cells)
        rows = enumerate(sheet.get("rows", ()), start=1)
        yield RawSheet(sheet["name"], tuple(RawRow(i, tuple(cells)) for i, cells in rows))
