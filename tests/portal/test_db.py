"""Transactions in one place: what a request keeps, what it does not, and who waits for whom."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask, abort
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as DatabaseTimeout
from sqlalchemy.orm import Session

from portal.accounts.tables import AuditEntry
from portal.clock import read_clock
from portal.db import Database, db
from portal.errors import REFUSALS
from surveys.errors import WaveClosed
from surveys.sampling.tables import Area

pytestmark = pytest.mark.adds_pages


def write_entry(session: Session, who: str) -> None:
    session.execute(insert(AuditEntry).values(at=read_clock(), who=who, action="tried", subject=""))


def count_entries(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


@pytest.fixture
def trying_app(app: Flask) -> Flask:
    """The application with pages that write and then end in different ways."""
    # The forged-form check has its own test; these pages have no forms.
    app.config["WTF_CSRF_ENABLED"] = False
    app.testing = False

    @app.post("/try/<ending>")
    def try_ending(ending: str) -> tuple[str, int]:
        write_entry(db.session, ending)
        match ending:
            case "refused":
                raise WaveClosed
            case "aborted":
                abort(403)
            case "crashed":
                raise ZeroDivisionError
            case "broken-at-commit":
                # References are checked at the commit on PostgreSQL only if deferred: an
                # unflushed row fails at the commit on both.
                db.session.add(Area(code="1", level="no such level", name_zh="", name_en=""))
        return "done", 422 if ending == "invalid" else 200

    @app.get("/try-to-write")
    def try_to_write() -> str:
        write_entry(db.session, "get")
        return "done"

    return app


def test_good_post_is_kept(trying_app: Flask, database: Database) -> None:
    assert trying_app.test_client().post("/try/good").status_code == 200
    assert count_entries(database) == 1


@pytest.mark.parametrize(
    ("ending", "status"),
    [
        ("invalid", 422),
        ("refused", REFUSALS[WaveClosed].status),
        ("aborted", 403),
        ("crashed", 500),
        ("broken-at-commit", 500),
    ],
)
def test_post_that_ends_badly_leaves_nothing(
    trying_app: Flask, database: Database, ending: str, status: int
) -> None:
    assert trying_app.test_client().post(f"/try/{ending}").status_code == status
    assert count_entries(database) == 0
    assert trying_app.test_client().post("/try/good").status_code == 200
    assert count_entries(database) == 1


def test_get_cannot_write(trying_app: Flask, database: Database) -> None:
    assert trying_app.test_client().get("/try-to-write").status_code >= 500
    assert count_entries(database) == 0


def test_transaction_rolls_back_when_its_block_fails(database: Database) -> None:
    def write_and_fail() -> None:
        with database.transaction() as session:
            write_entry(session, "failed")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert count_entries(database) == 0


def test_reader_sees_one_snapshot_while_others_write(database: Database) -> None:
    with database.reading() as reader:
        before = reader.scalar(select(func.count()).select_from(AuditEntry))
        with database.transaction() as session:
            write_entry(session, "meanwhile")
        after = reader.scalar(select(func.count()).select_from(AuditEntry))
    assert before == after == 0
    assert count_entries(database) == 1


def test_reading_waits_for_no_writer(database: Database) -> None:
    with database.transaction() as session:
        write_entry(session, "slow")
        assert count_entries(database) == 0


def test_sixty_four_writers_at_once_all_succeed(database: Database) -> None:
    def write(number: int) -> None:
        for _ in range(5):
            with database.transaction() as session:
                session.execute(select(func.count()).select_from(AuditEntry))
                write_entry(session, str(number))

    with ThreadPoolExecutor(64) as pool:
        list(pool.map(write, range(64)))
    assert count_entries(database) == 320


def test_forgotten_transaction_is_an_error_not_a_hang(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.db.SQLITE_PATIENCE_SECONDS", 0.2)
    impatient = Database(database.engine.url, n_threads=1)
    with impatient.transaction() as session:
        write_entry(session, "outer")
        if database.engine.dialect.name == "sqlite":
            with pytest.raises(DatabaseTimeout), impatient.transaction() as inner:
                write_entry(inner, "inner")
    impatient.engine.dispose()
    assert count_entries(database) == 1


def test_error_does_not_repeat_what_was_to_be_stored(database: Database) -> None:
    with pytest.raises(DBAPIError) as caught, database.transaction() as session:
        session.add(Area(code="1", level="secret words", name_zh="", name_en=""))
    assert "secret words" not in str(caught.value)


def test_database_enforces_references(database: Database) -> None:
    with pytest.raises(DBAPIError), database.transaction() as session:
        session.add(Area(code="1", level="city", parent_code="9", name_zh="", name_en=""))


def test_sqlite_commits_survive_power_loss(database: Database) -> None:
    if database.engine.dialect.name == "sqlite":
        with database.reading() as session:
            assert session.scalar(text("PRAGMA journal_mode")) == "wal"
            assert session.scalar(text("PRAGMA synchronous")) == 2
    else:
        with database.reading() as session:
            assert session.scalar(text("SHOW transaction_isolation")) == "repeatable read"


def test_moments_come_back_in_utc(database: Database) -> None:
    with database.transaction() as session:
        write_entry(session, "clock")
    with database.reading() as session:
        at = session.scalars(select(AuditEntry.at)).one()
    assert at.utcoffset() == timedelta(0)
