"""From a row to a part of the model: every column of the part is read, and what does not fit it
is found at its cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from surveys.questionnaires.model import Option
from surveys.questionnaires.xlsform.codes import LONGEST_CODE
from surveys.questionnaires.xlsform.fields import (
    EXPRESSIONS,
    OPTION_COLUMNS,
    FieldColumn,
    read_value,
)
from surveys.questionnaires.xlsform.findings import Findings
from surveys.questionnaires.xlsform.form_faults import FormFault
from surveys.questionnaires.xlsform.logic import read_expression, rename
from surveys.questionnaires.xlsform.sheets import Column, Row
from surveys.questionnaires.xlsform.texts import Languages

Part = TypeVar("Part", bound=BaseModel)
_PIPE = "${"


@dataclass
class PartReader:
    """Reads parts of a questionnaire from rows, in the languages of its form."""

    languages: Languages
    names: Mapping[str, str]
    """Every name of the form -> the name of its answer."""
    findings: Findings
    filters_by_code: bool = False
    """True where a choice filter asks for the name of the option itself."""
    row_by_place: dict[str, Row] = field(default_factory=dict)
    """Places in the questionnaire (`sections/main/Q1`) -> the rows they came from."""

    def read_fields(self, row: Row, columns: Iterable[FieldColumn]) -> dict[str, object]:
        """Return what a row says of the fields; blank cells say nothing."""
        values: dict[str, object] = {}
        for column in columns:
            value = self._read_field(row, column)
            if value is not None:
                values[column.field] = value
        return values

    def _read_field(self, row: Row, column: FieldColumn) -> object:
        if column.is_text:
            return self._read_words(row, column.header) or None
        text = row.read(column.header)
        if not text:
            return None
        place = row.locate(column.header)
        if column.field in EXPRESSIONS:
            return read_expression(
                text, column.field, place, names=self.names, findings=self.findings
            )
        try:
            return read_value(column, text)
        except ValueError:
            fault = FormFault.NOT_YES_OR_NO if column.is_yes_or_no else FormFault.BAD_VALUE
            self.findings.refuse(fault, place, header=column.header, value=text)
            return None

    def _read_words(self, row: Row, header: str) -> dict[str, str]:
        """Return the words of a cell in every language; answers piped into them are renamed."""
        words = self.languages.read_words(row, header, self.findings)
        for tag, text in words.items():
            if _PIPE in text:
                column = self.languages.find_column(row.sheet, header, tag)
                place = row.sheet.locate(column, row.number)
                words[tag] = rename(text, place, names=self.names, findings=self.findings)
        return words

    def read_option(self, row: Row, facts: Iterable[Column]) -> Option | None:
        """Return the option of a row of the choices sheet; `facts` are its columns to filter by."""
        code = row.read("name")
        if not code:
            self.findings.refuse(FormFault.NO_NAME, row.locate("name"))
            return None
        written = {column.written: row.read_column(column) for column in facts}
        columns = {name: text for name, text in written.items() if text}
        if self.filters_by_code:
            columns["name"] = code
        values: dict[str, object] = {"label": {}}
        if columns:
            values["columns"] = columns
        values |= {**self.read_fields(row, OPTION_COLUMNS), "code": code}
        return self.build(Option, values, row, OPTION_COLUMNS)

    def build(
        self, part: type[Part], values: Mapping[str, Any], row: Row, columns: Iterable[FieldColumn]
    ) -> Part | None:
        """Return a part of the model; None, with the cells found, where values do not fit."""
        try:
            return part(**values)
        except ValidationError as refusal:
            header_by_field = {column.field: column.header for column in columns}
            for error in refusal.errors(include_url=False):
                self._refuse_value(str(error["loc"][0]), error["input"], row, header_by_field)
            return None

    def _refuse_value(self, name: str, value: object, row: Row, headers: Mapping[str, str]) -> None:
        if row.sheet.kind == "choices" and name == "code":
            code = str(value)[: LONGEST_CODE + 10]
            self.findings.refuse(FormFault.BAD_OPTION_CODE, row.locate("name"), code=code)
            return
        header = headers.get(name, "name" if name == "code" else "type")
        about = {"header": header, "value": str(value)[:60]}
        self.findings.refuse(FormFault.BAD_VALUE, row.locate(header), **about)
