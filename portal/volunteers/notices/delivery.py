"""Sending what the outbox holds: claimed by one host, handed over once, tried again if refused.

Three transactions around each message: claim it, send it (no transaction open), write down how it
went. A process that dies while sending leaves the notice "unsure": it may have gone out, so it is
not sent again; the volunteer sees it on their own page in any case.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from portal.volunteers.notices.kinds import NoticeKind, render_notice
from portal.volunteers.notices.senders import HandoverUnsure, Message, NotHandedOver, Sender
from portal.volunteers.notices.tables import Notice
from portal.volunteers.people.tables import Volunteer

Channel = Literal["mail", "text"]
Senders = Mapping[str, Sender]
OpenTransaction = Callable[[], AbstractContextManager[Session]]

CLAIM = timedelta(minutes=5)
RETRY_MINUTES = (1, 5, 30, 120, 720)


@dataclass(frozen=True)
class _Claimed:
    notice_id: int
    message: Message
    channel: Channel
    n_tries: int


def has_due(session: Session, *, now: datetime) -> bool:
    """Whether anything waits to be sent, or was claimed by somebody who has died."""
    is_due = (
        select(Notice.id)
        .where(Notice.state.in_(("waiting", "sending")), Notice.next_try_at <= now)
        .limit(1)
    )
    return session.scalar(is_due) is not None


def deliver_due(
    open_transaction: OpenTransaction, senders: Senders, *, now: datetime, n_most: int = 100
) -> int:
    """Send up to `n_most` due notices; the number handed over."""
    with open_transaction() as session:
        _give_up_stale(session, now=now)
        due = session.scalars(
            select(Notice.id)
            .where(Notice.state == "waiting", Notice.next_try_at <= now)
            .order_by(Notice.id)
            .limit(n_most)
        ).all()
    return sum(_deliver(open_transaction, senders, notice_id, now=now) for notice_id in due)


def _deliver(
    open_transaction: OpenTransaction, senders: Senders, notice_id: int, *, now: datetime
) -> int:
    with open_transaction() as session:
        claimed = _claim(session, senders, notice_id, now=now)
    if claimed is None:
        return 0
    try:
        senders[claimed.channel].send(claimed.message)
    except NotHandedOver:
        outcome = "waiting" if claimed.n_tries < len(RETRY_MINUTES) else "failed"
    except HandoverUnsure:
        outcome = "unsure"
    else:
        outcome = "sent"
    with open_transaction() as session:
        _write_outcome(session, claimed, outcome, now=now)
    return int(outcome == "sent")


def _claim(session: Session, senders: Senders, notice_id: int, *, now: datetime) -> _Claimed | None:
    """Take a notice for this process; None if another took it or it has nowhere to go."""
    taken = session.execute(
        update(Notice)
        .where(Notice.id == notice_id, Notice.state == "waiting")
        .values(state="sending", n_tries=Notice.n_tries + 1, next_try_at=now + CLAIM)
    )
    if cast("CursorResult[object]", taken).rowcount != 1:
        return None
    notice = session.get_one(Notice, notice_id, populate_existing=True)
    volunteer = session.get_one(Volunteer, notice.volunteer_id)
    address = notice.address or volunteer.email or volunteer.mobile
    channel: Channel = "mail" if address and "@" in address else "text"
    if address is None or channel not in senders or volunteer.is_sample_data:
        notice.state = "unaddressed"
        return None
    subject, body = render_notice(NoticeKind(notice.kind), notice.data, volunteer.language)
    message = Message(f"notice-{notice.id}", address, subject, body)
    return _Claimed(notice.id, message, channel, notice.n_tries)


def _write_outcome(session: Session, claimed: _Claimed, outcome: str, *, now: datetime) -> None:
    notice = session.get_one(Notice, claimed.notice_id)
    notice.state = outcome
    if outcome == "waiting":
        notice.next_try_at = now + timedelta(minutes=RETRY_MINUTES[claimed.n_tries - 1])
        return
    notice.sent_at = now if outcome == "sent" else None
    notice.address = None
    if notice.kind in NoticeKind.secret():
        notice.data = {}


def _give_up_stale(session: Session, *, now: datetime) -> None:
    """Whoever claimed these died while sending; nobody knows whether they went out."""
    session.execute(
        update(Notice)
        .where(Notice.state == "sending", Notice.next_try_at <= now)
        .values(state="unsure")
    )
