"""Commands on questionnaires: check, import and export, and what they say when they refuse."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from portal.db import Database
from surveys.questionnaires.service import find_newest_version
from surveys.questionnaires.tables import QuestionnaireRecord
from surveys.questionnaires.xlsform.writer import write_form
from tests.surveys.questionnaires.samples import DEFAULT, a_question, a_questionnaire, a_section
from tests.surveys.xlsform.books import SURVEY, a_book, a_csv


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    """Runs the commands on the test's database."""
    return app.test_cli_runner()


def run(runner: FlaskCliRunner, *arguments: object, fails: bool = False) -> str:
    result = runner.invoke(args=["questionnaire", *map(str, arguments)])
    assert result.exit_code == int(fails), result.output
    return result.output


def save(folder: Path, content: bytes, name: str = "form.xlsx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_form_is_checked_imported_and_exported_unchanged(
    runner: FlaskCliRunner, database: Database, tmp_path: Path
) -> None:
    file = save(tmp_path, write_form(DEFAULT))
    assert "可以导入 The form imports: quality_of_life, 24 题" in run(runner, "check", file)
    assert DEFAULT.digest in run(runner, "import", file)
    with database.reading() as session:
        assert find_newest_version(session, "quality_of_life").questionnaire == DEFAULT
    copy = tmp_path / "copy.xlsx"
    run(runner, "export", "quality_of_life", copy)
    assert DEFAULT.digest in run(runner, "import", copy)


def test_check_prints_a_line_for_each_finding_in_both_languages(
    runner: FlaskCliRunner, tmp_path: Path
) -> None:
    rows = [*SURVEY, ["geopoint", "where", "地点", "Place"], ["text", "Q1", "问\n题", "Ask"]]
    output = run(runner, "check", save(tmp_path, a_csv(survey=rows), "form.csv"), fails=True)
    line = next(line for line in output.splitlines() if "B3" in line)
    assert line.startswith("错误 error: survey B3 (type): 不支持题型“geopoint”")
    assert 'The type "geopoint" is not supported' in line
    assert "The form does not import." in output


def test_a_form_without_marks_imports_but_is_not_published(
    runner: FlaskCliRunner, database: Database, tmp_path: Path
) -> None:
    file = save(tmp_path, a_book(survey=[*SURVEY, ["text", "Q1", "问", "Ask"]]))
    assert "发布前须改 before publishing" in run(runner, "check", file)
    assert "was not published" in run(runner, "import", file, fails=True)
    with database.reading() as session:
        assert session.scalars(select(QuestionnaireRecord.code)).all() == []


def test_expired_marks_are_refused_at_import(runner: FlaskCliRunner, tmp_path: Path) -> None:
    marks = DEFAULT.marks
    assert marks is not None
    expired = marks.model_copy(update={"valid_until": marks.valid_until.replace(year=2001)})
    form = a_questionnaire(a_section(a_question()), marks=expired)
    output = run(runner, "import", save(tmp_path, write_form(form)), fails=True)
    assert "2001-12-31" in output


def test_export_refuses_what_it_cannot_do(runner: FlaskCliRunner, tmp_path: Path) -> None:
    assert "No published questionnaire" in run(
        runner, "export", "nothing", tmp_path / "form.xlsx", fails=True
    )
    assert "must end in .xlsx" in run(runner, "export", "x", tmp_path / "form.ods", fails=True)
