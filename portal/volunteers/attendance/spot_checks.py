"""Spot checks: a coordinator looks into a random sample of settled records (indicator VO4).

The sample is drawn by a seed that is kept. Every record has a rank, a digest of seed and record;
those with the lowest ranks are drawn. So anyone can draw again and get the same, and records that
come or go later change nothing about the rank of the others.
"""

import hashlib
import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.intervals import clopper_pearson
from portal.volunteers.activities.tables import Activity, Shift
from portal.volunteers.attendance.settling import settle_hours
from portal.volunteers.attendance.tables import (
    Attendance,
    AttendanceFlag,
    SpotCheck,
    SpotCheckItem,
)
from portal.volunteers.groups.tables import Team
from portal.volunteers.notices.kinds import NoticeKind
from portal.volunteers.notices.outbox import write_notice
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.refusals import (
    AlreadyDecided,
    NotAllowed,
    NotFound,
    NothingToCheck,
    SecondPersonNeeded,
)
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.steps import Moment
from portal.volunteers.signups.telling import describe_shift
from surveys.words import Text

FINDINGS = ("true", "inexact", "false", "unclear")
QUESTIONED = frozenset({"inexact", "false"})
"""Findings after which a record is held until somebody has settled it."""
FLAG = "spot check"


@dataclass(frozen=True)
class SpotCheckPlan:
    """Which records are drawn from, and how many."""

    first_day: date
    last_day: date
    n_wanted: int
    seed: str


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


def rank_record(seed: str, attendance_id: int) -> str:
    """The rank of a record under a seed; the lowest ranks are drawn.

    >>> rank_record("2026", 7) == rank_record("2026", 7) != rank_record("2027", 7)
    True
    """
    return hashlib.sha256(f"{seed}/{attendance_id}".encode()).hexdigest()


def draw_ids(seed: str, attendance_ids: Iterable[int], n_wanted: int) -> list[int]:
    """The records drawn by a seed, in the order of their ranks.

    >>> draw_ids("2026", range(100), 3) == draw_ids("2026", reversed(range(100)), 3)
    True
    """
    return heapq.nsmallest(n_wanted, attendance_ids, key=lambda id: rank_record(seed, id))


def draw_spot_check(
    session: Session, plan: SpotCheckPlan, *, moment: Moment, rules: VolunteerRules
) -> SpotCheck:
    """Draw a sample of settled records; for coordinators. Raises NothingToCheck."""
    if not moment.actor.is_coordinator:
        raise NotAllowed
    ids = session.scalars(
        select(Attendance.id)
        .join(Shift, Shift.id == Attendance.shift_id)
        .where(
            Attendance.state == "settled",
            Shift.starts_at >= _find_midnight(plan.first_day, rules),
            Shift.starts_at < _find_midnight(plan.last_day + timedelta(days=1), rules),
        )
    ).all()
    drawn = draw_ids(plan.seed, ids, plan.n_wanted)
    if not drawn:
        raise NothingToCheck
    check = SpotCheck(
        seed=plan.seed,
        first_day=plan.first_day,
        last_day=plan.last_day,
        n_records=len(ids),
        n_drawn=len(drawn),
        drawn_by=moment.actor.key,
        drawn_at=moment.now,
    )
    session.add(check)
    session.flush()
    session.add_all(SpotCheckItem(spot_check_id=check.id, attendance_id=id) for id in drawn)
    session.flush()
    return check


def record_finding(
    session: Session,
    key: tuple[int, int],
    found: tuple[str, str],
    *,
    moment: Moment,
    rules: VolunteerRules,
) -> None:
    """Record what was found about a drawn record; a questioned one is held and its hours with it.

    The key is spot check and attendance, the finding one of FINDINGS with a note. Raises
    NotAllowed, NotFound, AlreadyDecided, SecondPersonNeeded (who made or confirmed the record).
    """
    if not moment.actor.is_coordinator:
        raise NotAllowed
    finding, note = found
    if finding not in FINDINGS:
        raise ValueError(finding)
    item = session.get(SpotCheckItem, key)
    if item is None:
        raise NotFound
    attendance = session.get_one(Attendance, item.attendance_id)
    volunteer = session.get_one(
        Volunteer, attendance.volunteer_id, with_for_update=True, populate_existing=True
    )
    session.refresh(attendance)
    session.refresh(item, with_for_update=True)
    if item.finding is not None:
        raise AlreadyDecided
    if moment.actor.key in (attendance.entered_by, attendance.approved_by):
        raise SecondPersonNeeded
    item.finding, item.note = finding, note
    item.found_by, item.found_at = moment.actor.key, moment.now
    session.flush()
    if finding in QUESTIONED and attendance.state == "settled":
        _hold(session, attendance, volunteer, moment=moment, rules=rules)


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


def _hold(
    session: Session,
    attendance: Attendance,
    volunteer: Volunteer,
    *,
    moment: Moment,
    rules: VolunteerRules,
) -> None:
    """Flag a record; its hours are taken back until the flag is settled."""
    flag = session.scalar(
        select(AttendanceFlag).where(
            AttendanceFlag.attendance_id == attendance.id, AttendanceFlag.kind == FLAG
        )
    )
    if flag is None:
        flag = AttendanceFlag(attendance_id=attendance.id, kind=FLAG)
        session.add(flag)
    flag.raised_at, flag.cleared_at, flag.cleared_by, flag.note = moment.now, None, None, ""
    attendance.state = "held"
    session.flush()
    settle_hours(session, volunteer, attendance.arrived_at, moment=moment, rules=rules)
    if volunteer.state == "active":
        shift = session.get_one(Shift, attendance.shift_id)
        data = describe_shift(session, shift, rules=rules)
        kind = NoticeKind.RECORD_QUESTIONED
        write_notice(session, volunteer.id, kind, data, now=moment.now)


def _find_midnight(day: date, rules: VolunteerRules) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=rules.timezone)
