"""People: identity numbers, consents, guardians, one's own data, and what no table joins."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.db import Database
from portal.volunteers import refusals
from portal.volunteers.attendance.corrections import Claim, ask_for_correction
from portal.volunteers.attendance.lists import list_open_cases
from portal.volunteers.attendance.location import forget_locations
from portal.volunteers.attendance.tables import Attendance
from portal.volunteers.closing import OF_A_PERSON, THROUGH, close_account, collect_data
from portal.volunteers.groups.service import ask_to_join
from portal.volunteers.groups.tables import Membership, Team
from portal.volunteers.notices.tables import Notice
from portal.volunteers.people.ages import count_years
from portal.volunteers.people.consents import (
    ConsentKind,
    give_consent,
    has_consent,
    list_consents,
    withdraw_consent,
)
from portal.volunteers.people.guardians import (
    LINK_LIFETIME,
    answer_request,
    ask_guardian,
    find_request,
    has_guardian_consent,
    withdraw_guardian_consent,
)
from portal.volunteers.people.identity import (
    IdentityVault,
    check_identity_number,
    compute_check_character,
    mask_identity_number,
)
from portal.volunteers.people.registration import (
    Registration,
    list_traits,
    register_volunteer,
    set_identity_number,
    set_traits,
)
from portal.volunteers.people.sign_in import LINK_LIFETIME as SIGN_IN_LIFETIME
from portal.volunteers.people.sign_in import issue_link, use_link
from portal.volunteers.people.tables import (
    BirthCorrection,
    Consent,
    ContactChange,
    GuardianConsent,
    Volunteer,
    VolunteerLink,
    VolunteerTrait,
)
from portal.volunteers.recognition.tables import HoursEntry
from portal.volunteers.signups.excuses import ask_for_excuse, list_open_excuses
from portal.volunteers.signups.service import sign_up
from portal.volunteers.signups.states import State
from portal.volunteers.tables import TABLES
from surveys.orm import Base
from tests.portal.volunteers.builders import (
    CLOSING,
    COORDINATOR,
    END,
    NOW,
    RULES,
    SECRET,
    START,
    STREET,
    a_city,
    a_member,
    a_shift,
    a_team,
    a_volunteer,
    an_activity,
    close,
    serve,
    signed_up,
    some_volunteers,
)

VAULT = IdentityVault(SECRET)
NUMBER = "11010519491231002X"
BORN = date(1949, 12, 1)


@given(st.integers(0, 10**6 - 1), st.dates(date(1900, 1, 1), date(2020, 1, 1)), st.integers(0, 999))
def test_a_well_formed_identity_number_is_accepted(area: int, born: date, order: int) -> None:
    digits = f"{area:06}{born:%Y%m%d}{order:03}"
    number = digits + compute_check_character(digits)
    assert check_identity_number(number.lower(), birth_month=born.replace(day=1)) == number


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(place: int, shift: int) -> None:
    wrong = (int(NUMBER[place]) + shift) % 10
    mistyped = f"{NUMBER[:place]}{wrong}{NUMBER[place + 1 :]}"
    with pytest.raises(refusals.IdentityNumberInvalid):
        check_identity_number(mistyped, birth_month=BORN)


@pytest.mark.parametrize(
    "text", ["", "1101", "１１０１０５１９４９１２３１００２X", NUMBER[:-1] + "1"]
)
def test_what_is_no_identity_number_is_refused(text: str) -> None:
    with pytest.raises(refusals.IdentityNumberInvalid):
        check_identity_number(text, birth_month=BORN)


def test_a_sealed_number_opens_only_for_its_volunteer_and_key() -> None:
    sealed = VAULT.seal(NUMBER, volunteer_number="V1")
    assert VAULT.open(sealed, volunteer_number="V1") == NUMBER
    assert NUMBER.encode() not in sealed
    for vault, owner in ((VAULT, "V2"), (IdentityVault("another key of 32 characters!!"), "V1")):
        with pytest.raises(InvalidTag):
            vault.open(sealed, volunteer_number=owner)
    assert mask_identity_number(NUMBER).count("*") == 16


def test_an_identity_number_needs_its_own_consent_and_serves_one_account(
    session: Session,
) -> None:
    first, second = a_volunteer(session, 1, born=BORN), a_volunteer(session, 2, born=BORN)
    with pytest.raises(refusals.ConsentMissing):
        set_identity_number(session, first, NUMBER, vault=VAULT)
    for volunteer in (first, second):
        give_consent(session, volunteer, ConsentKind.IDENTITY, now=NOW)
    set_identity_number(session, first, NUMBER, vault=VAULT)
    with pytest.raises(refusals.AlreadyRegistered):
        set_identity_number(session, second, NUMBER, vault=VAULT)
    assert second.identity_digest is None


@pytest.mark.parametrize(
    ("born", "years"), [((2012, 11), 13), ((2012, 10), 14), ((2008, 11), 17), ((2008, 10), 18)]
)
def test_nobody_is_taken_for_older_than_they_are(born: tuple[int, int], years: int) -> None:
    assert count_years(date(*born, 1), date(2026, 11, 21)) == years


def test_registering_needs_consent_age_and_a_new_contact(session: Session) -> None:
    a_volunteer(session)
    words = {"name": "志愿者", "birth_month": date(1990, 5, 1), "street_code": STREET}
    consents = frozenset({ConsentKind.REGISTRATION})
    for changed, refusal in (
        ({"email": "v1@example.org", "consents": consents}, refusals.AlreadyRegistered),
        ({"email": "new@example.org"}, refusals.ConsentMissing),
        ({"email": "x@example.org", "birth_month": date(2015, 1, 1)}, refusals.TooYoung),
    ):
        registration = Registration(**(words | changed))  # type: ignore[arg-type]
        with pytest.raises(refusal), session.begin_nested():
            register_volunteer(session, registration, now=NOW, rng=Random(5), rules=RULES)


def test_a_consent_is_withdrawn_as_easily_as_given_and_both_are_kept(session: Session) -> None:
    volunteer = a_volunteer(session)
    give_consent(session, volunteer, ConsentKind.BOARD, now=NOW)
    give_consent(session, volunteer, ConsentKind.BOARD, now=NOW)
    withdraw_consent(session, volunteer, ConsentKind.BOARD, now=NOW)
    assert not has_consent(session, volunteer.id, ConsentKind.BOARD)
    give_consent(session, volunteer, ConsentKind.BOARD, now=NOW)
    rows = session.scalars(select(Consent).where(Consent.kind == ConsentKind.BOARD)).all()
    assert [row.withdrawn_at is None for row in rows] == [False, True]


def test_consent_to_older_words_no_longer_stands(session: Session) -> None:
    volunteer = a_volunteer(session)
    session.add(Consent(volunteer_id=volunteer.id, kind=ConsentKind.BOARD, version=0, given_at=NOW))
    session.flush()
    assert ConsentKind.BOARD not in list_consents(session, volunteer.id)
    give_consent(session, volunteer, ConsentKind.BOARD, now=NOW)
    assert ConsentKind.BOARD in list_consents(session, volunteer.id)


def test_a_guardian_answers_once_and_can_take_it_back(session: Session) -> None:
    minor = a_volunteer(session, born=date(2010, 1, 1))
    token = ask_guardian(session, minor, ("监护人", "g@example.org"), now=NOW, rng=Random(1))
    answer_request(session, token, agrees=True, now=NOW)
    assert has_guardian_consent(session, minor.id)
    with pytest.raises(refusals.LinkUnusable):
        answer_request(session, token, agrees=False, now=NOW)
    much_later = NOW + 2 * LINK_LIFETIME
    withdraw_guardian_consent(session, token, now=much_later)
    session.flush()
    assert not has_guardian_consent(session, minor.id)


def test_a_guardians_link_ends_unanswered_after_its_time(session: Session) -> None:
    minor = a_volunteer(session, born=date(2010, 1, 1))
    token = ask_guardian(session, minor, ("监护人", "g@example.org"), now=NOW, rng=Random(1))
    for unusable, now in ((token, NOW + LINK_LIFETIME), ("unknown", NOW)):
        with pytest.raises(refusals.LinkUnusable):
            find_request(session, unusable, now=now)


def test_a_sign_in_link_works_once_within_the_hour(session: Session) -> None:
    volunteer = a_volunteer(session)
    late = issue_link(session, volunteer, now=NOW, rng=Random(1))
    good = issue_link(session, volunteer, now=NOW, rng=Random(2))
    with pytest.raises(refusals.LinkUnusable):
        use_link(session, late, now=NOW + SIGN_IN_LIFETIME)
    assert use_link(session, good, now=NOW).id == volunteer.id
    with pytest.raises(refusals.LinkUnusable):
        use_link(session, good, now=NOW)


def test_closing_an_account_keeps_the_records_without_the_person(session: Session) -> None:
    activity = an_activity(session)
    past, coming = a_shift(session, activity), a_shift(session, activity, places=1)
    coming.starts_at, coming.ends_at = START + timedelta(days=9), START + timedelta(days=9, hours=1)
    volunteer, waiting = some_volunteers(session, 2)
    signed_up(session, past, volunteer)
    sign_up(session, coming.id, volunteer.id, now=NOW, rules=RULES)
    wait = sign_up(session, coming.id, waiting.id, now=NOW, rules=RULES, waits=True)
    serve(session, past, volunteer)
    close(session, past)
    before = collect_data(session, volunteer, vault=VAULT)
    assert before["hours"][0]["minutes"] == 180
    close_account(session, volunteer, now=CLOSING, rng=Random(9), rules=RULES)
    after = collect_data(session, volunteer, vault=VAULT)
    assert wait.state == State.OFFERED
    assert after["hours"] == before["hours"]
    assert "志愿者001" not in str(after)
    assert "v1@example.org" not in str(after)
    assert before["person"]["number"] not in str(after)


def test_the_database_refuses_to_keep_a_name_after_closing(session: Session) -> None:
    volunteer = a_volunteer(session)
    volunteer.state = "deleted"
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_the_last_leader_hands_over_before_leaving(session: Session) -> None:
    leader, other = some_volunteers(session, 2)
    team = a_team(session, leader=leader)
    a_member(session, team, other)
    with pytest.raises(refusals.LastLeader):
        close_account(session, leader, now=NOW, rng=Random(9), rules=RULES)


def test_no_key_leads_from_volunteers_to_answers_or_back() -> None:
    own = {table.__tablename__ for table in TABLES}
    assert own == {name for name in Base.metadata.tables if name.startswith("volunteer")}
    for name, table in Base.metadata.tables.items():
        targets = {key.column.table.name for key in table.foreign_keys}
        if name in own:
            # The city's areas are the only thing that both sides know.
            assert targets <= own | {"area"}, name
        else:
            assert not targets & own, name
        assert name in own or "volunteer" not in " ".join(table.columns.keys()), name


def test_records_of_closed_accounts_stay_in_the_ledger(session: Session) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    signed_up(session, shift, volunteer)
    serve(session, shift, volunteer)
    close(session, shift)
    close_account(session, volunteer, now=CLOSING, rng=Random(9), rules=RULES)
    entry = session.scalars(select(HoursEntry)).one()
    assert session.get_one(Volunteer, entry.volunteer_id).name is None


def test_ages_are_counted_on_the_citys_calendar(session: Session) -> None:
    # Ten to midnight and half past on the last day of a month: by the city's clock another month.
    born = date(2012, 11, 1)
    for now, is_admitted in (
        (datetime(2026, 11, 30, 15, 50, tzinfo=UTC), False),
        (datetime(2026, 11, 30, 16, 30, tzinfo=UTC), True),
    ):
        registration = Registration(
            name="少年",
            birth_month=born,
            street_code=STREET,
            email="young@example.org",
            consents=frozenset({ConsentKind.REGISTRATION}),
        )
        a_city(session)
        if is_admitted:
            register_volunteer(session, registration, now=now, rng=Random(1), rules=RULES)
        else:
            with pytest.raises(refusals.TooYoung):
                register_volunteer(session, registration, now=now, rng=Random(1), rules=RULES)


def test_closing_an_account_ends_what_was_asked_for(session: Session) -> None:
    volunteer, shift = a_volunteer(session), a_shift(session)
    made = signed_up(session, shift, volunteer)
    close(session, shift)
    ask_for_excuse(session, made.id, volunteer.id, "生病", now=CLOSING)
    claim = Claim(START, END, "我在")
    ask_for_correction(session, shift.id, volunteer.id, claim, now=CLOSING)
    close_account(session, volunteer, now=CLOSING, rng=Random(1), rules=RULES)
    cases = list_open_cases(session, None, actor_key=COORDINATOR.key)
    assert cases.corrections == ()
    assert list_open_excuses(session, None, actor_key=COORDINATOR.key) == ()


def test_what_was_kept_of_a_location_goes_with_its_consent_or_the_account(
    session: Session,
) -> None:
    first, second, shift = a_volunteer(session), a_volunteer(session, 2), a_shift(session)
    for volunteer in (first, second):
        signed_up(session, shift, volunteer)
        record = serve(session, shift, volunteer)
        record.was_inside = True
    session.flush()
    forget_locations(session, first.id)
    session.expire_all()
    assert set(session.scalars(select(Attendance.was_inside))) == {None, True}
    close_account(session, second, now=CLOSING, rng=Random(1), rules=RULES)
    session.expire_all()
    assert set(session.scalars(select(Attendance.was_inside))) == {None}


def test_two_presses_at_once_are_one(database: Database) -> None:
    with database.transaction() as session:
        volunteer_id, team_id = a_volunteer(session).id, a_team(session).id

    def ask(session: Session, volunteer: Volunteer) -> None:
        with suppress(refusals.AlreadyMember):
            ask_to_join(session, session.get_one(Team, team_id), volunteer, now=NOW)

    def agree(session: Session, volunteer: Volunteer) -> None:
        give_consent(session, volunteer, ConsentKind.NEWS, now=NOW)

    def choose(session: Session, volunteer: Volunteer) -> None:
        set_traits(session, volunteer, {"skill": {"first-aid", "legal"}})

    def press(step: Callable[[Session, Volunteer], None]) -> None:
        with database.transaction() as session:
            step(session, session.get_one(Volunteer, volunteer_id))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(press, [ask, agree, choose] * 8))
    with database.reading() as session:
        asked = select(func.count()).where(Membership.volunteer_id == volunteer_id)
        assert session.scalar(asked) == 1
        assert has_consent(session, volunteer_id, ConsentKind.NEWS)
        assert list_traits(session, volunteer_id)["skill"] == {"first-aid", "legal"}


def test_nothing_that_hangs_on_a_person_is_left_out_of_their_data(session: Session) -> None:
    data = collect_data(session, a_volunteer(session), vault=VAULT)
    gathered = {table.__table__ for _, table in OF_A_PERSON}
    gathered |= {table.__table__ for _, table, _, _ in THROUGH}
    assert {name for name, *_ in (*OF_A_PERSON, *THROUGH)} < set(data)
    # These are gathered with the person, or shown nowhere: what is told, and links that open.
    of_the_person = (Volunteer, VolunteerTrait, Consent, GuardianConsent, BirthCorrection)
    gathered |= {
        table.__table__ for table in (*of_the_person, ContactChange, Notice, VolunteerLink)
    }
    for table in TABLES:
        pointed = {key.column.table for key in table.__table__.foreign_keys}
        is_about_a_person = pointed & gathered - {Volunteer.__table__} or (
            Volunteer.__table__ in pointed
        )
        assert not is_about_a_person or table.__table__ in gathered, table
