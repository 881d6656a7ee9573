"""The iCalendar feed against the rules of RFC 5545, read by a reader that knows nothing of it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from portal.db import Database
from portal.volunteers.activities.feed import write_feed
from portal.volunteers.activities.listing import ListedShift
from tests.portal.volunteers.builders import END, NOW, START, a_shift, an_activity

PROPERTY = re.compile(r"([A-Z][A-Z-]*)(;[A-Z-]+=[^:;]+)*:(.*)", re.DOTALL)
ONCE_IN_CALENDAR = ("PRODID", "VERSION")
ONCE_IN_EVENT = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "URL")
MOST_OCTETS = 75


def a_listed(*, title: str = "清洁", place: str = "公园", number: int = 1) -> ListedShift:
    return ListedShift(
        shift_id=number,
        activity_id=7,
        title={"zh": title, "en": ""},
        task={"zh": "", "en": ""},
        field="environment",
        audience="everyone",
        starts_at=START,
        ends_at=END,
        place={"zh": place, "en": ""},
        address="",
        area_code="990102001000",
        team={"zh": "队", "en": "Team"},
        min_places=1,
        max_places=5,
        n_taken=0,
        n_waiting=0,
        is_sample_data=False,
    )


def unfold(feed: str) -> list[str]:
    """Content lines: every line ends in CR LF, has at most 75 octets, and may be folded."""
    assert feed.endswith("\r\n")
    physical = feed.removesuffix("\r\n").split("\r\n")
    assert not [line for line in physical if len(line.encode()) > MOST_OCTETS]
    assert not [line for line in physical if "\n" in line or "\r" in line]
    return "\r\n".join(physical).replace("\r\n ", "").split("\r\n")


def read_text(value: str) -> str:
    """A TEXT value without its escapes; a bare comma, semicolon or other escape is a fault."""
    assert re.fullmatch(r"(?:[^\\,;]|\\[\\,;nN])*", value, re.DOTALL), value
    return re.sub(
        r"\\(.)", lambda escaped: {"n": "\n", "N": "\n"}.get(escaped[1], escaped[1]), value
    )


def read_calendar(feed: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Properties of the calendar and of its events; repeated or misplaced ones are faults."""
    lines = unfold(feed)
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    calendar: dict[str, str] = {}
    events: list[dict[str, str]] = []
    current = calendar
    for line in lines[1:-1]:
        if line == "BEGIN:VEVENT":
            assert current is calendar
            current = {}
            events.append(current)
        elif line == "END:VEVENT":
            assert current is not calendar
            current = calendar
        else:
            found = PROPERTY.fullmatch(line)
            assert found, line
            assert found[1] not in current
            current[found[1]] = found[3]
    assert current is calendar
    assert set(ONCE_IN_CALENDAR) <= calendar.keys()
    for event in events:
        assert set(ONCE_IN_EVENT) == event.keys()
    assert len({event["UID"] for event in events}) == len(events)
    return calendar, events


def read_moment(value: str) -> datetime:
    return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def write(*shifts: ListedShift) -> str:
    address = "https://city.example/volunteers/activities"
    return write_feed("志愿服务", shifts, address=address, language="zh", now=NOW)


def test_events_have_what_the_standard_asks_for() -> None:
    calendar, events = read_calendar(write(a_listed(number=1), a_listed(number=2)))
    assert calendar["VERSION"] == "2.0"
    for event in events:
        assert read_moment(event["DTSTAMP"]) == NOW
        assert read_moment(event["DTSTART"]) == START
        assert read_moment(event["DTEND"]) == END
        assert event["URL"] == "https://city.example/volunteers/activities/7"
        assert event["UID"].endswith("@city.example")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_every_title_comes_through_folding_and_escapes(title: str) -> None:
    _calendar, (event,) = read_calendar(write(a_listed(title=title)))
    # Control characters have no place in the format; line breaks come through as one kind.
    expected = title.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in expected if sign in "\n\t" or (sign >= " " and sign != "\x7f"))
    assert read_text(event["SUMMARY"]) == kept


def test_calendar_without_shifts_is_still_one() -> None:
    assert read_calendar(write())[1] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_feed_of_the_portal_is_a_calendar(
    client: FlaskClient, database: Database, language: str
) -> None:
    with database.transaction() as session:
        shift = a_shift(session, an_activity(session), starts_at=datetime.now(UTC) + timedelta(9))
        shift_id = shift.id
    client.set_cookie("lang", language)
    response = client.get("/volunteers/calendar.ics")
    assert response.mimetype == "text/calendar"
    _calendar, events = read_calendar(response.text)
    (event,) = [event for event in events if event["UID"].startswith(f"shift-{shift_id}@")]
    summary = {"zh": "清洁街道", "en": "Clean the street"}[language]
    assert read_text(event["SUMMARY"]) == summary
