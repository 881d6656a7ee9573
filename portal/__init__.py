"""The doors of the survey: one folder per audience, over one application.

`create_app` is the table of contents; each line names the module that does the work.
"""

from datetime import timedelta

from flask import Flask
from flask_wtf import CSRFProtect

from portal import accounts, citizens, display, officials, previews, volunteers
from portal.city import init_city
from portal.cli import init_commands
from portal.compression import init_compression
from portal.config import Settings
from portal.db import Database
from portal.errors import init_errors
from portal.headers import init_headers
from portal.i18n import init_i18n
from portal.impossible_values import init_impossible_values
from portal.post_limits import init_post_limits
from portal.request_log import init_request_log
from portal.sessions import init_sessions
from portal.stylesheet import init_stylesheet
from portal.volunteering.register import init_register


def create_app(settings: Settings) -> Flask:
    """Put the portal together for one process."""
    app = Flask(__name__)
    app.config.from_mapping(configure_flask(settings))
    app.extensions["settings"] = settings
    Database(settings.database_url, n_threads=settings.n_threads).init_app(app)
    if settings.logs_requests:
        init_request_log(app)
    init_sessions(app)
    init_post_limits(app)
    init_impossible_values(app)
    protection = CSRFProtect(app)
    init_i18n(app, settings)
    init_headers(app)
    init_compression(app)
    init_stylesheet(app)
    init_city(app)
    init_errors(app)
    init_commands(app)
    citizens.init_citizens(app, protection)
    init_register(app, volunteers.register)
    for door in (volunteers.door, officials.door, previews.door, accounts.door, display.door):
        app.register_blueprint(door)
    return app


def configure_flask(settings: Settings) -> dict[str, object]:
    """What Flask and Flask-WTF themselves must know."""
    return {
        "SECRET_KEY": settings.secret_key,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=1),
        "SESSION_COOKIE_NAME": "session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.is_https,
        # A form may lie open for hours; it is as old as the session, not as a clock says.
        "WTF_CSRF_TIME_LIMIT": None,
    }
