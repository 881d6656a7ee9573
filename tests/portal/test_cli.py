"""Commands: what they do, and how they refuse in one sentence."""

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from portal.accounts.tables import Account
from portal.db import Database
from surveys.waves.service import find_wave
from surveys.waves.tables import Wave
from tests.pages import PageOpener


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    """Runs the commands on the test's database."""
    return app.test_cli_runner()


def run(runner: FlaskCliRunner, *arguments: str, fails: bool = False) -> str:
    result = runner.invoke(args=arguments)
    assert (result.exit_code != 0) == fails, result.output
    return result.output


def find_link(output: str) -> str:
    return output.partition("127.0.0.1:8000/account")[2].split()[0]


def test_prepare_loads_the_sample_city_once_and_tells_the_way_in(
    runner: FlaskCliRunner, database: Database, page: PageOpener
) -> None:
    first, second = run(runner, "prepare"), run(runner, "prepare")
    assert "Loading the sample city" in first
    assert "Loading the sample city" not in second
    assert "/s/open-1" in second
    assert second.count("127.0.0.1:8000/i/") == 3
    assert page.open("/account" + find_link(second)).heading == "设置密码"
    assert run(runner, "tally", "check") == "Every tally equals a recount.\n"
    with database.reading() as session:
        assert find_wave(session, "wave-2").state == "open"

    run(runner, "city", "remove")
    with database.reading() as session:
        assert session.scalars(select(Wave)).all() == []
        assert session.scalars(select(Account.name)).all() == ["official"]


def test_prepare_without_sample_data_leaves_the_city_to_the_official(
    runner: FlaskCliRunner, database: Database
) -> None:
    output = run(runner, "prepare", "--no-sample")
    assert "/officials/" in output
    with database.reading() as session:
        assert session.scalars(select(Wave)).all() == []


def test_link_opens_an_account_once(runner: FlaskCliRunner, database: Database) -> None:
    assert run(runner, "account", "link", "wu") != run(runner, "account", "link", "wu")
    with database.reading() as session:
        assert session.scalars(select(Account.name)).all() == ["wu"]


def test_check_tells_an_unmigrated_database(runner: FlaskCliRunner) -> None:
    assert "newest migration" in run(runner, "db", "check")
    run(runner, "db", "downgrade", "0002")
    output = run(runner, "db", "check", fails=True)
    assert "is at migration 0002" in output
    run(runner, "db", "upgrade")


def test_reset_asks_first(runner: FlaskCliRunner, database: Database) -> None:
    run(runner, "account", "link", "wu")
    assert "Delete every response" in run(runner, "db", "reset", fails=True)
    run(runner, "db", "reset", "--yes")
    with database.reading() as session:
        assert session.scalars(select(Account)).all() == []


def test_rebuilding_an_unknown_wave_is_refused(runner: FlaskCliRunner) -> None:
    assert "w9" in run(runner, "tally", "rebuild", "w9", fails=True)
