"""How far back each kind of data is kept, counted from a moment."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.volunteers.people.ages import CHILD_AGE
from portal.volunteers.rules import VolunteerRules

PROOF = timedelta(days=3 * 365)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Limits:
    """What is older than these goes."""

    service_day: date
    service: datetime
    trace: datetime
    proof: datetime
    link: datetime
    grown_up: date
    """Who was born by then has been of age for as long as proof is kept."""
    child: date
    """Who was born since this month is below the age from which one's own consent is enough."""


def find_first_kept_day(today: date, *, rules: VolunteerRules) -> date:
    """Records of service of earlier days have been purged."""
    return date(today.year - rules.keep_years, 1, 1)


def find_limits(now: datetime, *, rules: VolunteerRules) -> Limits:
    """The limits of a purge at a moment.

    >>> from datetime import UTC
    >>> find_limits(datetime(2026, 11, 21, tzinfo=UTC), rules=VolunteerRules()).service_day
    datetime.date(2016, 1, 1)
    """
    first_day = find_first_kept_day(rules.find_day(now), rules=rules)
    proof = now - PROOF
    proof_day, today = rules.find_day(proof), rules.find_day(now)
    return Limits(
        service_day=first_day,
        service=datetime(first_day.year, 1, 1, tzinfo=rules.timezone),
        trace=now - timedelta(days=rules.keep_trace_days),
        proof=proof,
        link=now - ONE_DAY,
        grown_up=date(proof_day.year - rules.adult_age, proof_day.month, 1),
        child=date(today.year - CHILD_AGE, today.month, 1),
    )
