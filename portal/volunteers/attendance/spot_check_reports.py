"""Reading spot checks: their records, and the share of false ones with its interval."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.intervals import clopper_pearson
from portal.volunteers.activities.tables import Activity, Shift
from portal.volunteers.attendance.spot_checks import rank_record
from portal.volunteers.attendance.tables import Attendance, SpotCheck, SpotCheckItem
from portal.volunteers.groups.tables import Team
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.refusals import NotFound
from surveys.words import Text


@dataclass(frozen=True)
class FalseShare:
    """Share of false records among those looked into, in percent, with its 95 % interval.

    Clopper-Pearson: exact for a simple random sample, and a little wide for a finite one.
    """

    n_false: int
    n_looked_into: int
    percent: float
    low: float
    high: float

    @property
    def verdict(self) -> Literal["not met", "undecided"]:
        """Against the target of none at all: one is too many, and no sample proves none."""
        return "not met" if self.n_false else "undecided"


@dataclass(frozen=True)
class SpotCheckSummary:
    """One spot check in a list."""

    id: int
    first_day: date
    last_day: date
    n_records: int
    n_drawn: int
    n_open: int
    seed: str
    drawn_at: datetime
    false_share: FalseShare | None


@dataclass(frozen=True)
class DrawnRecord:
    """One record to look into."""

    attendance_id: int
    rank: str
    title: Text
    team: Text
    team_contact: str
    starts_at: datetime
    name: str | None
    contact: str
    arrived_at: datetime
    left_at: datetime | None
    source: str
    entered_by: str
    state: str
    finding: str | None
    note: str
    is_mine: bool
    """Whether this actor made or confirmed it, and so cannot check it."""


def list_spot_checks(session: Session) -> tuple[SpotCheckSummary, ...]:
    """All spot checks, newest first, each with its share of false records."""
    findings: dict[int, list[str | None]] = {}
    for spot_check_id, finding in session.execute(
        select(SpotCheckItem.spot_check_id, SpotCheckItem.finding)
    ):
        findings.setdefault(spot_check_id, []).append(finding)
    checks = session.scalars(select(SpotCheck).order_by(SpotCheck.id.desc()))
    return tuple(summarise(check, findings.get(check.id, [])) for check in checks)


def read_spot_check(
    session: Session, spot_check_id: int, *, actor_key: str
) -> tuple[SpotCheckSummary, tuple[DrawnRecord, ...]]:
    """One spot check with its records in the order in which they were drawn, or NotFound."""
    check = session.get(SpotCheck, spot_check_id)
    if check is None:
        raise NotFound
    rows = session.execute(
        select(SpotCheckItem, Attendance, Shift, Activity, Team, Volunteer)
        .join(Attendance, Attendance.id == SpotCheckItem.attendance_id)
        .join(Shift, Shift.id == Attendance.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .join(Team, Team.id == Activity.team_id)
        .join(Volunteer, Volunteer.id == Attendance.volunteer_id)
        .where(SpotCheckItem.spot_check_id == spot_check_id)
    ).all()
    records = [
        DrawnRecord(
            attendance.id,
            rank_record(check.seed, attendance.id),
            {"zh": activity.title_zh, "en": activity.title_en},
            {"zh": team.name_zh, "en": team.name_en},
            team.contact,
            shift.starts_at,
            volunteer.name,
            volunteer.mobile or volunteer.email or "",
            attendance.arrived_at,
            attendance.left_at,
            attendance.source,
            attendance.entered_by,
            attendance.state,
            item.finding,
            item.note,
            is_mine=actor_key in (attendance.entered_by, attendance.approved_by),
        )
        for item, attendance, shift, activity, team, volunteer in rows
    ]
    summary = summarise(check, [record.finding for record in records])
    return summary, tuple(sorted(records, key=lambda record: record.rank))


def summarise(check: SpotCheck, findings: list[str | None]) -> SpotCheckSummary:
    """A spot check in figures."""
    return SpotCheckSummary(
        check.id,
        check.first_day,
        check.last_day,
        check.n_records,
        check.n_drawn,
        findings.count(None),
        check.seed,
        check.drawn_at,
        measure_false_share(findings),
    )


def measure_false_share(findings: list[str | None]) -> FalseShare | None:
    """The share of false records; None while nothing was found out about any.

    >>> share = measure_false_share(["true"] * 29 + ["false", "unclear", None])
    >>> share.n_looked_into, round(share.percent, 1), round(share.low, 1), round(share.high, 1)
    (30, 3.3, 0.1, 17.2)
    """
    known = [finding for finding in findings if finding in ("true", "inexact", "false")]
    if not known:
        return None
    n_false, n = known.count("false"), len(known)
    share = n_false / n
    low, high = clopper_pearson(np.array([share]), np.array([float(n)]))
    return FalseShare(n_false, n, 100 * share, 100 * float(low[0]), 100 * float(high[0]))
