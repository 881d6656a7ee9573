"""Migrations: they build what the code says, can be taken back, and keep what is stored."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.config import DRIVERS
from portal.db import make_engine
from portal.schema import (
    MIGRATIONS,
    SchemaError,
    check_schema,
    downgrade_schema,
    find_differences,
    is_empty,
    upgrade_schema,
)
from surveys.questionnaires.drafts.tables import DraftStepRecord
from tests.postgres import make_database

ROWS = (
    "INSERT INTO questionnaire (id, code) VALUES (1, 'life')",
    "INSERT INTO questionnaire_version "
    "(id, questionnaire_id, number, definition, digest, published_at) "
    "VALUES (1, 1, 1, '{}', 'd', '2026-11-21 00:00:00+00')",
    "INSERT INTO account (id, name, role, session_stamp, created_at) "
    "VALUES (1, 'chen', 'official', 's', '2026-11-21 00:00:00+00')",
    "INSERT INTO audit_entry (id, at, who, action, subject) "
    "VALUES (1, '2026-11-21 00:00:00+00', 'chen', 'signed in', '')",
)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database in which no migration has run."""
    url = URL.create(DRIVERS["sqlite"], database=str(tmp_path / "empty.sqlite"))
    if request.param == "postgresql":
        cluster: URL = request.getfixturevalue("postgresql_cluster")
        url = make_database(cluster, "empty")
    engine = make_engine(url, n_threads=4)
    yield engine
    engine.dispose()


def read_schema(engine: Engine) -> dict[str, Any]:
    """Tables, columns, keys and indexes as the database itself tells them."""
    inspector = inspect(engine)
    return {
        table: [
            [(column["name"], str(column["type"])) for column in inspector.get_columns(table)],
            sorted(str(key["name"]) for key in inspector.get_foreign_keys(table)),
            sorted(str(index["name"]) for index in inspector.get_indexes(table)),
            sorted(str(check["name"]) for check in inspector.get_check_constraints(table)),
        ]
        for table in sorted(inspector.get_table_names())
    }


def test_newest_migration_equals_the_tables_in_the_code(empty_engine: Engine) -> None:
    upgrade_schema(empty_engine)
    assert find_differences(empty_engine) == []


def test_every_migration_can_be_taken_back_and_run_again(empty_engine: Engine) -> None:
    numbers = sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("0*.py"))
    for previous, number in zip(["base", *numbers], numbers, strict=False):
        before = read_schema(empty_engine)
        upgrade_schema(empty_engine, number)
        after = read_schema(empty_engine)
        downgrade_schema(empty_engine, previous)
        undone = read_schema(empty_engine)
        undone.pop("alembic_version")
        before.pop("alembic_version", None)
        assert undone == before
        upgrade_schema(empty_engine, number)
        assert read_schema(empty_engine) == after


def test_migrations_run_over_data(empty_engine: Engine) -> None:
    upgrade_schema(empty_engine, "0002")
    with empty_engine.begin() as connection:
        for row in ROWS:
            connection.execute(text(row))
    upgrade_schema(empty_engine)
    downgrade_schema(empty_engine, "0002")
    upgrade_schema(empty_engine)
    with empty_engine.connect() as connection:
        assert connection.scalar(text("SELECT who FROM audit_entry")) == "chen"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE questionnaire_version SET definition = '[]'",
        "UPDATE audit_entry SET who = 'nobody'",
    ],
)
def test_immutable_rows_refuse_an_update(empty_engine: Engine, change: str) -> None:
    upgrade_schema(empty_engine)
    with empty_engine.begin() as connection:
        for row in ROWS:
            connection.execute(text(row))
    with pytest.raises(DBAPIError, match="never updated"), empty_engine.begin() as connection:
        connection.execute(text(change))


SAMPLE_ROWS = (
    "INSERT INTO area (code, level, name_zh, name_en) VALUES ('990100000000', 'city', 'a', 'a')",
    "INSERT INTO sampling_frame (id, city_code, as_of, source_zh, source_en, is_sample_data) "
    "VALUES (1, '990100000000', '2026-11-21', 's', 's', true)",
    "INSERT INTO questionnaire_version "
    "(id, questionnaire_id, number, definition, digest, published_at) "
    "VALUES (2, 1, 2, '[]', 'e', '2026-11-21 00:00:00+00')",
    "INSERT INTO wave (id, code, title_zh, title_en, version_id, frame_id, sample_type, state, "
    "opens_at, closes_at, n_accepted, is_sample_data) VALUES (1, 'w', 'w', 'w', 2, 1, 'O', 'open', "
    "'2026-11-21 00:00:00+00', '2026-11-22 00:00:00+00', 0, true)",
)


def test_versions_of_the_sample_city_alone_are_marked_as_sample_data(empty_engine: Engine) -> None:
    upgrade_schema(empty_engine, "0006")
    with empty_engine.begin() as connection:
        for row in (*ROWS, *SAMPLE_ROWS):
            connection.execute(text(row))
    upgrade_schema(empty_engine)
    marked = text("SELECT id FROM questionnaire_version WHERE is_sample_data")
    with empty_engine.begin() as connection:
        assert connection.scalars(marked).all() == [2]
        connection.execute(text("DELETE FROM wave"))
        connection.execute(text("DELETE FROM questionnaire_version WHERE id = 2"))
    with pytest.raises(DBAPIError, match="never updated"), empty_engine.begin() as connection:
        connection.execute(text("UPDATE questionnaire_version SET is_sample_data = true"))


REPLACEMENTS = {
    "sqlite": (
        "INSERT OR REPLACE INTO questionnaire_version "
        "(id, questionnaire_id, number, definition, digest, published_at) "
        "VALUES (1, 1, 1, '[]', 'd', '2026-11-21 00:00:00+00')",
        "REPLACE INTO questionnaire_version "
        "(id, questionnaire_id, number, definition, digest, published_at) "
        "VALUES (7, 1, 1, '[]', 'd', '2026-11-21 00:00:00+00')",
        "UPDATE OR REPLACE questionnaire_version SET definition = '[]'",
        "REPLACE INTO questionnaire (id, code) VALUES (1, 'other')",
        "REPLACE INTO questionnaire (id, code) VALUES (7, 'life')",
        "UPDATE OR REPLACE questionnaire SET code = 'life' WHERE code = 'unpublished'",
    ),
    "postgresql": (
        "TRUNCATE questionnaire_version CASCADE",
        "TRUNCATE questionnaire CASCADE",
        "INSERT INTO questionnaire (id, code) VALUES (1, 'life') "
        "ON CONFLICT (id) DO UPDATE SET code = 'other'",
    ),
}


def test_published_versions_are_never_deleted_replaced_or_renamed(empty_engine: Engine) -> None:
    upgrade_schema(empty_engine)
    with empty_engine.begin() as connection:
        for row in ROWS:
            connection.execute(text(row))
        connection.execute(text("INSERT INTO questionnaire (id, code) VALUES (2, 'unpublished')"))
    changes = (
        "DELETE FROM questionnaire_version",
        "UPDATE questionnaire SET code = 'other' WHERE id = 1",
        *REPLACEMENTS[empty_engine.dialect.name],
    )
    for change in changes:
        with pytest.raises(DBAPIError, match="never"), empty_engine.begin() as connection:
            connection.execute(text(change))
    with empty_engine.begin() as connection:
        connection.execute(text("UPDATE questionnaire SET code = 'free' WHERE id = 2"))
        connection.execute(text("DELETE FROM questionnaire WHERE id = 2"))
        kept = "SELECT q.code, v.definition FROM questionnaire_version v, questionnaire q"
        assert connection.execute(text(kept)).all() == [("life", "{}")]


def test_hosts_that_migrate_at_once_do_no_harm(empty_engine: Engine) -> None:
    engines = [make_engine(empty_engine.url, n_threads=1) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        processes = list(pool.map(_upgrade_in_process, engines))
    assert processes == [0, 0]
    check_schema(empty_engine)


def _upgrade_in_process(engine: Engine) -> int:
    address = engine.url.render_as_string(hide_password=False)
    script = (
        "from sqlalchemy import make_url; from portal.db import make_engine; "
        "from portal.schema import upgrade_schema; "
        f"upgrade_schema(make_engine(make_url({address!r}), n_threads=1))"
    )
    root = Path(__file__).parents[2]
    return subprocess.run([sys.executable, "-c", script], cwd=root, check=False).returncode


def test_database_without_tables_is_refused_in_one_sentence(empty_engine: Engine) -> None:
    assert is_empty(empty_engine)
    with pytest.raises(SchemaError, match=r"^DATABASE_URL: .* run `flask --app wsgi db upgrade`"):
        check_schema(empty_engine)


def test_unreachable_database_is_refused_in_one_sentence() -> None:
    url = URL.create(DRIVERS["postgresql"], host="127.0.0.1", port=1, database="minyi")
    with pytest.raises(SchemaError, match=r"^DATABASE_URL: .* cannot be opened") as caught:
        check_schema(make_engine(url, n_threads=1))
    assert "\n" not in str(caught.value)


VOLUNTEER_ROWS = (
    "INSERT INTO area (code, level, name_zh, name_en) VALUES ('990100000000', 'city', 'a', 'a')",
    "INSERT INTO volunteer_team (id, code, name_zh, name_en, purpose_zh, purpose_en, contact, "
    "area_code, founded_at, is_sample_data) "
    "VALUES (1, 't', 't', 't', 't', 't', 't', '990100000000', '2026-11-21 00:00:00+00', false)",
    "INSERT INTO volunteer_activity (id, team_id, state, title_zh, title_en, content_zh, "
    "content_en, field, audience, risk, risk_note, insurance_note, cost_note, contact, min_age, "
    "cancel_reason, created_at, created_by, is_sample_data) "
    "VALUES (1, 1, 'draft', 't', '', 't', '', 'environment', 'everyone', 'ordinary', '小心', '', "
    "'', '电话', 14, '', '2026-11-21 00:00:00+00', 'portal:0', false)",
)


def test_what_organisers_wrote_survives_the_second_language(empty_engine: Engine) -> None:
    upgrade_schema(empty_engine, "0005")
    with empty_engine.begin() as connection:
        for row in VOLUNTEER_ROWS:
            connection.execute(text(row))
    upgrade_schema(empty_engine, "0006")
    columns = "risk_note_zh, risk_note_en, contact_zh, contact_en"
    with empty_engine.connect() as connection:
        (row,) = connection.execute(text(f"SELECT {columns} FROM volunteer_activity"))  # noqa: S608
        assert tuple(row) == ("小心", "", "电话", "")
        assert not connection.scalar(text("SELECT is_on_board FROM volunteer_team"))
    downgrade_schema(empty_engine, "0005")
    with empty_engine.connect() as connection:
        assert connection.scalar(text("SELECT risk_note FROM volunteer_activity")) == "小心"


PLACE_ROWS = (
    "INSERT INTO volunteer_team (id, code, name_zh, name_en, purpose_zh, purpose_en, contact, "
    "area_code, founded_at, is_sample_data) "
    "VALUES (2, 'u', 'u', 'u', 'u', 'u', 'u', '990100000000', '2026-11-21 00:00:00+00', false)",
    "INSERT INTO volunteer_activity (id, team_id, state, title_zh, title_en, content_zh, "
    "content_en, field, audience, risk, risk_note, insurance_note, cost_note, contact, min_age, "
    "cancel_reason, created_at, created_by, is_sample_data) "
    "SELECT 2, 2, state, title_zh, title_en, content_zh, content_en, field, audience, risk, "
    "risk_note, insurance_note, cost_note, contact, min_age, cancel_reason, created_at, "
    "created_by, is_sample_data FROM volunteer_activity WHERE id = 1",
)


def insert_places(connection: Connection) -> None:
    """Places that one team has used (1), that two have (2), that nobody has (3)."""
    for place_id in (1, 2, 3):
        connection.execute(
            text(
                "INSERT INTO volunteer_place (id, name_zh, name_en, address, area_code, "
                "radius_metres, is_sample_data) "
                "VALUES (:id, '街心公园', '', '', '990100000000', 200, false)"
            ),
            {"id": place_id},
        )
    for shift_id, (activity_id, place_id) in enumerate(((1, 1), (1, 1), (1, 2), (2, 2)), 1):
        connection.execute(
            text(
                "INSERT INTO volunteer_shift (id, activity_id, place_id, task_zh, task_en, state, "
                "starts_at, ends_at, min_places, max_places, n_taken, n_waiting) "
                "VALUES (:id, :activity, :place, '', '', 'open', '2026-12-01 01:00:00+00', "
                "'2026-12-01 04:00:00+00', 1, 5, 0, 0)"
            ),
            {"id": shift_id, "activity": activity_id, "place": place_id},
        )


def test_old_places_go_to_the_team_that_alone_used_them(empty_engine: Engine) -> None:
    upgrade_schema(empty_engine, "0005")
    with empty_engine.begin() as connection:
        for row in (*VOLUNTEER_ROWS, *PLACE_ROWS):
            connection.execute(text(row))
        insert_places(connection)
    upgrade_schema(empty_engine, "0007")
    query = text("SELECT id, team_id, is_retired FROM volunteer_place ORDER BY id")
    with empty_engine.connect() as connection:
        rows = [(id, team_id, bool(retired)) for id, team_id, retired in connection.execute(query)]
        assert rows == [(1, 1, False), (2, None, False), (3, None, False)]
        looks = text("SELECT count(*) FROM volunteer_activity WHERE checks_location")
        assert connection.scalar(looks) == 0
    downgrade_schema(empty_engine, "0006")
    with empty_engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM volunteer_place")) == 3
        assert connection.scalar(text("SELECT count(*) FROM volunteer_shift")) == 4
    upgrade_schema(empty_engine)
    with empty_engine.connect() as connection:
        assert connection.execute(query).all()[0][1] == 1


def test_steps_of_drafts_are_read_before_and_after_they_are_compressed(
    empty_engine: Engine,
) -> None:
    plain = '{"code":"life"}'
    draft = (
        "INSERT INTO questionnaire_draft (id, state, revision, position, changed_by, changed_at) "
        "VALUES (1, 'open', 1, 0, 'chen', '2026-11-21 00:00:00+00')"
    )
    step = (
        "INSERT INTO questionnaire_draft_step (draft_id, number, definition, action, subject, "
        """made_by, made_at) VALUES (1, 0, '{"code":"life"}', 'started', '', 'chen', """
        "'2026-11-21 00:00:00+00')"
    )
    upgrade_schema(empty_engine)
    with empty_engine.begin() as connection:
        connection.exec_driver_sql(draft)
        connection.exec_driver_sql(step)
    with Session(empty_engine) as session, session.begin():
        record = session.get_one(DraftStepRecord, (1, 0))
        assert record.definition == plain
        record.definition = plain.replace("life", "city")
    stored = text("SELECT definition FROM questionnaire_draft_step")
    with empty_engine.connect() as connection:
        assert not str(connection.scalar(stored)).startswith("{")
    downgrade_schema(empty_engine, "0007")
    with empty_engine.connect() as connection:
        assert connection.scalar(stored) == '{"code":"city"}'
