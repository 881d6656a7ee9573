"""At the place and after: codes, lists, the presence rule, corrections, back-filled records."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.volunteers import refusals
from portal.volunteers.activities.staffing import list_unclosed
from portal.volunteers.activities.tables import Activity
from portal.volunteers.actors import Actor
from portal.volunteers.attendance.checking import ShownCode, check_in
from portal.volunteers.attendance.confirming import clear_flags, refuse_held
from portal.volunteers.attendance.corrections import (
    Claim,
    ask_for_correction,
    decide_backfill,
    decide_correction,
    propose_backfill,
)
from portal.volunteers.attendance.sheets import (
    admit_walk_in,
    close_shift,
    list_attendance,
    strike_from_list,
)
from portal.volunteers.attendance.spot_checks import SpotCheckPlan, draw_spot_check, record_finding
from portal.volunteers.attendance.tables import Attendance, AttendanceFlag
from portal.volunteers.people.consents import ConsentKind, give_consent
from portal.volunteers.recognition.ledger import sum_minutes
from portal.volunteers.recognition.rewards import read_balance
from portal.volunteers.recognition.tables import HoursEntry
from portal.volunteers.recognition.totals import find_differences
from portal.volunteers.signups.service import cancel_activity, sign_up, withdraw
from portal.volunteers.signups.states import State
from tests.portal.volunteers.builders import (
    ANOTHER_COORDINATOR,
    CLOSING,
    CODES,
    COORDINATOR,
    END,
    NOW,
    OTHER_STREET,
    RULES,
    START,
    a_member,
    a_place,
    a_shift,
    a_team,
    a_volunteer,
    an_activity,
    as_actor,
    by,
    close,
    minutes,
    serve,
    shown,
    signed_up,
    some_volunteers,
)


def test_hours_of_a_shift_served_in_full_are_credited(session: Session) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    signed_up(session, shift, volunteer)
    serve(session, shift, volunteer)
    assert close(session, shift) == (1, 0)
    assert sum_minutes(session, volunteer.id) == (180, 0)
    assert read_balance(session, volunteer.id) == 30
    assert find_differences(session) == ()


@pytest.mark.parametrize(("served", "credited"), [(107, 0), (108, 108), (150, 150), (181, 180)])
def test_less_than_the_presence_share_of_a_shift_counts_for_nothing(
    session: Session, served: int, credited: int
) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    signed_up(session, shift, volunteer)
    serve(session, shift, volunteer, left=START + minutes(served))
    close(session, shift)
    assert sum_minutes(session, volunteer.id) == (credited, 0)


def test_time_before_and_after_the_shift_does_not_count(session: Session) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    signed_up(session, shift, volunteer)
    serve(session, shift, volunteer, arrived=START - minutes(20), left=END + minutes(30))
    close_shift(session, shift.id, moment=by(COORDINATOR, END + minutes(40)), rules=RULES)
    assert sum_minutes(session, volunteer.id) == (180, 0)


@pytest.mark.parametrize("when", [START - minutes(31), END], ids=["too early", "after the end"])
def test_check_in_has_its_time(session: Session, when: datetime) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    signed_up(session, shift, volunteer)
    with pytest.raises(refusals.NotCheckInTime):
        check_in(session, shift.id, volunteer.id, shown(shift, when), now=when, rules=RULES)


def test_a_code_of_two_minutes_ago_or_of_another_shift_is_refused(session: Session) -> None:
    activity = an_activity(session)
    shift, other = a_shift(session, activity), a_shift(session, activity)
    volunteer = a_volunteer(session)
    signed_up(session, shift, volunteer)
    for code in (shown(shift, START - minutes(2)), shown(other, START), ShownCode("密码", CODES)):
        with pytest.raises(refusals.CodeWrong):
            check_in(session, shift.id, volunteer.id, code, now=START, rules=RULES)
    just_before = shown(shift, START - minutes(1))
    assert check_in(session, shift.id, volunteer.id, just_before, now=START, rules=RULES)


def test_a_code_can_be_typed_with_letters_that_look_like_digits() -> None:
    code = next(
        CODES.make(shift_id, NOW, rules=RULES)
        for shift_id in range(1, 500)
        if {"0", "1"} <= set(CODES.make(shift_id, NOW, rules=RULES))
    )
    shift_id = next(
        number for number in range(1, 500) if CODES.make(number, NOW, rules=RULES) == code
    )
    typed = f" {code.lower().replace('0', 'o').replace('1', 'l')} "
    assert CODES.is_valid(shift_id, typed, NOW, rules=RULES)


def test_checking_in_without_a_place_is_refused(session: Session) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    with pytest.raises(refusals.NotSignedUp):
        check_in(session, shift.id, volunteer.id, shown(shift, START), now=START, rules=RULES)


def test_location_needs_its_own_consent_and_leaves_one_bit(session: Session) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    signed_up(session, shift, volunteer)
    arguments = (session, shift.id, volunteer.id, shown(shift, START))
    with pytest.raises(refusals.ConsentMissing):
        check_in(*arguments, now=START, rules=RULES, is_inside=True)
    give_consent(session, volunteer, ConsentKind.LOCATION, now=NOW)
    assert check_in(*arguments, now=START, rules=RULES, is_inside=True).was_inside is True


def test_the_organisers_list_serves_those_without_a_phone(session: Session) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    made = signed_up(session, shift, volunteer)
    moment = by(COORDINATOR, END)
    list_attendance(session, made.id, (START, END), moment=moment, rules=RULES)
    close(session, shift)
    assert sum_minutes(session, volunteer.id) == (180, 0)


def test_who_is_on_the_list_by_mistake_is_struck_off_and_counts_as_absent(
    session: Session,
) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    made = signed_up(session, shift, volunteer)
    list_attendance(session, made.id, (START, END), moment=by(COORDINATOR, END), rules=RULES)
    strike_from_list(session, made.id, moment=by(COORDINATOR, END))
    assert close(session, shift) == (0, 0)
    assert made.state == State.MISSED


def test_a_sheet_closes_only_when_every_departure_is_known(session: Session) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    signed_up(session, shift, volunteer)
    check_in(session, shift.id, volunteer.id, shown(shift, START), now=START, rules=RULES)
    with pytest.raises(refusals.DeparturesMissing):
        close(session, shift)


def test_a_sheet_does_not_close_before_the_end_nor_twice(session: Session) -> None:
    shift = a_shift(session)
    with pytest.raises(refusals.ShiftNotOver):
        close_shift(session, shift.id, moment=by(COORDINATOR, START), rules=RULES)
    close(session, shift)
    with pytest.raises(refusals.AlreadyDecided):
        close(session, shift)


def test_who_did_not_come_is_recorded_and_who_waited_is_let_go(session: Session) -> None:
    shift = a_shift(session, places=1)
    absent, waiting = some_volunteers(session, 2)
    held = signed_up(session, shift, absent)
    wait = sign_up(session, shift.id, waiting.id, now=NOW, rules=RULES, waits=True)
    close(session, shift)
    assert (held.state, wait.state) == (State.MISSED, State.EXPIRED)


def test_a_walk_in_takes_a_place_only_where_one_is_free(session: Session) -> None:
    shift = a_shift(session, places=1)
    first, second = some_volunteers(session, 2)
    moment = by(COORDINATOR, START)
    admit_walk_in(session, shift.id, first.id, moment=moment, rules=RULES)
    with pytest.raises(refusals.ShiftFull):
        admit_walk_in(session, shift.id, second.id, moment=moment, rules=RULES)


def test_one_person_at_two_places_at_once_is_flagged_and_held(session: Session) -> None:
    activity, volunteer = an_activity(session), a_volunteer(session)
    here = a_shift(session, activity)
    there = a_shift(session, activity, place=a_place(session, OTHER_STREET))
    signed_up(session, here, volunteer)
    serve(session, here, volunteer)
    close(session, here)
    claim = Claim(START, END, "忘了签到")
    record = propose_backfill(
        session, there.id, volunteer.id, claim, moment=by(COORDINATOR, CLOSING)
    )
    moment = by(ANOTHER_COORDINATOR, CLOSING)
    decide_backfill(session, record.id, approves=True, moment=moment, rules=RULES)
    assert record.state == "held"
    assert session.scalars(select(AttendanceFlag.kind)).all() == ["two places"]
    assert sum_minutes(session, volunteer.id) == (180, 0)


def test_back_filled_hours_need_a_second_person_and_stay_a_class_of_their_own(
    session: Session,
) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    claim = Claim(START, END, "现场没有网络")
    record = propose_backfill(
        session, shift.id, volunteer.id, claim, moment=by(COORDINATOR, CLOSING)
    )
    arguments = (session, record.id)
    for actor in (COORDINATOR, as_actor(volunteer)):
        with pytest.raises((refusals.SecondPersonNeeded, refusals.NotFound)):
            decide_backfill(*arguments, approves=True, moment=by(actor, CLOSING), rules=RULES)
    assert sum_minutes(session, volunteer.id) == (0, 0)
    moment = by(ANOTHER_COORDINATOR, CLOSING)
    decide_backfill(*arguments, approves=True, moment=moment, rules=RULES)
    assert sum_minutes(session, volunteer.id) == (0, 180)
    assert read_balance(session, volunteer.id) == 0


def test_the_database_itself_refuses_a_back_filled_record_of_one_person(
    session: Session,
) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    claim = Claim(START, END, "")
    record = propose_backfill(
        session, shift.id, volunteer.id, claim, moment=by(COORDINATOR, CLOSING)
    )
    record.state, record.approved_by = "settled", COORDINATOR.key
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_nobody_confirms_their_own_hours(session: Session) -> None:
    team, organiser = a_team(session), a_volunteer(session)
    a_member(session, team, organiser, role="organiser")
    shift = a_shift(session, an_activity(session, team))
    signed_up(session, shift, organiser)
    record = serve(session, shift, organiser)
    own = by(as_actor(organiser), CLOSING)
    assert close_shift(session, shift.id, moment=own, rules=RULES) == (0, 1)
    with pytest.raises(refusals.SecondPersonNeeded):
        clear_flags(session, record.id, "是我", moment=own, rules=RULES)
    clear_flags(session, record.id, "已核对", moment=by(COORDINATOR, CLOSING), rules=RULES)
    assert sum_minutes(session, organiser.id) == (180, 0)


def test_a_day_of_impossible_length_is_held(session: Session) -> None:
    activity, volunteer = an_activity(session), a_volunteer(session)
    place = a_place(session)
    midnight = datetime(2026, 11, 24, 16, 0, tzinfo=NOW.tzinfo)
    shifts = [
        a_shift(
            session, activity, starts_at=midnight + timedelta(hours=8 * n), hours=8, place=place
        )
        for n in range(2)
    ]
    outcomes = []
    for shift in shifts:
        signed_up(session, shift, volunteer)
        serve(session, shift, volunteer, arrived=shift.starts_at, left=shift.ends_at)
        moment = by(COORDINATOR, shift.ends_at)
        outcomes.append(close_shift(session, shift.id, moment=moment, rules=RULES))
    assert outcomes == [(1, 0), (0, 1)]
    assert sum_minutes(session, volunteer.id) == (480, 0)


def test_a_record_long_after_the_fact_is_held_and_can_be_turned_down(session: Session) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    late = END + timedelta(days=8)
    claim = Claim(START, END, "忘了")
    record = propose_backfill(session, shift.id, volunteer.id, claim, moment=by(COORDINATOR, late))
    moment = by(ANOTHER_COORDINATOR, late)
    decide_backfill(session, record.id, approves=True, moment=moment, rules=RULES)
    assert record.state == "held"
    with pytest.raises(refusals.SecondPersonNeeded):
        refuse_held(session, record.id, moment=moment, rules=RULES)


def test_a_bulk_of_entries_by_one_organiser_is_held(session: Session) -> None:
    n_people = RULES.bulk_entries + 1
    shift = a_shift(session, places=n_people)
    for volunteer in some_volunteers(session, n_people):
        made = signed_up(session, shift, volunteer)
        list_attendance(session, made.id, (START, END), moment=by(COORDINATOR, END), rules=RULES)
    n_counted, n_held = close(session, shift)
    assert (n_counted, n_held) == (0, n_people)


def test_a_correction_is_the_volunteers_word_and_an_organisers_consent(
    session: Session,
) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    signed_up(session, shift, volunteer)
    serve(session, shift, volunteer, left=START + minutes(120))
    close(session, shift)
    claim = Claim(START, END, "扫码时没有网络,其实一直做到结束")
    request = ask_for_correction(session, shift.id, volunteer.id, claim, now=CLOSING)
    with pytest.raises(refusals.AlreadyDecided):
        ask_for_correction(session, shift.id, volunteer.id, claim, now=CLOSING)
    moment = by(COORDINATOR, CLOSING)
    decide_correction(session, request.id, accepts=True, moment=moment, rules=RULES)
    assert sum_minutes(session, volunteer.id) == (180, 0)
    entries = session.scalars(select(HoursEntry.minutes).order_by(HoursEntry.id)).all()
    assert entries == [120, 60]
    assert find_differences(session) == ()


def test_who_was_taken_for_absent_can_have_it_corrected(session: Session) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    made = signed_up(session, shift, volunteer)
    close(session, shift)
    claim = Claim(START, END, "我在场")
    request = ask_for_correction(session, shift.id, volunteer.id, claim, now=CLOSING)
    moment = by(COORDINATOR, CLOSING)
    decide_correction(session, request.id, accepts=True, moment=moment, rules=RULES)
    assert made.state == State.ATTENDED
    assert sum_minutes(session, volunteer.id) == (180, 0)


def test_an_organiser_cannot_accept_their_own_correction(session: Session) -> None:
    team, organiser = a_team(session), a_volunteer(session)
    a_member(session, team, organiser, role="organiser")
    shift = a_shift(session, an_activity(session, team))
    signed_up(session, shift, organiser)
    close(session, shift)
    claim = Claim(START, END, "我在场")
    request = ask_for_correction(session, shift.id, organiser.id, claim, now=CLOSING)
    with pytest.raises(refusals.SecondPersonNeeded):
        decide_correction(
            session, request.id, accepts=True, moment=by(as_actor(organiser), CLOSING), rules=RULES
        )


def test_overlapping_service_counts_once(session: Session) -> None:
    activity, volunteer, place = an_activity(session), a_volunteer(session), a_place(session)
    first = a_shift(session, activity, place=place)
    second = a_shift(session, activity, place=place, starts_at=START + timedelta(hours=1))
    signed_up(session, first, volunteer)
    serve(session, first, volunteer)
    close(session, first)
    after = CLOSING + timedelta(hours=2)
    claim = Claim(second.starts_at, second.ends_at, "接着做了下一班")
    record = propose_backfill(
        session, second.id, volunteer.id, claim, moment=by(COORDINATOR, after)
    )
    moment = by(ANOTHER_COORDINATOR, after)
    decide_backfill(session, record.id, approves=True, moment=moment, rules=RULES)
    assert sum_minutes(session, volunteer.id) == (180, 60)


def test_ledger_entries_are_never_updated(session: Session) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    signed_up(session, shift, volunteer)
    serve(session, shift, volunteer)
    close(session, shift)
    entry = session.scalars(select(HoursEntry)).one()
    entry.minutes = 6000
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_strangers_neither_list_nor_close_nor_decide(session: Session) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    made = signed_up(session, shift, volunteer)
    organiser = a_volunteer(session, 2)
    a_member(session, a_team(session, "t2"), organiser, role="organiser")
    stranger = by(as_actor(organiser), CLOSING)
    with pytest.raises(refusals.NotAllowed):
        list_attendance(session, made.id, (START, END), moment=stranger, rules=RULES)
    with pytest.raises(refusals.NotAllowed):
        close_shift(session, shift.id, moment=stranger, rules=RULES)
    with pytest.raises(refusals.NotAllowed):
        propose_backfill(session, shift.id, volunteer.id, Claim(START, END, ""), moment=stranger)
    assert session.scalar(select(func.count()).select_from(Attendance)) == 0


def test_who_waits_or_is_offered_a_place_is_let_in_at_the_place(session: Session) -> None:
    shift = a_shift(session, places=1)
    holder, waiting = some_volunteers(session, 2)
    held = signed_up(session, shift, holder)
    wait = sign_up(session, shift.id, waiting.id, now=NOW, rules=RULES, waits=True)
    moment = by(COORDINATOR, START - minutes(20))
    withdraw(session, held.id, holder.id, now=moment.now, rules=RULES)
    made = admit_walk_in(session, shift.id, waiting.id, moment=moment, rules=RULES)
    assert made is wait
    assert (wait.state, shift.n_taken, shift.n_waiting) == (State.SIGNED_UP, 1, 0)


def test_walk_ins_keep_the_rules_of_signing_up(session: Session) -> None:
    team, volunteer = a_team(session), a_volunteer(session)
    shift = a_shift(session, an_activity(session, team))
    elsewhere = a_shift(session, place=a_place(session, OTHER_STREET))
    signed_up(session, elsewhere, volunteer)
    moment = by(COORDINATOR, START)
    with pytest.raises(refusals.ShiftClash):
        admit_walk_in(session, shift.id, volunteer.id, moment=moment, rules=RULES)
    minor = a_volunteer(session, 2, born=date(2009, 5, 1))
    with pytest.raises(refusals.GuardianConsentMissing):
        admit_walk_in(session, shift.id, minor.id, moment=moment, rules=RULES)
    made = admit_walk_in(
        session, shift.id, minor.id, moment=moment, rules=RULES, is_accompanied=True
    )
    assert made.is_accompanied
    session.get_one(Activity, shift.activity_id).state = "draft"
    with pytest.raises(refusals.ActivityNotOpen):
        admit_walk_in(session, shift.id, a_volunteer(session, 3).id, moment=moment, rules=RULES)


def test_a_draft_has_no_hours_to_be_filled_in(session: Session) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    session.get_one(Activity, shift.activity_id).state = "draft"
    claim = Claim(START, END, "忘了")
    with pytest.raises(refusals.ActivityNotOpen):
        propose_backfill(session, shift.id, volunteer.id, claim, moment=by(COORDINATOR, CLOSING))


def test_a_shift_that_ran_when_its_activity_was_cancelled_is_still_closed(
    session: Session,
) -> None:
    activity, volunteer = an_activity(session), a_volunteer(session)
    shift = a_shift(session, activity)
    signed_up(session, shift, volunteer)
    moment = by(COORDINATOR, START + minutes(30))
    cancel_activity(session, activity, "不再举办", moment=moment, rules=RULES)
    serve(session, shift, volunteer)
    session.flush()
    assert [line.shift_id for line in list_unclosed(session, None, now=CLOSING)] == [shift.id]
    assert close(session, shift) == (1, 0)


def test_presence_of_exactly_the_share_counts(session: Session) -> None:
    shift = a_shift(session)
    first, second = some_volunteers(session, 2)
    for volunteer in (first, second):
        signed_up(session, shift, volunteer)
    # Three hours: 108 minutes are 60 %.
    serve(session, shift, first, left=START + minutes(108))
    serve(session, shift, second, left=START + minutes(108) - timedelta(seconds=1))
    close(session, shift)
    assert [sum_minutes(session, person.id)[0] for person in (first, second)] == [108, 0]


def test_hours_overlapping_in_two_teams_count_once_and_come_back_when_one_is_refused(
    session: Session,
) -> None:
    volunteer, place = a_volunteer(session), a_place(session)
    shifts = [
        a_shift(session, an_activity(session, a_team(session, code)), place=place)
        for code in ("t1", "t2")
    ]
    records = []
    for shift in shifts:
        claim = Claim(START, END, "忘了登记")
        record = propose_backfill(
            session, shift.id, volunteer.id, claim, moment=by(COORDINATOR, CLOSING)
        )
        moment = by(ANOTHER_COORDINATOR, CLOSING)
        decide_backfill(session, record.id, approves=True, moment=moment, rules=RULES)
        records.append(record)
    assert sum_minutes(session, volunteer.id) == (0, 180)
    plan = SpotCheckPlan(START.date(), END.date(), 5, "种子")
    third = by(Actor("official", 3, "wu"), CLOSING)
    check = draw_spot_check(session, plan, moment=third, rules=RULES)
    key = (check.id, records[0].id)
    record_finding(session, key, ("false", "没有来"), moment=third, rules=RULES)
    assert sum_minutes(session, volunteer.id) == (0, 180)
    assert find_differences(session) == ()


def test_service_at_midnight_of_a_months_end_belongs_to_the_day_it_began(
    session: Session,
) -> None:
    starts_at = datetime(2026, 11, 30, 15, 30, tzinfo=UTC)
    shift, volunteer = a_shift(session, starts_at=starts_at, hours=2), a_volunteer(session)
    signed_up(session, shift, volunteer)
    ends_at = starts_at + timedelta(hours=2)
    serve(session, shift, volunteer, arrived=starts_at, left=ends_at)
    close_shift(session, shift.id, moment=by(COORDINATOR, ends_at), rules=RULES)
    entry = session.scalars(select(HoursEntry)).one()
    # Half past eleven in the evening on the city's clock.
    assert (entry.day, entry.minutes) == (date(2026, 11, 30), 120)
