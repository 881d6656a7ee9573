"""Volunteer numbers as people type them, checked at their field."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, ValidationError

from portal.db import db
from portal.volunteers.people.registration import find_by_number
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.refusals import NotFound

LONGEST = 24


def check_number(_form: FlaskForm, field: StringField) -> None:
    """The number of an active volunteer."""
    text = tidy_number(field.data)
    try:
        if len(text) > LONGEST:
            raise NotFound
        find_by_number(db.reader, text)
    except NotFound:
        raise ValidationError(_l("没有这个志愿者编号。")) from None


def find_numbered(field: StringField) -> Volunteer:
    """The volunteer of a number that was checked, in the request's session."""
    return find_by_number(db.session, tidy_number(field.data))


def tidy_number(text: str | None) -> str:
    """A number as the tables write it."""
    return (text or "").strip().upper()
