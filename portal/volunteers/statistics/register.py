"""The register that this door keeps, as the pages of both doors ask for it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from portal.volunteering.indicators import RegisterIndicator, RegisterTarget
from portal.volunteering.model import VolunteerFigures
from portal.volunteers.rules import load_rules
from portal.volunteers.statistics.participation import measure_participation
from portal.volunteers.statistics.targets import list_target_history, set_target


class KeptRegister:
    """The `VolunteerRegister` over the volunteers' own tables."""

    def measure(self, session: Session, *, now: datetime, timezone: ZoneInfo) -> VolunteerFigures:
        """Count the running year by the rules in force."""
        return measure_participation(session, now=now, rules=load_rules(session, timezone))

    def list_target_history(
        self, session: Session, indicator: RegisterIndicator
    ) -> tuple[RegisterTarget, ...]:
        """Every target of an indicator, the newest first."""
        return list_target_history(session, indicator)

    def set_target(
        self, session: Session, indicator: RegisterIndicator, target: RegisterTarget
    ) -> None:
        """Set a target from now on."""
        set_target(session, indicator, target)
