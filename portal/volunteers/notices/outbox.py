"""Writing a notice: in the transaction of the change it tells of, so that neither exists alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteers.notices.kinds import NoticeKind
from portal.volunteers.notices.tables import Notice


@dataclass(frozen=True)
class PostedNotice:
    """A notice as a volunteer's own page shows it."""

    kind: NoticeKind
    data: Mapping[str, str]
    written_at: datetime


def write_notice(
    session: Session,
    volunteer_id: int,
    kind: NoticeKind,
    data: Mapping[str, str],
    *,
    now: datetime,
    address: str | None = None,
) -> None:
    """Put a message into the outbox; it is sent after the caller's transaction has committed."""
    session.add(
        Notice(
            volunteer_id=volunteer_id,
            address=address,
            kind=kind,
            data=dict(data),
            written_at=now,
            next_try_at=now,
        )
    )


def write_once(
    session: Session,
    key: str,
    volunteer_id: int,
    kind: NoticeKind,
    *,
    data: Mapping[str, str],
    now: datetime,
) -> bool:
    """Write a notice unless one with this key was written before; whether it was written."""
    if session.scalar(select(Notice.id).where(Notice.key == key)) is not None:
        return False
    session.add(
        Notice(
            key=key,
            volunteer_id=volunteer_id,
            kind=kind,
            data=dict(data),
            written_at=now,
            next_try_at=now,
        )
    )
    session.flush()
    return True


def list_notices(
    session: Session, volunteer_id: int, *, n_newest: int = 20
) -> tuple[PostedNotice, ...]:
    """The newest notices to a volunteer that hold no link to anybody's account."""
    rows = session.scalars(
        select(Notice)
        .where(Notice.volunteer_id == volunteer_id, Notice.kind.not_in(NoticeKind.secret()))
        .order_by(Notice.id.desc())
        .limit(n_newest)
    )
    return tuple(
        PostedNotice(NoticeKind(notice.kind), notice.data, notice.written_at) for notice in rows
    )
