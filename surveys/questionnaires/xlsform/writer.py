"""Writing a questionnaire as a form: an .xlsx file that reads back as the same questionnaire.

XLSForm's own columns come first and are enough for other programs to show the questions; what
they cannot say stands in `minyi_` columns, which they ignore.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import xlsxwriter
from pydantic import BaseModel

from surveys.errors import FormNotWritable
from surveys.questionnaires.model import Option, Question, Questionnaire, Section
from surveys.questionnaires.pages import name_row
from surveys.questionnaires.types.choice import name_option_text
from surveys.questionnaires.xlsform.columns import is_fact
from surveys.questionnaires.xlsform.fields import (
    CODE_HEADER,
    FORM_COLUMNS,
    LANGUAGES_HEADER,
    LIST_HEADER,
    MARKS_COLUMNS,
    OPTION_COLUMNS,
    QUESTION_COLUMNS,
    ROW_COLUMNS,
    SECTION_COLUMNS,
    TYPE_HEADER,
    FieldColumn,
    write_value,
)
from surveys.questionnaires.xlsform.headers import PREFIX, Header, read_header
from surveys.questionnaires.xlsform.kinds import GRID, choose_kind
from surveys.questionnaires.xlsform.languages import write_language
from surveys.questionnaires.xlsform.option_lines import list_line_options, write_line
from surveys.questionnaires.xlsform.outline import FIELD_LIST
from surveys.questionnaires.xlsform.parameters import HEADER as PARAMETERS_HEADER
from surveys.questionnaires.xlsform.parameters import write_parameters
from surveys.questionnaires.xlsform.sheets import Column

LONGEST_CELL = 32_767
"""Characters in a cell of a spreadsheet."""
WIDEST_COLUMN = 60
FIRST_HEADERS = {
    "survey": ("type", "name"),
    "choices": ("list_name", "name"),
    "settings": ("form_title", "form_id", "default_language"),
}
LABEL_COLUMNS = tuple(column for column in OPTION_COLUMNS if column.field == "label")
_UNWRITABLE = re.compile("[\ufffe\uffff]")
"""Characters that no XML document may hold."""

Cells = dict[str, str]
"""One row: heading -> text."""


@dataclass
class _Form:
    """The sheets of a form while they are written."""

    survey: list[Cells] = field(default_factory=list)
    choices: list[Cells] = field(default_factory=list)
    settings: list[Cells] = field(default_factory=list)
    list_by_options: dict[str, str] = field(default_factory=dict)
    fact_by_header: dict[Header, str] = field(default_factory=dict)


def write_form(questionnaire: Questionnaire) -> bytes:
    """Return a questionnaire as the bytes of an .xlsx file.

    Raises
    ------
    FormNotWritable
        Where a text is longer than a spreadsheet's cell can be.
    """
    form = _Form(settings=[_write_settings(questionnaire)])
    names = {name for question in questionnaire.questions for name in _list_names(question)}
    for section in questionnaire.sections:
        _write_section(section, names, form)
    sheets = {"survey": form.survey, "choices": form.choices, "settings": form.settings}
    for name, rows in sheets.items():
        _refuse_long_texts(name, rows)
    return _write_workbook(sheets)


def _write_settings(questionnaire: Questionnaire) -> Cells:
    languages = questionnaire.languages
    title = questionnaire.title
    cells = {
        "form_title": next((title[tag] for tag in (*languages, *title) if title.get(tag)), ""),
        "form_id": questionnaire.code,
        "default_language": write_language(languages[0]) if languages else "",
        "style": "pages",
        LANGUAGES_HEADER: " ".join(languages),
        **_write_fields(questionnaire, FORM_COLUMNS),
    }
    return cells | (
        _write_fields(questionnaire.marks, MARKS_COLUMNS) if questionnaire.marks else {}
    )


def _write_section(section: Section, names: set[str], form: _Form) -> None:
    name = section.code
    while name in names:
        name = f"{name}_section"
    cells = {"type": "begin_group", "name": name, **_write_fields(section, SECTION_COLUMNS)}
    if name != section.code:
        cells[CODE_HEADER] = section.code
    if section.is_one_page:
        cells["appearance"] = FIELD_LIST
    form.survey.append(cells)
    for question in section.questions:
        form.survey.extend(_write_question(question, form))
    form.survey.append({"type": "end_group", "name": name})


def _write_question(question: Question, form: _Form) -> Iterator[Cells]:
    kind = choose_kind(question)
    # What the type and its parameters say is not said again.
    said = {kind.sets, "random_order" if kind.has_list else ""}
    columns = tuple(column for column in QUESTION_COLUMNS if column.field not in said)
    cells = {
        "type": kind.word,
        "name": question.code,
        **_write_fields(question, columns),
        "appearance": kind.appearance,
        PARAMETERS_HEADER: write_parameters(question, kind),
        TYPE_HEADER: kind.type if kind.is_marked or kind.type == GRID else "",
    }
    if kind.has_list:
        cells["type"] += f" {_name_list(question, form)}"
    elif question.options and kind.type != GRID:
        cells[LIST_HEADER] = _name_list(question, form)
    yield cells
    if kind.type == GRID:
        yield from _write_rows(question, form)
    for option in list_line_options(question):
        yield write_line(question, option) | _write_fields(option, LABEL_COLUMNS)


def _write_rows(question: Question, form: _Form) -> Iterator[Cells]:
    for row in question.rows:
        cells = {
            "type": f"select_one {_name_list(question, form)}",
            "name": name_row(question, row),
            **_write_fields(row, ROW_COLUMNS),
        }
        yield {**cells, "required": "yes"} if question.is_required else cells
    yield {"type": "end_group", "name": question.code}


def _name_list(question: Question, form: _Form) -> str:
    """Return the list of a question's options; equal options are one list."""
    key = "".join(option.model_dump_json() for option in question.options)
    if key not in form.list_by_options:
        form.list_by_options[key] = question.code
        for option in question.options:
            cells = {"list_name": question.code, "name": option.code}
            form.choices.append(cells | _write_option(option, form))
    return form.list_by_options[key]


def _write_option(option: Option, form: _Form) -> Cells:
    """Return the cells of an option; each of its facts has a column where its name allows."""
    facts = option.columns
    if not facts or not all(_takes_column(name, text, form) for name, text in facts.items()):
        return _write_fields(option, OPTION_COLUMNS)
    columns = tuple(column for column in OPTION_COLUMNS if column.field != "columns")
    return _write_fields(option, columns) | {**facts}


def _takes_column(name: str, text: str, form: _Form) -> bool:
    header = read_header(name, "choices")
    if not is_fact(Column(header, name, 0, "A")) or not text.strip():
        return False
    # Headings that differ in their capitals only would be one column.
    return form.fact_by_header.setdefault(header, name) == name


def _list_names(question: Question) -> Iterator[str]:
    yield question.code
    for row in question.rows:
        yield name_row(question, row)
    for option in list_line_options(question):
        yield name_option_text(question, option)


def _write_fields(part: BaseModel, columns: tuple[FieldColumn, ...]) -> Cells:
    """Return the cells of a part's fields; what is at its default stays blank."""
    plain = part.model_dump(mode="json", exclude_defaults=True)
    cells: Cells = {}
    for column in columns:
        if column.field not in plain:
            continue
        value = plain[column.field]
        if column.is_text:
            cells |= {
                f"{column.header}::{write_language(tag)}": text for tag, text in value.items()
            }
        else:
            cells[column.header] = write_value(column, value)
    return cells


def _refuse_long_texts(sheet: str, rows: list[Cells]) -> None:
    for number, cells in enumerate(rows, start=2):
        for header, text in cells.items():
            if len(text) > LONGEST_CELL or _UNWRITABLE.search(text):
                raise FormNotWritable(f"{sheet} {number} {header}")


def _write_workbook(sheets: Mapping[str, list[Cells]]) -> bytes:
    output = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(output, options) as workbook:
        heading = workbook.add_format({"bold": True, "bottom": 1})
        text = workbook.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for name, rows in sheets.items():
            worksheet = workbook.add_worksheet(name)
            worksheet.freeze_panes(1, 0)
            for column, header in enumerate(_order_headers(name, rows)):
                texts = [cells.get(header, "") for cells in rows]
                longest = max(map(len, (header, *texts)))
                worksheet.set_column(column, column, min(longest + 2, WIDEST_COLUMN))
                worksheet.write_string(0, column, header, heading)
                for number, words in enumerate(texts, start=1):
                    if words:
                        worksheet.write_string(number, column, words, text)
    return output.getvalue()


def _order_headers(sheet: str, rows: list[Cells]) -> list[str]:
    """Return the headings: those that must be there, XLSForm's, then this portal's own."""
    used = dict.fromkeys(header for cells in rows for header in cells if cells[header])
    own = [header for header in used if header.startswith(PREFIX)]
    others = [header for header in used if header not in own]
    return list(dict.fromkeys((*FIRST_HEADERS[sheet], *others, *own)))
