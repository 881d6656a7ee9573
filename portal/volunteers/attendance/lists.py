"""Reading attendance: a volunteer's records and hours, a shift's sheet, what waits for approval."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Activity, Shift
from portal.volunteers.attendance.tables import Attendance, AttendanceFlag, CorrectionRequest
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.recognition.tables import HoursEntry
from surveys.words import Text


@dataclass(frozen=True)
class HoursLine:
    """One entry of the ledger as its volunteer sees it."""

    day: date
    title: Text
    minutes: int
    hours_class: str


@dataclass(frozen=True)
class Record:
    """One attendance as pages show it."""

    attendance_id: int
    shift_id: int
    state: str
    source: str
    arrived_at: datetime
    left_at: datetime | None
    was_inside: bool | None


@dataclass(frozen=True)
class OpenCase:
    """Something that an organiser must decide."""

    id: int
    title: Text
    starts_at: datetime
    name: str | None
    arrived_at: datetime
    left_at: datetime | None
    reason: str
    """The words of who asks or proposes."""
    flags: tuple[str, ...]
    """The kinds of flags that hold the record."""
    is_mine: bool
    """Whether this actor entered it, and so cannot decide it."""


@dataclass(frozen=True)
class OpenCases:
    """Everything that waits for a decision."""

    corrections: tuple[OpenCase, ...]
    backfills: tuple[OpenCase, ...]
    held: tuple[OpenCase, ...]


def list_hours(session: Session, volunteer_id: int, *, n_newest: int) -> tuple[HoursLine, ...]:
    """The newest ledger entries of a volunteer."""
    rows = session.execute(
        select(HoursEntry, Activity.title_zh, Activity.title_en)
        .join(Attendance, Attendance.id == HoursEntry.attendance_id)
        .join(Shift, Shift.id == Attendance.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .where(HoursEntry.volunteer_id == volunteer_id)
        .order_by(HoursEntry.day.desc(), HoursEntry.id.desc())
        .limit(n_newest)
    )
    return tuple(
        HoursLine(entry.day, {"zh": zh, "en": en}, entry.minutes, entry.hours_class)
        for entry, zh, en in rows
    )


def list_own_records(session: Session, volunteer_id: int) -> dict[int, Record]:
    """The records of a volunteer by shift."""
    rows = session.scalars(
        select(Attendance).where(
            Attendance.volunteer_id == volunteer_id, Attendance.state != "refused"
        )
    )
    return {attendance.shift_id: _read_record(attendance) for attendance in rows}


def list_sheet(session: Session, shift_id: int) -> dict[int, Record]:
    """The records of a shift by volunteer."""
    rows = session.scalars(
        select(Attendance).where(Attendance.shift_id == shift_id, Attendance.state != "refused")
    )
    return {attendance.volunteer_id: _read_record(attendance) for attendance in rows}


def find_record(session: Session, shift_id: int, volunteer_id: int) -> Record | None:
    """The record of one volunteer at one shift."""
    return list_sheet(session, shift_id).get(volunteer_id)


def list_open_cases(
    session: Session, team_ids: tuple[int, ...] | None, *, actor_key: str
) -> OpenCases:
    """What waits for a decision in these teams; None means everywhere."""
    return OpenCases(
        corrections=_list_corrections(session, team_ids, actor_key=actor_key),
        backfills=_list_records(session, team_ids, "proposed", actor_key=actor_key),
        held=_list_records(session, team_ids, "held", actor_key=actor_key),
    )


def _list_corrections(
    session: Session, team_ids: tuple[int, ...] | None, *, actor_key: str
) -> tuple[OpenCase, ...]:
    rows = session.execute(
        select(CorrectionRequest, Shift, Activity, Volunteer)
        .join(Shift, Shift.id == CorrectionRequest.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .join(Volunteer, Volunteer.id == CorrectionRequest.volunteer_id)
        .where(CorrectionRequest.state == "open", *_in_teams(team_ids))
        .order_by(CorrectionRequest.id)
    )
    return tuple(
        OpenCase(
            request.id,
            {"zh": activity.title_zh, "en": activity.title_en},
            shift.starts_at,
            volunteer.name,
            request.arrived_at,
            request.left_at,
            reason=request.reason,
            flags=(),
            is_mine=actor_key == f"volunteer:{volunteer.id}",
        )
        for request, shift, activity, volunteer in rows
    )


def _list_records(
    session: Session, team_ids: tuple[int, ...] | None, state: str, *, actor_key: str
) -> tuple[OpenCase, ...]:
    """Records in one state, with what holds them."""
    rows = session.execute(
        select(Attendance, Shift, Activity, Volunteer)
        .join(Shift, Shift.id == Attendance.shift_id)
        .join(Activity, Activity.id == Shift.activity_id)
        .join(Volunteer, Volunteer.id == Attendance.volunteer_id)
        .where(Attendance.state == state, *_in_teams(team_ids))
        .order_by(Attendance.id)
    ).all()
    flags = _list_flags(session, [row[0].id for row in rows])
    return tuple(
        OpenCase(
            attendance.id,
            {"zh": activity.title_zh, "en": activity.title_en},
            shift.starts_at,
            volunteer.name,
            attendance.arrived_at,
            attendance.left_at,
            reason=attendance.reason,
            flags=tuple(flags.get(attendance.id, ())),
            is_mine=actor_key
            in (attendance.entered_by, attendance.approved_by, f"volunteer:{volunteer.id}"),
        )
        for attendance, shift, activity, volunteer in rows
    )


def _in_teams(team_ids: tuple[int, ...] | None) -> list[ColumnElement[bool]]:
    return [] if team_ids is None else [Activity.team_id.in_(team_ids)]


def _list_flags(session: Session, attendance_ids: list[int]) -> dict[int, list[str]]:
    rows = session.execute(
        select(AttendanceFlag.attendance_id, AttendanceFlag.kind)
        .where(
            AttendanceFlag.attendance_id.in_(attendance_ids), AttendanceFlag.cleared_at.is_(None)
        )
        .order_by(AttendanceFlag.id)
    )
    flags: dict[int, list[str]] = {}
    for attendance_id, kind in rows:
        flags.setdefault(attendance_id, []).append(kind)
    return flags


def _read_record(attendance: Attendance) -> Record:
    return Record(
        attendance.id,
        attendance.shift_id,
        attendance.state,
        attendance.source,
        attendance.arrived_at,
        attendance.left_at,
        attendance.was_inside,
    )
