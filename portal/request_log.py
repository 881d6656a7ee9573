"""A line per request for those who run the portal, without anything that points at a person.

It names the page and what came of it; no address of the visitor, no code, no account, no words.
"""

import logging
import time

from flask import Flask, Response, g, request

logger = logging.getLogger("minyi.requests")


def init_request_log(app: Flask) -> None:
    """Log every request of `app`."""
    logger.setLevel(logging.INFO)
    app.before_request(_note_start)
    app.after_request(_log_request)


def _note_start() -> None:
    g.started_at = time.perf_counter()


def _log_request(response: Response) -> Response:
    milliseconds = 1000 * (time.perf_counter() - g.get("started_at", time.perf_counter()))
    logger.info(
        "%s %s %d %.1f ms",
        request.method,
        request.endpoint or "no such page",
        response.status_code,
        milliseconds,
    )
    return response
