"""The register as pages ask for it; the volunteers' door keeps it, `create_app` introduces it."""

from datetime import datetime
from typing import Protocol, cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from sqlalchemy.orm import Session

from portal.volunteering.indicators import RegisterIndicator, RegisterTarget
from portal.volunteering.model import VolunteerFigures

EXTENSION = "volunteer_register"


class VolunteerRegister(Protocol):
    """Who counts the volunteers and keeps their targets."""

    def measure(self, session: Session, *, now: datetime, timezone: ZoneInfo) -> VolunteerFigures:
        """Count the running year."""

    def list_target_history(
        self, session: Session, indicator: RegisterIndicator
    ) -> tuple[RegisterTarget, ...]:
        """Every target of an indicator, the newest first, the one it started from last."""

    def set_target(
        self, session: Session, indicator: RegisterIndicator, target: RegisterTarget
    ) -> None:
        """Set a target from now on; what held before stays on record."""


def init_register(app: Flask, register: VolunteerRegister) -> None:
    """Introduce the register to the pages of the application."""
    app.extensions[EXTENSION] = register


def current_register() -> VolunteerRegister:
    """The register of this application."""
    return cast(VolunteerRegister, current_app.extensions[EXTENSION])
