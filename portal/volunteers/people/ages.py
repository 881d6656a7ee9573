"""Ages from a month of birth, counted so that nobody is ever taken for older than they are."""

from datetime import date

from portal.volunteers.rules import VolunteerRules

CHILD_AGE = 14
"""Below it, by law and not by a city's choice, a guardian decides about a person's data."""


def count_years(birth_month: date, on_day: date) -> int:
    """Full years on a day; the birthday is taken to be the month's last day.

    >>> count_years(date(2010, 3, 1), date(2026, 3, 20))
    15
    >>> count_years(date(2010, 3, 1), date(2026, 4, 1))
    16
    """
    years = on_day.year - birth_month.year
    return years if on_day.month > birth_month.month else years - 1


def is_minor(birth_month: date, on_day: date, *, rules: VolunteerRules) -> bool:
    """Whether the person is below the age of majority on that day."""
    return count_years(birth_month, on_day) < rules.adult_age


def is_child(birth_month: date, on_day: date) -> bool:
    """Whether everything about the person is sensitive by law on that day."""
    return count_years(birth_month, on_day) < CHILD_AGE
