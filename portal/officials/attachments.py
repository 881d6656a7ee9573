"""Files that an official takes away: their types, and the names under which they are saved."""

from collections.abc import Iterator

from flask import Response

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attach(content: bytes | Iterator[bytes], content_type: str, *, filename: str) -> Response:
    """Send a file to be saved instead of shown."""
    response = Response(content, content_type=content_type)
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response
