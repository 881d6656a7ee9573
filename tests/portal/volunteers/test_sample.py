"""The sample volunteers: there at once, sound, and gone without a trace."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.volunteers.activities.listing import ShiftFilter, list_shifts
from portal.volunteers.people.registration import find_by_contact
from portal.volunteers.recognition.totals import find_differences
from portal.volunteers.sample.loading import load_sample_volunteers
from portal.volunteers.sample.plans import ACTIVITIES
from portal.volunteers.sample.removal import remove_sample_volunteers
from portal.volunteers.signups.service import sign_up
from portal.volunteers.tables import TABLES
from surveys.sampling.tables import Area
from tests.portal.volunteers.builders import (
    DISTRICT,
    NOW,
    RULES,
    a_city,
    a_shift,
    a_volunteer,
)


def a_sample_city(session: Session) -> None:
    a_city(session)
    present = set(session.scalars(select(Area.code)))
    for code in {plan.street_code for plan in ACTIVITIES} - present:
        session.add(
            Area(code=code, level="street", parent_code=DISTRICT, name_zh=code, name_en=code)
        )
    session.flush()


def test_sample_shows_something_on_every_page_and_goes_without_a_trace(session: Session) -> None:
    a_sample_city(session)
    real, shift = a_volunteer(session), a_shift(session)
    sign_up(session, shift.id, real.id, now=NOW, rules=RULES)
    before = count_rows(session)

    assert load_sample_volunteers(session, now=NOW) == (80, 56)
    assert load_sample_volunteers(session, now=NOW) == (0, 0)
    coming = list_shifts(session, ShiftFilter(), now=NOW, timezone=RULES.timezone, n_most=100)
    assert len([shift for shift in coming if shift.is_sample_data]) >= 20
    assert count_rows(session)["volunteer_hours_entry"] > 80
    assert find_differences(session) == ()
    first = find_by_contact(session, "001@sample.invalid")
    assert first is not None
    assert (first.name, first.password_hash) == ("志愿者001", None)

    wanted = ShiftFilter(field="environment", has_free_places=True)
    in_sample = [
        listed
        for listed in list_shifts(session, wanted, now=NOW, timezone=RULES.timezone)
        if listed.is_sample_data
    ]
    sign_up(session, in_sample[-1].shift_id, real.id, now=NOW, rules=RULES)
    assert remove_sample_volunteers(session) == 80
    # The real volunteer keeps the notice about the sample shift.
    assert count_rows(session) | {"volunteer_notice": before["volunteer_notice"]} == before
    assert find_differences(session) == ()


def count_rows(session: Session) -> dict[str, int]:
    """Rows of every table of the volunteers."""
    return {
        table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
        for table in TABLES
    }
