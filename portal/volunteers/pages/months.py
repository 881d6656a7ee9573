"""A month as a calendar shows it: weeks of days, with how much is on each."""

from calendar import Calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

EARLIEST, LATEST = 2000, 2200


@dataclass(frozen=True)
class CalendarDay:
    """One cell."""

    day: date
    n_shifts: int
    is_in_month: bool
    is_today: bool


@dataclass(frozen=True)
class Month:
    """A month by its first day, with shifts counted by day."""

    first_day: date
    today: date
    counts: Mapping[date, int]

    @property
    def weeks(self) -> Iterator[list[CalendarDay]]:
        """Weeks from Monday, with the days of the neighbouring months that complete them."""
        for week in Calendar().monthdatescalendar(self.first_day.year, self.first_day.month):
            yield [
                CalendarDay(
                    day,
                    self.counts.get(day, 0),
                    is_in_month=day.month == self.first_day.month,
                    is_today=day == self.today,
                )
                for day in week
            ]

    @property
    def n_shifts(self) -> int:
        """All shifts of the month."""
        return sum(self.counts.values())

    @property
    def this(self) -> str:
        """This month, as addresses name it."""
        return f"{self.first_day:%Y-%m}"

    @property
    def previous(self) -> str:
        """The month before, as addresses name it."""
        return f"{self.first_day - timedelta(days=1):%Y-%m}"

    @property
    def next(self) -> str:
        """The month after, as addresses name it."""
        return f"{self.first_day + timedelta(days=32):%Y-%m}"


def read_month(text: str | None, *, today: date) -> date:
    """The first day of a month written as 2026-11; today's month where it is not one.

    >>> read_month("2026-12", today=date(2026, 11, 21))
    datetime.date(2026, 12, 1)
    """
    try:
        first_day = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return first_day if EARLIEST <= first_day.year <= LATEST else today.replace(day=1)
