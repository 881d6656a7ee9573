"""From the tree of groups to sections: a group is a section, and so is what stands outside any.

Sections lie one after another, so groups within groups are laid out in their order, each under
the conditions of all groups around it. A group that is one page stays one: the title of a group
inside it becomes an information item.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveys.questionnaires.model import Question, Section
from surveys.questionnaires.xlsform.choices import ChoiceLists
from surveys.questionnaires.xlsform.codes import make_code
from surveys.questionnaires.xlsform.columns import SURVEY_HEADERS
from surveys.questionnaires.xlsform.fields import CODE_HEADER, LIST_HEADER, SECTION_COLUMNS
from surveys.questionnaires.xlsform.form_faults import FormFault
from surveys.questionnaires.xlsform.outline import FIELD_LIST, Entry
from surveys.questionnaires.xlsform.parts import PartReader
from surveys.questionnaires.xlsform.questions import read_question
from surveys.questionnaires.xlsform.sheets import Row

OF_GROUPS = frozenset({"type", "name", "appearance", CODE_HEADER}) | {
    column.header for column in SECTION_COLUMNS
}


@dataclass(frozen=True)
class _Frame:
    """What the groups around say: the title, conditions and other fields of the section."""

    code: str
    fields: Mapping[str, object]
    row: Row | None = None
    is_one_page: bool = False

    @property
    def relevant(self) -> str:
        return str(self.fields.get("relevant", ""))


class SectionReader:
    """Makes the sections of a form."""

    def __init__(
        self, parts: PartReader, lists: ChoiceLists, title: object, codes: set[str]
    ) -> None:
        self._parts = parts
        self._lists = lists
        self._title = title
        self._codes = codes
        self._used: set[str] = set()

    def read_sections(self, top: list[Entry]) -> tuple[Section, ...]:
        """Return the sections of the entries on the top level."""
        outside = _Frame("main", {"title": self._title})
        return tuple(self._split(top, outside))

    def _split(self, entries: list[Entry], frame: _Frame) -> Iterator[Section]:
        """Yield the runs of questions as sections of the frame, and the groups as their own."""
        run: list[Entry] = []
        has_run = False
        for entry in entries:
            if not entry.is_group:
                run.append(entry)
                continue
            if run:
                has_run = True
                yield from self._make_section(run, frame)
                run = []
            yield from self._open_group(entry, frame)
        if run or (frame.row is not None and not entries):
            yield from self._make_section(run, frame)
        elif frame.row is not None and not has_run and frame.fields.get("title"):
            about = {"name": frame.row.read("name")}
            self._parts.findings.warn(FormFault.NESTED_GROUP, frame.row.locate(), **about)

    def _open_group(self, entry: Entry, outer: _Frame) -> Iterator[Section]:
        fields = self._read_group(entry)
        relevant = join_conditions(outer.relevant, str(fields.get("relevant", "")))
        if relevant:
            fields["relevant"] = relevant
        frame = _Frame(entry.code, fields, entry.row, FIELD_LIST in entry.appearances)
        if frame.is_one_page:
            yield from self._make_section(entry.children, frame)
        else:
            yield from self._split(entry.children, frame)

    def _read_group(self, entry: Entry) -> dict[str, object]:
        """Return what a group says; what only a question can have is refused."""
        row, findings = entry.row, self._parts.findings
        for appearance in sorted(entry.appearances - {FIELD_LIST}):
            place, about = row.locate("appearance"), {"appearance": appearance}
            findings.warn(FormFault.UNUSED_APPEARANCE, place, **about)
        for column, text in row.list_filled():
            name = column.header.name
            is_denied = text.strip().casefold() in {"no", "false", "false()"}
            if name in SURVEY_HEADERS - OF_GROUPS and not is_denied:
                place = row.sheet.locate(column, row.number)
                findings.refuse(FormFault.NOT_OF_GROUPS, place, header=column.written)
        return self._parts.read_fields(row, SECTION_COLUMNS)

    def _make_section(self, entries: list[Entry], frame: _Frame) -> Iterator[Section]:
        code = self._choose_code(frame)
        place = f"sections/{code}"
        values = {
            "title": {},
            **frame.fields,
            "code": code,
            "is_one_page": frame.is_one_page,
            "questions": tuple(self._read_questions(entries, place, "")),
        }
        row = frame.row or entries[0].row
        self._parts.row_by_place.setdefault(place, row)
        section = self._parts.build(Section, values, row, SECTION_COLUMNS)
        if section is not None:
            yield section

    def _read_questions(
        self, entries: list[Entry], place: str, relevant: str
    ) -> Iterator[Question]:
        """Yield the questions of one section; a group inside it lends them its condition."""
        for entry in entries:
            if entry.kind is None:
                yield from self._read_inner_group(entry, place, relevant)
                continue
            question = read_question(entry, entry.kind, self._lists, self._parts)
            if question is None:
                continue
            self._note_place(f"{place}/{question.code}", entry)
            joined = join_conditions(relevant, question.relevant)
            yield question.model_copy(update={"relevant": joined}) if relevant else question

    def _read_inner_group(self, entry: Entry, place: str, outer: str) -> Iterator[Question]:
        fields = self._read_group(entry)
        relevant = join_conditions(outer, str(fields.get("relevant", "")))
        if fields.get("title"):
            code = make_code(f"{entry.code}_title", spare="title", taken=self._codes)
            self._parts.row_by_place[f"{place}/{code}"] = entry.row
            heading = {"code": code, "type": "information", "label": fields["title"]}
            yield Question.model_validate({**heading, "relevant": relevant})
        yield from self._read_questions(entry.children, place, relevant)

    def _note_place(self, place: str, entry: Entry) -> None:
        self._parts.row_by_place[place] = entry.row
        for child in entry.children:
            self._parts.row_by_place[f"{place}/rows/{child.code}"] = child.row
        scale = entry.children[0].cell if entry.is_grid and entry.children else entry.cell
        list_name = scale.list_name or entry.row.read(LIST_HEADER)
        for row in self._lists.rows_by_list.get(list_name, ()):
            self._parts.row_by_place[f"{place}/options/{row.read('name')}"] = row

    def _choose_code(self, frame: _Frame) -> str:
        """Return the frame's code, or one like it where it is in use by another section."""
        is_free = frame.code not in self._used
        if frame.row is None:
            is_free = is_free and frame.code not in self._codes
        code = frame.code
        if not is_free:
            code = make_code(frame.code, spare="part", taken=self._codes | self._used)
        self._used.add(code)
        return code


def join_conditions(outer: str, inner: str) -> str:
    """Return the condition that both hold; the empty condition always does.

    >>> join_conditions("${a} = 1", "${b} = 2"), join_conditions("", "${b} = 2")
    ('(${a} = 1) and (${b} = 2)', '${b} = 2')
    """
    return f"({outer}) and ({inner})" if outer and inner else outer or inner
