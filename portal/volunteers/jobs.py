"""What time alone brings about: lapsing offers, due reminders, certificates whose public notice
is over, notices to send, the daily purge.

Any number of workers and hosts may run this at once; each step asks the database whether it is
still to be done.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from typing import Protocol

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.volunteers.certificates.public_notice import find_untold, tell_ready
from portal.volunteers.notices.delivery import Senders, deliver_due, has_due
from portal.volunteers.retention.purging import is_purge_due, purge
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.reminders import find_unreminded, remind
from portal.volunteers.signups.waiting import find_lapsed, lapse


class Transactions(Protocol):
    """Where transactions are opened and committed."""

    def transaction(self) -> AbstractContextManager[Session]:
        """A writing transaction."""

    def reading(self) -> AbstractContextManager[Session]:
        """A read-only snapshot."""


def keep_volunteers(
    database: Transactions, senders: Senders, *, now: datetime, rules: VolunteerRules
) -> int:
    """Do what is due; the number of things done. Looking takes no write lock."""
    with database.reading() as session:
        lapsed = find_lapsed(session, now=now)
        unreminded = find_unreminded(session, now=now, rules=rules)
        untold = find_untold(session, now=now, rules=rules)
        is_mail_due = has_due(session, now=now)
        has_to_purge = is_purge_due(session, now=now, rules=rules)
    n_done = 0
    for sign_up_id in lapsed:
        with database.transaction() as session:
            n_done += lapse(session, sign_up_id, now=now, rules=rules)
    for sign_up_id in unreminded:
        n_done += _once(database, partial(remind, sign_up_id=sign_up_id, now=now, rules=rules))
    for request_id in untold:
        n_done += _once(database, partial(tell_ready, request_id=request_id, now=now))
    if is_mail_due:
        n_done += deliver_due(database.transaction, senders, now=now)
    if has_to_purge:
        n_done += purge(database.transaction, now=now, rules=rules)
    return n_done


def _once(database: Transactions, tell: Callable[[Session], bool]) -> bool:
    """Write a notice that is written once; whether it was."""
    try:
        with database.transaction() as session:
            return tell(session)
    except IntegrityError:
        # Another host has written this very notice a moment ago.
        return False
