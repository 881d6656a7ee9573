"""Signing up, waiting, being offered a place, withdrawing, cancelling."""

from datetime import date, timedelta
from functools import partial
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteers import refusals
from portal.volunteers.attendance.checking import check_in
from portal.volunteers.attendance.sheets import strike_from_list
from portal.volunteers.attendance.tables import Attendance
from portal.volunteers.notices.tables import Notice
from portal.volunteers.people.guardians import answer_request, ask_guardian
from portal.volunteers.people.registration import set_traits
from portal.volunteers.signups.excuses import excuse_absence
from portal.volunteers.signups.resizing import change_places
from portal.volunteers.signups.service import (
    accept_offer,
    cancel_activity,
    cancel_shift,
    hold_team_places,
    sign_up,
    withdraw,
)
from portal.volunteers.signups.states import State
from portal.volunteers.signups.waiting import find_lapsed, lapse
from tests.portal.volunteers.builders import (
    COORDINATOR,
    IN_THREE_DAYS,
    NEAR_STREET,
    NOW,
    OTHER_STREET,
    RULES,
    START,
    a_leader_of,
    a_member,
    a_place,
    a_shift,
    a_team,
    a_volunteer,
    an_activity,
    as_actor,
    by,
    minutes,
    shown,
    signed_up,
    some_volunteers,
)


def test_a_free_place_is_taken_and_counted(session: Session) -> None:
    shift, volunteer = a_shift(session, places=2), a_volunteer(session)
    made = sign_up(session, shift.id, volunteer.id, now=NOW, rules=RULES)
    assert made.state == State.SIGNED_UP
    assert (shift.n_taken, shift.n_waiting) == (1, 0)


def test_a_full_shift_refuses_whoever_does_not_wait(session: Session) -> None:
    shift = a_shift(session, places=1)
    first, second = some_volunteers(session, 2)
    sign_up(session, shift.id, first.id, now=NOW, rules=RULES)
    with pytest.raises(refusals.ShiftFull):
        sign_up(session, shift.id, second.id, now=NOW, rules=RULES)


def test_nobody_signs_up_twice_for_one_shift(session: Session) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    sign_up(session, shift.id, volunteer.id, now=NOW, rules=RULES)
    with pytest.raises(refusals.AlreadySignedUp):
        sign_up(session, shift.id, volunteer.id, now=NOW, rules=RULES)
    session.refresh(shift)


def test_who_withdrew_may_sign_up_again(session: Session) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    made = sign_up(session, shift.id, volunteer.id, now=NOW, rules=RULES)
    withdraw(session, made.id, volunteer.id, now=NOW, rules=RULES)
    again = sign_up(session, shift.id, volunteer.id, now=NOW, rules=RULES)
    assert again.id != made.id
    assert shift.n_taken == 1


def test_a_free_place_is_offered_to_who_waited_first(session: Session) -> None:
    shift = a_shift(session, places=1)
    holder, first, second = some_volunteers(session, 3)
    held = sign_up(session, shift.id, holder.id, now=NOW, rules=RULES)
    waits = [
        sign_up(session, shift.id, who.id, now=NOW, rules=RULES, waits=True)
        for who in (first, second)
    ]
    withdraw(session, held.id, holder.id, now=NOW, rules=RULES)
    assert [wait.state for wait in waits] == [State.OFFERED, State.WAITING]
    assert waits[0].offer_expires_at == NOW + timedelta(hours=RULES.offer_hours)
    assert (shift.n_taken, shift.n_waiting) == (1, 1)


def test_nobody_jumps_the_queue(session: Session) -> None:
    shift = a_shift(session, places=1)
    holder, waiting, newcomer = some_volunteers(session, 3)
    held = sign_up(session, shift.id, holder.id, now=NOW, rules=RULES)
    wait = sign_up(session, shift.id, waiting.id, now=NOW, rules=RULES, waits=True)
    withdraw(session, held.id, holder.id, now=NOW, rules=RULES)
    with pytest.raises(refusals.ShiftFull):
        sign_up(session, shift.id, newcomer.id, now=NOW, rules=RULES)
    accept_offer(session, wait.id, waiting.id, now=NOW, rules=RULES)
    assert wait.state == State.SIGNED_UP


def test_an_offer_that_ran_out_passes_to_the_next(session: Session) -> None:
    shift = a_shift(session, places=1)
    holder, first, second = some_volunteers(session, 3)
    held = sign_up(session, shift.id, holder.id, now=NOW, rules=RULES)
    waits = [
        sign_up(session, shift.id, who.id, now=NOW, rules=RULES, waits=True)
        for who in (first, second)
    ]
    withdraw(session, held.id, holder.id, now=NOW, rules=RULES)
    later = NOW + timedelta(hours=RULES.offer_hours)
    with pytest.raises(refusals.OfferExpired):
        accept_offer(session, waits[0].id, first.id, now=later, rules=RULES)
    assert find_lapsed(session, now=later) == (waits[0].id,)
    assert lapse(session, waits[0].id, now=later, rules=RULES)
    assert [wait.state for wait in waits] == [State.EXPIRED, State.OFFERED]
    assert not lapse(session, waits[0].id, now=later, rules=RULES)


def test_just_before_a_shift_a_free_place_goes_to_who_comes_first(session: Session) -> None:
    shift = a_shift(session, places=1)
    holder, waiting = some_volunteers(session, 2)
    held = sign_up(session, shift.id, holder.id, now=NOW, rules=RULES)
    wait = sign_up(session, shift.id, waiting.id, now=NOW, rules=RULES, waits=True)
    just_before = IN_THREE_DAYS - timedelta(minutes=5)
    withdraw(session, held.id, holder.id, now=just_before, rules=RULES)
    assert wait.state == State.WAITING
    accept_offer(session, wait.id, waiting.id, now=just_before, rules=RULES)
    assert wait.state == State.SIGNED_UP


@pytest.mark.parametrize(
    ("hours_before", "state"),
    [(25, State.WITHDRAWN), (24, State.WITHDRAWN), (23, State.WITHDRAWN_LATE)],
)
def test_a_withdrawal_is_late_after_the_deadline(
    session: Session, hours_before: int, state: State
) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    made = sign_up(session, shift.id, volunteer.id, now=NOW, rules=RULES)
    moment = IN_THREE_DAYS - timedelta(hours=hours_before)
    assert withdraw(session, made.id, volunteer.id, now=moment, rules=RULES) == state
    assert shift.n_taken == 0


def test_a_withdrawal_right_after_signing_up_is_never_late(session: Session) -> None:
    shift = a_shift(session, starts_at=NOW + timedelta(hours=2))
    volunteer = a_volunteer(session)
    made = sign_up(session, shift.id, volunteer.id, now=NOW, rules=RULES)
    moment = NOW + timedelta(minutes=30)
    assert withdraw(session, made.id, volunteer.id, now=moment, rules=RULES) == State.WITHDRAWN


def test_a_late_withdrawal_can_be_excused_by_the_organiser_only(session: Session) -> None:
    activity = an_activity(session)
    shift, volunteer = a_shift(session, activity), a_volunteer(session)
    made = sign_up(session, shift.id, volunteer.id, now=NOW, rules=RULES)
    moment = IN_THREE_DAYS - timedelta(hours=2)
    withdraw(session, made.id, volunteer.id, now=moment, rules=RULES)
    with pytest.raises(refusals.NotFound):
        excuse_absence(
            session, made.id, "生病", moment=by(as_actor(volunteer), moment), rules=RULES
        )
    excuse_absence(session, made.id, "生病", moment=by(COORDINATOR, moment), rules=RULES)
    assert made.is_excused


def test_a_shift_that_began_takes_nobody_and_lets_nobody_withdraw(session: Session) -> None:
    shift = a_shift(session)
    volunteer, other = some_volunteers(session, 2)
    made = sign_up(session, shift.id, volunteer.id, now=NOW, rules=RULES)
    with pytest.raises(refusals.ShiftStarted):
        sign_up(session, shift.id, other.id, now=IN_THREE_DAYS, rules=RULES)
    with pytest.raises(refusals.ShiftStarted):
        withdraw(session, made.id, volunteer.id, now=IN_THREE_DAYS, rules=RULES)


@pytest.mark.parametrize(
    ("area_code", "gap_minutes", "clashes"),
    [
        ("same place", 0, False),
        (NEAR_STREET, 29, True),
        (NEAR_STREET, 30, False),
        (OTHER_STREET, 59, True),
        (OTHER_STREET, 60, False),
    ],
)
def test_the_way_between_two_shifts_counts_as_a_clash(
    session: Session, area_code: str, gap_minutes: int, clashes: bool
) -> None:
    volunteer, activity, here = a_volunteer(session), an_activity(session), a_place(session)
    there = here if area_code == "same place" else a_place(session, area_code)
    first = a_shift(session, activity, place=here, hours=2)
    starts_at = first.ends_at + timedelta(minutes=gap_minutes)
    second = a_shift(session, activity, place=there, starts_at=starts_at)
    sign_up(session, first.id, volunteer.id, now=NOW, rules=RULES)
    if clashes:
        with pytest.raises(refusals.ShiftClash):
            sign_up(session, second.id, volunteer.id, now=NOW, rules=RULES)
    else:
        sign_up(session, second.id, volunteer.id, now=NOW, rules=RULES)


def test_a_minor_needs_a_guardian_or_company(session: Session) -> None:
    shift, minor = a_shift(session), a_volunteer(session, born=date(2010, 3, 1))
    with pytest.raises(refusals.GuardianConsentMissing):
        sign_up(session, shift.id, minor.id, now=NOW, rules=RULES)
    made = sign_up(session, shift.id, minor.id, now=NOW, rules=RULES, is_accompanied=True)
    withdraw(session, made.id, minor.id, now=NOW, rules=RULES)
    token = ask_guardian(session, minor, ("监护人", "g@example.org"), now=NOW, rng=Random(1))
    answer_request(session, token, agrees=True, now=NOW)
    assert sign_up(session, shift.id, minor.id, now=NOW, rules=RULES).state == State.SIGNED_UP


def test_minors_do_no_dangerous_work_even_with_company(session: Session) -> None:
    insured = {"zh": "已投保意外险", "en": ""}
    activity = an_activity(session, risk="dangerous", insurance_note=insured)
    shift, minor = a_shift(session, activity), a_volunteer(session, born=date(2010, 3, 1))
    with pytest.raises(refusals.DangerousForMinors):
        sign_up(session, shift.id, minor.id, now=NOW, rules=RULES, is_accompanied=True)


def test_skills_and_ages_that_an_activity_asks_for_are_needed(session: Session) -> None:
    activity = an_activity(session, skills=frozenset({"first-aid"}), min_age=18, max_age=60)
    shift, volunteer = a_shift(session, activity), a_volunteer(session)
    with pytest.raises(refusals.SkillMissing) as refusal:
        sign_up(session, shift.id, volunteer.id, now=NOW, rules=RULES)
    assert refusal.value.skills == ("first-aid",)
    set_traits(session, volunteer, {"skill": ["first-aid"]})
    assert sign_up(session, shift.id, volunteer.id, now=NOW, rules=RULES)
    old = a_volunteer(session, 2, born=date(1950, 1, 1))
    with pytest.raises(refusals.AgeOutside):
        sign_up(session, shift.id, old.id, now=NOW, rules=RULES)


def test_a_leader_holds_places_and_each_member_decides(session: Session) -> None:
    team = a_team(session)
    members = some_volunteers(session, 3)
    for member in members:
        a_member(session, team, member)
    shift = a_shift(session, places=3)
    held = hold_team_places(
        session,
        shift.id,
        team,
        [member.id for member in members],
        actor=a_leader_of(session, team),
        now=NOW,
        rules=RULES,
    )
    assert {one.state for one in held} == {State.OFFERED}
    assert shift.n_taken == 3
    accept_offer(session, held[0].id, members[0].id, now=NOW, rules=RULES)
    withdraw(session, held[1].id, members[1].id, now=NOW, rules=RULES)
    assert [one.state for one in held] == [State.SIGNED_UP, State.WITHDRAWN, State.OFFERED]
    assert shift.n_taken == 2


def test_a_team_gets_all_places_or_none(session: Session) -> None:
    team = a_team(session)
    members = some_volunteers(session, 3)
    for member in members:
        a_member(session, team, member)
    shift = a_shift(session, places=2)
    ids = [member.id for member in members]
    leader = a_leader_of(session, team)
    with pytest.raises(refusals.ShiftFull), session.begin_nested():
        hold_team_places(session, shift.id, team, ids, actor=leader, now=NOW, rules=RULES)
    session.refresh(shift)
    assert shift.n_taken == 0


def test_only_leaders_hold_places_and_only_for_members(session: Session) -> None:
    team, shift = a_team(session), a_shift(session)
    member, stranger = some_volunteers(session, 2)
    a_member(session, team, member, role="organiser")
    with pytest.raises(refusals.NotAllowed):
        hold_team_places(
            session, shift.id, team, [member.id], actor=as_actor(member), now=NOW, rules=RULES
        )
    leader = a_leader_of(session, team)
    with pytest.raises(refusals.NotAllowed):
        hold_team_places(session, shift.id, team, [stranger.id], actor=leader, now=NOW, rules=RULES)


def test_a_cancelled_activity_tells_everyone_on_its_lists(session: Session) -> None:
    activity = an_activity(session)
    shift = a_shift(session, activity, places=1)
    first, second = some_volunteers(session, 2)
    made = sign_up(session, shift.id, first.id, now=NOW, rules=RULES)
    wait = sign_up(session, shift.id, second.id, now=NOW, rules=RULES, waits=True)
    told = cancel_activity(session, activity, "暴雨", moment=by(COORDINATOR, NOW), rules=RULES)
    assert told == 2
    assert made.state == wait.state == State.CANCELLED
    assert (shift.n_taken, shift.n_waiting) == (0, 0)
    kinds = session.scalars(select(Notice.kind).order_by(Notice.id)).all()
    assert kinds[-2:] == ["shift cancelled", "shift cancelled"]


def test_an_organiser_of_another_team_cannot_cancel_a_shift(session: Session) -> None:
    shift = a_shift(session, an_activity(session, a_team(session, "t1")))
    stranger = a_leader_of(session, a_team(session, "t2"))
    with pytest.raises(refusals.NotAllowed):
        cancel_shift(session, shift.id, "暴雨", moment=by(stranger, NOW), rules=RULES)


def test_somebody_elses_sign_up_does_not_exist_for_a_volunteer(session: Session) -> None:
    shift = a_shift(session)
    volunteer, other = some_volunteers(session, 2)
    made = sign_up(session, shift.id, volunteer.id, now=NOW, rules=RULES)
    with pytest.raises(refusals.NotFound):
        withdraw(session, made.id, other.id, now=NOW, rules=RULES)


def test_a_deadline_ends_with_its_minute(session: Session) -> None:
    shift, volunteer = a_shift(session), a_volunteer(session)
    made = sign_up(session, shift.id, volunteer.id, now=NOW, rules=RULES)
    moment = IN_THREE_DAYS - timedelta(hours=24) + timedelta(seconds=1)
    assert withdraw(session, made.id, volunteer.id, now=moment, rules=RULES) == State.WITHDRAWN_LATE


def test_who_waited_has_the_same_time_to_think_from_the_place_on(session: Session) -> None:
    shift = a_shift(session, places=1)
    holder, waiting = some_volunteers(session, 2)
    held = sign_up(session, shift.id, holder.id, now=NOW, rules=RULES)
    wait = sign_up(session, shift.id, waiting.id, now=NOW, rules=RULES, waits=True)
    near = IN_THREE_DAYS - timedelta(hours=5)
    withdraw(session, held.id, holder.id, now=near, rules=RULES)
    accept_offer(session, wait.id, waiting.id, now=near, rules=RULES)
    fresh = near + timedelta(minutes=RULES.grace_minutes)
    assert withdraw(session, wait.id, waiting.id, now=fresh, rules=RULES) == State.WITHDRAWN


def test_an_offer_ends_at_its_minute_and_passes_on(session: Session) -> None:
    shift = a_shift(session, places=1)
    holder, first, second = some_volunteers(session, 3)
    held = sign_up(session, shift.id, holder.id, now=NOW, rules=RULES)
    waits = [
        sign_up(session, shift.id, person.id, now=NOW, rules=RULES, waits=True)
        for person in (first, second)
    ]
    withdraw(session, held.id, holder.id, now=NOW, rules=RULES)
    end = waits[0].offer_expires_at
    assert end is not None
    with pytest.raises(refusals.OfferExpired):
        accept_offer(session, waits[0].id, first.id, now=end, rules=RULES)
    # Nobody has passed it on yet: a newcomer does not get in before those who wait.
    with pytest.raises(refusals.ShiftFull):
        sign_up(session, shift.id, holder.id, now=end, rules=RULES)
    assert find_lapsed(session, now=end) == (waits[0].id,)
    lapse(session, waits[0].id, now=end, rules=RULES)
    assert (waits[0].state, waits[1].state) == (State.EXPIRED, State.OFFERED)
    accept_offer(session, waits[1].id, second.id, now=end, rules=RULES)


def test_a_place_that_frees_just_before_is_whose_who_come_first(session: Session) -> None:
    shift = a_shift(session, places=1)
    holder, waiting, newcomer = some_volunteers(session, 3)
    held = sign_up(session, shift.id, holder.id, now=NOW, rules=RULES)
    wait = sign_up(session, shift.id, waiting.id, now=NOW, rules=RULES, waits=True)
    late = IN_THREE_DAYS - timedelta(minutes=RULES.last_offer_minutes)
    withdraw(session, held.id, holder.id, now=late, rules=RULES)
    sign_up(session, shift.id, newcomer.id, now=late, rules=RULES)
    with pytest.raises(refusals.ShiftFull):
        accept_offer(session, wait.id, waiting.id, now=late, rules=RULES)
    assert (shift.n_taken, shift.n_waiting) == (1, 1)


def test_what_has_begun_is_not_cancelled_and_its_places_stay(session: Session) -> None:
    shift = a_shift(session)
    for step in (
        partial(cancel_shift, session, shift.id, "暴雨"),
        partial(change_places, session, shift.id, min_places=1, max_places=9),
    ):
        with pytest.raises(refusals.ShiftStarted):
            step(moment=by(COORDINATOR, IN_THREE_DAYS), rules=RULES)
    moment = by(COORDINATOR, IN_THREE_DAYS - timedelta(seconds=1))
    change_places(session, shift.id, min_places=1, max_places=9, moment=moment, rules=RULES)
    assert shift.max_places == 9
    cancel_shift(session, shift.id, "暴雨", moment=moment, rules=RULES)
    with pytest.raises(refusals.ActivityNotOpen):
        change_places(session, shift.id, min_places=1, max_places=9, moment=moment, rules=RULES)


def test_early_comers_of_a_cancelled_shift_are_told_and_have_no_record(session: Session) -> None:
    shift = a_shift(session)
    early, struck = some_volunteers(session, 2)
    made = [signed_up(session, shift, person) for person in (early, struck)]
    soon = START - minutes(10)
    for person in (early, struck):
        check_in(session, shift.id, person.id, shown(shift, soon), now=soon, rules=RULES)
    strike_from_list(session, made[1].id, moment=by(COORDINATOR, soon))
    n_told = cancel_shift(session, shift.id, "暴雨", moment=by(COORDINATOR, soon), rules=RULES)
    assert n_told == 2
    assert [sign_up.state for sign_up in made] == [State.CANCELLED, State.CANCELLED]
    session.expire_all()
    assert set(session.scalars(select(Attendance.state))) == {"refused"}
    assert shift.n_taken == 0


def test_a_place_held_by_a_leader_obliges_to_nothing(session: Session) -> None:
    team, member = a_team(session), a_volunteer(session)
    a_member(session, team, member)
    shift = a_shift(session, an_activity(session, team))
    elsewhere = a_shift(session, place=a_place(session, OTHER_STREET))
    leader = a_leader_of(session, team)
    (held,) = hold_team_places(
        session, shift.id, team, [member.id], actor=leader, now=NOW, rules=RULES
    )
    made = sign_up(session, elsewhere.id, member.id, now=NOW, rules=RULES)
    with pytest.raises(refusals.ShiftClash):
        accept_offer(session, held.id, member.id, now=NOW, rules=RULES)
    withdraw(session, made.id, member.id, now=NOW, rules=RULES)
    accept_offer(session, held.id, member.id, now=NOW, rules=RULES)
    assert held.state == State.SIGNED_UP
