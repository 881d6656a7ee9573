"""What a city may set for its volunteers, with the values it starts from.

Every rule that differs between cities is a number here and never in a service: services are
handed the `VolunteerRules` that hold. `load_rules` reads what a coordinator has changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from surveys.orm import Base, UtcDateTime

DEFAULT_TIMEZONE = ZoneInfo("Asia/Shanghai")
DEFAULT_STARS = (100, 300, 600, 1000, 1500)


@dataclass(frozen=True, kw_only=True)
class VolunteerRules:
    """The rules in force. Times in minutes, hours or days as their names say."""

    min_age: int = 14
    """Nobody younger can register: data about children under 14 are sensitive by law."""
    adult_age: int = 18
    """Below it a guardian consents, or comes along."""
    presence_percent: int = 60
    """Share of a shift that must be served for any of it to count."""
    withdraw_hours: int = 24
    """Up to this long before a shift a withdrawal is in time."""
    grace_minutes: int = 60
    """A withdrawal this soon after signing up is in time, however near the shift is."""
    offer_hours: int = 12
    """How long an offered place is held; never beyond the last offer before the shift."""
    last_offer_minutes: int = 30
    """Offers end this long before a shift begins."""
    travel_same_street: int = 15
    travel_same_district: int = 30
    travel_elsewhere: int = 60
    """Minutes from one place to another, added when two shifts are compared."""
    travel_speed: int = 15
    """Kilometres an hour, for the way between places whose coordinates are known."""
    code_seconds: int = 60
    """The organiser's code changes this often; the one before is still taken."""
    check_in_early_minutes: int = 30
    check_out_late_minutes: int = 60
    late_entry_days: int = 7
    """Records made later than this after the service are flagged."""
    max_day_hours: int = 14
    """More service than this in one day is flagged."""
    bulk_entries: int = 40
    """More records than this by one organiser within ten minutes are flagged."""
    star_hours: tuple[int, ...] = DEFAULT_STARS
    points_per_hour: int = 10
    reminder_hours: int = 24
    max_missed: int = 3
    """So many absences without a reason within a year pause signing up; 0 never does."""
    pause_days: int = 30
    """How long, from the last of them."""
    board_min_members: int = 5
    """Teams with fewer consenting members are not shown on the board."""
    notice_days: int = 7
    """A certificate is given out after so many full days of public notice; 0 gives it at once."""
    keep_years: int = 10
    """Records of service are purged after the tenth full calendar year."""
    keep_trace_days: int = 400
    """Notices, used links and sign-ups that came to nothing are purged after so long."""
    timezone: ZoneInfo = DEFAULT_TIMEZONE
    """The city's clock; comes from the portal's settings, not from the table."""

    def find_day(self, moment: datetime) -> date:
        """The day on the city's calendar."""
        return moment.astimezone(self.timezone).date()


class VolunteerSetting(Base):
    """One rule that a coordinator has set to something else than the default.

    Targets lie here too, one row for each time that one was set (`statistics.targets`).
    """

    __tablename__ = "volunteer_setting"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    changed_by: Mapped[str] = mapped_column(String(80))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


NUMBER_RULES = tuple(rule.name for rule in fields(VolunteerRules) if rule.type is int)
LIST_RULES = ("star_hours",)
RANGES: Mapping[str, tuple[int, int]] = {
    "min_age": (6, 30),
    "adult_age": (16, 25),
    "presence_percent": (0, 100),
    "withdraw_hours": (0, 720),
    "grace_minutes": (0, 1440),
    "offer_hours": (1, 168),
    "last_offer_minutes": (0, 1440),
    "travel_same_street": (0, 600),
    "travel_same_district": (0, 600),
    "travel_elsewhere": (0, 600),
    "travel_speed": (0, 200),
    "code_seconds": (10, 3600),
    "check_in_early_minutes": (0, 120),
    "check_out_late_minutes": (0, 720),
    "late_entry_days": (0, 365),
    "max_day_hours": (1, 24),
    "bulk_entries": (0, 10_000),
    "points_per_hour": (0, 1000),
    "reminder_hours": (0, 336),
    "max_missed": (0, 100),
    "pause_days": (0, 365),
    "board_min_members": (1, 1000),
    "notice_days": (0, 60),
    # The law's ten years, and the twelve months that absences are looked at, are least values.
    "keep_years": (10, 100),
    "keep_trace_days": (366, 3650),
}
"""Least and greatest value of each number: beyond them nothing sensible happens."""
LONGEST_STAR = 100_000
_CHANGED_RULES = select(VolunteerSetting.name, VolunteerSetting.value).where(
    VolunteerSetting.name.in_(NUMBER_RULES + LIST_RULES)
)


def load_rules(session: Session, timezone: ZoneInfo) -> VolunteerRules:
    """The defaults with the coordinators' changes."""
    changed: dict[str, Any] = {name: value for name, value in session.execute(_CHANGED_RULES)}
    if "star_hours" in changed:
        changed["star_hours"] = tuple(changed["star_hours"])
    return replace(VolunteerRules(timezone=timezone), **changed)


def change_rule(
    session: Session, name: str, value: int | list[int], *, by: str, now: datetime
) -> None:
    """Set one rule; raises ValueError for an unknown name or a value that cannot be one."""
    if name not in NUMBER_RULES + LIST_RULES or isinstance(value, list) != (name in LIST_RULES):
        raise ValueError(f"no rule is called {name}, or it is another kind of value")
    numbers = value if isinstance(value, list) else [value]
    least, most = RANGES.get(name, (1, LONGEST_STAR))
    is_possible = all(least <= number <= most for number in numbers)
    if not numbers or not is_possible or numbers != sorted(set(numbers)):
        raise ValueError(f"{value!r} cannot be a value of {name}")
    session.merge(VolunteerSetting(name=name, value=value, changed_by=by, changed_at=now))
