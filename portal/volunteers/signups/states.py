"""The life of a sign-up as one state machine: every state, every event, every allowed step.

                      offer            accept
        (new) ------------> offered ----------> signed up ----> attended
          |                  ^   | lapse            | | |          ^
          | wait             |   v                  | | +--> no-show
          +------> waiting --+  expired             | +----> withdrawn, withdrawn late
          | take      | take                        |
          +-----------+------> signed up            +------> cancelled

Nothing else changes a sign-up. What is not in `STEPS` cannot happen.
"""

from collections.abc import Mapping
from enum import StrEnum

from portal.volunteers.refusals import WrongState


class State(StrEnum):
    """Where a sign-up stands."""

    SIGNED_UP = "signed up"
    WAITING = "waiting"
    OFFERED = "offered"
    ATTENDED = "attended"
    MISSED = "no-show"
    WITHDRAWN = "withdrawn"
    WITHDRAWN_LATE = "withdrawn late"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Event(StrEnum):
    """What can happen to a sign-up."""

    TAKE = "take a place"
    WAIT = "wait"
    OFFER = "offer"
    ACCEPT = "accept"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"
    WITHDRAW_LATE = "withdraw late"
    ATTEND = "attend"
    MISS = "miss"
    CANCEL = "cancel"


STEPS: Mapping[tuple[State | None, Event], State] = {
    (None, Event.TAKE): State.SIGNED_UP,
    (None, Event.WAIT): State.WAITING,
    (None, Event.OFFER): State.OFFERED,
    (State.WAITING, Event.TAKE): State.SIGNED_UP,
    (State.WAITING, Event.OFFER): State.OFFERED,
    (State.WAITING, Event.WITHDRAW): State.WITHDRAWN,
    (State.WAITING, Event.LAPSE): State.EXPIRED,
    (State.WAITING, Event.CANCEL): State.CANCELLED,
    (State.OFFERED, Event.ACCEPT): State.SIGNED_UP,
    (State.OFFERED, Event.WITHDRAW): State.WITHDRAWN,
    (State.OFFERED, Event.LAPSE): State.EXPIRED,
    (State.OFFERED, Event.CANCEL): State.CANCELLED,
    (State.SIGNED_UP, Event.WITHDRAW): State.WITHDRAWN,
    (State.SIGNED_UP, Event.WITHDRAW_LATE): State.WITHDRAWN_LATE,
    (State.SIGNED_UP, Event.ATTEND): State.ATTENDED,
    (State.SIGNED_UP, Event.MISS): State.MISSED,
    (State.SIGNED_UP, Event.CANCEL): State.CANCELLED,
    # Early comers of a shift that is cancelled before it begins, struck from the list or not.
    (State.ATTENDED, Event.CANCEL): State.CANCELLED,
    (State.MISSED, Event.CANCEL): State.CANCELLED,
    # Somebody was there after all, or was taken for somebody else.
    (State.MISSED, Event.ATTEND): State.ATTENDED,
    (State.ATTENDED, Event.MISS): State.MISSED,
}

HOLDING = frozenset({State.SIGNED_UP, State.OFFERED, State.ATTENDED, State.MISSED})
"""States that take one of the shift's places."""
LIVE = HOLDING | {State.WAITING}
"""States of which a volunteer has at most one per shift."""
PLANNED = frozenset({State.SIGNED_UP, State.OFFERED, State.WAITING})
"""States from which something is still to come."""


def next_state(state: State | None, event: Event) -> State:
    """The state after an event; raises WrongState where the step does not exist."""
    try:
        return STEPS[state, event]
    except KeyError:
        raise WrongState(state or "new", event) from None
