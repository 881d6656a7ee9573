"""The portal, and beside it a bare Flask application with one empty page: the benchmarks' unit."""

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from wsgi import app

bare = Flask("bare")


@bare.get("/empty")
def empty_page() -> str:
    """What any Flask page costs before it does anything."""
    return ""


app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/bench": bare})  # type: ignore[method-assign]
