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

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Shift
from portal.volunteers.attendance.settling import settle_hours
from portal.volunteers.attendance.tables import (
    Attendance,
    AttendanceFlag,
    SpotCheck,
    SpotCheckItem,
)
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
