"""An iCalendar feed (RFC 5545) of shifts, for the calendar of a phone."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

from portal.volunteers.activities.listing import ListedShift

FOLD_OCTETS = 73
WRITTEN: dict[int, str | None] = {sign: None for sign in (*range(32), 127)}
WRITTEN |= {ord("\t"): "\t", ord("\n"): "\\n"}
WRITTEN |= {ord(sign): f"\\{sign}" for sign in "\\;,"}
"""How the signs of a TEXT value are written; control characters are left out."""


def write_feed(
    name: str, shifts: Iterable[ListedShift], *, address: str, language: str, now: datetime
) -> str:
    """The calendar as text; `address` is the public address of the activities' pages."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Minyi//Volunteers//ZH",
        f"X-WR-CALNAME:{_escape(name)}",
    ]
    stamp, host = _write_moment(now), address.partition("//")[2].partition("/")[0]
    for shift in shifts:
        title = shift.title.get(language) or shift.title["zh"]
        place = shift.place.get(language) or shift.place["zh"]
        lines += [
            "BEGIN:VEVENT",
            f"UID:shift-{shift.shift_id}@{host}",
            f"DTSTAMP:{stamp}",
            f"DTSTART:{_write_moment(shift.starts_at)}",
            f"DTEND:{_write_moment(shift.ends_at)}",
            f"SUMMARY:{_escape(title)}",
            f"LOCATION:{_escape(f'{place} {shift.address}'.strip())}",
            f"URL:{address}/{shift.activity_id}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR\r\n")
    return "\r\n".join(map(_fold, lines))


@lru_cache(maxsize=4096)
def _write_moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escape(text: str) -> str:
    """A TEXT value: line breaks of one kind, no other control characters."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(WRITTEN)


def _fold(line: str) -> str:
    """The line, or lines of at most 75 octets, never cut inside a character."""
    if len(line) <= FOLD_OCTETS and (line.isascii() or len(line.encode()) <= FOLD_OCTETS):
        return line
    pieces, piece, n_octets = [], "", 0
    for character in line:
        n_more = len(character.encode())
        if n_octets + n_more > FOLD_OCTETS:
            pieces.append(piece)
            piece, n_octets = " ", 1
        piece, n_octets = piece + character, n_octets + n_more
    return "\r\n".join([*pieces, piece])
