"""Figures of one year of volunteering, counted from the register."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.volunteering.indicators import ACTIVE, REGISTERED, RegisterIndicator, RegisterTarget
from surveys.words import Text


@dataclass(frozen=True)
class AreaFigures:
    """One district (or the whole city) in one year."""

    code: str
    name: Text
    n_residents: int
    """Adults of the sampling frame."""
    n_registered: int
    """Adult volunteers."""
    n_volunteers: int
    """All volunteers, minors included."""
    n_active: int
    """Volunteers with credited or honour hours in the year."""
    minutes: int

    def count(self, indicator: RegisterIndicator) -> tuple[float, int]:
        """What the indicator counts here, and the base that it is held against."""
        if indicator is REGISTERED:
            return self.n_registered, self.n_residents
        if indicator is ACTIVE:
            return self.n_active, self.n_volunteers
        return self.minutes / 60, self.n_volunteers

    def measure(self, indicator: RegisterIndicator) -> float | None:
        """The value in the indicator's unit; None where the base is empty."""
        counted, base = self.count(indicator)
        if not base:
            return None
        return (100 if indicator.unit == "percent" else 1) * counted / base


@dataclass(frozen=True)
class ServiceHours:
    """Minutes of one field or one month, by class."""

    label: Text
    credited_minutes: int
    honour_minutes: int


@dataclass(frozen=True)
class VolunteerFigures:
    """Everything that is counted of a year."""

    year: int
    city: AreaFigures
    districts: tuple[AreaFigures, ...]
    fields: tuple[ServiceHours, ...]
    """The most hours first."""
    months: tuple[ServiceHours, ...]
    """From January to the running month, empty ones included."""
    targets: Mapping[str, RegisterTarget]
    """The target that holds, by code of the indicator."""
    has_sample_data: bool
    """Whether sample volunteers are among those counted."""
