"""A questionnaire from a spreadsheet: uploaded, read, told what is wrong with it, made a draft.

Nothing is kept of a file but the draft that it makes. What cannot become a draft is named by
sheet, row and column, and the mended file is sent from the same page.
"""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.exceptions import RequestEntityTooLarge

from portal.accounts.service import record_audit
from portal.accounts.session import current_account
from portal.clock import read_clock
from portal.db import db
from portal.errors import HTTP_PAGES, show_error
from portal.i18n import pick_words
from portal.officials.questionnaires.fields import FieldError
from portal.officials.questionnaires.findings import address_outline
from portal.officials.questionnaires.gate import find_previous
from portal.officials.questionnaires.saving import (
    BASE,
    begin,
    load_open_draft,
)
from surveys.questionnaires.drafts.importing import Untouched, give_own_code, import_draft
from surveys.questionnaires.drafts.service import Draft, list_drafts
from surveys.questionnaires.xlsform.findings import Finding, Severity
from surveys.questionnaires.xlsform.limits import MAX_FILE, MIB
from surveys.questionnaires.xlsform.reader import ReadForm, read_form
from surveys.results.indicators import prepare_publication

FIELD = "file"

blueprint = Blueprint("importing", __name__)


@dataclass(frozen=True)
class FoundLine:
    """One finding: the cell where it stands, and the sentence."""

    place: str
    text: str


@dataclass(frozen=True)
class Result:
    """What became of a file."""

    file_name: str
    errors: tuple[FoundLine, ...]
    unpublishable: tuple[FoundLine, ...]
    warnings: tuple[FoundLine, ...]
    draft: Draft | None = None
    next_number: int = 0
    """The number that the draft's version would have, where its code was published before."""
    n_twins: int = 0
    """Other open drafts under the same code."""


@blueprint.get("/import")
def show_import() -> ResponseReturnValue:
    """Show where to choose a file."""
    return _show()


@blueprint.post("/import")
def import_file() -> ResponseReturnValue:
    """Read the file and make a draft of it, or say what stands against that."""
    file = request.files.get(FIELD)
    if file is None or not file.filename:
        error = FieldError(FIELD, _("请先选择一个文件。"))
        return _show(errors=(error,)), 422
    name = file.filename
    form = read_form(file.read(), name, prepare_publication(db.reader, now=read_clock()))
    if form.draft is None:
        error = FieldError(FIELD, _("没有导入“%(name)s”。请照下面改好文件，再上传。", name=name))
        return _show(errors=(error,), result=_sort_findings(form, name)), 422
    doing = begin("imported", name)
    draft = import_draft(db.session, form.draft, doing=doing, earlier=_read_earlier())
    subject = f"{draft.questionnaire.code} #{draft.id} {name}"
    record_audit(db.session, who=doing.by, action="form imported", subject=subject, now=doing.now)
    return _show(result=_tell_result(db.session, form, name, draft))


@blueprint.post("/drafts/<int:draft_id>/own-code")
def take_own_code(draft_id: int) -> ResponseReturnValue:
    """Make a draft a questionnaire of its own, under a code that is free."""
    load_open_draft(draft_id)
    draft = give_own_code(db.session, draft_id, doing=begin("edited"))
    flash(_("这份草稿现在是另一份问卷，代码是 %(code)s。", code=draft.questionnaire.code))
    return redirect(address_outline(draft_id), 303)


@blueprint.errorhandler(RequestEntityTooLarge)
def refuse_large_file(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say beside the field that the file is too large; only to those who may see the page."""
    if current_account() is None:
        return show_error(HTTP_PAGES[413])
    text = _("文件太大，最多可以有 %(maximum)s MiB。没有导入任何内容。", maximum=MAX_FILE // MIB)
    return _show(errors=(FieldError(FIELD, text),)), 413


def _read_earlier() -> Untouched | None:
    draft_id = request.form.get("draft", type=int)
    return Untouched(draft_id, request.form.get("digest", "")) if draft_id else None


def _tell_result(session: Session, form: ReadForm, name: str, draft: Draft) -> Result:
    code = draft.questionnaire.code
    newest = find_previous(session, code)
    codes = [each.questionnaire.code for each in list_drafts(session) if each.id != draft.id]
    return _sort_findings(
        form,
        name,
        draft=draft,
        next_number=newest.number + 1 if newest else 0,
        n_twins=codes.count(code),
    )


def _sort_findings(
    form: ReadForm,
    name: str,
    *,
    draft: Draft | None = None,
    next_number: int = 0,
    n_twins: int = 0,
) -> Result:
    def of(severity: Severity) -> tuple[FoundLine, ...]:
        return tuple(
            FoundLine(_name_place(finding), pick_words(finding.words))
            for finding in form.findings
            if finding.severity == severity
        )

    return Result(
        name,
        of("error"),
        of("unpublishable"),
        of("warning"),
        draft=draft,
        next_number=next_number,
        n_twins=n_twins,
    )


def _name_place(finding: Finding) -> str:
    """Name a cell as people look for it: sheet, row, column and its heading."""
    parts = []
    if finding.sheet:
        parts.append(_("%(sheet)s 表", sheet=finding.sheet))
    if finding.row:
        parts.append(_("第 %(row)s 行", row=finding.row))
    if finding.column:
        parts.append(_("%(column)s 列", column=finding.column))
    place = " · ".join(parts)
    return f"{place} ({finding.header})" if finding.header else place


def _show(errors: tuple[FieldError, ...] = (), result: Result | None = None) -> str:
    return render_template(
        "officials/questionnaires/import.html",
        base=BASE,
        errors=errors,
        result=result,
        max_mib=MAX_FILE // MIB,
    )
