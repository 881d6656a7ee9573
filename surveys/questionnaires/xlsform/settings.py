"""The settings sheet: code, title, words around the questions, and the statutory marks."""

from collections.abc import Mapping

from surveys.questionnaires.model import Marks
from surveys.questionnaires.xlsform.codes import is_code, make_code
from surveys.questionnaires.xlsform.fields import FORM_COLUMNS, MARKS_COLUMNS
from surveys.questionnaires.xlsform.findings import NOWHERE
from surveys.questionnaires.xlsform.form_faults import FormFault
from surveys.questionnaires.xlsform.parts import PartReader
from surveys.questionnaires.xlsform.sheets import Row, Sheet

SPARE_CODE = "questionnaire"


def read_settings(sheet: Sheet, stem: str, parts: PartReader) -> dict[str, object]:
    """Return the fields of the questionnaire that the settings say; `stem` is the file's name."""
    rows = sheet.rows
    for row in rows[1:]:
        parts.findings.refuse(FormFault.SEVERAL_SETTINGS, row.locate())
    if not rows:
        code = _read_code("", stem, None, parts)
        title = _read_title({}, None, stem.strip() or code, parts)
        return {"code": code, "title": title, **_no_words()}
    row = rows[0]
    fields = parts.read_fields(row, FORM_COLUMNS)
    code = _read_code(row.read("form_id"), stem, row, parts)
    spare = row.read("form_id") or stem.strip() or code
    title = _read_title(fields.get("title"), row, spare, parts)
    values = {**_no_words(), **fields, "code": code, "title": title}
    marks = _read_marks(row, parts)
    return values if marks is None else {**values, "marks": marks}


def _no_words() -> dict[str, object]:
    return {"intro": {}, "privacy": {}, "closing": {}}


def _read_marks(row: Row, parts: PartReader) -> Marks | None:
    """Return the marks, where any of them is written."""
    values = parts.read_fields(row, MARKS_COLUMNS)
    if not values:
        return None
    blank: dict[str, object] = {"form_number": "", "approval_number": "", "authority": {}}
    if "valid_until" not in values:
        place, header = row.locate("minyi_valid_until"), "minyi_valid_until"
        parts.findings.refuse(FormFault.NO_COLUMN, place, header=header)
        return None
    return parts.build(Marks, {**blank, **values}, row, MARKS_COLUMNS)


def _read_code(form_id: str, stem: str, row: Row | None, parts: PartReader) -> str:
    written = form_id or stem
    if is_code(written):
        return written
    code = make_code(written, spare=SPARE_CODE, taken=set())
    if form_id and row is not None:
        place = row.locate("form_id")
        parts.findings.warn(FormFault.RENAMED, place, name=form_id, code=code)
    return code


def _read_title(own: object, row: Row | None, spare: str, parts: PartReader) -> Mapping[str, str]:
    """Return the title: this portal's columns, else form_title, else `spare` for the time being.

    `form_title` repeats the first language of this portal's columns; one that differs was edited.
    """
    titles = dict(own) if isinstance(own, Mapping) else {}
    if row is not None:
        forms = parts.languages.read_words(row, "form_title", parts.findings)
        is_repeated = row.read("form_title") in {title.strip() for title in titles.values()}
        titles |= {} if is_repeated else forms
    if not titles:
        place = row.locate("form_title") if row else NOWHERE
        parts.findings.warn(FormFault.NO_TITLE, place, title=spare)
        titles = dict.fromkeys(parts.languages.tags[:1], spare)
    return titles
