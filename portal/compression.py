"""Responses travel compressed where the browser allows: a phone's first page in one round trip.

A page is compressed as it is made; a static file once per process, since its address names its
content.
"""

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request

COMPRESSED_TYPES = frozenset(
    {"text/html", "text/css", "text/javascript", "application/json", "image/svg+xml"}
)
MIN_BYTES = 1024
PAGE_LEVEL, FILE_LEVEL = 4, 9


def init_compression(app: Flask) -> None:
    """Compress what `app` sends."""
    app.after_request(compress)


def compress(response: Response) -> Response:
    """Compress the body of a response that is whole, of text, and long enough to be worth it."""
    if response.mimetype not in COMPRESSED_TYPES or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") <= 0 or "Range" in request.headers:
        return response
    if request.endpoint == "static":
        return _compress_file(response)
    if response.is_streamed or (response.content_length or 0) < MIN_BYTES:
        return response
    return _replace_body(response, gzip.compress(response.get_data(), PAGE_LEVEL, mtime=0))


def _compress_file(response: Response) -> Response:
    if response.status_code != 200 or "v" not in request.args:
        return response
    path = Path(str(current_app.static_folder)) / (request.view_args or {})["filename"]
    response.close()
    response.direct_passthrough = False
    return _replace_body(response, _read_compressed(path))


def _replace_body(response: Response, body: bytes) -> Response:
    response.set_data(body)
    response.headers["Content-Encoding"] = "gzip"
    return response


@lru_cache(maxsize=64)
def _read_compressed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), FILE_LEVEL, mtime=0)
