"""Two hundred people want the last place at the same moment; the database admits one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from portal.db import Database
from portal.volunteers.activities.tables import Shift
from portal.volunteers.attendance.sheets import close_shift
from portal.volunteers.recognition.ledger import write_points
from portal.volunteers.recognition.rewards import buy_reward
from portal.volunteers.recognition.tables import PointsEntry, Reward
from portal.volunteers.recognition.totals import find_differences
from portal.volunteers.refusals import (
    AlreadySignedUp,
    OutOfStock,
    ShiftClash,
    ShiftFull,
    WrongState,
)
from portal.volunteers.signups.service import accept_offer, sign_up, withdraw
from portal.volunteers.signups.states import HOLDING, State
from portal.volunteers.signups.tables import SignUp
from tests.portal.volunteers.builders import (
    CLOSING,
    COORDINATOR,
    NOW,
    OTHER_STREET,
    RULES,
    STREET,
    a_place,
    a_shift,
    a_volunteer,
    an_activity,
    by,
    serve,
    signed_up,
    some_volunteers,
)

N_AT_ONCE = 200
N_THREADS = 16
N_ROUNDS = 2
A_DAY = timedelta(days=1)


def _try_to_sign_up(database: Database, shift_id: int, waits: bool, volunteer_id: int) -> str:
    try:
        with database.transaction() as session:
            made = sign_up(session, shift_id, volunteer_id, now=NOW, rules=RULES, waits=waits)
            return made.state
    except ShiftFull:
        return "full"


@pytest.mark.parametrize("waits", [False, True])
def test_two_hundred_at_once_for_the_last_place_admit_exactly_one(
    database: Database, waits: bool
) -> None:
    with database.transaction() as session:
        people = [volunteer.id for volunteer in some_volunteers(session, N_AT_ONCE)]
        activity, place = an_activity(session), a_place(session)
        shift_ids = [
            a_shift(session, activity, place=place, places=1, starts_at=NOW + n * A_DAY).id
            for n in range(1, N_ROUNDS + 1)
        ]
    for shift_id in shift_ids:
        wish = partial(_try_to_sign_up, database, shift_id, waits)
        with ThreadPoolExecutor(N_THREADS) as pool:
            outcomes = list(pool.map(wish, people))
        assert outcomes.count(State.SIGNED_UP) == 1
        with database.reading() as session:
            shift = session.get_one(Shift, shift_id)
            assert shift.n_taken == 1
            assert shift.n_waiting == (N_AT_ONCE - 1 if waits else 0)


def test_a_returned_place_and_newcomers_at_once_never_exceed_the_places(
    database: Database,
) -> None:
    with database.transaction() as session:
        people = [volunteer.id for volunteer in some_volunteers(session, 40)]
        shift_id = a_shift(session, places=5).id
        held = [sign_up(session, shift_id, who, now=NOW, rules=RULES).id for who in people[:5]]

    def withdraw_or_come(index: int) -> None:
        try:
            with database.transaction() as session:
                if index < 5:
                    withdraw(session, held[index], people[index], now=NOW, rules=RULES)
                else:
                    sign_up(session, shift_id, people[index], now=NOW, rules=RULES, waits=True)
        except (ShiftFull, AlreadySignedUp):
            return

    with ThreadPoolExecutor(N_THREADS) as pool:
        list(pool.map(withdraw_or_come, range(40)))
    with database.reading() as session:
        shift = session.get_one(Shift, shift_id)
        n_holding = session.scalar(
            select(func.count()).where(SignUp.shift_id == shift_id, SignUp.state.in_(HOLDING))
        )
        assert shift.n_taken == n_holding == 5
        assert shift.n_waiting == 30


def test_one_person_cannot_take_two_clashing_shifts_at_once(database: Database) -> None:
    with database.transaction() as session:
        (who,) = (volunteer.id for volunteer in some_volunteers(session, 1))
        activity = an_activity(session)
        shift_ids = [a_shift(session, activity).id for _ in range(8)]

    def try_one(shift_id: int) -> bool:
        try:
            with database.transaction() as session:
                sign_up(session, shift_id, who, now=NOW, rules=RULES)
        except ShiftClash:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(try_one, shift_ids)) == 1


def test_an_offer_accepted_twice_at_once_is_one_place(database: Database) -> None:
    with database.transaction() as session:
        holder, waiting = (volunteer.id for volunteer in some_volunteers(session, 2))
        shift_id = a_shift(session, places=1).id
        held = sign_up(session, shift_id, holder, now=NOW, rules=RULES).id
        wait = sign_up(session, shift_id, waiting, now=NOW, rules=RULES, waits=True).id
        withdraw(session, held, holder, now=NOW, rules=RULES)

    def accept(_index: int) -> bool:
        try:
            with database.transaction() as session:
                accept_offer(session, wait, waiting, now=NOW, rules=RULES)
        except WrongState:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(accept, range(8))) == 1


def test_sheets_closed_at_the_same_moment_add_up(database: Database) -> None:
    with database.transaction() as session:
        activity, place = an_activity(session), a_place(session)
        shift_ids = []
        for n in range(6):
            shift = a_shift(session, activity, place=place)
            shift_ids.append(shift.id)
            for k in range(4):
                street = (STREET, OTHER_STREET)[(n + k) % 2]
                volunteer = a_volunteer(session, 10 * n + k + 1, street=street)
                signed_up(session, shift, volunteer)
                serve(session, shift, volunteer)

    def close_one(shift_id: int) -> tuple[int, int]:
        with database.transaction() as session:
            return close_shift(session, shift_id, moment=by(COORDINATOR, CLOSING), rules=RULES)

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(close_one, shift_ids)) == [(4, 0)] * 6
    with database.reading() as session:
        assert find_differences(session) == ()


def test_the_last_reward_is_sold_once_to_two_hundred_at_once(database: Database) -> None:
    with database.transaction() as session:
        people = [volunteer.id for volunteer in some_volunteers(session, N_AT_ONCE)]
        for who in people:
            write_points(session, who, 100, "service", actor="portal:0", now=NOW)
        reward = Reward(name_zh="水杯", name_en="Cup", price=100, n_in_stock=1)
        session.add(reward)
        session.flush()
        reward_id = reward.id

    def buy(who: int) -> bool:
        try:
            with database.transaction() as session:
                buy_reward(session, reward_id, who, now=NOW)
        except OutOfStock:
            return False
        return True

    with ThreadPoolExecutor(N_THREADS) as pool:
        assert sum(pool.map(buy, people)) == 1
    with database.reading() as session:
        assert session.get_one(Reward, reward_id).n_in_stock == 0
        spent = session.scalar(
            select(func.count()).select_from(PointsEntry).where(PointsEntry.act == "reward")
        )
        assert spent == 1
