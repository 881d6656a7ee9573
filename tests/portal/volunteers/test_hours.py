"""What presence is worth, for all times that there can be."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.volunteers.attendance.hours import Interval, find_served, share_minutes
from portal.volunteers.recognition.ledger import count_points
from portal.volunteers.recognition.stars import find_stars
from portal.volunteers.rules import VolunteerRules

START = datetime(2026, 11, 21, tzinfo=UTC)
RULES = VolunteerRules()


def minute(n: int) -> datetime:
    return START + timedelta(minutes=n)


INTERVALS = st.tuples(st.integers(0, 600), st.integers(0, 600)).map(
    lambda ends: Interval(minute(min(ends)), minute(max(ends)))
)


@given(st.lists(INTERVALS, max_size=8))
def test_shares_add_up_to_the_time_that_passed(intervals: list[Interval]) -> None:
    minutes = {
        START + timedelta(minutes=n)
        for interval in intervals
        for n in range(600)
        if interval.starts_at <= minute(n) < interval.ends_at
    }
    assert sum(share_minutes(intervals)) == len(minutes)


@given(st.lists(INTERVALS, max_size=8))
def test_no_share_is_longer_than_its_interval(intervals: list[Interval]) -> None:
    for interval, share in zip(intervals, share_minutes(intervals), strict=True):
        assert 0 <= share <= interval.length // timedelta(minutes=1)


@given(INTERVALS, INTERVALS)
def test_what_counts_lies_inside_shift_and_presence(shift: Interval, presence: Interval) -> None:
    served = find_served(shift, presence, rules=RULES)
    assert served.length <= min(shift.length, presence.length)
    if served.length:
        assert served.starts_at >= shift.starts_at
        assert served.ends_at <= shift.ends_at
        assert served.length * 100 >= shift.length * RULES.presence_percent


@given(st.lists(st.integers(1, 600), max_size=20))
def test_points_do_not_depend_on_how_minutes_are_split(minutes: list[int]) -> None:
    total, points = 0, 0
    for more in minutes:
        points += count_points(total, total + more, rules=RULES)
        total += more
    assert points == total * RULES.points_per_hour // 60


@given(st.integers(0, 200_000), st.integers(0, 200_000))
def test_more_hours_never_mean_fewer_stars(minutes: int, more: int) -> None:
    before = find_stars(minutes, rules=RULES)
    after = find_stars(minutes + more, rules=RULES)
    assert before.n_stars <= after.n_stars <= after.n_most == 5


def test_star_thresholds_are_reached_exactly() -> None:
    reached = [find_stars(hours * 60, rules=RULES).n_stars for hours in RULES.star_hours]
    just_below = [find_stars(hours * 60 - 1, rules=RULES).n_stars for hours in RULES.star_hours]
    assert reached == [1, 2, 3, 4, 5]
    assert just_below == [0, 1, 2, 3, 4]
