"""Targets of volunteering: rows that are only added; the newest of each indicator holds."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteering.indicators import INDICATORS, RegisterIndicator, RegisterTarget
from portal.volunteers.rules import VolunteerSetting
from surveys.errors import TargetNotAllowed

MOST_PERCENT = 100
MOST_HOURS = 366 * 24


def read_targets(session: Session) -> Mapping[str, RegisterTarget]:
    """The target that holds, by code of the indicator."""
    return {indicator.code: list_target_history(session, indicator)[0] for indicator in INDICATORS}


def list_target_history(
    session: Session, indicator: RegisterIndicator
) -> tuple[RegisterTarget, ...]:
    """Every target, the newest first, the one that the city started from last."""
    rows = session.scalars(
        select(VolunteerSetting)
        .where(VolunteerSetting.name.startswith(_begin_name(indicator), autoescape=True))
        .order_by(VolunteerSetting.name.desc())
    )
    return (*(_read(row) for row in rows), indicator.first_target)


def set_target(session: Session, indicator: RegisterIndicator, target: RegisterTarget) -> None:
    """Set a target from now on; what held before stays on record.

    Raises
    ------
    TargetNotAllowed
        Without a basis in both languages or a date, or for a value outside 0 (excluded) to 100 %
        or the hours of a year.
    """
    most = MOST_PERCENT if indicator.unit == "percent" else MOST_HOURS
    has_basis = all(target.basis.get(language, "").strip() for language in ("zh", "en"))
    if target.set_at is None or not has_basis or not 0 < target.value <= most:
        raise TargetNotAllowed(indicator.code)
    basis = {language: target.basis[language].strip() for language in ("zh", "en")}
    session.add(
        VolunteerSetting(
            name=_begin_name(indicator) + _write_moment(target.set_at),
            value={"value": target.value, "basis": basis},
            changed_by=target.set_by,
            changed_at=target.set_at,
        )
    )
    session.flush()


def _begin_name(indicator: RegisterIndicator) -> str:
    return f"target {indicator.code} "


def _write_moment(moment: datetime) -> str:
    """A moment as part of a name: names of one indicator sort by time."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%S%f")


def _read(row: VolunteerSetting) -> RegisterTarget:
    return RegisterTarget(
        float(row.value["value"]), dict(row.value["basis"]), row.changed_by, row.changed_at
    )
