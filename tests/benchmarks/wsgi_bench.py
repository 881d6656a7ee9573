"""The portal, and beside it a bare Flask application with one empty page: the benchmarks' unit."""

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from portal import create_app

bare = Flask("bare")


@bare.get("/empty")
def empty_page() -> str:
    """What any Flask page costs before it does anything."""
    return ""


app = create_app()
app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/bench": bare})  # type: ignore[method-assign]
