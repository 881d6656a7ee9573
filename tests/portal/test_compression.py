"""Compression: the same bytes after all, fewer on the way."""

import gzip
from pathlib import Path

from flask import Flask

from portal.headers import static_url

GZIP = {"Accept-Encoding": "gzip"}


def test_page_travels_compressed_where_the_browser_allows(app: Flask) -> None:
    client = app.test_client()
    plain = client.get("/no-such-page")
    packed = client.get("/no-such-page", headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) == packed.content_length < len(plain.data)
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_static_file_travels_compressed_with_its_digest(app: Flask) -> None:
    with app.test_request_context():
        address = static_url("css/tokens.css")
    content = Path(str(app.static_folder), "css/tokens.css").read_bytes()
    with app.test_client().get(address, headers=GZIP) as response:
        assert gzip.decompress(response.data) == content
        assert "immutable" in response.headers["Cache-Control"]


def test_short_answer_stays_as_it_is(app: Flask) -> None:
    assert app.test_client().get("/alive", headers=GZIP).data == b"ok"
