"""Commands: `flask --app wsgi questionnaire check|import|export`, for forms in files."""

from pathlib import Path
from typing import cast

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from portal.accounts.service import record_audit
from portal.clock import read_clock
from portal.config import Settings
from portal.db import db
from surveys.errors import FormNotWritable, UnknownQuestionnaire
from surveys.questionnaires.drafts.importing import import_draft
from surveys.questionnaires.drafts.service import Doing, Draft, list_drafts
from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.service import find_newest_version, list_codes, publish_version
from surveys.questionnaires.xlsform.findings import Finding, Severity
from surveys.questionnaires.xlsform.reader import ReadForm, read_form
from surveys.questionnaires.xlsform.writer import write_form
from surveys.results.indicators import list_indicator_codes, prepare_publication

questionnaire_group = AppGroup("questionnaire", help="Questionnaires as XLSForm files.")

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
BY = "命令行 command line"
SEVERITY_WORDS = {
    "error": "错误 error",
    "unpublishable": "发布前须改 before publishing",
    "warning": "提醒 warning",
}


@questionnaire_group.command("check")
@click.argument("file", type=FILE)
def check_form(file: Path) -> None:
    """Say what is wrong with FILE (.xlsx, .xls, .csv), a line each; succeed if it imports."""
    form = _read(file)
    if form.questionnaire is None:
        raise click.ClickException("问卷不能导入 The form does not import.")
    click.echo(f"可以导入 The form imports: {_name(form.questionnaire)}{_count_to_mend(form)}.")


@questionnaire_group.command("import")
@click.argument("file", type=FILE)
@click.option("--publish", is_flag=True, help="Publish it at once, if nothing stands against that.")
def import_form(file: Path, *, publish: bool) -> None:
    """Make FILE a draft, to be looked over and published by an official."""
    form = _read(file)
    if form.questionnaire is None:
        raise click.ClickException(_say_refusal(form))
    with db.transaction() as session:
        if publish and form.is_publishable:
            click.echo(_publish(session, form.questionnaire))
            return
        draft = _keep_draft(session, form.questionnaire, file.name)
    click.echo(f"草稿 Draft: {_name(form.questionnaire)}{_count_to_mend(form)}.")
    click.echo(_address(draft))
    if publish:
        raise click.ClickException("没有发布，已存为草稿 Not published; it is kept as a draft.")


@questionnaire_group.command("export")
@click.argument("code")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def export_form(code: str, file: Path) -> None:
    """Write the questionnaire CODE as an .xlsx FILE: its newest version, or else its draft."""
    if file.suffix.casefold() != ".xlsx":
        raise click.ClickException("文件名须以.xlsx结尾 The file's name must end in .xlsx.")
    with db.reading() as session:
        questionnaire, kind = _find_questionnaire(session, code)
    try:
        file.write_bytes(write_form(questionnaire))
    except FormNotWritable as error:
        raise click.ClickException(f"文字放不进表格 A text fits no cell: {error}.") from error
    click.echo(f"已写入 Written: {file} ({kind})")


def _read(file: Path) -> ReadForm:
    with db.reading() as session:
        publication = prepare_publication(session, now=read_clock())
        form = read_form(file.read_bytes(), file.name, publication)
    for finding in form.findings:
        click.echo(_describe(finding))
    return form


def _describe(finding: Finding) -> str:
    """Return one line, whatever a cell quoted in it holds."""
    line = f"{SEVERITY_WORDS[finding.severity]}: {finding.describe('zh')} {finding.words['en']}"
    return " ".join(line.split())


def _publish(session: Session, questionnaire: Questionnaire) -> str:
    newest = _find_newest(session, questionnaire.code)
    if newest == questionnaire:
        return (
            f"没有变化，未再发布 Unchanged, not published again: {_name(newest)}, {newest.digest}"
        )
    now = read_clock()
    indicators = list_indicator_codes(session, questionnaire.code)
    version = publish_version(session, questionnaire, now=now, indicators=indicators)
    subject = f"{questionnaire.code} {version.digest[:12]}"
    record_audit(session, who=BY, action="questionnaire published", subject=subject, now=now)
    return f"已发布 Published: {questionnaire.code}, {version.digest}"


def _keep_draft(session: Session, questionnaire: Questionnaire, file_name: str) -> Draft:
    doing = Doing("imported", file_name[:100], BY, read_clock())
    draft = import_draft(session, questionnaire, doing=doing)
    subject = f"{questionnaire.code} #{draft.id} {file_name}"
    record_audit(session, who=BY, action="form imported", subject=subject, now=doing.now)
    return draft


def _find_questionnaire(session: Session, code: str) -> tuple[Questionnaire, str]:
    newest = _find_newest(session, code)
    if newest is not None:
        return newest, "最新版本 newest version"
    drafts = {draft.questionnaire.code: draft.questionnaire for draft in list_drafts(session)}
    if code in drafts:
        return drafts[code], "草稿 draft"
    known = ", ".join(sorted({*list_codes(session), *drafts})) or "-"
    raise click.ClickException(
        f"没有这份问卷 There is no questionnaire: {code}. 现有 There are: {known}"
    )


def _find_newest(session: Session, code: str) -> Questionnaire | None:
    try:
        return find_newest_version(session, code).questionnaire
    except UnknownQuestionnaire:
        return None


def _say_refusal(form: ReadForm) -> str:
    words = "没有导入，没有保存任何内容 Not imported; nothing was saved."
    if form.draft is None:
        return words
    return (
        f"{words} 也可以在网页上传，带着错误存为草稿来改 "
        "Uploaded in the browser, it becomes a draft to be mended there."
    )


def _count_to_mend(form: ReadForm) -> str:
    severity: Severity = "unpublishable"
    n_to_mend = sum(finding.severity == severity for finding in form.findings)
    return f"; 发布前须改 to mend before publishing: {n_to_mend}" if n_to_mend else ""


def _name(questionnaire: Questionnaire) -> str:
    return f"{questionnaire.code}, {len(questionnaire.questions)} 题 questions"


def _address(draft: Draft) -> str:
    settings = cast(Settings, current_app.extensions["settings"])
    return f"{settings.public_url}/officials/questionnaires/drafts/{draft.id}"
