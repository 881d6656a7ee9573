"""From an entry of the survey sheet to a question, grids with their rows included."""

from dataclasses import replace

from surveys.questionnaires.model import Question, Row
from surveys.questionnaires.xlsform.choices import ChoiceLists
from surveys.questionnaires.xlsform.columns import SURVEY_HEADERS
from surveys.questionnaires.xlsform.fields import (
    CODE_HEADER,
    LIST_HEADER,
    QUESTION_COLUMNS,
    ROW_COLUMNS,
)
from surveys.questionnaires.xlsform.form_faults import FormFault
from surveys.questionnaires.xlsform.kinds import NEEDS_NO_NAME, Kind
from surveys.questionnaires.xlsform.option_lines import judge_lines
from surveys.questionnaires.xlsform.outline import FIELD_LIST, Entry
from surveys.questionnaires.xlsform.parameters import read_parameters
from surveys.questionnaires.xlsform.parts import PartReader
from surveys.questionnaires.xlsform.sheets import Row as SheetRow

_LAYOUT = frozenset({FIELD_LIST, "table-list", "label", "list-nolabel", "list"})
_LOGIC_IN_APPEARANCE = ("search(", "ex:", "ex_", "printer:", "intent")
_OF_A_GRID_ROW = frozenset({"type", "name", "required", "appearance", CODE_HEADER}) | {
    column.header for column in ROW_COLUMNS
}


def read_question(
    entry: Entry, kind: Kind, lists: ChoiceLists, parts: PartReader
) -> Question | None:
    """Return the question of an entry; None, with the reason found, where it is none."""
    row = entry.row
    values = {"label": {}, **parts.read_fields(row, QUESTION_COLUMNS)}
    values |= read_parameters(row, kind, values, parts.findings)
    values |= {"code": entry.code, "type": kind.type} | ({kind.sets: True} if kind.sets else {})
    if not entry.name and kind.word not in NEEDS_NO_NAME:
        parts.findings.refuse(FormFault.NO_NAME, row.locate("name"))
    if kind.has_list:
        values["options"] = lists.read_options(entry.cell, row, parts)
    elif row.read(LIST_HEADER) and not entry.is_grid:
        beside = replace(entry.cell, list_name=row.read(LIST_HEADER))
        values["options"] = lists.read_options(beside, row, parts)
    if entry.is_grid:
        values |= _read_grid(entry, lists, parts)
    _judge_appearance(entry, kind, parts)
    question = parts.build(Question, values, row, QUESTION_COLUMNS)
    judge_lines(entry, question.options if question else (), parts)
    return question


def _judge_appearance(entry: Entry, kind: Kind, parts: PartReader) -> None:
    place = entry.row.locate("appearance")
    written = entry.row.read("appearance").casefold()
    if written.startswith(_LOGIC_IN_APPEARANCE):
        about = {
            "appearance": entry.row.read("appearance"),
            "why_zh": "选项和回答不能来自别的文件或程序",
            "why_en": "options and answers cannot come from other files or programs",
        }
        parts.findings.refuse(FormFault.UNSUPPORTED_APPEARANCE, place, **about)
        return
    for appearance in sorted(entry.appearances - _LAYOUT - kind.also - {kind.appearance}):
        parts.findings.warn(FormFault.UNUSED_APPEARANCE, place, appearance=appearance)


def _read_grid(entry: Entry, lists: ChoiceLists, parts: PartReader) -> dict[str, object]:
    """Return the rows of a grid and the scale that they share."""
    children = entry.children
    if not entry.heads_grid and children and "label" in children[0].appearances:
        children = children[1:]
    cells = {child.cell for child in children}
    is_even = all(child.cell.word == "select_one" for child in children) and len(cells) <= 1
    if not is_even or (entry.heads_grid and cells and cells != {entry.cell}):
        place = entry.row.locate("type")
        parts.findings.refuse(FormFault.GRID_OF_OTHERS, place, name=entry.name)
        return {}
    scale = children[0] if children else entry
    options = lists.read_options(scale.cell, scale.row, parts) if scale.cell.list_name else ()
    rows = (_read_grid_row(child, entry, parts) for child in children)
    values: dict[str, object] = {
        "options": options,
        "rows": tuple(row for row in rows if row is not None),
    }
    required = [_is_required(child.row, parts) for child in children]
    if any(required):
        values["is_required"] = True
    if any(required) and not all(required):
        place = children[required.index(False)].row.locate("required")
        parts.findings.refuse(FormFault.GRID_PARTLY_REQUIRED, place, name=entry.name)
    return values


def _read_grid_row(child: Entry, grid: Entry, parts: PartReader) -> Row | None:
    row = child.row
    shared = grid.row.read("relevant") if grid.heads_grid else ""
    for column, text in row.list_filled():
        name = column.header.name
        is_shared = name == "relevant" and text.strip() == shared
        if name in SURVEY_HEADERS and name not in _OF_A_GRID_ROW and not is_shared:
            place = row.sheet.locate(column, row.number)
            parts.findings.refuse(FormFault.GRID_ROW_LOGIC, place, header=column.written)
    if not child.name:
        parts.findings.refuse(FormFault.NO_NAME, row.locate("name"))
    values = {"label": {}, **parts.read_fields(row, ROW_COLUMNS), "code": child.code}
    return parts.build(Row, values, row, ROW_COLUMNS)


def _is_required(row: SheetRow, parts: PartReader) -> bool:
    columns = [column for column in QUESTION_COLUMNS if column.field == "is_required"]
    return bool(parts.read_fields(row, columns).get("is_required"))
