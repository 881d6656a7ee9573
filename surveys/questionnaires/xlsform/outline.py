"""The survey sheet as a tree: groups within groups, and the rows in them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from surveys.questionnaires.xlsform.fields import TYPE_HEADER
from surveys.questionnaires.xlsform.findings import Findings
from surveys.questionnaires.xlsform.form_faults import FormFault
from surveys.questionnaires.xlsform.kinds import (
    GRID,
    KINDS,
    NOT_RECORDED,
    OPTION_LINE,
    REFUSED,
    Kind,
    TypeCell,
    find_kind,
    find_marked_kind,
    read_type,
)
from surveys.questionnaires.xlsform.sheets import Row, Sheet

FIELD_LIST = "field-list"
MAX_DEPTH = 20
"""Groups within groups."""
_OPENING, _CLOSING = {"begin_group", "begin_repeat"}, {"end_group", "end_repeat"}
_YES = frozenset({"yes", "true", "true()", "1"})


@dataclass
class Entry:
    """One row of the survey sheet, and the rows inside it if it opens a group."""

    row: Row
    cell: TypeCell
    kind: Kind | None
    """None for a group that is no question."""
    appearances: frozenset[str]
    children: list["Entry"] = field(default_factory=list)
    code: str = ""
    lines: list["Entry"] = field(default_factory=list)
    """The lines that its options open for words of one's own."""
    heads_grid: bool = False
    """A row with the appearance `label`: the heads of the rows that follow it."""

    @property
    def name(self) -> str:
        """The name as it is written."""
        return self.row.read("name")

    @property
    def is_group(self) -> bool:
        """True for a group that is no question."""
        return self.kind is None

    @property
    def is_grid(self) -> bool:
        """True for rows on one scale."""
        return self.kind is not None and self.kind.type == GRID

    def walk(self) -> Iterator["Entry"]:
        """Yield this entry and all below it, in the order of the file."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_outline(sheet: Sheet, findings: Findings) -> list[Entry]:
    """Return the entries on the top level; rows that are refused or left out are found."""
    top: list[Entry] = []
    open_groups: list[Entry] = []
    for row in sheet.rows:
        entry = _read_entry(row, findings)
        if entry is None:
            continue
        if entry.cell.word in _CLOSING:
            if open_groups and _closes(entry.cell.word, open_groups[-1].cell.word):
                open_groups.pop()
            else:
                about = {"type": row.read("type")}
                findings.refuse(FormFault.UNOPENED_GROUP, row.locate("type"), **about)
            continue
        (open_groups[-1].children if open_groups else top).append(entry)
        if len(open_groups) > MAX_DEPTH:
            findings.refuse(FormFault.TOO_DEEP, row.locate("type"), maximum=MAX_DEPTH)
            return []
        if entry.cell.word in _OPENING:
            open_groups.append(entry)
    for entry in open_groups:
        findings.refuse(FormFault.UNCLOSED_GROUP, entry.row.locate("type"), name=entry.name)
    return _fold_lines(_fold_grids(top), findings)


def _closes(closing: str, opening: str) -> bool:
    return closing.removeprefix("end_") == opening.removeprefix("begin_")


def _read_entry(row: Row, findings: Findings) -> Entry | None:
    """Return a row's entry, or None where it is left out or refused."""
    written = row.read("type")
    if row.read("disabled").casefold() in _YES:
        findings.warn(FormFault.DISABLED_ROW, row.locate("disabled"))
    elif not written:
        _judge_untyped(row, findings)
    elif read_type(written).word in NOT_RECORDED:
        findings.warn(FormFault.NOT_RECORDED, row.locate("type"), type=written)
    else:
        return _read_typed(row, read_type(written), findings)
    return None


def _read_typed(row: Row, cell: TypeCell, findings: Findings) -> Entry | None:
    appearances = frozenset(row.read("appearance").casefold().split())
    kind = find_kind(cell.word, appearances)
    marked = row.read(TYPE_HEADER)
    if marked:
        kind = find_marked_kind(marked, cell.word)
        if kind is None:
            about = {"value": marked, "header": TYPE_HEADER}
            findings.refuse(FormFault.BAD_VALUE, row.locate(TYPE_HEADER), **about)
            return None
    if kind is None and cell.word not in {"begin_group", "end_group", "end_repeat"}:
        _refuse_type(row, cell, findings)
        # What a repeat holds is read on as a group, so that its end and faults are seen.
        if cell.word not in _OPENING:
            return None
    return Entry(row, cell, kind, appearances)


def _judge_untyped(row: Row, findings: Findings) -> None:
    """A row without type, name and label is a comment, as XLSForm has it."""
    has_label = any(column.header.name == "label" for column, _ in row.list_filled())
    if row.read("name") or has_label:
        findings.refuse(FormFault.NO_TYPE, row.locate("type"))
    else:
        findings.warn(FormFault.COMMENT_ROW, row.locate())


def _refuse_type(row: Row, cell: TypeCell, findings: Findings) -> None:
    written, place = row.read("type"), row.locate("type")
    if cell.is_known:
        why_zh, why_en = REFUSED[cell.word]
        about = {"type": written, "why_zh": why_zh, "why_en": why_en}
        findings.refuse(FormFault.UNSUPPORTED_TYPE, place, **about)
        return
    first = cell.word.split()[0] if cell.word else ""
    known = sorted({kind.word for kind in KINDS} | {"end_group"})
    meant = get_close_matches(first, known, n=1, cutoff=0.75)
    hint_zh, hint_en = (f"是否应为{meant[0]}？", f"Should it be {meant[0]}?") if meant else ("", "")
    about = {"type": written, "hint_zh": hint_zh, "hint_en": hint_en}
    findings.refuse(FormFault.UNKNOWN_TYPE, place, **about)


def _fold_grids(entries: list[Entry]) -> list[Entry]:
    """Make one grid of a row with the appearance `label` and the `list-nolabel` rows after it."""
    folded: list[Entry] = []
    for entry in entries:
        head = folded[-1] if folded else None
        if entry.children and not entry.is_grid:
            entry.children = _fold_grids(entry.children)
        if entry.cell.word == "select_one" and "label" in entry.appearances:
            entry.kind, entry.heads_grid = find_marked_kind(GRID, "begin_group"), True
        elif head and head.heads_grid and "list-nolabel" in entry.appearances:
            head.children.append(entry)
            continue
        folded.append(entry)
    return folded


def _fold_lines(entries: list[Entry], findings: Findings) -> list[Entry]:
    """Give the lines for words of one's own to the question before them."""
    folded: list[Entry] = []
    for entry in entries:
        entry.children = _fold_lines(entry.children, findings)
        if entry.kind != OPTION_LINE:
            folded.append(entry)
        elif folded and not folded[-1].is_group:
            folded[-1].lines.append(entry)
        else:
            about = {"value": OPTION_LINE.type, "header": TYPE_HEADER}
            findings.refuse(FormFault.BAD_VALUE, entry.row.locate(TYPE_HEADER), **about)
    return folded
