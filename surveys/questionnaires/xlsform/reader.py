"""Reading a form whole: a file in, a questionnaire or the reasons why not out."""

from dataclasses import dataclass
from pathlib import PurePath

from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.xlsform.choices import read_lists
from surveys.questionnaires.xlsform.codes import assign_codes
from surveys.questionnaires.xlsform.columns import judge_columns
from surveys.questionnaires.xlsform.fields import FORM_COLUMNS, LANGUAGES_HEADER
from surveys.questionnaires.xlsform.files import FormSheets, read_sheets
from surveys.questionnaires.xlsform.findings import Finding, Findings
from surveys.questionnaires.xlsform.form_faults import FormFault
from surveys.questionnaires.xlsform.logic import names_code_of_option
from surveys.questionnaires.xlsform.outline import read_outline
from surveys.questionnaires.xlsform.parts import PartReader
from surveys.questionnaires.xlsform.placing import place_faults
from surveys.questionnaires.xlsform.publication import ANY_DAY, Publication
from surveys.questionnaires.xlsform.sections import SectionReader
from surveys.questionnaires.xlsform.settings import read_settings
from surveys.questionnaires.xlsform.texts import read_languages


@dataclass(frozen=True)
class ReadForm:
    """What became of a form."""

    questionnaire: Questionnaire | None
    """None where there are errors."""
    findings: tuple[Finding, ...]
    draft: Questionnaire | None = None
    """What a draft can begin with: the questionnaire, or a faulty one that holds all of the file,
    in which the check before publishing finds every error again. Otherwise None."""

    @property
    def is_publishable(self) -> bool:
        """True where nothing stands between the questionnaire and its publication."""
        return all(finding.severity == "warning" for finding in self.findings)


def read_form(content: bytes, file_name: str, publication: Publication = ANY_DAY) -> ReadForm:
    """Return the questionnaire of an XLSForm file (.xlsx, .xls or .csv), and what was found.

    Never raises for what is in the file. What the questionnaire cannot hold is refused with its
    place; what it holds differently is a warning; what publication still needs is unpublishable.

    Parameters
    ----------
    content
        The file's bytes.
    file_name
        Its name: the stem is the questionnaire's code where the form gives none.
    publication
        The day on which it is to be published, and what its answers will be counted for.
    """
    path = PurePath(file_name)
    findings = Findings()
    sheets = read_sheets(content, path.suffix, findings)
    draft = _read(sheets, path.stem, findings, publication) if sheets else None
    questionnaire = None if findings.n_errors else draft
    return ReadForm(questionnaire, findings.close(), draft)


def _read(
    sheets: FormSheets, stem: str, findings: Findings, publication: Publication
) -> Questionnaire | None:
    for header in {"type", "name"} - sheets.survey.names:
        findings.refuse(FormFault.NO_COLUMN, sheets.survey.locate(), header=header)
    for sheet in (sheets.survey, sheets.choices, sheets.settings):
        judge_columns(sheet, findings)
    if "type" not in sheets.survey.names:
        return None
    outline = read_outline(sheets.survey, findings)
    names = assign_codes(outline, findings)
    filters = [row.read("choice_filter") for row in sheets.survey.rows]
    # This portal's own files say all facts of their options; in others each has its name.
    is_own = LANGUAGES_HEADER in sheets.settings.names
    by_code = not is_own and any(map(names_code_of_option, filters))
    parts = PartReader(read_languages(sheets, findings), names, findings, filters_by_code=by_code)
    values = read_settings(sheets.settings, stem, parts)
    lists = read_lists(sheets.choices, findings)
    codes = {entry.code for group in outline for entry in group.walk()}
    reader = SectionReader(parts, lists, values["title"], codes)
    sections = reader.read_sections(outline)
    lists.list_unused(findings)
    if not findings.n_errors and not sheets.survey.rows:
        findings.refuse(FormFault.EMPTY_SURVEY, sheets.survey.locate())
    if findings.loses_something:
        return None
    whole = {**values, "languages": parts.languages.tags, "sections": sections}
    row = sheets.settings.rows[0] if sheets.settings.rows else sheets.survey.rows[0]
    questionnaire = parts.build(Questionnaire, whole, row, FORM_COLUMNS)
    if questionnaire is None:
        return None
    found = publication.check(questionnaire)
    holds_all = place_faults(found, sheets, parts, findings)
    return questionnaire if holds_all and not findings.loses_something else None
