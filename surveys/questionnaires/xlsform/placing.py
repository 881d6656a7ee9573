"""Faults of the questionnaire that was read, at the cells that they come from."""

from collections.abc import Iterable

from surveys.questionnaires.faults import DefinitionFault, Parameters
from surveys.questionnaires.faults import Finding as DefinitionFinding
from surveys.questionnaires.xlsform.fields import (
    FORM_COLUMNS,
    MARKS_COLUMNS,
    OPTION_COLUMNS,
    QUESTION_COLUMNS,
    ROW_COLUMNS,
    SECTION_COLUMNS,
)
from surveys.questionnaires.xlsform.files import FormSheets
from surveys.questionnaires.xlsform.findings import Findings, Place
from surveys.questionnaires.xlsform.headers import PREFIX, read_header
from surveys.questionnaires.xlsform.languages import write_language
from surveys.questionnaires.xlsform.parts import PartReader
from surveys.questionnaires.xlsform.sheets import Row

REFUSING = frozenset(
    {
        DefinitionFault.UNKNOWN_TYPE,
        DefinitionFault.DUPLICATE_CODE,
        DefinitionFault.NO_SECTIONS,
        DefinitionFault.NO_OPTIONS,
        DefinitionFault.NO_ROWS,
        DefinitionFault.TOO_MANY_OPTIONS,
        DefinitionFault.FAULTY_EXPRESSION,
        DefinitionFault.UNKNOWN_REFERENCE,
        DefinitionFault.FORWARD_REFERENCE,
        DefinitionFault.UNUSED_FIELD,
    }
)
"""Faults that no draft should begin with; the others can be mended after the form came in."""

_HEADER_BY_FIELD = {
    column.field: column.header
    for part in (QUESTION_COLUMNS, SECTION_COLUMNS, OPTION_COLUMNS, ROW_COLUMNS)
    for column in part
} | {"options": "type", "rows": "name", "random_order": "parameters"}
_SETTINGS = frozenset(column.field for part in (FORM_COLUMNS, MARKS_COLUMNS) for column in part)


def place_faults(
    found: Iterable[DefinitionFinding], sheets: FormSheets, parts: PartReader, findings: Findings
) -> bool:
    """Find each fault that the check of the questionnaire found at its cell.

    A cell that was refused while it was read is not refused again. Return True where the check
    finds every such cell: then the questionnaire holds what is wrong with the form.
    """
    refused = {_name_cell(place, sheets) for place in findings.kept}
    found_again = set()
    for finding in found:
        place = _locate(finding, sheets, parts)
        cell = _name_cell(place, sheets)
        about = _name_language(finding.parameters)
        if finding.severity == "warning":
            findings.warn(finding.fault, place, **about)
        elif cell in refused:
            found_again.add(cell)
        elif finding.fault in REFUSING:
            findings.refuse(finding.fault, place, **about)
        else:
            findings.postpone(finding.fault, place, **about)
    return found_again == refused


def _name_cell(place: Place, sheets: FormSheets) -> tuple[str | None, int | None, str]:
    """Return sheet, row and heading of a place; the languages of a text are one cell."""
    kinds = {sheet.name: sheet.kind for sheet in (sheets.settings, sheets.choices, sheets.survey)}
    header = read_header(place.header or "", kinds.get(place.sheet or "", "survey"))
    return place.sheet, place.row, header.name


def _name_language(parameters: Parameters) -> dict[str, object]:
    """Return what a finding is about, a language by its name."""
    tag = parameters.get("language")
    return {**parameters, "language": write_language(str(tag))} if tag else {**parameters}


def _locate(finding: DefinitionFinding, sheets: FormSheets, parts: PartReader) -> Place:
    tokens = finding.place.rstrip("/").split("/")
    tag = str(finding.parameters.get("language", ""))
    if tokens[0] in _SETTINGS or tokens[0] == "marks":
        return _locate_setting(tokens[-1], tag, sheets, parts)
    if finding.fault is DefinitionFault.DUPLICATE_CODE:
        return _locate_code(finding.place, str(finding.parameters["code"]), parts) or Place(
            sheet=sheets.survey.name
        )
    for length in range(len(tokens), 0, -1):
        row = parts.row_by_place.get("/".join(tokens[:length]))
        if row is not None:
            rest = tokens[length:]
            return _locate_cell(row, rest[0] if rest else "", tag, parts)
    return Place(sheet=sheets.survey.name)


def _locate_setting(field: str, tag: str, sheets: FormSheets, parts: PartReader) -> Place:
    sheet = sheets.settings
    row = sheet.rows[0] if sheet.rows else None
    if row is None:
        header = f"{PREFIX}{field}::{write_language(tag)}" if tag else None
        return Place(sheet=sheet.name, header=header)
    return _locate_words(row, PREFIX + field, tag, parts)


def _locate_cell(row: Row, field: str, tag: str, parts: PartReader) -> Place:
    header = _HEADER_BY_FIELD.get(field, f"{PREFIX}{field}" if field else "name")
    return _locate_words(row, header, tag, parts)


def _locate_words(row: Row, header: str, tag: str, parts: PartReader) -> Place:
    """Return the cell of a heading, in a language where the fault is in one."""
    if not tag:
        return row.locate(header)
    column = parts.languages.find_column(row.sheet, header, tag)
    if column is None:
        return Place(row.sheet.name, row.number, header=f"{header}::{write_language(tag)}")
    return row.sheet.locate(column, row.number)


def _locate_code(place: str, code: str, parts: PartReader) -> Place | None:
    """Return the last row with a code, under the part of the questionnaire where it repeats."""
    sheet_row = parts.row_by_place.get(place)
    if sheet_row is not None and place.startswith("sections/"):
        twins = [row for row in sheet_row.sheet.rows if _is_twin(row, sheet_row)]
        return (twins or [sheet_row])[-1].locate("name")
    rows = [row for row_place, row in parts.row_by_place.items() if row_place.endswith(f"/{code}")]
    of_survey = [row for row in rows if row.sheet.kind == "survey"]
    if not of_survey:
        return None
    last = of_survey[-1]
    twins = [row for row in last.sheet.rows if row.read("name") == last.read("name")]
    return twins[-1].locate("name")


def _is_twin(row: Row, other: Row) -> bool:
    same_list = row.read("list_name") == other.read("list_name")
    return same_list and row.read("name") == other.read("name")
