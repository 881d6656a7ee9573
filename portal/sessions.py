"""Sessions for those who need one: officials, and whoever fills in a form outside a questionnaire.

Most requests come from citizens who answer and carry no session: for them nothing is read,
derived or written.
"""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface


class QuietSessions(SecureCookieSessionInterface):
    """Flask's signed sessions, without any work where there is no cookie."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of the request's cookie; an empty one where there is none."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def init_sessions(app: Flask) -> None:
    """Let `app` keep sessions this way."""
    app.session_interface = QuietSessions()
