"""The log of requests names pages, never people."""

import dataclasses

import pytest

from portal import create_app
from portal.config import Settings

SECRET = "0123456789abcdef"


def test_log_names_the_page_and_not_the_visitor(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(dataclasses.replace(settings, logs_requests=True))
    address = f"/account/link/{SECRET}?next={SECRET}"
    app.test_client().get(address, headers={"User-Agent": SECRET})
    app.extensions["database"].engine.dispose()
    (line,) = [record.getMessage() for record in caplog.records if "minyi" in record.name]
    assert line.startswith("GET accounts.entry.choose_password 410 ")
    assert SECRET not in caplog.text
    assert "127.0.0.1" not in caplog.text
