"""From a file's bytes to its sheets: which kind of file it is, and which sheet is which."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from surveys.questionnaires.xlsform.csv_files import read_csv
from surveys.questionnaires.xlsform.findings import NOWHERE, Findings, Place
from surveys.questionnaires.xlsform.form_faults import FormFault
from surveys.questionnaires.xlsform.limits import MAX_FILE, MIB, READ_SHEETS
from surveys.questionnaires.xlsform.raw import RawSheet
from surveys.questionnaires.xlsform.sheets import Sheet, read_sheet
from surveys.questionnaires.xlsform.spreadsheets import OLE_START, ZIP_START, read_spreadsheet

UNSUPPORTED_SHEETS = frozenset({"external_choices", "entities", "osm", "cascades"})
"""Sheets of XLSForm whose content changes what a form asks or does."""

PLAIN_SUFFIXES = frozenset({".csv", ".tsv", ".txt"})
"""Of tables in plain text; spreadsheet programs call one with tabs "Unicode text" (.txt)."""


@dataclass(frozen=True)
class FormSheets:
    """The three sheets of a form; those that the file lacks are empty."""

    survey: Sheet
    choices: Sheet
    settings: Sheet


def read_sheets(content: bytes, suffix: str, findings: Findings) -> FormSheets | None:
    """Return the sheets of a form; None, with the reason found, where there is no survey.

    What the file is shows in its first bytes; the suffix (".csv") decides only for text.
    """
    if not content:
        findings.refuse(FormFault.EMPTY_FILE, NOWHERE)
        return None
    if len(content) > MAX_FILE:
        size, maximum = f"{len(content) / MIB:.1f}", MAX_FILE // MIB
        findings.refuse(FormFault.FILE_TOO_LARGE, NOWHERE, size=size, maximum=maximum)
        return None
    if content.startswith((ZIP_START, OLE_START)):
        raw_sheets = read_spreadsheet(content, findings)
    elif suffix.casefold() in {".xlsx", ".xls", ".xlsm"}:
        findings.refuse(FormFault.UNREADABLE, NOWHERE)
        return None
    elif suffix and suffix.casefold() not in PLAIN_SUFFIXES:
        findings.refuse(FormFault.OTHER_SUFFIX, NOWHERE, suffix=suffix[:20])
        return None
    else:
        raw_sheets = read_csv(content, findings)
    return _sort_sheets(raw_sheets, findings) if not findings.n_errors else None


def _sort_sheets(raw_sheets: tuple[RawSheet, ...], findings: Findings) -> FormSheets | None:
    by_kind = {raw.name.strip().casefold(): raw for raw in raw_sheets}
    if len(raw_sheets) == 1 and raw_sheets[0].rows:
        # A sheet by itself is the survey, whatever its name.
        by_kind = {"survey": raw_sheets[0]}
    else:
        _judge_others(by_kind, findings)
    if "survey" not in by_kind:
        names = ", ".join(raw.name[:31] for raw in raw_sheets[:9]) or "-"
        findings.refuse(FormFault.NO_SURVEY_SHEET, NOWHERE, sheets=names)
        return None
    survey, choices, settings = (
        read_sheet(by_kind.get(kind) or RawSheet(kind, ()), kind, findings) for kind in READ_SHEETS
    )
    return FormSheets(survey, choices, settings)


def _judge_others(by_kind: Mapping[str, RawSheet], findings: Findings) -> None:
    """Tell what becomes of the sheets that are not read."""
    missing = [kind for kind in READ_SHEETS if kind not in by_kind]
    for kind, raw in by_kind.items():
        place = Place(sheet=raw.name)
        meant = get_close_matches(kind, missing, n=1, cutoff=0.7)
        if kind in READ_SHEETS or raw.name.startswith("_"):
            continue
        if kind in UNSUPPORTED_SHEETS:
            findings.refuse(FormFault.UNSUPPORTED_SHEET, place, sheet=raw.name)
        elif meant:
            findings.refuse(FormFault.MISSPELT_SHEET, place, sheet=raw.name, meant=meant[0])
        elif "survey" in by_kind:  # Of a file that is no form, one sentence says enough.
            findings.warn(FormFault.UNUSED_SHEET, place, sheet=raw.name)
