"""The organisers' board: shifts that still lack people first, then what is to come or to close."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.volunteers.activities.tables import Activity, Shift
from portal.volunteers.groups.tables import Team
from surveys.words import Text


@dataclass(frozen=True)
class StaffedShift:
    """A shift as its organisers see it."""

    shift_id: int
    activity_id: int
    title: Text
    starts_at: datetime
    ends_at: datetime
    min_places: int
    max_places: int
    n_taken: int
    n_waiting: int

    @property
    def n_below(self) -> int:
        """People still needed to reach the minimum."""
        return max(self.min_places - self.n_taken, 0)


@dataclass(frozen=True)
class OwnActivity:
    """One of the team's activities."""

    id: int
    title: Text
    state: str
    team: Text


def list_staffing(
    session: Session,
    team_ids: tuple[int, ...] | None,
    *,
    now: datetime,
    days: int = 28,
    n_most: int = 100,
) -> tuple[StaffedShift, ...]:
    """Open shifts to come of these teams (None: of all), those below their minimum first."""
    is_enough = case((Shift.n_taken < Shift.min_places, 0), else_=1)
    conditions = [
        Shift.state == "open",
        Activity.state == "published",
        Shift.ends_at > now,
        Shift.starts_at < now + timedelta(days=days),
    ]
    return _read(session, team_ids, conditions, order=(is_enough, Shift.starts_at), n_most=n_most)


def list_unclosed(
    session: Session, team_ids: tuple[int, ...] | None, *, now: datetime, n_most: int = 50
) -> tuple[StaffedShift, ...]:
    """Shifts that are over and whose sheets are still open, oldest first; also those that were
    running when their activity was cancelled."""
    conditions = [Shift.state == "open", Activity.state != "draft", Shift.ends_at <= now]
    return _read(session, team_ids, conditions, order=(Shift.starts_at,), n_most=n_most)


def list_own_activities(
    session: Session, team_ids: tuple[int, ...] | None
) -> tuple[OwnActivity, ...]:
    """All activities of these teams, newest first."""
    query = select(Activity, Team.name_zh, Team.name_en).join(Team, Team.id == Activity.team_id)
    if team_ids is not None:
        query = query.where(Activity.team_id.in_(team_ids))
    return tuple(
        OwnActivity(
            activity.id,
            {"zh": activity.title_zh, "en": activity.title_en},
            activity.state,
            {"zh": zh, "en": en},
        )
        for activity, zh, en in session.execute(query.order_by(Activity.id.desc()).limit(200))
    )


def _read(
    session: Session,
    team_ids: tuple[int, ...] | None,
    conditions: list[ColumnElement[bool]],
    *,
    order: tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...],
    n_most: int,
) -> tuple[StaffedShift, ...]:
    if team_ids is not None:
        conditions = [*conditions, Activity.team_id.in_(team_ids)]
    rows = session.execute(
        select(Shift, Activity)
        .join(Activity, Activity.id == Shift.activity_id)
        .where(*conditions)
        .order_by(*order, Shift.id)
        .limit(n_most)
    )
    return tuple(
        StaffedShift(
            shift.id,
            activity.id,
            {"zh": activity.title_zh, "en": activity.title_en},
            shift.starts_at,
            shift.ends_at,
            shift.min_places,
            shift.max_places,
            shift.n_taken,
            shift.n_waiting,
        )
        for shift, activity in rows
    )
