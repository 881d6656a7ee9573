"""How many places a shift has: changed together with the offers to those who wait."""

from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Activity
from portal.volunteers.groups.rights import require_organiser
from portal.volunteers.refusals import ActivityNotOpen, PlacesTaken, ShiftStarted
from portal.volunteers.rules import VolunteerRules
from portal.volunteers.signups.steps import Moment, lock_shift
from portal.volunteers.signups.waiting import offer_free_places


def change_places(
    session: Session,
    shift_id: int,
    *,
    min_places: int,
    max_places: int,
    moment: Moment,
    rules: VolunteerRules,
) -> None:
    """Change the number of places of a shift to come; new ones are offered to those who wait.

    Raises NotAllowed, ActivityNotOpen, ShiftStarted, PlacesTaken (never below those taken).
    """
    shift = lock_shift(session, shift_id)
    activity = session.get_one(Activity, shift.activity_id)
    require_organiser(session, activity.team_id, moment.actor)
    if shift.state != "open":
        raise ActivityNotOpen
    if shift.starts_at <= moment.now:
        raise ShiftStarted
    if max_places < shift.n_taken:
        raise PlacesTaken
    shift.min_places, shift.max_places = min_places, max_places
    session.flush()
    offer_free_places(session, shift, now=moment.now, rules=rules)
