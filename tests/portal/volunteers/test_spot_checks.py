"""Spot checks: drawn by a seed that anyone can draw again, and what a finding brings about."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.volunteers import refusals
from portal.volunteers.actors import Actor
from portal.volunteers.attendance.confirming import clear_flags, refuse_held
from portal.volunteers.attendance.corrections import (
    Claim,
    ask_for_correction,
    decide_correction,
    propose_backfill,
)
from portal.volunteers.attendance.evaluations import evaluate_service, list_evaluations
from portal.volunteers.attendance.lists import list_open_cases
from portal.volunteers.attendance.spot_check_reports import list_spot_checks, read_spot_check
from portal.volunteers.attendance.spot_checks import (
    SpotCheckPlan,
    draw_ids,
    draw_spot_check,
    record_finding,
)
from portal.volunteers.attendance.tables import Attendance, SpotCheck
from portal.volunteers.notices.tables import Notice
from portal.volunteers.people.tables import Volunteer
from portal.volunteers.recognition.ledger import sum_minutes
from portal.volunteers.recognition.rewards import read_balance
from portal.volunteers.recognition.totals import find_differences
from tests.portal.volunteers.builders import (
    ANOTHER_COORDINATOR,
    CLOSING,
    COORDINATOR,
    END,
    RULES,
    START,
    a_leader_of,
    a_shift,
    a_team,
    a_volunteer,
    an_activity,
    as_actor,
    by,
    close,
    serve,
    signed_up,
    some_volunteers,
)

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
SEED = "5eed"


def three_records(session: Session) -> tuple[Actor, list[Volunteer]]:
    """A leader, and three volunteers with three hours each at a shift of the leader's team."""
    team = a_team(session)
    shift, people = a_shift(session, an_activity(session, team)), some_volunteers(session, 3)
    for volunteer in people:
        signed_up(session, shift, volunteer)
        serve(session, shift, volunteer)
    close(session, shift)
    return a_leader_of(session, team), people


def draw(session: Session, n_wanted: int = 2, *, by_whom: Actor = ANOTHER_COORDINATOR) -> SpotCheck:
    plan = SpotCheckPlan(*YEAR, n_wanted, SEED)
    return draw_spot_check(session, plan, moment=by(by_whom, CLOSING), rules=RULES)


def find(
    session: Session,
    check: SpotCheck,
    attendance: Attendance,
    finding: str,
    *,
    by_whom: Actor = ANOTHER_COORDINATOR,
) -> None:
    record_finding(
        session,
        (check.id, attendance.id),
        (finding, "问过当事人"),
        moment=by(by_whom, CLOSING),
        rules=RULES,
    )


@given(st.text(max_size=8), st.sets(st.integers(1, 10**6), max_size=60), st.integers(1, 30))
def test_the_same_seed_draws_the_same_records_again(seed: str, ids: set[int], n: int) -> None:
    drawn = draw_ids(seed, sorted(ids), n)
    assert drawn == draw_ids(seed, sorted(ids, reverse=True), n)
    assert len(drawn) == len(set(drawn)) == min(n, len(ids))


@given(st.sets(st.integers(1, 10**6), min_size=5, max_size=60), st.integers(1, 5))
def test_records_that_come_later_never_change_the_order_of_others(ids: set[int], n: int) -> None:
    before = draw_ids(SEED, ids, n)
    after = draw_ids(SEED, ids | {10**7}, n + 1)
    assert [id for id in after if id != 10**7][:n] == before


def test_every_record_is_as_likely_to_be_drawn_as_any_other() -> None:
    rng, n_draws = Random(1), 4000
    counts = dict.fromkeys(range(10), 0)
    for _ in range(n_draws):
        for id in draw_ids(str(rng.random()), range(10), 3):
            counts[id] += 1
    # 1200 expected; four standard errors are 116.
    assert all(abs(n - 0.3 * n_draws) < 116 for n in counts.values()), counts


def test_a_coordinator_draws_among_settled_records_and_the_seed_is_kept(session: Session) -> None:
    leader, _people = three_records(session)
    with pytest.raises(refusals.NotAllowed):
        draw(session, by_whom=leader)
    check = draw(session, 2)
    assert (check.seed, check.n_records, check.n_drawn) == (SEED, 3, 2)
    ids = session.scalars(select(Attendance.id)).all()
    _summary, records = read_spot_check(session, check.id, actor_key=ANOTHER_COORDINATOR.key)
    assert [record.attendance_id for record in records] == draw_ids(SEED, ids, 2)
    plan = SpotCheckPlan(date(2025, 1, 1), date(2025, 12, 31), 2, SEED)
    with pytest.raises(refusals.NothingToCheck):
        draw_spot_check(session, plan, moment=by(COORDINATOR, CLOSING), rules=RULES)


def test_who_confirmed_a_record_does_not_check_it(session: Session) -> None:
    three_records(session)
    check = draw(session, 1)
    attendance = session.get_one(Attendance, draw_ids(SEED, _ids(session), 1)[0])
    assert attendance.approved_by == COORDINATOR.key
    with pytest.raises(refusals.SecondPersonNeeded):
        find(session, check, attendance, "true", by_whom=COORDINATOR)
    find(session, check, attendance, "true")
    with pytest.raises(refusals.AlreadyDecided):
        find(session, check, attendance, "false")
    assert attendance.state == "settled"


def test_a_false_record_loses_its_hours_until_it_is_settled(session: Session) -> None:
    leader, _people = three_records(session)
    check = draw(session, 1)
    attendance = session.get_one(Attendance, draw_ids(SEED, _ids(session), 1)[0])
    find(session, check, attendance, "false")
    volunteer_id = attendance.volunteer_id
    assert attendance.state == "held"
    assert sum_minutes(session, volunteer_id) == (0, 0)
    assert read_balance(session, volunteer_id) == 0
    assert find_differences(session) == ()
    (held,) = list_open_cases(session, None, actor_key=ANOTHER_COORDINATOR.key).held
    assert held.flags == ("spot check",)
    with pytest.raises(refusals.NotAllowed):
        clear_flags(session, attendance.id, "没问题", moment=by(leader, CLOSING), rules=RULES)
    moment = by(ANOTHER_COORDINATOR, CLOSING)
    clear_flags(session, attendance.id, "签到表为证", moment=moment, rules=RULES)
    assert sum_minutes(session, volunteer_id) == (180, 0)
    assert read_balance(session, volunteer_id) == 30
    kinds = session.scalars(
        select(Notice.kind).where(Notice.volunteer_id == volunteer_id).order_by(Notice.id)
    ).all()
    assert kinds[-2:] == ["record questioned", "hours credited"]


def test_a_refused_record_can_still_be_corrected(session: Session) -> None:
    three_records(session)
    check = draw(session, 1)
    attendance = session.get_one(Attendance, draw_ids(SEED, _ids(session), 1)[0])
    find(session, check, attendance, "inexact")
    moment = by(ANOTHER_COORDINATOR, CLOSING)
    refuse_held(session, attendance.id, moment=moment, rules=RULES)
    claim = Claim(START, END, "签到表有我的签名")
    request = ask_for_correction(
        session, attendance.shift_id, attendance.volunteer_id, claim, now=CLOSING
    )
    decide_correction(session, request.id, accepts=True, moment=moment, rules=RULES)
    assert sum_minutes(session, attendance.volunteer_id) == (180, 0)
    assert find_differences(session) == ()


def test_the_share_of_false_records_comes_with_its_interval(session: Session) -> None:
    three_records(session)
    check = draw(session, 3)
    assert list_spot_checks(session)[0].false_share is None
    for id, finding in zip(_ids(session), ("true", "false", "unclear"), strict=True):
        find(session, check, session.get_one(Attendance, id), finding)
    (summary,) = list_spot_checks(session)
    share = summary.false_share
    assert share is not None
    assert (share.n_false, share.n_looked_into, share.percent) == (1, 2, 50.0)
    # Clopper-Pearson for 1 of 2.
    assert (round(share.low, 1), round(share.high, 1)) == (1.3, 98.7)
    assert summary.n_open == 0


def test_a_back_filled_record_keeps_its_reason_for_the_second_person(session: Session) -> None:
    team = a_team(session)
    shift, volunteer = a_shift(session, an_activity(session, team)), a_volunteer(session)
    claim = Claim(START, END, "名单漏写")
    leader = a_leader_of(session, team)
    propose_backfill(session, shift.id, volunteer.id, claim, moment=by(leader, CLOSING))
    (case,) = list_open_cases(session, None, actor_key=COORDINATOR.key).backfills
    assert (case.reason, case.is_mine) == ("名单漏写", False)


def test_organisers_evaluate_service_but_never_their_own(session: Session) -> None:
    team = a_team(session)
    leader = a_leader_of(session, team)
    shift = a_shift(session, an_activity(session, team))
    own, other = session.get_one(Volunteer, leader.id), a_volunteer(session)
    for volunteer in (own, other):
        signed_up(session, shift, volunteer)
        serve(session, shift, volunteer)
    close(session, shift)
    records = {row.volunteer_id: row.id for row in session.scalars(select(Attendance))}
    moment = by(leader, CLOSING)
    evaluate_service(session, records[other.id], "good", "", moment=moment)
    evaluate_service(session, records[other.id], "excellent", "耐心细致", moment=moment)
    (evaluation,) = list_evaluations(session, list(records.values())).values()
    assert (evaluation.grade, evaluation.words) == ("excellent", "耐心细致")
    with pytest.raises(refusals.SecondPersonNeeded):
        evaluate_service(session, records[own.id], "excellent", "", moment=moment)
    with pytest.raises(refusals.NotAllowed):
        evaluate_service(
            session, records[own.id], "excellent", "", moment=by(as_actor(other), CLOSING)
        )
    with pytest.raises(ValueError, match="best"):
        evaluate_service(session, records[other.id], "best", "", moment=moment)


def _ids(session: Session) -> list[int]:
    return list(session.scalars(select(Attendance.id).order_by(Attendance.id)))
