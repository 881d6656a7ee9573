"""What time alone brings about: lapsing offers, due reminders, notices to send, the daily purge.

Any number of workers and hosts may run this at once; each step asks the database whether it is
still to be done.
"""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

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
        is_mail_due = has_due(session, now=now)
        has_to_purge = is_purge_due(session, now=now, rules=rules)
    n_done = 0
    for sign_up_id in lapsed:
        with database.transaction() as session:
            n_done += lapse(session, sign_up_id, now=now, rules=rules)
    for sign_up_id in unreminded:
        n_done += _remind(database, sign_up_id, now=now, rules=rules)
    if is_mail_due:
        n_done += deliver_due(database.transaction, senders, now=now)
    if has_to_purge:
        n_done += purge(database.transaction, now=now, rules=rules)
    return n_done


def _remind(
    database: Transactions, sign_up_id: int, *, now: datetime, rules: VolunteerRules
) -> bool:
    try:
        with database.transaction() as session:
            return remind(session, sign_up_id, now=now, rules=rules)
    except IntegrityError:
        # Another host has written this very reminder a moment ago.
        return False
