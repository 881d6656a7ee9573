"""Commands: `flask --app wsgi questionnaire check|import|export`, for forms in files."""

from pathlib import Path

import click
from flask.cli import AppGroup

from portal.clock import read_clock
from portal.db import db
from surveys.errors import FormNotWritable, QuestionnaireRefused, UnknownQuestionnaire
from surveys.questionnaires.finding_words import say_finding
from surveys.questionnaires.service import find_newest_version, publish_version
from surveys.questionnaires.xlsform.findings import Finding
from surveys.questionnaires.xlsform.reader import ReadForm, read_form
from surveys.questionnaires.xlsform.writer import write_form

questionnaire_group = AppGroup("questionnaire", help="Questionnaires as XLSForm files.")

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
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
    n_questions = len(form.questionnaire.questions)
    click.echo(f"可以导入 The form imports: {form.questionnaire.code}, {n_questions} 题 questions.")


@questionnaire_group.command("import")
@click.argument("file", type=FILE)
def import_form(file: Path) -> None:
    """Publish FILE as the next version of its questionnaire."""
    form = _read(file)
    if form.questionnaire is None or not form.is_publishable:
        raise click.ClickException("问卷不能发布 The form was not published.")
    try:
        with db.transaction() as session:
            version = publish_version(session, form.questionnaire, now=read_clock())
    except QuestionnaireRefused as refusal:
        for finding in refusal.findings:
            words = say_finding(finding)
            click.echo(f"{SEVERITY_WORDS['error']}: {finding.place}: {words['zh']} {words['en']}")
        raise click.ClickException("问卷不能发布 The form was not published.") from refusal
    click.echo(f"已发布 Published: {form.questionnaire.code}, {version.digest}")


@questionnaire_group.command("export")
@click.argument("code")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def export_form(code: str, file: Path) -> None:
    """Write the newest version of the questionnaire CODE as an .xlsx FILE."""
    if file.suffix.casefold() != ".xlsx":
        raise click.ClickException("文件名须以.xlsx结尾 The file's name must end in .xlsx.")
    try:
        with db.reading() as session:
            content = write_form(find_newest_version(session, code).questionnaire)
    except UnknownQuestionnaire as error:
        raise click.ClickException(f"没有发布过问卷 No published questionnaire: {code}.") from error
    except FormNotWritable as error:
        raise click.ClickException(f"文字放不进表格 A text fits no cell: {error}.") from error
    file.write_bytes(content)
    click.echo(f"已写入 Written: {file}")


def _read(file: Path) -> ReadForm:
    form = read_form(file.read_bytes(), file.name)
    for finding in form.findings:
        click.echo(_describe(finding))
    return form


def _describe(finding: Finding) -> str:
    """Return one line, whatever a cell quoted in it holds."""
    line = f"{SEVERITY_WORDS[finding.severity]}: {finding.describe('zh')} {finding.words['en']}"
    return " ".join(line.split())
