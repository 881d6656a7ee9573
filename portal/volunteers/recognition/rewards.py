"""Rewards: bought with points, out of a stock that the database never lets below nothing."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

from sqlalchemy import CursorResult, Update, select, update
from sqlalchemy.orm import Session

from portal.volunteers.actors import Actor
from portal.volunteers.recognition.ledger import write_points
from portal.volunteers.recognition.tables import PointsBalance, PointsEntry, Reward, Training
from portal.volunteers.refusals import OutOfStock, PointsMissing
from portal.volunteers.rules import VolunteerRules
from surveys.words import Text


def buy_reward(session: Session, reward_id: int, volunteer_id: int, *, now: datetime) -> None:
    """Take one from the stock and its price from the balance; raises OutOfStock, PointsMissing."""
    taken = (
        update(Reward)
        .where(Reward.id == reward_id, Reward.n_in_stock > 0)
        .values(n_in_stock=Reward.n_in_stock - 1)
    )
    if not _changes_one(session, taken):
        raise OutOfStock
    reward = session.get_one(Reward, reward_id, populate_existing=True)
    paid = (
        update(PointsBalance)
        .where(PointsBalance.volunteer_id == volunteer_id, PointsBalance.points >= reward.price)
        .values(points=PointsBalance.points - reward.price)
    )
    if not _changes_one(session, paid):
        raise PointsMissing
    session.add(
        PointsEntry(
            volunteer_id=volunteer_id,
            points=-reward.price,
            act="reward",
            reward_id=reward.id,
            at=now,
            actor=f"volunteer:{volunteer_id}",
        )
    )


def add_reward(session: Session, name: Text, *, price: int, n_in_stock: int) -> Reward:
    """Put something into the catalogue."""
    reward = Reward(name_zh=name["zh"], name_en=name["en"], price=price, n_in_stock=n_in_stock)
    session.add(reward)
    session.flush()
    return reward


def list_rewards(session: Session) -> Sequence[Reward]:
    """The catalogue, cheapest first."""
    return session.scalars(select(Reward).order_by(Reward.price, Reward.id)).all()


def read_balance(session: Session, volunteer_id: int) -> int:
    """Points that a volunteer has to spend."""
    balance = session.get(PointsBalance, volunteer_id)
    return balance.points if balance else 0


def record_training(
    session: Session,
    volunteer_id: int,
    *,
    title: str,
    day: date,
    minutes: int,
    actor: Actor,
    now: datetime,
    rules: VolunteerRules,
) -> None:
    """Record a training; its time earns points like service, but is no service."""
    session.add(
        Training(volunteer_id=volunteer_id, title=title, day=day, minutes=minutes, actor=actor.key)
    )
    points = minutes * rules.points_per_hour // 60
    write_points(session, volunteer_id, points, "training", actor=actor.key, now=now)


def _changes_one(session: Session, statement: Update) -> bool:
    changed = session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[object]", changed).rowcount == 1
