"""Evaluations: how well a service was done, one of the record classes that law asks for.

Given by an organiser of the team, never by somebody about themselves; the volunteer sees it.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteers.activities.tables import Activity, Shift
from portal.volunteers.attendance.tables import Attendance, Evaluation
from portal.volunteers.groups.rights import require_organiser
from portal.volunteers.people.choices import Choices
from portal.volunteers.refusals import NotFound, SecondPersonNeeded
from portal.volunteers.signups.steps import Moment

GRADES: Choices = {
    "excellent": {"zh": "优秀", "en": "Excellent"},
    "good": {"zh": "良好", "en": "Good"},
    "fair": {"zh": "一般", "en": "Fair"},
}


def evaluate_service(
    session: Session, attendance_id: int, grade: str, words: str, *, moment: Moment
) -> None:
    """Evaluate one service, or change the evaluation; the newest holds.

    Raises NotFound, NotAllowed, SecondPersonNeeded, ValueError for an unknown grade.
    """
    attendance = session.get(Attendance, attendance_id)
    if attendance is None or attendance.state != "settled":
        raise NotFound
    if grade not in GRADES:
        raise ValueError(grade)
    shift = session.get_one(Shift, attendance.shift_id)
    activity = session.get_one(Activity, shift.activity_id)
    require_organiser(session, activity.team_id, moment.actor)
    if moment.actor.key == f"volunteer:{attendance.volunteer_id}":
        raise SecondPersonNeeded
    session.merge(
        Evaluation(
            attendance_id=attendance_id,
            grade=grade,
            words=words,
            at=moment.now,
            actor=moment.actor.key,
        )
    )
    session.flush()


def list_evaluations(session: Session, attendance_ids: list[int]) -> dict[int, Evaluation]:
    """The evaluations of these records, by record."""
    rows = session.scalars(select(Evaluation).where(Evaluation.attendance_id.in_(attendance_ids)))
    return {evaluation.attendance_id: evaluation for evaluation in rows}
