"""Commands on questionnaires: check, import and export, and what they say when they refuse."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from portal.accounts.tables import AuditEntry
from portal.clock import read_clock
from portal.db import Database
from surveys.questionnaires.drafts.service import list_drafts
from surveys.questionnaires.model import Questionnaire
from surveys.questionnaires.service import find_newest_version, publish_version
from surveys.questionnaires.tables import QuestionnaireRecord, VersionRecord
from surveys.questionnaires.xlsform.writer import write_form
from surveys.results.indicators import define_indicators
from surveys.results.library import load_library
from tests.surveys.questionnaires.samples import (
    DEFAULT,
    a_question,
    a_questionnaire,
    a_section,
    an_option,
)
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


def list_questionnaires(database: Database) -> list[Questionnaire]:
    """What the open drafts say."""
    with database.reading() as session:
        return [draft.questionnaire for draft in list_drafts(session)]


def test_a_form_is_checked_published_and_exported_unchanged(
    runner: FlaskCliRunner, database: Database, tmp_path: Path
) -> None:
    file = save(tmp_path, write_form(DEFAULT))
    assert "可以导入 The form imports: quality_of_life, 24 题" in run(runner, "check", file)
    assert DEFAULT.digest in run(runner, "import", "--publish", file)
    with database.reading() as session:
        assert find_newest_version(session, "quality_of_life").questionnaire == DEFAULT
    assert list_questionnaires(database) == []
    copy = tmp_path / "copy.xlsx"
    assert "newest version" in run(runner, "export", "quality_of_life", copy)
    output = run(runner, "import", "--publish", copy)
    assert "没有变化，未再发布 Unchanged, not published again" in output
    assert DEFAULT.digest in output
    with database.reading() as session:
        assert len(session.scalars(select(VersionRecord)).all()) == 1
    wrong = run(runner, "export", "quality", copy, fails=True)
    assert "There are: quality_of_life" in wrong


def test_a_text_file_is_refused_by_the_end_of_its_name(
    runner: FlaskCliRunner, tmp_path: Path
) -> None:
    output = run(runner, "check", save(tmp_path, b"title = 1", "form.toml"), fails=True)
    assert "文件名以“.toml”结尾" in output
    assert "sheet" not in output


def test_an_import_makes_a_draft_and_says_where_it_is(
    runner: FlaskCliRunner, database: Database, tmp_path: Path
) -> None:
    file = save(tmp_path, write_form(DEFAULT))
    output = run(runner, "import", file)
    assert "草稿 Draft: quality_of_life, 24 题 questions." in output
    assert "/officials/questionnaires/drafts/" in output
    assert list_questionnaires(database) == [DEFAULT]
    with database.reading() as session:
        assert session.scalars(select(QuestionnaireRecord.code)).all() == []
        assert session.scalars(select(AuditEntry.action)).all() == ["form imported"]
    run(runner, "import", file)
    assert list_questionnaires(database) == [DEFAULT]
    copy = tmp_path / "copy.xlsx"
    assert "草稿 draft" in run(runner, "export", "quality_of_life", copy)
    assert "The form imports" in run(runner, "check", copy)


def test_check_prints_a_line_for_each_finding_in_both_languages(
    runner: FlaskCliRunner, tmp_path: Path
) -> None:
    rows = [*SURVEY, ["geopoint", "where", "地点", "Place"], ["text", "Q1", "问\n题", "Ask"]]
    output = run(runner, "check", save(tmp_path, a_csv(survey=rows), "form.csv"), fails=True)
    line = next(line for line in output.splitlines() if "B3" in line)
    assert line.startswith("错误 error: survey B3 (type): 不支持题型“geopoint”")
    assert 'The type "geopoint" is not supported' in line
    assert "The form does not import." in output


def test_a_form_without_marks_becomes_a_draft_and_is_not_published(
    runner: FlaskCliRunner, database: Database, tmp_path: Path
) -> None:
    file = save(tmp_path, a_book(survey=[*SURVEY, ["text", "Q1", "问", "Ask"]]))
    assert "发布前须改 before publishing" in run(runner, "check", file)
    assert "Not published; it is kept as a draft" in run(
        runner, "import", "--publish", file, fails=True
    )
    assert "to mend before publishing:" in run(runner, "import", file)
    assert len(list_questionnaires(database)) == 1
    with database.reading() as session:
        assert session.scalars(select(QuestionnaireRecord.code)).all() == []


def test_a_form_with_errors_is_not_imported(
    runner: FlaskCliRunner, database: Database, tmp_path: Path
) -> None:
    rows = [*SURVEY, ["text", "Q1", "问 ${Q7}", "Ask"]]
    output = run(runner, "import", save(tmp_path, a_book(survey=rows)), fails=True)
    assert "Not imported; nothing was saved" in output
    assert "becomes a draft to be mended there" in output
    assert list_questionnaires(database) == []


def test_expired_marks_are_found_at_their_cell(runner: FlaskCliRunner, tmp_path: Path) -> None:
    marks = DEFAULT.marks
    assert marks is not None
    expired = marks.model_copy(update={"valid_until": marks.valid_until.replace(year=2001)})
    form = a_questionnaire(a_section(a_question()), marks=expired)
    output = run(runner, "import", "--publish", save(tmp_path, write_form(form)), fails=True)
    line = next(line for line in output.splitlines() if "2001-12-31" in line)
    assert "(minyi_valid_until)" in line


def test_codes_that_an_indicator_counts_are_checked_in_files_too(
    runner: FlaskCliRunner, database: Database, tmp_path: Path
) -> None:
    with database.transaction() as session:
        version = publish_version(session, a_questionnaire(), now=read_clock())
        questionnaire_id = session.get_one(VersionRecord, version.id).questionnaire_id
        (awareness, *_others) = load_library(DEFAULT).indicators
        define_indicators(session, questionnaire_id, (awareness,))
    changed = a_questionnaire(a_section(a_question(options=(an_option("1"), an_option("2")))))
    output = run(runner, "import", "--publish", save(tmp_path, write_form(changed)), fails=True)
    line = next(line for line in output.splitlines() if "指标“知晓率”要数选项 3" in line)
    assert line.startswith("发布前须改 before publishing: survey A")


def test_export_refuses_what_it_cannot_do(runner: FlaskCliRunner, tmp_path: Path) -> None:
    assert "There is no questionnaire" in run(
        runner, "export", "nothing", tmp_path / "form.xlsx", fails=True
    )
    assert "must end in .xlsx" in run(runner, "export", "x", tmp_path / "form.ods", fails=True)
