"""Expected refusals of accounts; the portal's table of errors says how each is shown."""

from surveys.errors import SurveyError


class SignInRefused(SurveyError):
    """The name and the password do not belong together."""


class AccountLocked(SurveyError):
    """Too many wrong tries for this name: wait before the next."""


class LinkExpired(SurveyError):
    """A sign-in link is unknown, used or too old."""
