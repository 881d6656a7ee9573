"""Settings of one portal process, read once from the environment and checked before anything runs.

Every variable has a working default but none has a secret in code: without SECRET_KEY a key is
made once and kept beside the database.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

PROJECT_ROOT = Path(__file__).resolve().parent.parent
DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}
MIN_SECRET_LENGTH = 32
SHANGHAI = ZoneInfo("Asia/Shanghai")


class SettingError(Exception):
    """A setting is wrong; the sentence names its variable."""

    def __init__(self, variable: str, sentence: str) -> None:
        super().__init__(f"{variable}: {sentence}")
        self.variable = variable


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a process of the portal is told from outside."""

    database_url: URL
    secret_key: str
    host: str = "127.0.0.1"
    port: int = 8000
    n_workers: int = 1
    n_threads: int = 4
    city_timezone: ZoneInfo = SHANGHAI
    idle_minutes: int = 15
    public_url: str = "http://127.0.0.1:8000"
    logs_requests: bool = False
    mail_server: str = ""
    """host:port of an SMTP server; without it nothing is sent by e-mail."""
    mail_sender: str = ""
    mail_user: str = ""
    mail_password: str = ""
    mail_uses_tls: bool = True
    text_gateway: str = ""
    """Address of an HTTP gateway for text messages; without it none are sent."""
    text_token: str = ""

    @property
    def is_https(self) -> bool:
        """Whether citizens reach the portal by HTTPS, so that cookies must never travel without."""
        return self.public_url.startswith("https://")


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read and check every variable; raises SettingError naming the first wrong one."""
    data_folder = Path(environ.get("DATA_DIR") or PROJECT_ROOT / "var").absolute()
    host = environ.get("HOST") or "127.0.0.1"
    port = _read_count(environ, "PORT", default=8000, highest=65535)
    return Settings(
        database_url=_read_database_url(environ, data_folder),
        secret_key=_read_secret_key(environ, data_folder),
        host=host,
        port=port,
        n_workers=_read_count(environ, "WORKERS", default=min(os.cpu_count() or 1, 4), highest=256),
        n_threads=_read_count(environ, "THREADS", default=4, highest=256),
        city_timezone=_read_timezone(environ),
        idle_minutes=_read_count(environ, "IDLE_MINUTES", default=15, highest=24 * 60),
        public_url=_read_public_url(environ, default=f"http://{host}:{port}"),
        logs_requests=_read_switch(environ, "LOG_REQUESTS"),
        mail_server=_read_mail_server(environ),
        mail_sender=environ.get("MAIL_SENDER", ""),
        mail_user=environ.get("MAIL_USER", ""),
        mail_password=environ.get("MAIL_PASSWORD", ""),
        mail_uses_tls=_read_switch(environ, "MAIL_TLS", default="yes"),
        text_gateway=_read_text_gateway(environ),
        text_token=environ.get("TEXT_TOKEN", ""),
    )


def _read_count(environ: Mapping[str, str], name: str, *, default: int, highest: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= highest:
        raise SettingError(name, f"must be a whole number from 1 to {highest}, not {text!r}.")
    return int(text)


def _read_mail_server(environ: Mapping[str, str]) -> str:
    text = environ.get("MAIL_SERVER", "")
    host, _, port = text.rpartition(":")
    if text and not (host and port.isascii() and port.isdigit()):
        raise SettingError("MAIL_SERVER", f"must be host:port, not {text!r}.")
    if text and "@" not in environ.get("MAIL_SENDER", ""):
        raise SettingError("MAIL_SENDER", "must be an e-mail address where MAIL_SERVER is set.")
    return text


def _read_text_gateway(environ: Mapping[str, str]) -> str:
    url = environ.get("TEXT_GATEWAY", "")
    if url and not url.startswith(("http://", "https://")):
        raise SettingError("TEXT_GATEWAY", "must begin with http:// or https://.")
    return url


def _read_switch(environ: Mapping[str, str], name: str, *, default: str = "no") -> bool:
    text = environ.get(name) or default
    if text not in ("yes", "no"):
        raise SettingError(name, f"must be yes or no, not {text!r}.")
    return text == "yes"


def _read_database_url(environ: Mapping[str, str], data_folder: Path) -> URL:
    text = environ.get("DATABASE_URL")
    if not text:
        data_folder.mkdir(parents=True, exist_ok=True)
        return URL.create(DRIVERS["sqlite"], database=str(data_folder / "minyi.sqlite"))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise SettingError("DATABASE_URL", "is not a database address.") from error
    backend = url.get_backend_name()
    if backend not in DRIVERS:
        raise SettingError("DATABASE_URL", "must begin with sqlite:/// or postgresql://.")
    if not url.database or url.database == ":memory:":
        raise SettingError("DATABASE_URL", "must name a database that outlives the process.")
    return url.set(drivername=DRIVERS[backend])


def _read_secret_key(environ: Mapping[str, str], data_folder: Path) -> str:
    key = environ.get("SECRET_KEY")
    if not key:
        return _keep_secret_key(data_folder / "secret_key")
    if len(key) < MIN_SECRET_LENGTH:
        raise SettingError("SECRET_KEY", f"must have at least {MIN_SECRET_LENGTH} characters.")
    return key


def _keep_secret_key(path: Path) -> str:
    """Read the key kept at `path`, making it first where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    if not path.exists():
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        # A hard link never replaces: of two processes starting at once, both keep the first key.
        if not path.exists():
            _link_if_absent(draft, path)
        draft.unlink()
    return path.read_text(encoding="ascii").strip()


def _link_if_absent(source: Path, path: Path) -> None:
    try:
        path.hardlink_to(source)
    except FileExistsError:
        return


def _read_timezone(environ: Mapping[str, str]) -> ZoneInfo:
    name = environ.get("CITY_TIMEZONE") or SHANGHAI.key
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingError("CITY_TIMEZONE", f"{name!r} is not a known time zone.") from error


def _read_public_url(environ: Mapping[str, str], *, default: str) -> str:
    url = (environ.get("PUBLIC_URL") or default).rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise SettingError("PUBLIC_URL", "must begin with http:// or https://.")
    return url
