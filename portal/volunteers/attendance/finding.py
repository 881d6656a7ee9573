"""Finding the one record that a volunteer has at a shift."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteers.attendance.tables import Attendance


def find_attendance(session: Session, shift_id: int, volunteer_id: int) -> Attendance | None:
    """The record of a volunteer at a shift that was not turned down."""
    return session.scalar(
        select(Attendance).where(
            Attendance.shift_id == shift_id,
            Attendance.volunteer_id == volunteer_id,
            Attendance.state != "refused",
        )
    )
