"""Settings: defaults that work, and errors that name their variable."""

import re
import stat
from pathlib import Path

import pytest

from portal import config
from portal.config import SettingError, read_settings


def test_empty_environment_gives_an_embedded_database_and_a_key_of_its_own(tmp_path: Path) -> None:
    settings = read_settings({"DATA_DIR": str(tmp_path)})
    assert settings.database_url.get_backend_name() == "sqlite"
    assert settings.database_url.database == str(tmp_path / "minyi.sqlite")
    key_file = tmp_path / "secret_key"
    assert settings.secret_key == key_file.read_text(encoding="ascii")
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_key_outlives_a_restart(tmp_path: Path) -> None:
    environ = {"DATA_DIR": str(tmp_path)}
    assert read_settings(environ).secret_key == read_settings(environ).secret_key


def test_postgresql_address_names_its_driver(tmp_path: Path) -> None:
    environ = {"DATA_DIR": str(tmp_path), "DATABASE_URL": "postgresql://portal@db.example/minyi"}
    assert read_settings(environ).database_url.drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PORT", "８０００"),
        ("WORKERS", "-1"),
        ("THREADS", "4.5"),
        ("IDLE_MINUTES", "none"),
        ("CITY_TIMEZONE", "Mars/Olympus"),
        ("CITY_TIMEZONE", "../../etc/passwd"),
        ("PUBLIC_URL", "portal.example"),
        ("LOG_REQUESTS", "maybe"),
        ("SECRET_KEY", "short"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://portal@db.example/minyi"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "postgresql://portal@db.example:port/minyi"),
    ],
)
def test_wrong_setting_is_refused_by_name(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"^{variable}: ") as caught:
        read_settings({"DATA_DIR": str(tmp_path), variable: value})
    assert caught.value.variable == variable


def test_every_setting_is_explained_in_the_readme() -> None:
    named = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)*)"', Path(config.__file__).read_text("utf-8")))
    readme = (config.PROJECT_ROOT / "README.md").read_text("utf-8")
    explained = set(re.findall(r"`([A-Z_]+)`", readme))
    assert named == explained


def test_https_makes_cookies_secure(tmp_path: Path) -> None:
    environ = {"DATA_DIR": str(tmp_path), "PUBLIC_URL": "https://survey.example/"}
    settings = read_settings(environ)
    assert settings.is_https
    assert settings.public_url == "https://survey.example"
