"""The tests' ground: both databases with the migrated schema, the application, its pages."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from sqlalchemy import URL, create_engine
from sqlalchemy.orm import Session

from portal import create_app
from portal.accounts.tables import Account
from portal.clock import read_clock
from portal.config import DRIVERS, Settings
from portal.db import Database, make_engine
from portal.schema import upgrade_schema
from portal.volunteers.sample.loading import load_sample_volunteers
from surveys.city.service import load_sample_city
from surveys.orm import Base
from tests.browsing import Visits, run_browser
from tests.builders import an_account
from tests.live_server import LiveServer, run_server
from tests.once import make_once
from tests.pages import PageOpener
from tests.postgres import make_database, run_postgresql
from tests.sqlite_file import SqliteFile

NO_DATABASE = URL.create(DRIVERS["sqlite"], database="none")


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the whole run, shared by its workers."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def postgresql_cluster() -> Iterator[URL]:
    """Address of a PostgreSQL cluster that lives as long as the run."""
    with run_postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_cluster: URL) -> URL:
    """A PostgreSQL database at the newest migration, shared by all tests of the run."""
    url = make_database(postgresql_cluster, "portal")
    _upgrade(url)
    return url


@pytest.fixture(scope="session")
def migrated_sqlite(run_folder: Path) -> Path:
    """An SQLite file at the newest migration, to be copied by each test."""

    def migrate(path: Path) -> None:
        _upgrade(URL.create(DRIVERS["sqlite"], database=str(path)))

    return make_once(run_folder / "migrated.sqlite", migrate)


@pytest.fixture(scope="session")
def sample_city_file(migrated_sqlite: Path, run_folder: Path) -> Path:
    """An SQLite file with the sample city and its volunteers, to be copied by whoever needs it."""

    def load(path: Path) -> None:
        shutil.copy(migrated_sqlite, path)
        database = Database(URL.create(DRIVERS["sqlite"], database=str(path)), n_threads=1)
        with database.transaction() as session:
            load_sample_city(session, now=read_clock())
            load_sample_volunteers(session, now=read_clock())
        database.engine.dispose()

    return make_once(run_folder / "city.sqlite", load)


@pytest.fixture(scope="module")
def live_server(
    sample_city_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveServer]:
    """The portal under gunicorn with a sample city of the test module's own."""
    folder = tmp_path_factory.mktemp("live")
    path = folder / "portal.sqlite"
    shutil.copy(sample_city_file, path)
    url = URL.create(DRIVERS["sqlite"], database=str(path))
    with run_server(url, folder) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser for the whole run."""
    with run_browser() as browser:
        yield browser


@pytest.fixture
def visits(browser: Browser, live_server: LiveServer) -> Iterator[Visits]:
    """Windows on the live portal; foreign requests, script errors and CSP violations fail."""
    visits = Visits(browser, live_server.address)
    yield visits
    visits.end()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[URL]:
    """An empty migrated database, once of each kind."""
    if request.param == "sqlite":
        file: SqliteFile = request.getfixturevalue("sqlite_file")
        yield file.fill(request.getfixturevalue("migrated_sqlite"))
        return
    url: URL = request.getfixturevalue("migrated_postgresql")
    yield url
    _empty_postgresql(url)


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> SqliteFile:
    """Where the tests of one worker find their SQLite file, one after the other."""
    return SqliteFile(tmp_path_factory.mktemp("sqlite") / "portal.sqlite")


@pytest.fixture(scope="session")
def kept_databases() -> dict[URL, Database]:
    """Databases that this run has met, by their addresses."""
    return {}


@pytest.fixture
def database(database_url: URL, kept_databases: dict[URL, Database]) -> Iterator[Database]:
    """Transactions on the test's database, outside any request.

    The address serves test after test, and with it the statements that SQLAlchemy has compiled.
    """
    if database_url not in kept_databases:
        kept_databases[database_url] = Database(database_url, n_threads=8)
    database = kept_databases[database_url]
    yield database
    database.engine.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session; what the test does not commit is rolled back."""
    with Session(database.engine) as session:
        yield session


@pytest.fixture
def settings(database_url: URL) -> Settings:
    """Settings of an application on the test's database."""
    return Settings(database_url=database_url, secret_key="a key that only the tests know, 32+")


@pytest.fixture(scope="session")
def kept_apps() -> dict[Settings, Flask]:
    """Applications put together in this run, by their settings."""
    return {}


@pytest.fixture
def app(
    request: pytest.FixtureRequest,
    settings: Settings,
    database: Database,
    kept_apps: dict[Settings, Flask],
) -> Iterator[Flask]:
    """The whole application on the test's database.

    It is put together once and serves test after test, which spares each the compiling of rules
    and templates; what a test changes of its configuration is taken back. A test that adds pages
    to it says so by the mark `adds_pages` and gets one of its own.
    """
    key = replace(settings, database_url=NO_DATABASE)
    if request.node.get_closest_marker("adds_pages"):
        kept_apps = {}
    if key not in kept_apps:
        kept_apps[key] = create_app(key)
    app = kept_apps[key]
    config, extensions = dict(app.config), dict(app.extensions)
    app.testing = True
    app.extensions |= {"settings": settings, "database": database}
    yield app
    for changed, before in ((app.config, config), (app.extensions, extensions)):
        changed.clear()
        changed.update(before)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a window, with its own cookies."""
    return app.test_client()


@pytest.fixture
def page(client: FlaskClient) -> PageOpener:
    """Opens pages as a browser would and checks the HTML of each one it opens."""
    return PageOpener(client)


@pytest.fixture
def official(database: Database, client: FlaskClient) -> Account:
    """An official, signed in on `client` (and so on `page`)."""
    with Session(database.engine, expire_on_commit=False) as session, session.begin():
        account = an_account(session)
    with client.session_transaction() as browser:
        browser |= {
            "account": account.id,
            "stamp": account.session_stamp,
            "seen": int(read_clock().timestamp()),
        }
    return account


def _upgrade(url: URL) -> None:
    engine = make_engine(url, n_threads=1)
    upgrade_schema(engine)
    engine.dispose()


def _empty_postgresql(url: URL) -> None:
    engine = create_engine(url)
    rows = "; ".join(str(table.delete()) for table in reversed(Base.metadata.sorted_tables))
    with engine.begin() as connection:
        # Deleting without the checks of references costs milliseconds, TRUNCATE tens of them.
        connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql(rows)
    engine.dispose()
