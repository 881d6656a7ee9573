"""The sample volunteers: there at once, sound, and gone without a trace."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.volunteers.activities.listing import ShiftFilter, list_shifts
from portal.volunteers.people.registration import find_by_contact
from portal.volunteers.recognition.tables import HoursEntry
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


def test_the_sample_shows_something_on_every_page(session: Session) -> None:
    a_sample_city(session)
    n_people, n_shifts = load_sample_volunteers(session, now=NOW)
    assert (n_people, n_shifts) == (80, 56)
    coming = list_shifts(session, ShiftFilter(), now=NOW, timezone=RULES.timezone, n_most=100)
    assert len(coming) >= 20
    assert all(shift.is_sample_data for shift in coming)
    assert session.scalar(select(func.count()).select_from(HoursEntry)) > 80  # type: ignore[operator]
    assert find_differences(session) == ()
    first = find_by_contact(session, "001@sample.invalid")
    assert first is not None
    assert (first.name, first.password_hash) == ("志愿者001", None)
    assert load_sample_volunteers(session, now=NOW) == (0, 0)


def test_removing_the_sample_leaves_only_what_is_real(session: Session) -> None:
    a_sample_city(session)
    real, shift = a_volunteer(session), a_shift(session)
    sign_up(session, shift.id, real.id, now=NOW, rules=RULES)
    before = {table: session.scalar(select(func.count()).select_from(table)) for table in TABLES}
    load_sample_volunteers(session, now=NOW)
    wanted = ShiftFilter(field="environment", has_free_places=True)
    in_sample = [
        listed
        for listed in list_shifts(session, wanted, now=NOW, timezone=RULES.timezone)
        if listed.is_sample_data
    ]
    sign_up(session, in_sample[-1].shift_id, real.id, now=NOW, rules=RULES)
    assert remove_sample_volunteers(session) == 80
    after = {table: session.scalar(select(func.count()).select_from(table)) for table in TABLES}
    before_names = {table.__tablename__: n for table, n in before.items()}
    after_names = {table.__tablename__: n for table, n in after.items()}
    # The real volunteer keeps the notice about the sample shift.
    after_names["volunteer_notice"] = before_names["volunteer_notice"]
    assert after_names == before_names
    assert find_differences(session) == ()
