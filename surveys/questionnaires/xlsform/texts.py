"""Texts in several languages: which column is which language, and the words of a row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from surveys.questionnaires.xlsform.fields import LANGUAGES_HEADER
from surveys.questionnaires.xlsform.files import FormSheets
from surveys.questionnaires.xlsform.findings import Findings
from surveys.questionnaires.xlsform.form_faults import FormFault
from surveys.questionnaires.xlsform.headers import TRANSLATED
from surveys.questionnaires.xlsform.languages import guess_language, read_tag
from surveys.questionnaires.xlsform.sheets import Column, Row, Sheet

DEFAULT_HEADER = "default_language"


@dataclass(frozen=True)
class Languages:
    """The languages of a form."""

    tags: tuple[str, ...]
    """The questionnaire's own, the first of them its default."""
    plain: str
    """Of texts whose column names no language."""
    tag_by_written: Mapping[str, str] = field(default_factory=dict)

    def find_tag(self, column: Column) -> str | None:
        """Return the tag of a column's language; None where its name is not known."""
        written = column.header.language
        return self.plain if written is None else self.tag_by_written.get(written)

    def read_words(self, row: Row, name: str, findings: Findings) -> dict[str, str]:
        """Return the words of a row under a heading, language by language."""
        words: dict[str, str] = {}
        source: dict[str, Column] = {}
        for column in row.sheet.list_columns(name):
            tag, text = self.find_tag(column), row.read_column(column)
            if not text or tag is None:
                continue
            if words.get(tag, text) != text:
                place = row.sheet.locate(column, row.number)
                about = {"header": column.written, "other": source[tag].written}
                findings.refuse(FormFault.TWO_TEXTS, place, **about)
                continue
            words[tag], source[tag] = text, column
        order = {tag: i for i, tag in enumerate(self.tags)}
        return dict(sorted(words.items(), key=lambda item: order.get(item[0], len(order))))

    def find_column(self, sheet: Sheet, name: str, tag: str) -> Column | None:
        """Return the column of a heading in a language."""
        columns = sheet.list_columns(name)
        return next((column for column in columns if self.find_tag(column) == tag), None)


def read_languages(sheets: FormSheets, findings: Findings) -> Languages:
    """Return the languages that a form's headings and settings name."""
    tag_by_written = dict(_read_tags(sheets, findings))
    settings = sheets.settings.rows[0] if sheets.settings.rows else None
    default = _read_default(settings, findings) if settings else None
    named = list(dict.fromkeys(tag_by_written.values()))
    plain = default or _guess_plain(sheets, named, findings)
    tags = list(dict.fromkeys([*([default] if default else []), *named]))
    if _has_plain_texts(sheets) and plain not in tags:
        tags.insert(0, plain)
    own = settings.read(LANGUAGES_HEADER).split() if settings else []
    return Languages(tuple(own or tags or [plain]), plain, tag_by_written)


def _read_default(settings: Row, findings: Findings) -> str | None:
    written = settings.read(DEFAULT_HEADER)
    tag = read_tag(written)
    if tag is None and written.casefold() not in {"", "default"}:
        place = settings.locate(DEFAULT_HEADER)
        findings.refuse(FormFault.UNKNOWN_LANGUAGE_NAME, place, language=written)
    return tag


def _read_tags(sheets: FormSheets, findings: Findings) -> Iterator[tuple[str, str]]:
    """Yield what is written of a language and its tag; refuse what cannot be known."""
    for sheet in (sheets.survey, sheets.choices, sheets.settings):
        for column in sheet.columns:
            written = column.header.language
            if written is None:
                continue
            tag = read_tag(written)
            if tag is None:
                place = sheet.locate(column)
                findings.refuse(FormFault.UNKNOWN_LANGUAGE_NAME, place, language=written)
            else:
                yield written, tag


def _has_plain_texts(sheets: FormSheets) -> bool:
    return any(
        True
        for sheet in (sheets.survey, sheets.choices)
        for column in sheet.columns
        if column.header.language is None and column.header.name in TRANSLATED
        for row in sheet.rows
        if row.read_column(column)
    )


def _guess_plain(sheets: FormSheets, named: list[str], findings: Findings) -> str:
    """Return the language of unmarked texts by their script, and say so if there are any."""
    columns = [
        column for column in sheets.survey.list_columns("label") if column.header.language is None
    ]
    sample = "".join(row.read_column(column) for row in sheets.survey.rows for column in columns)
    guess = guess_language(sample)
    if sample:
        place = sheets.survey.locate(columns[0])
        findings.warn(FormFault.GUESSED_LANGUAGE, place, language=guess)
        return guess
    return named[0] if named else guess
